"""What binds people already: places on shifts that the roster at hand does not decide."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Select, select

from scheduler.database import db
from scheduler.enums import EnrolmentOrigin, EnrolmentStatus, ShiftStatus
from scheduler.models import Enrolment, Person, RosterPeriod, Shift, Unit
from scheduler.services.hours_credit import closed_shifts, credited_minutes
from scheduler.services.rosters.burdens import LEDGER, unpopular_points
from scheduler.services.rosters.scope import bounds
from scheduler.timeutils import day_start, local_date

#: A shift soon after the period still needs rest before it.
_AFTER = timedelta(days=2)
#: Up to so many people the database is asked for them alone.
_FEW = 1_000
#: A day holds one shift; the engine's limits say the same.
SHIFTS_PER_DAY = 1


@dataclass(frozen=True, slots=True)
class Bound:
    """A place that a person holds.

    ``coming`` means that it is on a shift of the period still to begin; ``served`` that it was on one that
    asked for people, no mere training, and is over.
    """

    person_id: int
    shift_id: int
    unit_id: int
    start: datetime
    end: datetime
    coming: bool
    served: bool


@dataclass(slots=True)
class Ties:
    """A person's places: before the period, within it, and soon after it.

    ``recent_minutes`` come from the ledger where a shift was closed, else from the shift's length.
    ``served``: she has served since the ledger began. ``week_shifts`` and ``week_minutes`` are those of the
    period's first week before it begins.
    ``kept`` are those within that agree with each other by the rules, ``spare`` the others: nobody may
    forbid a person her own plans, but a problem with both would have no solution.
    """

    last_end: datetime | None = None
    recent_minutes: int = 0
    recent_unpopular: int = 0
    week_shifts: int = 0
    week_minutes: int = 0
    served: bool = False
    #: Places outside the period by month, for the months that it touches.
    month_shifts: Counter[str] = field(default_factory=Counter)
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
    for person_id, minutes in credited_minutes(ties, start - LEDGER, start).items():
        ties[person_id].recent_minutes = minutes
    closed = closed_shifts(start - LEDGER, start)
    within: dict[int, list[Bound]] = defaultdict(list)
    for bound in _load(period, ties, start - LEDGER, max(end + _AFTER, _month_end(period)), now):
        own = ties[bound.person_id]
        own.served = own.served or bound.served
        if not start <= bound.start < end:
            own.month_shifts[month_of(bound.start, period.unit.zone)] += 1
        if bound.start < start:
            _remember(own, bound, period, in_ledger=bound.shift_id in closed)
        elif bound.start >= end:
            own.spare += [bound] if bound.start < end + _AFTER else []
        else:
            within[bound.person_id].append(bound)
    for person in people:
        reach = {person.home_unit_id, *lends.get(person.home_unit_id, ())}
        _settle(person, within[person.id], ties[person.id], reach, period)
    return ties


def month_of(moment: datetime, zone: str) -> str:
    """Return the local month of a moment: 2026-03."""
    return f"{local_date(moment, zone):%Y-%m}"


def _month_end(period: RosterPeriod) -> datetime:
    """Return when the month in which the period ends is over."""
    last = period.ends_on
    return day_start((last.replace(day=1) + timedelta(days=32)).replace(day=1), period.unit.zone)


def _remember(ties: Ties, bound: Bound, period: RosterPeriod, *, in_ledger: bool) -> None:
    """Enter a place before the period; the minutes of closed shifts are in the ledger already."""
    zone, first = period.unit.zone, period.starts_on
    minutes = int((bound.end - bound.start).total_seconds() // 60)
    ties.last_end = max(ties.last_end or bound.end, bound.end)
    ties.recent_minutes += 0 if in_ledger else minutes
    ties.recent_unpopular += unpopular_points(bound.start, zone)
    if local_date(bound.start, zone) >= first - timedelta(days=first.weekday()):
        ties.week_shifts += 1
        ties.week_minutes += minutes


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
            yield Bound(person_id, shift_id, unit_id, begins, ends, coming, wanted and ends <= now)


def _settle(person: Person, places: list[Bound], ties: Ties, reach: set[int], period: RosterPeriod) -> None:
    rest = timedelta(hours=person.home_unit.min_rest_hours)
    zone, first = period.unit.zone, period.starts_on
    days: Counter[date] = Counter()
    weeks = Counter({first - timedelta(days=first.weekday()): ties.week_shifts})
    months = Counter(ties.month_shifts)
    most = person.max_shifts_per_month
    free_from = ties.last_end + rest if ties.last_end else None
    for place in places:
        day = local_date(place.start, zone)
        monday, month = day - timedelta(days=day.weekday()), f"{day:%Y-%m}"
        fits = (
            (not place.coming or place.unit_id in reach)
            and (free_from is None or place.start >= free_from)
            and days[day] < SHIFTS_PER_DAY
            and weeks[monday] < person.max_shifts_per_week
            and (most is None or months[month] < most)
        )
        if not fits:
            ties.spare.append(place)
            continue
        ties.kept.append(place)
        days[day] += 1
        weeks[monday] += 1
        months[month] += 1
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
