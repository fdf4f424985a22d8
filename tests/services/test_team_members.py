"""Applications and memberships: each step from where it starts, told to those concerned, never twice."""

from dataclasses import dataclass

import pytest
from flask import Flask

from scheduler.database import atomic, db
from scheduler.enums import MembershipStatus, NotificationKind, Role
from scheduler.errors import Conflict, InvalidInput, NotAllowed, NotFound
from scheduler.models import AuditEntry, Notification, Person, Team, TeamMember
from scheduler.services.team_members import apply, approve, end_membership, leave, membership, refuse
from tests.factories import NOW, join, make_person, make_team, make_unit


@dataclass(frozen=True, slots=True)
class World:
    """A team with its leader, and somebody who wants to join."""

    team: Team
    leader: Person
    person: Person


@pytest.fixture
def world(app: Flask) -> World:
    """Return a world without any membership."""
    unit = make_unit(name="桂花一网格", name_en="Guihua 1")
    leader = make_person(unit, name="队长")
    team = make_team(unit, name="医疗队", name_en="Medics", leader_id=leader.id)
    return World(team, leader, make_person(unit, name="周雨桐"))


def _status(world: World) -> MembershipStatus | None:
    row = membership(world.team, world.person)
    return row.status if row else None


def _messages(person: Person) -> list[tuple[str, dict[str, object]]]:
    rows = db.session.query(Notification).filter_by(person_id=person.id).order_by(Notification.id)
    return [(row.kind, row.params) for row in rows]


def _apply(world: World, message: str = "") -> TeamMember:
    return apply(world.team.id, message=message, actor=world.person, now=NOW)


def test_application_is_told_to_the_leader_in_the_persons_words(world: World) -> None:
    row = _apply(world, " 我是护士\r\n周末有空 ")
    assert (row.status, row.message) == (MembershipStatus.APPLIED, "我是护士\n周末有空")
    about = {
        "team_id": world.team.id,
        "team": "医疗队",
        "team_en": "Medics",
        "unit": "桂花一网格",
        "unit_en": "Guihua 1",
    }
    said = {"person_id": world.person.id, "name": "周雨桐", "text": "我是护士\n周末有空"}
    assert _messages(world.leader) == [(NotificationKind.TEAM_APPLICATION, {**about, **said})]


@pytest.mark.parametrize(
    ("status", "code"),
    [(MembershipStatus.APPLIED, "team.applied_already"), (MembershipStatus.MEMBER, "team.member_already")],
)
def test_nobody_applies_twice(world: World, status: MembershipStatus, code: str) -> None:
    join(world.person, world.team, status)
    with pytest.raises(Conflict) as refusal:
        _apply(world)
    assert refusal.value.code == code
    assert _messages(world.leader) == []
    assert db.session.query(TeamMember).count() == 1


def test_who_was_refused_or_left_may_apply_anew(world: World) -> None:
    row = join(
        world.person, world.team, MembershipStatus.REFUSED, reason="太远", decided_by_id=world.leader.id
    )
    _apply(world)
    assert (row.status, row.reason, row.decided_by_id) == (MembershipStatus.APPLIED, "", None)
    leave(world.team.id, actor=world.person, now=NOW)
    assert row.status is MembershipStatus.LEFT
    _apply(world)
    assert db.session.query(TeamMember).count() == 1


def test_retired_team_takes_nobody_and_long_messages_are_refused(world: World) -> None:
    with pytest.raises(InvalidInput) as refusal:
        _apply(world, "长" * 501)
    assert (refusal.value.field, refusal.value.code) == ("message", "too_long")
    with atomic():
        world.team.active = False
    with pytest.raises(Conflict) as closed:
        _apply(world)
    assert closed.value.code == "team.closed"
    assert _status(world) is None


def test_several_are_approved_in_one_go_and_told(world: World) -> None:
    other = make_person(name="李四")
    rows = [join(person, world.team, MembershipStatus.APPLIED) for person in (world.person, other)]
    approved = approve(world.team.id, [row.id for row in rows] * 2, actor=world.leader, now=NOW)
    assert (approved.people, approved.gone) == (("周雨桐", "李四"), 0)
    assert [(row.status, row.decided_by_id, row.decided_at) for row in rows] == [
        (MembershipStatus.MEMBER, world.leader.id, NOW)
    ] * 2
    assert [kind for kind, _ in _messages(other)] == [NotificationKind.TEAM_APPROVED]


def test_approval_leaves_out_what_is_no_longer_there(world: World) -> None:
    other = join(make_person(), world.team, MembershipStatus.APPLIED)
    gone = join(world.person, world.team, MembershipStatus.LEFT)
    approved = approve(world.team.id, [gone.id, other.id], actor=world.leader, now=NOW)
    assert (len(approved.people), approved.gone) == (1, 1)
    assert gone.status is MembershipStatus.LEFT


def test_decision_taken_twice_changes_nothing(world: World) -> None:
    row = join(world.person, world.team, MembershipStatus.APPLIED)
    refuse(world.team.id, row.id, reason="请先参加急救培训", actor=world.leader, now=NOW)
    for again in (
        lambda: approve(world.team.id, [row.id], actor=world.leader, now=NOW),
        lambda: refuse(world.team.id, row.id, reason="又", actor=world.leader, now=NOW),
    ):
        with pytest.raises(Conflict) as refusal:
            again()
        assert refusal.value.code == "team.decided_already"
    with pytest.raises(Conflict) as nobody:
        approve(world.team.id, [], actor=world.leader, now=NOW)
    assert nobody.value.code == "team.nobody_chosen"
    assert (row.status, row.reason) == (MembershipStatus.REFUSED, "请先参加急救培训")
    ((kind, params),) = _messages(world.person)
    assert (kind, params["reason"]) == (NotificationKind.TEAM_REFUSED, "请先参加急救培训")


def test_refusal_needs_a_reason(world: World) -> None:
    row = join(world.person, world.team, MembershipStatus.APPLIED)
    with pytest.raises(InvalidInput) as refusal:
        refuse(world.team.id, row.id, reason=" ", actor=world.leader, now=NOW)
    assert (refusal.value.field, refusal.value.code) == ("reason", "required")
    assert row.status is MembershipStatus.APPLIED


def test_only_those_who_lead_decide_and_never_about_themselves(world: World) -> None:
    row = join(world.person, world.team, MembershipStatus.APPLIED)
    for actor in (make_person(world.team.unit), make_person(make_unit(), Role.GRID_LEADER)):
        with pytest.raises(NotAllowed):
            approve(world.team.id, [row.id], actor=actor, now=NOW)
    leader = make_person(world.team.unit, Role.GRID_LEADER)
    own = join(leader, world.team, MembershipStatus.APPLIED)
    with pytest.raises(NotAllowed) as refusal:
        approve(world.team.id, [row.id, own.id], actor=leader, now=NOW)
    assert refusal.value.code == "team.own"
    assert row.status is MembershipStatus.APPLIED


def test_row_of_another_team_is_not_found(world: World) -> None:
    row = join(world.person, make_team(world.team.unit), MembershipStatus.APPLIED)
    for number in (row.id, 0, 2**40):
        with pytest.raises(NotFound):
            refuse(world.team.id, number, reason="x", actor=world.leader, now=NOW)


def test_member_is_taken_off_with_a_reason_once(world: World) -> None:
    row = join(world.person, world.team)
    end_membership(world.team.id, row.id, reason="已搬走", actor=world.leader, now=NOW)
    assert (row.status, row.reason, row.left_at) == (MembershipStatus.LEFT, "已搬走", NOW)
    assert [kind for kind, _ in _messages(world.person)] == [NotificationKind.TEAM_ENDED]
    with pytest.raises(Conflict) as refusal:
        end_membership(world.team.id, row.id, reason="已搬走", actor=world.leader, now=NOW)
    assert refusal.value.code == "team.not_member"


def test_leader_who_leaves_leads_no_longer(world: World) -> None:
    join(world.leader, world.team)
    leave(world.team.id, actor=world.leader, now=NOW)
    assert world.team.leader_id is None
    with pytest.raises(Conflict) as refusal:
        leave(world.team.id, actor=world.leader, now=NOW)
    assert refusal.value.code == "team.not_in"


def test_each_step_is_in_the_audit_trail(world: World) -> None:
    row = _apply(world)
    refuse(world.team.id, row.id, reason="太远", actor=world.leader, now=NOW)
    _apply(world)
    leave(world.team.id, actor=world.person, now=NOW)
    entries = db.session.query(AuditEntry).order_by(AuditEntry.id)
    assert [(entry.action, entry.details.get("name"), entry.unit_id) for entry in entries] == [
        (action, "周雨桐", world.team.unit_id)
        for action in ("team.applied", "team.refused", "team.applied", "team.withdrawn")
    ]
