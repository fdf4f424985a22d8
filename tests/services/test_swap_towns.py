"""In random small towns each exchange on offer keeps rules and coverage, by the checker of the engine."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select

from scheduler.database import atomic, db
from scheduler.enums import (
    ActivityKind,
    AssignmentOrigin,
    EnrolmentOrigin,
    EnrolmentStatus,
    SwapKind,
    SwapStatus,
    UnitKind,
    Wish,
)
from scheduler.models import (
    Assignment,
    AvailabilityException,
    Enrolment,
    Person,
    Qualification,
    RosterPeriod,
    Shift,
    ShiftDemand,
    Skill,
    Unit,
)
from scheduler.rostering.checking import Check, check
from scheduler.rostering.solution import Solution
from scheduler.services.rosters.building import build_problem
from scheduler.services.rosters.drafts import open_draft
from scheduler.services.swap_candidates import find_candidates
from scheduler.services.swap_problems import Exchange
from scheduler.services.swaps import accept_swap, offer_shift
from tests.factories import NOW, make_skill

TOWNS, PLACES = 60, 1
#: In two of so many towns an exchange is carried out, and the draft judged again.
CARRIED_OUT = 10
PEOPLE, SHIFTS = 7, 7
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
#: Shifts of two hours begin at such hours of the first five days: some overlap, some leave too little rest.
_STARTS = (1, 5, 6, 11, 20)
_HALF = 0.5


class _Town:
    """Two grids of one community, a roster of theirs as it may have become, and its draft."""

    def __init__(self, seed: int, skills: list[Skill]) -> None:
        rng = Random(seed)
        with atomic():
            self.units = self._units(seed)
            self.people = [self._person(rng, seed * 100 + number, skills) for number in range(PEOPLE)]
            self.shifts = [self._shift(rng, skills) for _ in range(SHIFTS)]
            db.session.add_all([*self.people, *self.shifts])
            period = RosterPeriod(
                unit=self.units[0],
                title="三月",
                starts_on=date(2026, 3, 2),
                ends_on=date(2026, 3, 15),
                created=NOW,
            )
            self.draft = open_draft(period, now=NOW)
            for person in self.people:
                self._say(rng, person)
            for shift in self.shifts:
                self._staff(rng, shift)

    def _units(self, seed: int) -> list[Unit]:
        kinds = (UnitKind.COMMUNITY, UnitKind.GRID, UnitKind.GRID)
        units = [
            Unit(code=f"town-{seed}-{number}", kind=kind, name=f"单位{number}", updated=NOW)
            for number, kind in enumerate(kinds)
        ]
        db.session.add_all(units)
        db.session.flush()
        for unit in units:
            unit.path = f"/{units[0].id}/" if unit is units[0] else f"/{units[0].id}/{unit.id}/"
            unit.parent_id = None if unit is units[0] else units[0].id
        return units

    def _person(self, rng: Random, number: int, skills: list[Skill]) -> Person:
        held = [skill for skill in skills if rng.random() < _HALF]
        return Person(
            name=f"人{number}",
            phone=f"+86{number}",
            session_key=str(number),
            home_unit_id=rng.choice(self.units).id,
            max_shifts_per_week=rng.choice((1, 2, 3)),
            created=NOW,
            updated=NOW,
            qualifications=[
                Qualification(
                    skill_id=skill.id,
                    level=rng.choice((1, 2)),
                    valid_from=date(2026, 1, 1),
                    valid_until=rng.choice((date(2026, 3, 4), date(2026, 12, 31), None)),
                    verified_at=rng.choice((NOW, NOW, None)),
                )
                for skill in held
            ],
        )

    def _say(self, rng: Random, person: Person) -> None:
        """Let about half of the people be away for most of a day."""
        if rng.random() < _HALF:
            begin = NOW + rng.randrange(5) * DAY
            end = begin + 20 * HOUR
            away = AvailabilityException(
                person_id=person.id, starts_at=begin, ends_at=end, wish=Wish.UNAVAILABLE
            )
            db.session.add(away)

    def _shift(self, rng: Random, skills: list[Skill]) -> Shift:
        start = NOW + rng.randrange(1, 6) * DAY + rng.choice(_STARTS) * HOUR
        return Shift(
            unit_id=rng.choice(self.units).id,
            kind=ActivityKind.PATROL,
            title="巡逻",
            starts_at=start,
            ends_at=start + 2 * HOUR,
            capacity=3,
            created=NOW,
            updated=NOW,
            demands=[
                ShiftDemand(minimum=1, target=2),
                *(
                    ShiftDemand(
                        skill_id=skill.id,
                        level=rng.choice((1, 2)),
                        minimum=rng.randrange(2),
                        target=1,
                        maximum=rng.choice((None, None, 1)),
                    )
                    for skill in rng.sample(skills, rng.randrange(len(skills) + 1))
                ),
            ],
        )

    def _staff(self, rng: Random, shift: Shift) -> None:
        for seat, person in enumerate(rng.sample(self.people, 2), start=1):
            place = Enrolment(
                shift_id=shift.id,
                person_id=person.id,
                seat=seat,
                origin=EnrolmentOrigin.ROSTER,
                status=EnrolmentStatus.CONFIRMED,
                created=NOW,
                updated=NOW,
            )
            db.session.add(place)
            self.draft.assignments.append(
                Assignment(shift_id=shift.id, person_id=person.id, origin=AssignmentOrigin.SOLVER)
            )

    def places(self) -> list[Enrolment]:
        """Return the places that are held, by shift and seat."""
        query = select(Enrolment).where(
            Enrolment.shift_id.in_([shift.id for shift in self.shifts]), Enrolment.seat.is_not(None)
        )
        return list(db.session.scalars(query.order_by(Enrolment.shift_id, Enrolment.seat)))


def _hard(result: Check) -> Counter[tuple[str, str | None, str | None, str | None]]:
    amounts: Counter[tuple[str, str | None, str | None, str | None]] = Counter()
    for found in result.violations:
        if found.hard and found.rule != "pins":
            amounts[found.rule, found.person, found.shift, found.demand] += found.amount
    return amounts


def _missing(result: Check) -> Counter[tuple[str, str, str]]:
    amounts: Counter[tuple[str, str, str]] = Counter()
    for found in result.unfilled:
        amounts["minimum", found.shift, found.demand] = found.missing_minimum
        amounts["target", found.shift, found.demand] = found.missing_target
    return amounts


def _worse(before: Check, after: Check) -> bool:
    return bool(_hard(after) - _hard(before)) or bool(_missing(after) - _missing(before))


def _on_offer(town: _Town, seed: int) -> list[Exchange]:
    """Return what is on offer for a few places, as covers or as swaps; all of it would take a minute."""
    kind = list(SwapKind)[seed % 2]
    return [
        exchange
        for place in Random(seed).sample(town.places(), PLACES)
        for candidate in find_candidates(place, kind, now=NOW)
        for exchange in candidate.exchanges
    ]


@pytest.fixture
def skills(app: Flask) -> list[Skill]:
    return [make_skill("lead"), make_skill("medical")]


def test_every_exchange_on_offer_keeps_rules_and_coverage(skills: list[Skill]) -> None:
    offered, done, wrong = 0, Counter[SwapKind](), []
    for seed in range(TOWNS):
        town = _Town(seed, skills)
        built = build_problem(town.draft, now=NOW)
        before = check(built.problem, built.solution)
        exchanges = _on_offer(town, seed)
        offered += len(exchanges)
        for exchange in exchanges:
            roster = Solution(exchange.edit.applied(built.solution.assignments))
            if _worse(before, check(built.problem, roster)):
                wrong.append((seed, exchange.edit))
        if exchanges and seed % CARRIED_OUT < len(SwapKind):
            chosen = Random(seed).choice(exchanges)
            done[_carry_out(chosen)] += 1
            later = build_problem(town.draft, now=NOW)
            if _worse(before, check(later.problem, later.solution)):
                wrong.append((seed, chosen.edit))
    assert wrong == []
    assert offered > TOWNS
    assert min(done[kind] for kind in SwapKind) > 0


def _carry_out(exchange: Exchange) -> SwapKind:
    kind = SwapKind.SWAP if exchange.wanted else SwapKind.COVER
    request = offer_shift(
        exchange.offered.shift_id,
        kind=kind,
        person_id=exchange.taker.id,
        wanted_id=exchange.wanted.id if exchange.wanted else None,
        actor=exchange.offered.person,
        now=NOW,
    )
    accept_swap(request.id, actor=exchange.taker, now=NOW)
    assert request.status is SwapStatus.DONE
    return kind
