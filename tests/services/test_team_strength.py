"""The strength of teams: what counts today, what runs out, and which trainings would mend it."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from scheduler.database import db
from scheduler.enums import ActivityKind, MembershipStatus, Role, ShiftStatus, UnitKind
from scheduler.models import ShiftDemand, Skill, Team, TeamTarget, Unit
from scheduler.services.team_lists import (
    applications_for,
    list_teams,
    own_memberships,
    past_of,
    teams_near,
    teams_of_unit,
)
from scheduler.services.team_strength import SkillStrength, strength_of
from scheduler.services.team_trainings import next_activities, propose_trainings
from tests.factories import (
    NOW,
    join,
    make_person,
    make_shift,
    make_skill,
    make_team,
    make_unit,
    qualify,
    save,
)

DAY = timedelta(days=1)
TODAY = date(2026, 3, 2)


def _team(unit: Unit, skill: Skill, wanted: int = 3, level: int = 1) -> Team:
    team = make_team(unit, skill)
    save(TeamTarget(team_id=team.id, skill_id=skill.id, level=level, wanted=wanted))
    return team


def _figures(skill: SkillStrength) -> tuple[int, int, int, int, list[date]]:
    ends = [end.last_day for end in skill.running_out]
    return skill.wanted, skill.able, skill.missing, skill.missing_soon, ends


def test_only_verified_valid_and_high_enough_qualifications_count(app: Flask) -> None:
    unit, medical = make_unit(), make_skill()
    team = _team(unit, medical, level=2)
    for values in (
        {"level": 2},
        {"level": 3, "valid_until": None},
        {"level": 1},
        {"level": 2, "verified_at": None},
        {"level": 2, "valid_until": TODAY - DAY},
        {"level": 2, "valid_from": TODAY + DAY},
    ):
        person = make_person(unit)
        qualify(person, medical, **values)
        join(person, team)
    for person, status in (
        (make_person(unit), MembershipStatus.APPLIED),
        (make_person(unit), MembershipStatus.LEFT),
        (make_person(unit, active=False), MembershipStatus.MEMBER),
    ):
        qualify(person, medical, level=3)
        join(person, team, status)
    strength = strength_of(team, now=NOW)
    assert (strength.members, strength.applications) == (6, 1)
    assert [_figures(skill) for skill in strength.skills] == [(3, 2, 1, 1, [])]


def test_strength_follows_the_dates_by_itself(app: Flask) -> None:
    unit, medical = make_unit(), make_skill()
    team = _team(unit, medical, wanted=1)
    person = make_person(unit)
    qualify(person, medical, valid_until=TODAY + 90 * DAY)
    join(person, team)
    figures = [_figures(strength_of(team, now=NOW + days * DAY).skills[0]) for days in (-1, 0, 90, 91)]
    ends = [TODAY + 90 * DAY]
    assert figures == [(1, 1, 0, 0, []), (1, 1, 0, 1, ends), (1, 1, 0, 1, ends), (1, 0, 1, 1, [])]


def test_qualification_that_follows_without_a_gap_carries_a_skill_on(app: Flask) -> None:
    unit, medical = make_unit(), make_skill()
    team = _team(unit, medical)
    ends = TODAY + 10 * DAY
    for later in (1, 2):
        person = make_person(unit)
        qualify(person, medical, valid_until=ends)
        qualify(person, medical, valid_from=ends + later * DAY)
        join(person, team)
    (skill,) = strength_of(team, now=NOW).skills
    assert _figures(skill) == (3, 2, 1, 2, [ends])


def test_day_begins_where_the_unit_is(app: Flask) -> None:
    medical = make_skill()
    unit = make_unit(zone="America/New_York")  # where it is still the first of March
    team = _team(unit, medical, wanted=1)
    person = make_person(unit)
    qualify(person, medical, valid_until=TODAY - DAY)
    join(person, team)
    assert strength_of(team, now=NOW).skills[0].able == 1


def test_leading_skill_is_watched_even_without_a_target(app: Flask) -> None:
    unit, medical, fire = make_unit(), make_skill(position=2), make_skill("fire", position=1)
    team = make_team(unit, medical)
    save(TeamTarget(team_id=team.id, skill_id=fire.id, level=1, wanted=2))
    strength = strength_of(team, now=NOW)
    assert [(skill.skill.code, skill.wanted) for skill in strength.skills] == [("medical", 0), ("fire", 2)]
    assert [skill.skill.code for skill in strength.lacking] == ["fire"]


def _training(unit: Unit, title: str, days: int, **values: Any) -> None:
    values = {"kind": ActivityKind.TRAINING, "title": title, "starts_at": NOW + days * DAY, **values}
    make_shift(unit, **values)


def test_trainings_near_that_fit_a_lack_are_proposed_the_nearest_first(app: Flask) -> None:
    community = make_unit(kind=UnitKind.COMMUNITY)
    unit, brother, far = make_unit(community), make_unit(community), make_unit(make_unit())
    medical = make_skill()
    team = _team(unit, medical)
    _training(brother, "医疗救护初级班", 1)
    _training(community, "急救", 3, notes="技能：医疗救护。")
    _training(unit, "包扎", 5, demands=[ShiftDemand(skill_id=medical.id, minimum=0, target=1)])
    _training(unit, "first AID for all", 6, notes="MEDICAL")
    for title, days, values in (
        ("医疗救护（已取消）", 2, {"status": ShiftStatus.CANCELLED}),
        ("医疗救护（已过）", -2, {}),
        ("医疗救护演练", 2, {"kind": ActivityKind.DRILL}),
        ("消防", 2, {}),
    ):
        _training(unit, title, days, **values)
    _training(far, "医疗救护（太远）", 1)
    (proposal,) = propose_trainings(strength_of(team, now=NOW), now=NOW)
    assert [shift.title for shift in proposal.trainings] == ["急救", "包扎", "first AID for all"]


def test_lack_without_a_training_says_so_and_no_lack_proposes_nothing(app: Flask) -> None:
    unit, medical = make_unit(), make_skill()
    (proposal,) = propose_trainings(strength_of(_team(unit, medical), now=NOW), now=NOW)
    assert (proposal.lack.missing, proposal.trainings) == (3, ())
    assert propose_trainings(strength_of(make_team(unit, medical), now=NOW), now=NOW) == []


def test_next_activities_are_those_about_the_teams_skill_or_all_for_a_corps(app: Flask) -> None:
    community = make_unit()
    unit, medical = make_unit(community), make_skill()
    make_shift(unit, title="巡逻")
    make_shift(unit, [ShiftDemand(skill_id=medical.id)], title="急救岗")
    make_shift(community, title="医疗救护演练", starts_at=NOW + DAY)
    make_shift(make_unit(community), [ShiftDemand(skill_id=medical.id)], title="别处")
    make_shift(unit, title="医疗救护旧事", starts_at=NOW - DAY)
    team, corps = make_team(unit, medical), make_team(unit)
    assert [shift.title for shift in next_activities(team, now=NOW)] == ["医疗救护演练", "急救岗"]
    assert [shift.title for shift in next_activities(corps, now=NOW)] == ["巡逻", "急救岗"]


def test_lists_show_whom_they_are_for(app: Flask) -> None:
    community = make_unit(kind=UnitKind.COMMUNITY)
    unit, brother = make_unit(community), make_unit(community)
    person, auditor = make_person(unit), make_person(community, Role.AUDITOR)
    own, joined, near = make_team(unit), make_team(unit), make_team(brother)
    far, retired = make_team(make_unit()), make_team(unit, active=False)
    join(person, joined, MembershipStatus.APPLIED)
    join(person, retired)
    join(person, near, MembershipStatus.LEFT)
    assert [row.team_id for row in own_memberships(person)] == [joined.id]
    page = teams_near(person, now=NOW, number=1)
    assert [line.strength.team.id for line in page.items] == [own.id, near.id]
    everywhere = teams_near(person, now=NOW, number=10**9, everywhere=True)
    assert [line.strength.team.id for line in everywhere.items] == [own.id, near.id, far.id]
    seen = list_teams(auditor, unit=None, now=NOW, number=1)
    assert [strength.team.id for strength in seen.items] == [own.id, joined.id, near.id]
    assert list_teams(auditor, unit=brother, now=NOW, number=1).total == 1
    assert list_teams(auditor, unit=None, now=NOW, number=1, retired=True).items[0].team.id == retired.id
    assert list_teams(person, unit=None, now=NOW, number=1).total == 0
    assert [strength.team.id for strength in teams_of_unit(unit, now=NOW)] == [own.id, joined.id]


def test_applications_come_in_their_order_and_the_past_the_latest_first(app: Flask) -> None:
    team = make_team(make_unit())
    late = join(make_person(), team, MembershipStatus.APPLIED, applied_at=NOW + DAY)
    early = join(make_person(), team, MembershipStatus.APPLIED)
    join(make_person(active=False), team, MembershipStatus.APPLIED)
    left = join(make_person(), team, MembershipStatus.LEFT, left_at=NOW)
    refused = join(make_person(), team, MembershipStatus.REFUSED, decided_at=NOW + DAY)
    assert list(applications_for(team)) == [early, late]
    assert list(past_of(team)) == [refused, left]


@pytest.mark.parametrize("listed", ["leader", "volunteer"])
def test_number_of_queries_does_not_grow_with_teams_and_members(app: Flask, listed: str) -> None:
    unit, medical = make_unit(), make_skill()
    reader = make_person(unit, Role.GRID_LEADER)
    counts = []
    for number in (2, 12):
        for _ in range(number):
            team, person = _team(unit, medical), make_person(unit)
            qualify(person, medical)
            join(person, team)
        db.session.expire_all()
        statements: list[str] = []

        def note(*args: object, seen: list[str] = statements) -> None:
            seen.append(str(args[2]))

        event.listen(db.engine, "before_cursor_execute", note)
        if listed == "leader":
            strengths = list(list_teams(reader, unit=None, now=NOW, number=1).items)
        else:
            strengths = [line.strength for line in teams_near(reader, now=NOW, number=1).items]
        assert len(strengths) == number + (0 if number == 2 else 2)
        assert all(strength.skills[0].able == 1 and strength.team.unit.name for strength in strengths)
        event.remove(db.engine, "before_cursor_execute", note)
        counts.append(len(statements))
    assert counts[1] == counts[0]
