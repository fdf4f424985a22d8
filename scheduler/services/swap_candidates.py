"""Who could take an offered shift over, the best first, and why the others cannot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import contains_eager, selectinload

from scheduler.database import db
from scheduler.enums import SwapKind, Wish
from scheduler.models import Enrolment, Person, Qualification, Shift, SwapAsked, Unit
from scheduler.services.nearness import Nearness, nearness
from scheduler.services.swap_problems import Exchange, Judge

#: So many people are looked at, those of the own unit first; a name leads to any other in reach.
MOST_CONSIDERED = 120
#: Asked more often lately comes later.
ASKED_DAYS = timedelta(days=30)
#: Rest to the next shift on either side that counts as much, and as some.
_MUCH, _SOME = timedelta(hours=48), timedelta(hours=24)
#: Somebody without a shift in exchange.
NOTHING_TO_GIVE = "nothing_to_give"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A rule that forbids an exchange; ``own``: because of what it would do to the one who offers."""

    rule: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody in reach of an offered shift.

    ``exchanges`` are allowed, the best first; without any, ``refusal`` says why. ``rested_since``: the end
    of her last shift in the week before the offered one; ``next_start``: when one in the week after starts.
    """

    person: Person
    near: Nearness
    asked: int
    wish: Wish
    rested_since: datetime | None
    next_start: datetime | None
    exchanges: Sequence[Exchange]
    refusal: Refusal | None = None

    @property
    def fits(self) -> bool:
        """Tell whether there is an exchange with her."""
        return bool(self.exchanges)

    def rest_class(self, shift: Shift) -> int:
        """Return how rested she would be: 0 for two days on either side, 1 for one, 2 for less."""
        gaps = [_MUCH]
        if self.rested_since is not None:
            gaps.append(shift.starts_at - self.rested_since)
        if self.next_start is not None:
            gaps.append(self.next_start - shift.ends_at)
        return 0 if min(gaps) >= _MUCH else 1 if min(gaps) >= _SOME else 2


def find_candidates(offered: Enrolment, kind: SwapKind, *, now: datetime, name: str = "") -> list[Candidate]:
    """Return people in reach of an offered shift: who fits, the best first, then the others by name.

    Best is whoever does not mind the time, is rested, was asked least of late, is near. ``name``, a part of
    one, leaves out all others. The number of queries does not depend on the number of people.
    """
    units = _near_units(offered.shift.unit)
    people = _people(offered, [unit for unit, _ in units.values()], name)
    return _weigh(offered, kind, people, units, now)


def find_candidate(
    offered: Enrolment, kind: SwapKind, person: Person, *, now: datetime, wanted: Enrolment | None = None
) -> Candidate:
    """Return how one person stands to an offered shift, in reach or not; with ``wanted`` for that alone."""
    units = _near_units(offered.shift.unit)
    judge, asked = Judge(offered, [person], kind=kind, now=now), asked_lately([person], now=now)
    possible = [one for one in judge.exchanges_with(person) if wanted is None or one.wanted == wanted]
    return _candidate(judge, person, units, asked.get(person.id, 0), possible)


_Near = Mapping[int, tuple[Unit, Nearness]]


def _near_units(unit: Unit) -> _Near:
    units = db.session.scalars(select(Unit)).all()
    near = nearness(unit, units)
    return {one.id: (one, near[one.id]) for one in units if near[one.id] <= Nearness.NEIGHBOUR}


def _people(offered: Enrolment, units: Sequence[Unit], name: str) -> Sequence[Person]:
    """Return the active people at home in the units: the skilled before others, the own unit's first."""
    shift = offered.shift
    skills = [demand.skill_id for demand in shift.demands if demand.skill_id is not None]
    skilled = exists().where(
        Qualification.person_id == Person.id,
        Qualification.skill_id.in_(skills),
        Qualification.verified,
    )
    there = select(Enrolment.person_id).where(Enrolment.shift_id == shift.id, Enrolment.status == "confirmed")
    query = (
        select(Person)
        .join(Person.home_unit)
        .options(contains_eager(Person.home_unit), selectinload(Person.qualifications))
        .where(Person.home_unit_id.in_([unit.id for unit in units]), Person.active, Person.id.not_in(there))
        .order_by(
            case((Person.home_unit_id == shift.unit_id, 0), else_=1),
            case((skilled, 0), else_=1),
            Person.name,
            Person.id,
        )
        .limit(MOST_CONSIDERED)
    )
    wanted = name.strip()
    if not wanted.isprintable():
        return []
    if wanted:
        query = query.where(Person.name.contains(wanted, autoescape=True))
    return db.session.scalars(query).all()


def _weigh(
    offered: Enrolment, kind: SwapKind, people: Sequence[Person], units: _Near, now: datetime
) -> list[Candidate]:
    judge, asked = Judge(offered, people, kind=kind, now=now), asked_lately(people, now=now)
    found = [
        _candidate(judge, person, units, asked.get(person.id, 0), judge.exchanges_with(person))
        for person in people
    ]
    shift = offered.shift
    return sorted(found, key=lambda candidate: _order(candidate, shift))


def _order(candidate: Candidate, shift: Shift) -> tuple[object, ...]:
    return (
        not candidate.fits,
        candidate.wish is Wish.UNWANTED,
        candidate.rest_class(shift) if candidate.fits else 0,
        candidate.asked,
        candidate.near,
        candidate.wish is not Wish.PREFERRED,
        candidate.person.name,
        candidate.person.id,
    )


def _candidate(
    judge: Judge, person: Person, units: _Near, asked: int, possible: Sequence[Exchange]
) -> Candidate:
    allowed, refusals = [], []
    for exchange in possible:
        broken = judge.broken(exchange)
        if broken:
            own = broken[0].person == str(judge.offered.person_id) or _about_other(exchange, broken[0].shift)
            refusals.append(Refusal(broken[0].rule, own))
        else:
            allowed.append(exchange)
    before, after = _around(judge, person, allowed)
    near = units[person.home_unit_id][1] if person.home_unit_id in units else Nearness.ELSEWHERE
    refusal = None if allowed else (refusals or [Refusal(NOTHING_TO_GIVE)])[0]
    return Candidate(person, near, asked, judge.wish(person), before, after, allowed, refusal)


def _about_other(exchange: Exchange, shift: str | None) -> bool:
    """Tell whether a finding about a crew is about the one that the offering person would join."""
    return exchange.wanted is not None and shift == str(exchange.wanted.shift_id)


def _around(
    judge: Judge, person: Person, allowed: Sequence[Exchange]
) -> tuple[datetime | None, datetime | None]:
    """Return when her shift before the offered one ends and the one after it starts, within a week each."""
    given = allowed[0].wanted.id if allowed and allowed[0].wanted is not None else None
    shift, week = judge.offered.shift, timedelta(weeks=1)
    others = [place.shift for place in judge.places_of(person) if place.id != given]
    ends = [other.ends_at for other in others if shift.starts_at - week < other.ends_at <= shift.starts_at]
    starts = [other.starts_at for other in others if shift.ends_at <= other.starts_at < shift.ends_at + week]
    return max(ends, default=None), min(starts, default=None)


def asked_lately(people: Sequence[Person], *, now: datetime) -> dict[int, int]:
    """Return how often each person, by id, was asked in the last thirty days; who was not is missing."""
    query = (
        select(SwapAsked.person_id, func.count())
        .where(
            SwapAsked.person_id.in_([person.id for person in people]), SwapAsked.asked_at > now - ASKED_DAYS
        )
        .group_by(SwapAsked.person_id)
    )
    return dict(db.session.execute(query).all())
