"""Service records: what they hold, who may see them, and who writes praise into them."""

from datetime import date, timedelta
from typing import Any

import pytest

from scheduler.enums import HoursKind, Role, ServiceNoteKind
from scheduler.errors import Conflict, InvalidInput, NotAllowed, NotFound
from scheduler.models import Person, ServiceNote, Unit
from scheduler.services.hours import NewHours, add_hours, correct_hours
from scheduler.services.service_record import add_note, notes_of, own_record, record_of, withdraw_note
from tests.factories import NOW, make_person, make_skill, make_unit, qualify

pytestmark = pytest.mark.usefixtures("app")

DAY = timedelta(days=1)


class World:
    """Anna of a grid, whose leader keeps her hours."""

    def __init__(self) -> None:
        self.unit: Unit = make_unit()
        self.leader: Person = make_person(self.unit, Role.GRID_LEADER)
        self.anna: Person = make_person(self.unit)

    def note(self, **values: Any) -> ServiceNote:
        """Write a commendation as the leader."""
        values = {
            "kind": ServiceNoteKind.COMMENDATION,
            "given_on": date(2026, 2, 1),
            "text": "优秀志愿者",
            "unit": self.unit,
            "actor": self.leader,
            "now": NOW,
            **values,
        }
        return add_note(values.pop("person_id", self.anna.id), **values)

    def serve(self, title: str, kind: HoursKind = HoursKind.SERVICE) -> int:
        """Enter an hour by hand and return the line's id."""
        new = NewHours(kind, title, NOW - DAY, 60, "名单")
        return add_hours(self.anna.id, new, unit=self.unit, actor=self.leader, now=NOW).id


@pytest.fixture
def world() -> World:
    return World()


def test_record_holds_service_training_skills_and_notes(world: World) -> None:
    world.serve("巡逻")
    world.serve("急救", HoursKind.TRAINING)
    nothing = world.serve("误记")
    correct_hours(nothing, seen=60, minutes=0, reason="误记", actor=world.leader, now=NOW)
    skill = make_skill()
    held = qualify(world.anna, skill)
    qualify(world.anna, make_skill("fire"), verified_at=None)
    world.note()
    world.note(kind=ServiceNoteKind.EVALUATION, text="到岗准时")
    record = own_record(world.anna)
    assert [line.entry.title for line in record.service] == ["巡逻"]
    assert [line.entry.title for line in record.training] == ["急救"]
    assert (record.totals.service, record.totals.training, record.totals.times) == (60, 60, 2)
    assert list(record.qualifications) == [held]
    assert [note.text for note in record.commendations] == ["优秀志愿者"]
    assert [note.text for note in record.evaluations] == ["到岗准时"]
    assert (record.contact.masked, record.contact.phone) == (False, world.anna.phone)


def test_record_is_for_the_leaders_of_the_subtree_with_masked_contact(world: World) -> None:
    record = record_of(world.anna.id, actor=world.leader)
    assert record.contact.masked
    auditor = make_person(world.unit, Role.AUDITOR)
    assert record_of(world.anna.id, actor=auditor).person is world.anna
    for stranger in (make_person(world.unit), make_person(make_unit(), Role.OFFICER)):
        with pytest.raises(NotAllowed):
            record_of(world.anna.id, actor=stranger)


def test_note_is_written_once_and_can_be_taken_back(world: World) -> None:
    note = world.note()
    with pytest.raises(Conflict) as caught:
        world.note()
    assert caught.value.code == "hours.note_twin"
    withdraw_note(note.id, actor=world.leader, now=NOW)
    assert list(notes_of(world.anna)) == []
    with pytest.raises(NotFound):
        withdraw_note(note.id, actor=world.leader, now=NOW)
    assert world.note().id != note.id


def test_nobody_praises_or_takes_back_without_the_right_or_for_herself(world: World) -> None:
    other = make_person(make_unit(), Role.GRID_LEADER)
    note = world.note()
    for values in ({"actor": world.anna}, {"actor": other}, {"person_id": world.leader.id}):
        with pytest.raises(NotAllowed):
            world.note(text="另一条", **values)
    for actor in (world.anna, other):
        with pytest.raises(NotAllowed):
            withdraw_note(note.id, actor=actor, now=NOW)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"given_on": date(2026, 3, 3)}, "given_on"),
        ({"given_on": date(1990, 1, 1)}, "given_on"),
        ({"text": " "}, "text"),
        ({"text": "好" * 201}, "text"),
    ],
)
def test_note_must_make_sense(world: World, values: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        world.note(**values)
    assert caught.value.field == field
