"""What binds people already: places on shifts that the roster at hand does not decide."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Select, select

from scheduler.database import db
from scheduler.enums import EnrolmentOrigin, EnrolmentStatus, ShiftStatus
from scheduler.models import Enrolment, Person, RosterPeriod, Shift, Unit
from scheduler.services.rosters.scope import bounds
from scheduler.timeutils import local_date

#: Fairness looks back so far.
LEDGER = timedelta(days=90)
#: A shift soon after the period still needs rest before it.
_AFTER = timedelta(days=2)
#: Up to so many people the database is asked for them alone.
_FEW = 1_000
#: A day holds one shift; the engine's limits say the same.
SHIFTS_PER_DAY = 1


@dataclass(frozen=True, slots=True)
class Bound:
    """A place that a person holds; ``coming`` means that it is on a shift of the period still to begin."""

    person_id: int
    shift_id: int
    unit_id: int
    start: datetime
    end: datetime
    coming: bool


@dataclass(slots=True)
class Ties:
    """A person's places: before the period, within it, and soon after it.

    ``kept`` are those within that agree with each other by the rules, ``spare`` the others: nobody may
    forbid a person her own plans, but a problem with both would have no solution.
    """

    last_end: datetime | None = None
    recent_minutes: int = 0
    kept: list[Bound] = field(default_factory=list)
    spare: list[Bound] = field(default_factory=list)


def load_ties(
    period: RosterPeriod, people: Collection[Person], lends: Mapping[int, Collection[int]], *, now: datetime
) -> dict[int, Ties]:
    """Return the ties of each person by id. On coming shifts only own sign-ups tie: others may move.

    ``lends`` says for each unit's id to which others its people may be lent.
    """
    start, end = bounds(period)
    ties = {person.id: Ties() for person in people}
    within: dict[int, list[Bound]] = defaultdict(list)
    for bound in _load(period, ties, start - LEDGER, end + _AFTER, now):
        own = ties[bound.person_id]
        if bound.start < start:
            own.last_end = max(own.last_end or bound.end, bound.end)
            own.recent_minutes += int((bound.end - bound.start).total_seconds() // 60)
        elif bound.start >= end:
            own.spare.append(bound)
        else:
            within[bound.person_id].append(bound)
    for person in people:
        reach = {person.home_unit_id, *lends.get(person.home_unit_id, ())}
        _settle(person, within[person.id], ties[person.id], reach, period.unit.zone)
    return ties


def _query(
    start: datetime, end: datetime
) -> Select[int, EnrolmentOrigin, int, int, datetime, datetime, str, bool]:
    return (
        select(
            Enrolment.person_id,
            Enrolment.origin,
            Shift.id,
            Shift.unit_id,
            Shift.starts_at,
            Shift.ends_at,
            Unit.path,
            Shift.demands.any(),
        )
        .join(Enrolment.shift)
        .join(Shift.unit)
        .where(
            Enrolment.status == EnrolmentStatus.CONFIRMED,
            Shift.status == ShiftStatus.ACTIVE,
            Shift.starts_at >= start,
            Shift.starts_at < end,
        )
        .order_by(Shift.starts_at, Shift.id)
    )


def _load(
    period: RosterPeriod, people: Collection[int], start: datetime, end: datetime, now: datetime
) -> Iterable[Bound]:
    query = _query(start, end)
    if len(people) <= _FEW:
        query = query.where(Enrolment.person_id.in_(people))
    first, last = bounds(period)
    rows = db.session.execute(query)
    for person_id, origin, shift_id, unit_id, begins, ends, path, wanted in rows:
        inside = wanted and path.startswith(period.unit.path) and first <= begins < last
        coming = inside and begins > now
        if person_id in people and not (coming and origin is EnrolmentOrigin.ROSTER):
            yield Bound(person_id, shift_id, unit_id, begins, ends, coming)


def _settle(person: Person, places: list[Bound], ties: Ties, reach: set[int], zone: str) -> None:
    rest = timedelta(hours=person.home_unit.min_rest_hours)
    days: Counter[date] = Counter()
    weeks: Counter[date] = Counter()
    free_from = ties.last_end + rest if ties.last_end else None
    for place in places:
        day = local_date(place.start, zone)
        monday = day - timedelta(days=day.weekday())
        fits = (
            (not place.coming or place.unit_id in reach)
            and (free_from is None or place.start >= free_from)
            and days[day] < SHIFTS_PER_DAY
            and weeks[monday] < person.max_shifts_per_week
        )
        if not fits:
            ties.spare.append(place)
            continue
        ties.kept.append(place)
        days[day] += 1
        weeks[monday] += 1
        free_from = max(free_from or place.end + rest, place.end + rest)


def without(
    start: datetime, end: datetime, taken: Iterable[tuple[datetime, datetime]]
) -> list[tuple[datetime, datetime]]:
    """Return what is left of ``[start, end)`` outside the intervals ``taken`` (by start)."""
    left = []
    for first, last in taken:
        if last <= start or first >= end:
            continue
        if first > start:
            left.append((start, first))
        start = last
    return [*left, (start, end)] if start < end else left
