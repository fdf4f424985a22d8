"""A qualification stops counting everywhere at once: at midnight after its last day, on the unit's clock."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from scheduler.database import atomic, db
from scheduler.enums import QualificationStanding, Role
from scheduler.models import Person, Qualification, Roster, Shift, ShiftDemand, Skill, Team, TeamTarget, Unit
from scheduler.rostering.explaining.explainer import Explainer
from scheduler.rostering.facts import Facts
from scheduler.services.enrolment_facts import crews_of
from scheduler.services.enrolments import refusal
from scheduler.services.open_shifts import Offer, OfferFilter, list_offers
from scheduler.services.rosters.building import build_problem
from scheduler.services.rosters.checks import study_post
from scheduler.services.rosters.coverage import staff_shifts
from scheduler.services.rosters.drafts import open_draft
from scheduler.services.shift_lists import skills_on
from scheduler.services.team_strength import strength_of
from scheduler.timeutils import day_start, local_date
from tests.factories import (
    NOW,
    enrol,
    join,
    make_period,
    make_person,
    make_shift,
    make_skill,
    make_team,
    make_unit,
    qualify,
)

SignIn = Callable[[Person], FlaskClient]
LAST_DAY = date(2026, 3, 10)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
PACKAGE = Path(__file__).parents[2] / "scheduler"


class World:
    """A medic whose qualification ends, and shifts on both sides of midnight, free ones and her own."""

    def __init__(self, zone: str) -> None:
        self.unit: Unit = make_unit(zone=zone)
        self.skill: Skill = make_skill()
        self.leader: Person = make_person(self.unit, Role.GRID_LEADER, name="组长")
        self.medic: Person = make_person(self.unit, name="医护员")
        qualify(self.medic, self.skill, valid_until=LAST_DAY)
        self.team: Team = make_team(self.unit, self.skill, people_wanted=1)
        with atomic():
            self.team.targets = [TeamTarget(skill_id=self.skill.id, wanted=1)]
        join(self.medic, self.team)
        self.midnight: datetime = day_start(LAST_DAY + DAY, zone)
        self.free = [self._shift(self.midnight - MINUTE), self._shift(self.midnight)]
        far = timedelta(hours=20)  # her rest is not what is asked about
        self.own = [self._shift(self.midnight - far), self._shift(self.midnight + far)]
        for shift in self.own:
            enrol(self.medic, shift)
        period = make_period(self.unit)
        with atomic():
            self.draft: Roster = open_draft(period, now=NOW)

    def _shift(self, start: datetime) -> Shift:
        demand = ShiftDemand(skill_id=self.skill.id, minimum=1, target=1)
        values = {"starts_at": start, "ends_at": start + timedelta(hours=1), "capacity": 1}
        return make_shift(self.unit, [demand], **values)


@pytest.fixture(params=["Asia/Shanghai", "America/New_York"])
def world(app: Flask, request: pytest.FixtureRequest) -> World:
    return World(request.param)


def test_shifts_before_and_after_midnight_differ_for_whoever_asks(world: World) -> None:
    before, after = world.free
    days = [local_date(shift.starts_at, world.unit.zone) for shift in world.free]
    assert days == [LAST_DAY, LAST_DAY + DAY]
    codes = [refusal(shift, world.medic, now=NOW) for shift in world.free]
    assert [code and code.code for code in codes] == [None, "enrolment.skill_expired"]
    offers = {offer.shift.id: offer for offer in _offers(world)}
    assert (offers[before.id].fits, offers[after.id].fits) == (True, False)
    assert [skills_on(world.medic, day) for day in days] == [{world.skill.id: 1}, {}]
    crews = crews_of(world.own)
    assert [crews[shift.id].missing(shift.demands[0]) for shift in world.own] == [0, 1]
    staffing = staff_shifts(world.draft, world.own)
    assert [staffing.posts[shift.id][0].filled for shift in world.own] == [1, 0]
    assert [len(staffing.skills.get((shift.id, world.medic.id), ())) for shift in world.own] == [1, 0]


def _offers(world: World) -> list[Offer]:
    return list(list_offers(world.medic, OfferFilter(), [world.unit], now=NOW, number=1).items)


def test_rosters_and_their_explanations_follow_the_same_midnight(world: World) -> None:
    built = build_problem(world.draft, now=NOW)
    facts = Facts(built.problem)
    medic = next(one for one in built.problem.people if one.id == str(world.medic.id))
    shifts = [facts.shifts[str(shift.id)] for shift in world.free]
    assert [facts.qualified(medic, shift.demands[0], shift) for shift in shifts] == [True, False]
    explainer = Explainer(built.problem, built.solution)
    blocked = [dict(explainer.explain(shift.id, shift.demands[0].id).blocked) for shift in shifts]
    assert [found.get("qualification", 0) for found in blocked] == [1, 2]  # the leader has no skill on either
    for shift, skills in zip(world.free, [(world.skill,), ()], strict=True):
        study = study_post(world.draft, shift, now=NOW)
        found = {suggestion.person: suggestion.skills for suggestion in study.suggestions}
        assert found[world.medic] == skills


def test_pages_that_say_what_counts_today_change_at_the_same_moment(world: World, sign_in: SignIn) -> None:
    seen = []
    for moment in (world.midnight - timedelta(seconds=1), world.midnight):
        with time_machine.travel(moment, tick=False):
            strength = strength_of(world.team, now=moment).skills[0].able
            client = sign_in(world.leader)
            person = client.get(f"/admin/people/{world.medic.id}").text
            people = client.get("/admin/people").text
            skilled = client.get("/admin/people?skill=medical").text
            own = sign_in(world.medic).get("/my/qualifications").text
        found = "医护员" in skilled
        good = "text-bg-success"
        seen.append((strength, found, good in person, "医疗救护 1" in people, good in own))
    assert seen == [(1, True, True, True, True), (0, False, False, False, False)]


def test_only_what_is_verified_counts_on_the_days_it_is_valid(app: Flask) -> None:
    person, skill, worth = make_person(), make_skill(), QualificationStanding
    held = qualify(person, skill, valid_from=LAST_DAY, valid_until=LAST_DAY)
    around = (LAST_DAY - DAY, LAST_DAY, LAST_DAY + DAY)
    assert [held.standing(day) for day in around] == [worth.COMING, worth.COUNTS, worth.EXPIRED]
    assert [held.counts_on(day) for day in around] == [False, True, False]
    assert [_counted(day) for day in around] == [0, 1, 0]
    with atomic():
        held.submit(NOW)
    assert [held.standing(day) for day in around] == [
        worth.SUBMITTED,
        worth.SUBMITTED,
        worth.EXPIRED,
    ]
    with atomic():
        held.refuse(person.id, NOW, "看不清")
    assert {held.standing(day) for day in around} == {worth.REFUSED}
    assert not any(held.counts_on(day) or _counted(day) for day in around)


def _counted(day: date) -> int:
    return db.session.scalar(select(func.count()).where(Qualification.counting_on(day))) or 0


def test_no_other_module_decides_by_itself_what_counts() -> None:
    """Whoever compares the dates or the signature again would be forgotten when the rule changes."""
    decides = re.compile(r"verified_at(\.is_|\s+is\b|\s*[!=]=)|valid_until\s*(<|>=)\s*(day|today)\b")
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if "rostering" not in path.parts and decides.search(path.read_text(encoding="utf-8"))
    }
    assert found == {
        "models/skills.py",
        "services/people_import_plan.py",  # asks which row of a list is meant, not what it is worth
        "services/qualification_claims.py",  # refuses what is over already
        "services/qualification_expiry.py",  # counts the days that are left
    }
