"""Teams: made, changed, led; and who decides for them."""

import pytest
from flask import Flask

from scheduler.database import db
from scheduler.enums import MembershipStatus, NotificationKind, Role, TeamKind
from scheduler.errors import InvalidInput, NotAllowed, NotFound, StaleVersion
from scheduler.models import Notification, Person, Team, TeamMember
from scheduler.services.team_members import membership
from scheduler.services.teams import (
    TargetInput,
    TeamInput,
    create_team,
    deciders_of,
    find_team_by_code,
    leads,
    update_team,
)
from tests.factories import NOW, join, make_person, make_skill, make_team, make_unit

CORPS = TeamInput(kind=TeamKind.CORPS, name="桂花志愿服务队")


def _told(person: Person) -> list[str]:
    return [row.kind for row in db.session.query(Notification).filter_by(person_id=person.id)]


def test_made_team_has_a_code_its_targets_and_a_leader_who_is_a_member(app: Flask) -> None:
    unit, medical = make_unit(), make_skill()
    maker, leader = make_person(unit, Role.GRID_LEADER), make_person(unit)
    said = TeamInput(
        kind=TeamKind.TEAM,
        name=" 医疗队 ",
        skill=medical,
        leader=leader,
        targets=[TargetInput(medical, 2, 4)],
    )
    team = create_team(unit, said, actor=maker, now=NOW)
    assert (team.name, team.leader_id, team.active) == ("医疗队", leader.id, True)
    assert [(target.skill_id, target.level, target.wanted) for target in team.targets] == [(medical.id, 2, 4)]
    assert len(team.join_code) == 6
    assert not set(team.join_code) & set("ILOU01")
    assert find_team_by_code(f" {team.join_code[:3].lower()}-{team.join_code[3:]} ").id == team.id
    row = membership(team, leader)
    assert row is not None
    assert row.status is MembershipStatus.MEMBER
    assert _told(leader) == [NotificationKind.TEAM_APPROVED]


def test_change_moves_targets_and_leader_and_keeps_the_code(app: Flask) -> None:
    unit, medical, fire = make_unit(), make_skill(), make_skill("fire")
    actor, first, second = (make_person(unit, Role.COORDINATOR) for _ in range(3))
    said = TeamInput(
        kind=TeamKind.TEAM,
        name="一队",
        skill=medical,
        leader=first,
        targets=[TargetInput(medical, 1, 4)],
    )
    team = create_team(unit, said, actor=actor, now=NOW)
    code, version = team.join_code, team.version
    other = TeamInput(
        kind=TeamKind.TEAM, name="二队", skill=fire, leader=second, targets=[TargetInput(fire, 3, 2)]
    )
    update_team(team.id, other, version=version, actor=actor, now=NOW)
    assert (team.name, team.leader_id, team.join_code) == ("二队", second.id, code)
    assert [(target.skill_id, target.level, target.wanted) for target in team.targets] == [(fire.id, 3, 2)]
    with pytest.raises(StaleVersion):
        update_team(team.id, other, version=version, actor=actor, now=NOW)


@pytest.mark.parametrize(
    ("said", "field", "code"),
    [
        ({"name": " "}, "name", "required"),
        ({"name": "一队"}, "name", "team.name_taken"),
        ({"kind": TeamKind.TEAM}, "skill", "team.skill_needed"),
        ({"people_wanted": 1001}, "people_wanted", "team.wanted"),
    ],
)
def test_nonsense_about_a_team_is_refused(app: Flask, said: dict[str, object], field: str, code: str) -> None:
    unit = make_unit()
    make_team(unit, name="一队")
    with pytest.raises(InvalidInput) as refusal:
        create_team(
            unit,
            TeamInput(**{"kind": TeamKind.CORPS, "name": "新队", **said}),  # type: ignore[arg-type]  # as typed
            actor=make_person(unit, Role.ADMIN),
            now=NOW,
        )
    assert (refusal.value.field, refusal.value.code) == (field, code)
    assert db.session.query(Team).count() == 1


def test_targets_beyond_reason_and_strange_leaders_are_refused(app: Flask) -> None:
    unit, medical = make_unit(), make_skill()
    actor, stranger = make_person(unit, Role.GRID_LEADER), make_person(make_unit())
    for said, code in (
        (TeamInput(kind=TeamKind.CORPS, name="队", targets=[TargetInput(medical, 4, 1)]), "target_level"),
        (TeamInput(kind=TeamKind.CORPS, name="队", targets=[TargetInput(medical, 1, 0)]), "target_wanted"),
        (TeamInput(kind=TeamKind.CORPS, name="队", leader=stranger), "leader_unfit"),
    ):
        with pytest.raises(InvalidInput) as refusal:
            create_team(unit, said, actor=actor, now=NOW)
        assert refusal.value.code == f"team.{code}"
    assert db.session.query(Team).count() == db.session.query(TeamMember).count() == 0


def test_only_those_who_manage_the_units_teams_make_and_change_them(app: Flask) -> None:
    unit = make_unit()
    team = make_team(unit)
    for actor in (
        make_person(unit),
        make_person(unit, Role.TEAM_LEADER),
        make_person(unit, Role.AUDITOR),
        make_person(make_unit(), Role.GRID_LEADER),
    ):
        with pytest.raises(NotAllowed):
            create_team(unit, CORPS, actor=actor, now=NOW)
        with pytest.raises(NotAllowed):
            update_team(team.id, CORPS, version=1, actor=actor, now=NOW)


def test_leader_and_units_leaders_decide_and_nobody_else(app: Flask) -> None:
    community = make_unit()
    unit = make_unit(community)
    leader = make_person(unit)
    team = make_team(unit, leader_id=leader.id)
    deciding = [
        leader,
        make_person(unit, Role.TEAM_LEADER),
        make_person(unit, Role.GRID_LEADER),
        make_person(community, Role.COORDINATOR),
    ]
    others = [
        make_person(unit),
        make_person(unit, Role.AUDITOR),
        make_person(make_unit(community), Role.GRID_LEADER),
        make_person(unit, Role.GRID_LEADER, active=False),
    ]
    assert [leads(person, team) for person in deciding] == [True] * 4
    assert [leads(person, team) for person in others] == [False] * 4


def test_units_leaders_are_told_where_the_leader_is_gone(app: Flask) -> None:
    community = make_unit()
    unit = make_unit(community)
    leader, other = make_person(unit), make_person(unit)
    above = make_person(community, Role.COORDINATOR)
    team = make_team(unit, leader_id=leader.id)
    assert deciders_of(team, without=other) == [leader]
    assert deciders_of(team, without=leader) == [above]
    near = make_person(unit, Role.TEAM_LEADER)
    gone = make_team(unit, leader_id=make_person(unit, active=False).id)
    assert deciders_of(gone, without=other) == [near]
    assert deciders_of(make_team(unit), without=near) == [above]


@pytest.mark.parametrize("text", ["", "ABC", "\x00", "x" * 10_000, "T0000", "💥💥💥💥💥💥"])
def test_unknown_code_is_not_found(app: Flask, text: str) -> None:
    make_team(make_unit(), join_code="ABCDEF")
    with pytest.raises(NotFound) as refusal:
        find_team_by_code(text)
    assert refusal.value.code == "team.code_unknown"


def test_members_can_lead_from_elsewhere(app: Flask) -> None:
    unit = make_unit()
    actor, guest = make_person(unit, Role.GRID_LEADER), make_person(make_unit())
    team = make_team(unit)
    join(guest, team)
    said = TeamInput(kind=TeamKind.CORPS, name="队", leader=guest)
    assert update_team(team.id, said, version=1, actor=actor, now=NOW).leader_id == guest.id
