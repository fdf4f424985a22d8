"""Why an open shift fits, and what would change it where it does not: codes, values, and where they lead."""

from collections.abc import Mapping
from datetime import date, timedelta
from inspect import getsource
from typing import Any

import pytest
from flask import Flask

from scheduler.enums import ActivityKind, EnrolmentOrigin, ShiftStatus, Wish
from scheduler.models import AvailabilityException, Person, Shift, ShiftDemand, Skill, Unit
from scheduler.services import open_shift_fits
from scheduler.services.open_shift_fits import Fit, Hint, fits_of
from scheduler.services.open_shifts import OfferFilter, Reach, all_offers, find_offer
from scheduler.services.public_units import all_units
from scheduler.web.wording import WORDS
from tests.factories import NOW, enrol, make_person, make_shift, make_skill, make_unit, qualify, save

pytestmark = pytest.mark.usefixtures("app")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOON = NOW + 3 * DAY


def _fit(shift: Shift, person: Person) -> Fit:
    among = all_offers(person, OfferFilter(reach=Reach.EVERYWHERE), all_units(), now=NOW)
    (fit,) = fits_of([find_offer(shift.id, person=person, now=NOW)], person, among=among, now=NOW)
    return fit


def _changes(shift: Shift, person: Person) -> list[tuple[str, Mapping[str, object], int | None]]:
    return [(hint.code, hint.params, hint.shift_id) for hint in _fit(shift, person).changes]


def _instead(shift: Shift) -> tuple[str, dict[str, object], int]:
    params = {"shift": shift.title, "when": shift.starts_at, "zone": shift.unit.zone, "unit": shift.unit}
    return "fits.instead", params, shift.id


def _square(column: int) -> dict[str, Any]:
    corners = [[column, 0], [column + 1, 0], [column + 1, 1], [column, 1], [column, 0]]
    return {"boundary": {"type": "Polygon", "coordinates": [corners]}}


def test_reasons_are_skills_nearness_and_liked_times() -> None:
    community = make_unit()
    home, beside = make_unit(community, **_square(0)), make_unit(community, **_square(1))
    fire, lead = make_skill("fire"), make_skill("lead")
    person = make_person(home)
    for skill in (fire, lead):
        qualify(person, skill)
    demands = [
        ShiftDemand(skill_id=fire.id, minimum=0, target=1),
        ShiftDemand(skill_id=lead.id, minimum=1, target=1),
    ]
    shift = make_shift(beside, demands)
    save(
        AvailabilityException(
            person_id=person.id, starts_at=shift.starts_at, ends_at=shift.ends_at, wish=Wish.PREFERRED
        )
    )
    assert _fit(shift, person) == Fit(
        reasons=(
            Hint("fits.skill_needed", {"skills": (lead,)}),
            Hint("fits.skill_wanted", {"skills": (fire,)}),
            Hint("fits.near_neighbour"),
            Hint("fits.preferred"),
        )
    )
    assert _fit(make_shift(home), make_person(home)) == Fit(reasons=(Hint("fits.near_own"),))
    apart = make_shift(make_unit(community, **_square(9)), kind=ActivityKind.DRILL, starts_at=SOON + DAY)
    assert _fit(apart, person).reasons == (Hint("fits.near_community"),)
    far = make_shift(make_unit(), kind=ActivityKind.DRILL, starts_at=SOON + DAY)
    assert _fit(far, person) == Fit()


def test_own_place_needs_no_words() -> None:
    unit = make_unit()
    person, shift = make_person(unit), make_shift(unit)
    enrol(person, shift)
    assert _fit(shift, person) == Fit()


def test_rest_says_how_much_is_left_and_what_to_give_back() -> None:
    unit = make_unit(min_rest_hours=8)
    person = make_person(unit)
    other = make_shift(unit, title="夜巡", starts_at=SOON)
    enrol(person, other)
    shift = make_shift(unit, starts_at=SOON + 8 * HOUR - timedelta(minutes=1))
    facts = {"rest": "5.9", "hours": 8, "shifts": ("夜巡",)}
    assert _changes(shift, person) == [("fits.rest_give_back", facts, other.id)]


@pytest.mark.parametrize(
    ("origin", "cutoff", "code"),
    [
        (EnrolmentOrigin.SELF, 24, "fits.overlap_give_back"),
        (EnrolmentOrigin.SELF, 100, "fits.overlap_late"),
        (EnrolmentOrigin.ROSTER, 24, "fits.overlap_roster"),
    ],
)
def test_overlap_says_whether_the_other_place_can_be_given_back(
    origin: EnrolmentOrigin, cutoff: int, code: str
) -> None:
    unit = make_unit(contact="王主任", cancel_cutoff_hours=cutoff)
    person = make_person(unit)
    other = make_shift(unit, title="演练")
    enrol(person, other, origin=origin)
    whom = {} if code.endswith("give_back") else {"whom": "王主任"}
    assert _changes(make_shift(unit), person) == [(code, {"shifts": ("演练",), **whom}, other.id)]


def test_several_shifts_in_the_way_are_given_back_together() -> None:
    unit = make_unit(min_rest_hours=8)
    person = make_person(unit)
    before, after = (
        make_shift(unit, title="早", starts_at=SOON),
        make_shift(unit, title="晚", starts_at=SOON + 12 * HOUR),
    )
    for one in (before, after):
        enrol(person, one)
    facts = {"rest": "4", "hours": 8, "shifts": ("早", "晚")}
    shift = make_shift(unit, starts_at=SOON + 6 * HOUR)
    assert _changes(shift, person) == [("fits.rest_give_back", facts, before.id)]


def test_what_else_stands_in_the_way_is_said_at_once() -> None:
    unit, fire = make_unit(), make_skill("fire")
    person = make_person(unit)
    enrol(person, make_shift(unit, title="演练"))
    shift = make_shift(unit, [ShiftDemand(skill_id=fire.id, minimum=1, target=1)], capacity=1)
    codes = [(hint.code, str(hint.params.get("why", ""))[:24]) for hint in _fit(shift, person).changes]
    assert codes == [("fits.overlap_give_back", ""), ("fits.besides", "enrolment.skill_missing ")]


def _wants(unit: Unit, skill: Skill) -> Shift:
    return make_shift(unit, [ShiftDemand(skill_id=skill.id, level=2, minimum=1, target=1)], capacity=1)


def test_missing_skill_leads_to_the_next_trainings_with_places() -> None:
    unit, skill = make_unit(), make_skill(name="急救", name_en="First aid")
    person = make_person(unit, max_shifts_per_week=9)
    qualify(person, skill, level=1)
    trainings = [
        make_shift(
            make_unit(),
            kind=ActivityKind.TRAINING,
            capacity=capacity,
            starts_at=SOON + days * DAY,
            title=title,
            notes=notes,
        )
        for capacity, days, title, notes in (
            (1, 1, "急救初级", ""),
            (4, 2, "急救中级", ""),
            (9, 3, "灭火", ""),
            (9, 4, "技能课", "Teaches FIRST AID."),
            (9, 5, "急救高级", ""),
        )
    ]
    enrol(make_person(unit), trainings[0])
    found = [
        ("fits.training", shift.id, shift.title, shift.starts_at, free)
        for shift, free in ((trainings[1], 4), (trainings[3], 9))
    ]
    assert [
        (code, number, params["shift"], params["when"], params["free"])
        for code, params, number in _changes(_wants(unit, skill), person)
    ] == found


def test_without_a_training_the_leader_hears_that_one_is_wanted() -> None:
    unit, skill = make_unit(contact="王主任"), make_skill()
    assert _changes(_wants(unit, skill), make_person(unit)) == [
        ("fits.no_training", {"skill": skill, "whom": "王主任"}, None)
    ]
    person = make_person(unit)
    qualify(person, skill, level=2, verified_at=None, verified_by_id=None)
    assert _changes(_wants(unit, skill), person) == [
        ("fits.show_proof", {"skill": skill, "whom": "王主任"}, None)
    ]
    early = make_person(unit)
    qualify(early, skill, level=2, valid_from=date(2026, 3, 30))
    assert _changes(_wants(unit, skill), early) == []


def test_too_far_says_whose_people_are_taken_and_what_is_near() -> None:
    home, far = make_unit(), make_unit(contact="远方 1234")
    near = make_shift(home)
    make_shift(home, kind=ActivityKind.DRILL, starts_at=NOW + DAY)
    assert _changes(make_shift(far), make_person(home)) == [
        ("fits.only_neighbours", {"whom": "远方 1234"}, None),
        _instead(near),
    ]


def test_full_closed_over_and_cancelled_shifts_lead_to_the_next_of_their_kind() -> None:
    unit = make_unit(waiting_list_most=0, contact="王主任")
    person = make_person(unit)
    free = make_shift(unit, starts_at=SOON + 5 * DAY)
    full = make_shift(unit, capacity=1)
    enrol(make_person(unit), full)
    others = [
        full,
        make_shift(unit, open_for_sign_up=False),
        make_shift(unit, status=ShiftStatus.CANCELLED),
        make_shift(unit, starts_at=NOW - 3 * DAY),
    ]
    assert [_changes(shift, person) for shift in others] == [[_instead(free)]] * 4
    assert _changes(make_shift(unit, starts_at=NOW - HOUR), person) == [
        ("fits.ask", {"whom": "王主任"}, None)
    ]


def test_every_hint_has_words(app: Flask) -> None:
    source = getsource(open_shift_fits)
    fixed = {code for code in WORDS if code.startswith("fits.") and f'"{code}"' in source}
    made = {f"fits.{why}_{how}" for why in ("overlap", "rest") for how in ("give_back", "roster", "late")}
    made |= {f"fits.near_{how}" for how in ("own", "neighbour", "community")}
    assert {code for code in WORDS if code.startswith("fits.")} == fixed | made
