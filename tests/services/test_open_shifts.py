"""The list of open shifts: what fits first, near before far, in a fixed number of queries."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from scheduler.database import db
from scheduler.enums import ActivityKind, EnrolmentOrigin, ShiftStatus, Wish
from scheduler.errors import NotFound
from scheduler.models import AvailabilityException, Dislike, Person, Shift, ShiftDemand, Unit
from scheduler.services.nearness import Nearness
from scheduler.services.open_shift_fits import fits_of
from scheduler.services.open_shifts import (
    Chance,
    Offer,
    OfferFilter,
    Reach,
    companions,
    find_offer,
    list_offers,
)
from scheduler.services.public_units import all_units
from tests.factories import NOW, enrol, make_person, make_shift, make_skill, make_unit, qualify, save

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
EVERYWHERE = OfferFilter(reach=Reach.EVERYWHERE)


def _offers(person: Person, wanted: OfferFilter | None = None, number: int = 1) -> list[Offer]:
    page = list_offers(person, wanted or OfferFilter(), all_units(), now=NOW, number=number)
    return list(page.items)


def _shifts(person: Person, wanted: OfferFilter | None = None) -> list[Shift]:
    return [offer.shift for offer in _offers(person, wanted)]


def _square(column: int) -> dict[str, Any]:
    corners = [[column, 0], [column + 1, 0], [column + 1, 1], [column, 1], [column, 0]]
    return {"type": "Polygon", "coordinates": [corners]}


def _city() -> tuple[Unit, Unit, Unit, Unit]:
    """Return a home grid, a neighbour, a grid of the same community, and one far away."""
    community, other = make_unit(), make_unit()
    return (
        make_unit(community, boundary=_square(0)),
        make_unit(other, boundary=_square(1)),
        make_unit(community, boundary=_square(3)),
        make_unit(other, boundary=_square(5)),
    )


def test_what_fits_comes_first_then_what_is_near_then_what_is_soon(app: Flask) -> None:
    home, beside, community, far = _city()
    person = make_person(home, max_shifts_per_week=9)
    late, soon = make_shift(home, starts_at=NOW + 9 * DAY), make_shift(home, starts_at=NOW + 2 * DAY)
    neighbour = make_shift(beside, starts_at=NOW + 4 * DAY)
    patrol = make_shift(community, starts_at=NOW + DAY)
    training = make_shift(far, starts_at=NOW + 5 * DAY, kind=ActivityKind.TRAINING)
    distant = make_shift(far, starts_at=NOW + DAY)
    assert [(offer.shift, offer.near, offer.fits) for offer in _offers(person, EVERYWHERE)] == [
        (soon, Nearness.OWN, True),
        (late, Nearness.OWN, True),
        (neighbour, Nearness.NEIGHBOUR, True),
        (training, Nearness.ELSEWHERE, True),
        (patrol, Nearness.COMMUNITY, False),
        (distant, Nearness.ELSEWHERE, False),
    ]
    assert _shifts(person) == [soon, late, neighbour, training]


def test_only_coming_shifts_that_are_open_are_listed(app: Flask) -> None:
    unit = make_unit()
    person = make_person(unit)
    shift = make_shift(unit, starts_at=NOW + timedelta(seconds=1))
    make_shift(unit, starts_at=NOW)
    make_shift(unit, open_for_sign_up=False)
    make_shift(unit, status=ShiftStatus.CANCELLED)
    assert _shifts(person) == [shift]


def test_list_is_filtered_by_unit_with_all_below_kind_skill_and_days(app: Flask) -> None:
    community = make_unit()
    grid = make_unit(community)
    person = make_person(grid)
    fire = make_skill("fire")
    first = make_shift(grid, starts_at=NOW + 2 * DAY)
    second = make_shift(community, [ShiftDemand(skill_id=fire.id, target=1)], starts_at=NOW + 4 * DAY)
    third = make_shift(community, kind=ActivityKind.DRILL, starts_at=NOW + 6 * DAY)
    assert _shifts(person, OfferFilter(unit=grid)) == [first]
    assert _shifts(person, OfferFilter(unit=community)) == [first, second, third]
    assert _shifts(person, OfferFilter(kind=ActivityKind.DRILL)) == [third]
    assert _shifts(person, OfferFilter(skill=fire)) == [second]
    assert _shifts(person, OfferFilter(first=date(2026, 3, 6))) == [second, third]
    assert _shifts(person, OfferFilter(last=date(2026, 3, 6))) == [first, second]


def test_named_unit_far_away_is_shown_with_the_reason(app: Flask) -> None:
    home, _, _, far = _city()
    make_shift(far)
    (offer,) = _offers(make_person(home), OfferFilter(unit=far))
    assert offer.refusal is not None
    assert offer.refusal.code == "enrolment.elsewhere"


def test_offer_counts_places_and_skills(app: Flask) -> None:
    unit, lead = make_unit(), make_skill("lead")
    demands = [ShiftDemand(minimum=1, target=2), ShiftDemand(skill_id=lead.id, minimum=2, target=2)]
    shift = make_shift(unit, demands, capacity=4)
    leader = make_person(unit)
    qualify(leader, lead)
    qualify(leader, lead, valid_from=date(2026, 2, 1), level=2)
    enrol(leader, shift, seat=1)
    enrol(make_person(unit), shift, seat=2)
    (offer,) = _offers(make_person(unit))
    skilled = shift.demands[1]
    assert (offer.crew.taken, offer.free, dict(offer.crew.meeting)) == (2, 2, {skilled.id: 1})
    assert [offer.crew.missing(demand) for demand in shift.demands] == [0, 1]


def test_own_place_stays_among_what_fits(app: Flask) -> None:
    unit = make_unit(cancel_cutoff_hours=24, waiting_list_most=0)
    person = make_person(unit)
    own, full = make_shift(unit), make_shift(unit, starts_at=NOW + 6 * DAY, capacity=1)
    place = enrol(person, own)
    enrol(make_person(unit), full)
    first, second = _offers(person)
    assert (first.shift, first.place, first.fits, first.kept) == (own, place, True, None)
    assert second.refusal is not None
    assert (second.shift, second.fits, second.refusal.code) == (full, False, "enrolment.full")


def test_place_by_the_roster_says_that_the_leader_ends_it(app: Flask) -> None:
    unit = make_unit()
    person, shift = make_person(unit), make_shift(unit)
    enrol(person, shift, origin=EnrolmentOrigin.ROSTER)
    kept = find_offer(shift.id, person=person, now=NOW).kept
    assert kept is not None
    assert kept.code == "enrolment.by_roster"


def test_what_was_said_about_the_time_is_attached(app: Flask) -> None:
    unit = make_unit()
    person = make_person(unit)
    shift = make_shift(unit)
    make_shift(unit, starts_at=shift.ends_at + 9 * HOUR)
    for wish, start in ((Wish.PREFERRED, shift.starts_at), (Wish.UNWANTED, shift.starts_at + HOUR)):
        save(
            AvailabilityException(
                person_id=person.id, starts_at=start, ends_at=start + HOUR, wish=wish, note=""
            )
        )
    assert [(offer.wish, offer.chance) for offer in _offers(person)] == [
        (None, Chance.FITS),
        (Wish.UNWANTED, Chance.WITH_RESERVATION),
    ]
    assert find_offer(shift.id, person=person, now=NOW).wish is Wish.UNWANTED


def test_own_limits_and_dislikes_are_reservations_that_come_after_what_fits(app: Flask) -> None:
    unit = make_unit()
    person = make_person(unit, max_shifts_per_week=1, max_shifts_per_month=1)
    enrol(person, make_shift(unit, starts_at=NOW + DAY, open_for_sign_up=False))
    same_week = make_shift(unit, starts_at=NOW + 4 * DAY)
    disliked = make_shift(unit, starts_at=NOW + 40 * DAY, kind=ActivityKind.DUTY)
    drill = make_shift(unit, starts_at=NOW + 42 * DAY)
    save(Dislike(person_id=person.id, kind=ActivityKind.DUTY, created=NOW))
    found = [
        (offer.shift, [limit.code for limit in offer.limits], offer.disliked, offer.chance)
        for offer in _offers(person)
    ]
    assert found == [
        (drill, [], False, Chance.FITS),
        (
            same_week,
            ["enrolment.week_limit", "enrolment.month_limit"],
            False,
            Chance.WITH_RESERVATION,
        ),
        (disliked, [], True, Chance.WITH_RESERVATION),
    ]


def test_needed_skills_then_liked_times_come_first_in_each_week(app: Flask) -> None:
    unit, fire = make_unit(), make_skill("fire")
    person = make_person(unit, max_shifts_per_week=9)
    qualify(person, fire)
    plain, liked = make_shift(unit), make_shift(unit, starts_at=NOW + 5 * DAY)
    needed = make_shift(
        unit, [ShiftDemand(skill_id=fire.id, minimum=1, target=1)], starts_at=NOW + 6 * DAY, capacity=1
    )
    later = make_shift(unit, starts_at=NOW + 7 * DAY)
    save(
        AvailabilityException(
            person_id=person.id, starts_at=liked.starts_at, ends_at=liked.ends_at, wish=Wish.PREFERRED
        )
    )
    offers = _offers(person)
    assert [offer.shift for offer in offers] == [needed, liked, plain, later]
    assert [[demand.skill for demand in offer.lacking] for offer in offers] == [[fire], [], [], []]


def test_companions_are_those_who_hold_a_place(app: Flask) -> None:
    unit = make_unit()
    shift = make_shift(unit)
    enrol(make_person(unit, name="李二"), shift, seat=2)
    enrol(make_person(unit, name="王一"), shift, seat=1)
    assert companions(shift) == ["王一", "李二"]


def test_single_shift_is_found_even_when_it_is_not_open(app: Flask) -> None:
    shift = make_shift(make_unit(), open_for_sign_up=False)
    offer = find_offer(shift.id, person=make_person(), now=NOW)
    assert offer.refusal is not None
    assert (offer.shift, offer.refusal.code) == (shift, "enrolment.not_open")
    for number in (0, shift.id + 1, 2**31, 2**80):
        with pytest.raises(NotFound):
            find_offer(number, person=make_person(), now=NOW)


def test_pages_hold_25_and_a_number_out_of_range_means_the_nearest(app: Flask) -> None:
    unit = make_unit()
    person = make_person(unit)
    for number in range(26):
        make_shift(unit, starts_at=NOW + (number + 1) * DAY)
    pages = {
        number: list_offers(person, OfferFilter(), all_units(), now=NOW, number=number)
        for number in (-5, 1, 2, 10**30)
    }
    found = {asked: (page.number, page.pages, page.total, len(page.items)) for asked, page in pages.items()}
    assert found == {-5: (1, 2, 26, 25), 1: (1, 2, 26, 25), 2: (2, 2, 26, 1), 10**30: (2, 2, 26, 1)}


def test_number_of_queries_does_not_grow_with_the_list(app: Flask) -> None:
    unit = make_unit()
    person = make_person(unit)
    lead, fire = make_skill("lead"), make_skill("fire")
    qualify(person, fire)

    def queries() -> int:
        db.session.expire_all()
        seen: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            offers = _offers(person, EVERYWHERE)
            for offer in offers:
                _ = (offer.shift.unit.name, [d.skill and d.skill.name for d in offer.shift.demands])
            fits_of(offers, person, among=offers, now=NOW)
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    def add(number: int) -> None:
        demands = [ShiftDemand(skill_id=skill.id, minimum=1, target=1) for skill in (lead, fire)]
        shift = make_shift(make_unit(), demands, kind=ActivityKind.DRILL, starts_at=NOW + number * DAY)
        enrol(person if number % 2 else make_person(unit), shift)

    for number in (1, 2):
        add(number)
    few = queries()
    for number in range(3, 15):
        add(number)
    assert queries() == few
