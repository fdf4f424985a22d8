"""Signing up and cancelling: who gets a place, and in which words everybody else is refused."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from scheduler.database import atomic, db
from scheduler.enums import ActivityKind, EnrolmentOrigin, EnrolmentStatus, ShiftStatus
from scheduler.errors import Conflict, NotFound, SchedulerError
from scheduler.models import AuditEntry, Enrolment, Person, Shift, ShiftDemand, Skill, Unit
from scheduler.services.enrolments import cancel, cancel_refusal, refusal, sign_up
from tests.factories import NOW, enrol, make_person, make_shift, make_skill, make_unit, qualify

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SOON = NOW + 3 * DAY
SHIFT_DAY = date(2026, 3, 5)


def _code(shift: Shift, person: Person, **more: Any) -> str | None:
    refused = refusal(shift, person, **{"now": NOW, **more})
    return refused.code if refused else None


def _refused(shift: Shift, person: Person) -> SchedulerError:
    with pytest.raises(Conflict) as caught:
        sign_up(shift.id, actor=person, now=NOW)
    return caught.value


def _square(column: int) -> dict[str, Any]:
    corners = [[column, 0], [column + 1, 0], [column + 1, 1], [column, 1], [column, 0]]
    return {"type": "Polygon", "coordinates": [corners]}


def test_sign_up_gives_the_lowest_free_seat_and_an_audit_entry(app: Flask) -> None:
    unit = make_unit()
    shift, person = make_shift(unit), make_person(unit)
    enrol(make_person(unit), shift, seat=1)
    enrol(make_person(unit), shift, seat=3)
    place = sign_up(shift.id, actor=person, now=NOW)
    assert (place.seat, place.status, place.origin, place.sequence) == (
        2,
        EnrolmentStatus.CONFIRMED,
        EnrolmentOrigin.SELF,
        0,
    )
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject_id, entry.actor_id, entry.unit_id, entry.details) == (
        "enrolment.signed_up",
        place.id,
        person.id,
        unit.id,
        {"shift_id": shift.id, "title": shift.title},
    )


def test_second_click_finds_the_place_taken_by_oneself(app: Flask) -> None:
    unit = make_unit()
    shift, person = make_shift(unit), make_person(unit)
    sign_up(shift.id, actor=person, now=NOW)
    assert _refused(shift, person).code == "enrolment.already"
    assert len(db.session.scalars(select(Enrolment)).all()) == 1


def test_whoever_comes_back_gets_the_same_row_with_a_higher_sequence(app: Flask) -> None:
    unit = make_unit()
    shift, person = make_shift(unit), make_person(unit)
    first = sign_up(shift.id, actor=person, now=NOW).id
    given_back = cancel(shift.id, actor=person, now=NOW + HOUR)
    assert (given_back.seat, given_back.status, given_back.sequence) == (None, EnrolmentStatus.CANCELLED, 1)
    again = sign_up(shift.id, actor=person, now=NOW + 2 * HOUR)
    assert (again.id, again.seat, again.sequence, again.created, again.updated) == (
        first,
        1,
        2,
        NOW,
        NOW + 2 * HOUR,
    )
    deeds = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert deeds == ["enrolment.signed_up", "enrolment.cancelled", "enrolment.signed_up"]


@pytest.mark.parametrize("shift_id", [0, -1, 12_345, 2**31, 2**70])
def test_shift_that_does_not_exist_is_not_found(app: Flask, shift_id: int) -> None:
    person = make_person()
    with pytest.raises(NotFound):
        sign_up(shift_id, actor=person, now=NOW)
    with pytest.raises(NotFound):
        cancel(shift_id, actor=person, now=NOW)


def test_state_of_shift_and_account_can_forbid_it(app: Flask) -> None:
    unit = make_unit(contact="王主任 021-5555")
    person = make_person(unit)
    assert _code(make_shift(unit, status=ShiftStatus.CANCELLED), person) == "enrolment.shift_cancelled"
    assert _code(make_shift(unit, starts_at=NOW, ends_at=NOW + HOUR), person) == "enrolment.begun"
    assert _code(make_shift(unit, starts_at=NOW - HOUR, ends_at=NOW), person) == "enrolment.over"
    closed = refusal(make_shift(unit, open_for_sign_up=False), person, now=NOW)
    assert closed is not None
    assert (closed.code, closed.params) == ("enrolment.not_open", {"whom": "王主任 021-5555"})
    assert _code(make_shift(unit), make_person(unit, active=False)) == "enrolment.inactive"
    assert _code(make_shift(unit, starts_at=NOW + timedelta(seconds=1)), person) is None


def test_full_shift_without_waiting_list_says_how_many_places_it_has(app: Flask) -> None:
    unit = make_unit(waiting_list_most=0)
    shift = make_shift(unit, capacity=2)
    for seat in (1, 2):
        enrol(make_person(unit), shift, seat=seat)
    refused = _refused(shift, make_person(unit))
    assert (refused.code, refused.params) == ("enrolment.full", {"capacity": 2})


@pytest.mark.parametrize(
    ("start", "code"),
    [
        (-2, "enrolment.rest"),  # ends as the other begins
        (-1, "enrolment.overlap"),
        (0, "enrolment.overlap"),
        (1, "enrolment.overlap"),
        (2, "enrolment.rest"),  # begins as the other ends
        (9, "enrolment.rest"),
        (10, None),  # eight hours after its end
        (-9, "enrolment.rest"),
        (-10, None),
    ],
)
def test_shifts_of_one_person_leave_eight_hours_between_them(
    app: Flask, start: int, code: str | None
) -> None:
    unit = make_unit(min_rest_hours=8)
    person = make_person(unit)
    enrol(person, make_shift(unit, title="消防演练", starts_at=SOON, ends_at=SOON + 2 * HOUR))
    shift = make_shift(unit, starts_at=SOON + start * HOUR, ends_at=SOON + (start + 2) * HOUR)
    assert _code(shift, person) == code


def test_overlap_and_rest_name_the_other_shift(app: Flask) -> None:
    unit = make_unit(min_rest_hours=11)
    person = make_person(unit)
    enrol(person, make_shift(unit, title="消防演练", starts_at=SOON))
    other = {"shift": "消防演练", "when": SOON, "zone": "Asia/Shanghai"}
    assert _refused(make_shift(unit, starts_at=SOON), person).params == other
    near = make_shift(unit, starts_at=SOON + 4 * HOUR)
    assert _refused(near, person).params == {**other, "hours": 11}


def test_places_given_back_and_cancelled_shifts_stand_in_nobodys_way(app: Flask) -> None:
    unit = make_unit()
    person = make_person(unit)
    other = make_shift(unit)
    sign_up(other.id, actor=person, now=NOW)
    cancel(other.id, actor=person, now=NOW)
    enrol(person, make_shift(unit, status=ShiftStatus.CANCELLED))
    assert _code(make_shift(unit), person) is None


def test_patrols_are_for_the_own_unit_its_neighbours_and_those_above_and_below(app: Flask) -> None:
    city = make_unit(boundary=_square(0) | {"coordinates": [[[0, 0], [9, 0], [9, 1], [0, 1], [0, 0]]]})
    community = make_unit(city)
    home = make_unit(community, boundary=_square(0))
    beside, apart, unmapped = (
        make_unit(make_unit(city), boundary=_square(1)),
        make_unit(community, boundary=_square(5)),
        make_unit(community),
    )
    person = make_person(home)
    found = {unit.id: _code(make_shift(unit), person) for unit in (home, beside, community, city)}
    assert set(found.values()) == {None}
    for unit in (apart, unmapped):
        refused = refusal(make_shift(unit), person, now=NOW)
        assert refused is not None
        assert (refused.code, refused.params) == ("enrolment.elsewhere", {"unit": unit, "home": home})
    assert _code(make_shift(home), make_person(community)) is None


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (ActivityKind.TRAINING, None),
        (ActivityKind.DRILL, None),
        (ActivityKind.DUTY, "enrolment.elsewhere"),
    ],
)
def test_trainings_and_drills_are_open_to_everybody(app: Flask, kind: ActivityKind, code: str | None) -> None:
    assert _code(make_shift(make_unit(), kind=kind), make_person()) == code


def _needing(unit: Unit, skill: Skill, minimum: int = 1, **values: Any) -> Shift:
    demands = [
        ShiftDemand(minimum=2, target=3),
        ShiftDemand(skill_id=skill.id, minimum=minimum, target=minimum, level=values.pop("level", 1)),
    ]
    return make_shift(unit, demands, **{"capacity": 3, **values})


def test_last_places_are_kept_for_the_skill_without_which_nothing_goes(app: Flask) -> None:
    unit, lead = make_unit(), make_skill("lead")
    shift = _needing(unit, lead)
    for _ in range(2):
        sign_up(shift.id, actor=make_person(unit), now=NOW)
    refused = _refused(shift, make_person(unit))
    assert (refused.code, refused.params) == (
        "enrolment.skill_missing",
        {"skill": lead, "level": 1, "places": 1},
    )
    leader = make_person(unit)
    qualify(leader, lead)
    assert sign_up(shift.id, actor=leader, now=NOW).seat == 3


def test_once_the_skill_is_there_the_last_place_is_anybodys(app: Flask) -> None:
    unit, lead = make_unit(waiting_list_most=0), make_skill("lead")
    shift = _needing(unit, lead)
    leader = make_person(unit)
    qualify(leader, lead)
    for person in (leader, make_person(unit), make_person(unit)):
        sign_up(shift.id, actor=person, now=NOW)
    assert _code(shift, make_person(unit)) == "enrolment.full"


@pytest.mark.parametrize(
    ("proof", "code"),
    [
        ({"verified_at": None}, "enrolment.skill_unverified"),
        ({"valid_until": SHIFT_DAY - DAY}, "enrolment.skill_expired"),
        ({"valid_from": SHIFT_DAY + DAY}, "enrolment.skill_not_yet"),
        ({"level": 1}, "enrolment.skill_level"),
        ({"level": 1, "verified_at": None}, "enrolment.skill_level"),
        ({"level": 2, "valid_from": SHIFT_DAY, "valid_until": SHIFT_DAY}, None),
        ({"level": 3, "valid_until": None}, None),
    ],
)
def test_refusal_says_what_the_own_qualification_lacks(
    app: Flask, proof: dict[str, Any], code: str | None
) -> None:
    unit, medical = make_unit(), make_skill("medical")
    shift = _needing(unit, medical, capacity=1, level=2)
    person = make_person(unit)
    qualify(person, medical, **{"level": 2, **proof})
    assert _code(shift, person) == code


def test_qualification_must_be_valid_on_the_local_date_of_the_start(app: Flask) -> None:
    unit, medical = make_unit(), make_skill("medical")
    person = make_person(unit)
    qualify(person, medical, valid_until=SHIFT_DAY)
    before_midnight = NOW + 3 * DAY + timedelta(hours=14, minutes=59)  # 23:59 of that day in Shanghai
    shift = _needing(unit, medical, capacity=1, starts_at=before_midnight)
    assert _code(shift, person) is None
    later = _needing(unit, medical, capacity=1, starts_at=before_midnight + timedelta(minutes=1))
    assert _code(later, person) == "enrolment.skill_expired"


def test_unverified_crew_does_not_count_for_the_minimum(app: Flask) -> None:
    unit, lead = make_unit(), make_skill("lead")
    shift = _needing(unit, lead, capacity=2)
    pretender = make_person(unit)
    qualify(pretender, lead, verified_at=None)
    enrol(pretender, shift)
    assert _code(shift, make_person(unit)) == "enrolment.skill_missing"


def test_whoever_brings_one_of_two_missing_skills_is_welcome(app: Flask) -> None:
    unit, lead, medical = make_unit(), make_skill("lead"), make_skill("medical")
    demands = [ShiftDemand(skill_id=skill.id, minimum=1, target=1) for skill in (lead, medical)]
    shift = make_shift(unit, demands, capacity=2)
    medic = make_person(unit)
    qualify(medic, medical)
    assert _code(shift, make_person(unit)) == "enrolment.skill_missing"
    assert sign_up(shift.id, actor=medic, now=NOW).seat == 1
    other = make_person(unit)
    qualify(other, medical)
    refused = refusal(shift, other, now=NOW)
    assert refused is not None
    assert refused.params == {"skill": lead, "level": 1, "places": 1}


def test_own_place_is_given_back_until_the_cut_off(app: Flask) -> None:
    unit = make_unit(cancel_cutoff_hours=24, contact="")
    person, shift = make_person(unit), make_shift(unit)
    place = enrol(person, shift)
    assert cancel_refusal(place, now=SOON - 24 * HOUR) is None
    late = cancel_refusal(place, now=SOON - 24 * HOUR + timedelta(seconds=1))
    assert late is not None
    assert (late.code, late.params) == ("enrolment.cutoff", {"hours": 24, "whom": unit})
    begun = cancel_refusal(place, now=SOON)
    assert begun is not None
    assert begun.code == "enrolment.cancel_begun"
    with pytest.raises(Conflict, match="cutoff"):
        cancel(shift.id, actor=person, now=SOON - HOUR)
    assert db.session.scalars(select(Enrolment.status)).all() == [EnrolmentStatus.CONFIRMED]


def test_place_of_a_published_roster_is_the_leaders_to_end(app: Flask) -> None:
    unit = make_unit(contact="林晓梅")
    person, shift = make_person(unit), make_shift(unit)
    enrol(person, shift, origin=EnrolmentOrigin.ROSTER)
    with pytest.raises(Conflict) as caught:
        cancel(shift.id, actor=person, now=NOW)
    assert (caught.value.code, caught.value.params) == ("enrolment.by_roster", {"whom": "林晓梅"})


def test_place_on_a_cancelled_shift_stays_for_the_calendar(app: Flask) -> None:
    unit = make_unit()
    person, shift = make_person(unit), make_shift(unit, status=ShiftStatus.CANCELLED)
    enrol(person, shift)
    with pytest.raises(Conflict, match="shift_cancelled"):
        cancel(shift.id, actor=person, now=NOW)


def test_only_an_own_place_can_be_given_back_and_only_once(app: Flask) -> None:
    unit = make_unit()
    shift, person = make_shift(unit), make_person(unit)
    enrol(make_person(unit), shift)
    with pytest.raises(Conflict, match="not_on_shift"):
        cancel(shift.id, actor=person, now=NOW)
    sign_up(shift.id, actor=person, now=NOW)
    cancel(shift.id, actor=person, now=NOW)
    with pytest.raises(Conflict, match="not_on_shift"):
        cancel(shift.id, actor=person, now=NOW)
    assert len(db.session.scalars(select(AuditEntry)).all()) == 2


def test_refused_sign_up_leaves_nothing_behind(app: Flask) -> None:
    unit = make_unit()
    person, shift = make_person(unit), make_shift(unit, open_for_sign_up=False)
    _refused(shift, person)
    assert db.session.scalars(select(Enrolment)).all() == []
    assert db.session.scalars(select(AuditEntry)).all() == []


def test_sign_up_sees_what_changed_since_the_page_was_read(app: Flask) -> None:
    unit = make_unit(waiting_list_most=0)
    person, shift = make_person(unit), make_shift(unit)
    assert _code(shift, person) is None
    with atomic():
        db.session.get_one(Shift, shift.id).capacity = 1
    enrol(make_person(unit), shift)
    assert _refused(shift, person).code == "enrolment.full"
