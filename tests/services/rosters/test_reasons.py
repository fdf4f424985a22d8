"""Why somebody serves on a shift of a draft, or not, with the names of rows."""

from datetime import timedelta

import pytest

from scheduler.enums import ActivityKind
from scheduler.models import Person, Roster, Shift, ShiftDemand
from scheduler.services.rosters.reasons import explain_person
from tests.factories import NOW, enrol, make_period, make_person, make_shift, make_skill, make_unit
from tests.services.rosters.helpers import draft_for, put_on

pytestmark = pytest.mark.usefixtures("app")

DAY = timedelta(days=1)
THURSDAY = NOW + 3 * DAY


def _english(draft: Roster, shift: Shift, person: Person) -> list[str]:
    return [text.en for text in explain_person(draft, shift, person.id, now=NOW)]


def test_people_shifts_and_skills_are_called_by_their_names() -> None:
    unit = make_unit()
    draft, medical = draft_for(make_period(unit)), make_skill()
    anna, busy = make_person(unit, name="安娜"), make_person(unit, name="本")
    shift = make_shift(unit, [ShiftDemand(skill_id=medical.id)], starts_at=THURSDAY)
    other = make_shift(unit, [ShiftDemand()], starts_at=THURSDAY, title="夜巡")
    put_on(draft, busy, other)
    (lacking,) = explain_person(draft, shift, anna.id, now=NOW)[:1]
    assert lacking.en == f"安娜 does not have the qualification “{medical.name_en}”."
    assert lacking.zh == f"安娜没有“{medical.name}”资质。"
    assert _english(draft, shift, busy)[0].startswith("本 is on “夜巡” (")


def test_another_commitment_stays_nameless() -> None:
    unit = make_unit()
    draft, anna = draft_for(make_period(unit)), make_person(unit, name="安娜")
    enrol(anna, make_shift(make_unit(), kind=ActivityKind.TRAINING, starts_at=THURSDAY))
    shift = make_shift(unit, [ShiftDemand()], starts_at=THURSDAY)
    assert _english(draft, shift, anna)[0].startswith("安娜 is on “another commitment” (")


def test_nobody_from_elsewhere_and_no_shift_that_has_begun_is_explained() -> None:
    unit = make_unit()
    draft, stranger = draft_for(make_period(unit)), make_person(make_unit())
    shift = make_shift(unit, [ShiftDemand()], starts_at=THURSDAY)
    begun = make_shift(unit, [ShiftDemand()], starts_at=NOW - timedelta(minutes=5))
    assert _english(draft, shift, stranger) == []
    assert _english(draft, begun, make_person(unit)) == []
