"""Publishing: numbers, freezes, gives and ends places, tells people, opens the next draft."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from scheduler.database import atomic, db
from scheduler.enums import (
    AssignmentOrigin,
    EnrolmentOrigin,
    EnrolmentStatus,
    NotificationKind,
    Role,
    RosterStatus,
)
from scheduler.errors import Conflict, NotAllowed, NotFound, StaleVersion
from scheduler.models import (
    Assignment,
    AuditEntry,
    Enrolment,
    Notification,
    Person,
    Roster,
    RosterPeriod,
    Shift,
    ShiftDemand,
    Unit,
)
from scheduler.services.rosters.drafts import draft_of, open_draft, touch
from scheduler.services.rosters.publishing import get_version, list_versions, publish_roster
from tests.factories import NOW, enrol, make_period, make_person, make_shift, make_unit

pytestmark = pytest.mark.usefixtures("app")


class World:
    """A grid with a leader, a period and two shifts in it."""

    def __init__(self) -> None:
        self.unit: Unit = make_unit()
        self.leader: Person = make_person(self.unit, Role.GRID_LEADER)
        self.period: RosterPeriod = make_period(self.unit)
        self.shifts: list[Shift] = [
            make_shift(
                self.unit,
                [ShiftDemand(target=2)],
                capacity=2,
                starts_at=NOW + timedelta(days=number),
            )
            for number in (3, 4)
        ]

    @property
    def draft(self) -> Roster:
        with atomic():
            return open_draft(self.period, now=NOW)

    def assign(self, person: Person, shift: Shift, **values: object) -> None:
        values = {"origin": AssignmentOrigin.SOLVER, **values}
        draft = self.draft
        with atomic():
            draft.assignments.append(Assignment(shift_id=shift.id, person_id=person.id, **values))
            touch(draft)

    def unassign(self, person: Person, shift: Shift) -> None:
        draft = self.draft
        with atomic():
            keep = [
                item for item in draft.assignments if (item.person_id, item.shift_id) != (person.id, shift.id)
            ]
            draft.assignments[:] = keep
            touch(draft)

    def publish(self) -> Roster:
        return publish_roster(self.period.id, revision=self.draft.revision, actor=self.leader, now=NOW)

    def places(self) -> list[tuple[int, int, EnrolmentOrigin]]:
        query = select(Enrolment).where(Enrolment.status == EnrolmentStatus.CONFIRMED)
        rows = db.session.scalars(query.order_by(Enrolment.shift_id, Enrolment.seat))
        return [(row.shift_id, row.person_id, row.origin) for row in rows]


@pytest.fixture
def world() -> World:
    return World()


def _told(person: Person) -> list[tuple[int, int]]:
    rows = db.session.scalars(
        select(Notification)
        .where(
            Notification.person_id == person.id,
            Notification.kind == NotificationKind.ROSTER_PUBLISHED,
        )
        .order_by(Notification.id)
    )
    return [(len(row.params["added"]), len(row.params["removed"])) for row in rows]


def test_publish_numbers_the_version_and_gives_places(world: World) -> None:
    anna, ben = make_person(world.unit), make_person(world.unit)
    first, second = world.shifts
    world.assign(anna, first)
    world.assign(ben, first)
    world.assign(anna, second)
    roster = world.publish()
    assert (roster.number, roster.status, roster.published_by_id) == (
        1,
        RosterStatus.PUBLISHED,
        world.leader.id,
    )
    assert world.places() == [
        (first.id, anna.id, EnrolmentOrigin.ROSTER),
        (first.id, ben.id, EnrolmentOrigin.ROSTER),
        (second.id, anna.id, EnrolmentOrigin.ROSTER),
    ]
    assert (_told(anna), _told(ben), _told(world.leader)) == ([(2, 0)], [(1, 0)], [])
    assert db.session.scalar(select(AuditEntry.action).where(AuditEntry.action == "roster.publish"))


def test_next_version_ends_places_and_supersedes(world: World) -> None:
    anna, ben = make_person(world.unit), make_person(world.unit)
    first, second = world.shifts
    world.assign(anna, first)
    world.assign(ben, second)
    one = world.publish()
    world.unassign(anna, first)
    world.assign(ben, first)
    two = world.publish()
    assert (one.status, two.number) == (RosterStatus.SUPERSEDED, 2)
    assert world.places() == [
        (first.id, ben.id, EnrolmentOrigin.ROSTER),
        (second.id, ben.id, EnrolmentOrigin.ROSTER),
    ]
    assert (_told(anna), _told(ben)) == ([(1, 0), (0, 1)], [(1, 0), (1, 0)])
    ended = db.session.scalar(select(Enrolment).where(Enrolment.person_id == anna.id))
    assert ended is not None
    assert (ended.status, ended.seat, ended.sequence) == (EnrolmentStatus.CANCELLED, None, 1)


def test_person_taken_back_gets_the_old_place_row_with_a_new_sequence(world: World) -> None:
    anna, shift = make_person(world.unit), world.shifts[0]
    world.assign(anna, shift)
    world.publish()
    world.unassign(anna, shift)
    world.publish()
    world.assign(anna, shift)
    world.publish()
    row = db.session.scalar(select(Enrolment).where(Enrolment.person_id == anna.id))
    assert row is not None
    assert (row.status, row.sequence, row.seat) == (EnrolmentStatus.CONFIRMED, 2, 1)


def test_published_version_never_changes(world: World) -> None:
    anna, ben = make_person(world.unit), make_person(world.unit)
    world.assign(anna, world.shifts[0])
    one = world.publish()
    before = [(item.id, item.person_id, item.shift_id) for item in one.assignments]
    world.unassign(anna, world.shifts[0])
    world.assign(ben, world.shifts[1])
    world.publish()
    db.session.expire_all()
    assert [(item.id, item.person_id, item.shift_id) for item in one.assignments] == before
    assert get_version(world.period.id, 1, actor=world.leader).id == one.id
    assert [roster.number for roster in list_versions(world.period)] == [2, 1]


def test_next_draft_is_a_copy_with_a_higher_revision(world: World) -> None:
    anna = make_person(world.unit)
    world.assign(anna, world.shifts[0], pinned=True)
    one = world.publish()
    draft = draft_of(world.period)
    assert draft is not None
    assert draft.revision > one.revision
    assert [(item.person_id, item.pinned) for item in draft.assignments] == [(anna.id, True)]


def test_publishing_the_same_revision_twice_publishes_once(world: World) -> None:
    anna = make_person(world.unit)
    world.assign(anna, world.shifts[0])
    revision = world.draft.revision
    one = publish_roster(world.period.id, revision=revision, actor=world.leader, now=NOW)
    again = publish_roster(world.period.id, revision=revision, actor=world.leader, now=NOW)
    assert again.id == one.id
    assert [roster.number for roster in list_versions(world.period)] == [1]
    assert _told(anna) == [(1, 0)]


def test_publishing_another_revision_is_stale(world: World) -> None:
    world.assign(make_person(world.unit), world.shifts[0])
    revision = world.draft.revision
    world.assign(make_person(world.unit), world.shifts[1])
    with pytest.raises(StaleVersion):
        publish_roster(world.period.id, revision=revision, actor=world.leader, now=NOW)
    assert world.places() == []


def test_own_sign_ups_enter_the_version_and_are_never_ended(world: World) -> None:
    anna, ben = make_person(world.unit), make_person(world.unit)
    shift = world.shifts[0]
    enrol(anna, shift)
    world.assign(ben, shift)
    roster = world.publish()
    assert {(item.person_id, item.origin) for item in roster.assignments} == {
        (anna.id, AssignmentOrigin.SIGN_UP),
        (ben.id, AssignmentOrigin.SOLVER),
    }
    assert world.places() == [
        (shift.id, anna.id, EnrolmentOrigin.SELF),
        (shift.id, ben.id, EnrolmentOrigin.ROSTER),
    ]
    assert _told(anna) == []


def test_sign_up_given_back_leaves_the_draft(world: World) -> None:
    anna = make_person(world.unit)
    place = enrol(anna, world.shifts[0])
    world.assign(make_person(world.unit), world.shifts[0])
    world.publish()
    with atomic():
        place.status, place.seat = EnrolmentStatus.CANCELLED, None
    roster = world.publish()
    assert anna.id not in {item.person_id for item in roster.assignments}


def test_shift_with_more_people_than_places_is_refused(world: World) -> None:
    shift = world.shifts[0]
    enrol(make_person(world.unit), shift)
    for _ in range(2):
        world.assign(make_person(world.unit), shift)
    with pytest.raises(Conflict) as refusal:
        world.publish()
    assert (refusal.value.code, refusal.value.params["capacity"]) == ("roster.overfull", 2)


def test_empty_first_version_is_refused(world: World) -> None:
    with pytest.raises(Conflict, match=r"roster\.empty"):
        world.publish()


def test_people_who_left_and_shifts_that_have_begun_stay_out_of_it(world: World) -> None:
    gone, anna = make_person(world.unit, active=False), make_person(world.unit)
    begun = make_shift(world.unit, [ShiftDemand(target=1)], starts_at=NOW)
    world.assign(gone, world.shifts[0])
    world.assign(anna, begun)
    world.assign(anna, world.shifts[1])
    roster = world.publish()
    assert gone.id not in {item.person_id for item in roster.assignments}
    assert world.places() == [(world.shifts[1].id, anna.id, EnrolmentOrigin.ROSTER)]


def test_only_planners_of_the_unit_publish(world: World) -> None:
    world.assign(make_person(world.unit), world.shifts[0])
    stranger = make_person(make_unit(), Role.GRID_LEADER)
    with pytest.raises(NotAllowed):
        publish_roster(world.period.id, revision=world.draft.revision, actor=stranger, now=NOW)


def test_unknown_version_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        get_version(world.period.id, 1, actor=world.leader)
