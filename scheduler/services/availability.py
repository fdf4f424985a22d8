"""When people can serve: their weekly patterns and dated exceptions, resolved into moments."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import Wish
from scheduler.models import AvailabilityException, Person, Unit, WeeklyAvailability
from scheduler.timeutils import local_date, to_utc

#: Where two wishes of the same sort overlap, the more careful one counts.
CAREFUL_FIRST = (Wish.UNAVAILABLE, Wish.UNWANTED, Wish.PREFERRED, Wish.AVAILABLE)
#: A pattern may pass midnight by up to a whole day, so that it reaches this many days back.
_REACH = 2
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class WishInterval:
    """What a person says about ``[start, end)``, in UTC."""

    start: datetime
    end: datetime
    wish: Wish


#: Start, end, and a rank: the lowest rank counts where pieces overlap.
_Piece = tuple[datetime, datetime, int]


def intervals(people: Collection[Person], *, start: datetime, end: datetime) -> dict[int, list[WishInterval]]:
    """Return what each person, by id, says about ``[start, end)``: disjoint intervals by start.

    The weekly pattern holds on the clocks of the home unit's zone; a dated exception overrides it for
    exactly its interval. Whoever said nothing has an empty list.
    """
    ids = [person.id for person in people]
    pieces: dict[int, list[_Piece]] = {person_id: [] for person_id in ids}
    weeks = _weeks_of(people, start, end)
    for batch in _batches(ids):
        _add_patterns(pieces, batch, weeks)
        _add_exceptions(pieces, batch, start, end)
    return {person_id: _resolve(own, start, end) for person_id, own in pieces.items()}


class _Weeks:
    """The weekdays of an interval in one zone; wall-clock times become moments once for everybody."""

    def __init__(self, zone: str, start: datetime, end: datetime) -> None:
        self._zone = zone
        self._moments: dict[tuple[int, int, int], list[tuple[datetime, datetime]]] = {}
        first, last = local_date(start, zone) - timedelta(days=_REACH), local_date(end, zone)
        self._days: list[list[date]] = [[] for _ in range(7)]
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            self._days[day.weekday()].append(day)

    def moments(self, weekday: int, start: int, end: int) -> list[tuple[datetime, datetime]]:
        """Return when the minutes ``start`` to ``end`` of each such weekday begin and end."""
        key = (weekday, start, end)
        if key not in self._moments:
            self._moments[key] = [
                (self._moment(day, start), self._moment(day, end)) for day in self._days[weekday]
            ]
        return self._moments[key]

    def _moment(self, day: date, minute: int) -> datetime:
        return to_utc(datetime.combine(day, time()) + timedelta(minutes=minute), self._zone)


def _weeks_of(people: Collection[Person], start: datetime, end: datetime) -> dict[int, _Weeks]:
    homes = {person.home_unit_id for person in people}
    zones = db.session.execute(select(Unit.id, Unit.zone).where(Unit.id.in_(homes))).all()
    by_zone = {zone: _Weeks(zone, start, end) for zone in {zone for _, zone in zones}}
    by_unit = {unit_id: by_zone[zone] for unit_id, zone in zones}
    return {person.id: by_unit[person.home_unit_id] for person in people}


def _batches(ids: list[int]) -> Iterator[list[int]]:
    """Cut a list into parts that every database takes as parameters."""
    return (ids[number : number + _BATCH] for number in range(0, len(ids), _BATCH))


def _add_patterns(pieces: dict[int, list[_Piece]], ids: list[int], weeks: dict[int, _Weeks]) -> None:
    query = select(
        WeeklyAvailability.person_id,
        WeeklyAvailability.weekday,
        WeeklyAvailability.start_minute,
        WeeklyAvailability.end_minute,
        WeeklyAvailability.wish,
    ).where(WeeklyAvailability.person_id.in_(ids))
    for person_id, weekday, first, last, wish in db.session.execute(query):
        rank = len(CAREFUL_FIRST) + CAREFUL_FIRST.index(wish)
        own = pieces[person_id]
        own.extend((start, end, rank) for start, end in weeks[person_id].moments(weekday, first, last))


def _add_exceptions(pieces: dict[int, list[_Piece]], ids: list[int], start: datetime, end: datetime) -> None:
    query = select(
        AvailabilityException.person_id,
        AvailabilityException.starts_at,
        AvailabilityException.ends_at,
        AvailabilityException.wish,
    ).where(
        AvailabilityException.person_id.in_(ids),
        AvailabilityException.starts_at < end,
        AvailabilityException.ends_at > start,
    )
    for person_id, begins, ends, wish in db.session.execute(query):
        pieces[person_id].append((begins, ends, CAREFUL_FIRST.index(wish)))


def _resolve(pieces: Iterable[_Piece], start: datetime, end: datetime) -> list[WishInterval]:
    """Sweep over the pieces within ``[start, end)``; intervals that touch with the same wish are one."""
    changes: dict[datetime, list[tuple[int, int]]] = {}
    for begins, ends, rank in pieces:
        first, last = max(begins, start), min(ends, end)
        if first < last:  # clocks put forward can leave nothing of a piece
            changes.setdefault(first, []).append((rank, 1))
            changes.setdefault(last, []).append((rank, -1))
    open_pieces = [0] * (2 * len(CAREFUL_FIRST))
    found: list[WishInterval] = []
    since, wish = start, None
    for moment in sorted(changes):
        for rank, step in changes[moment]:
            open_pieces[rank] += step
        now = next((rank for rank, number in enumerate(open_pieces) if number), None)
        says = None if now is None else CAREFUL_FIRST[now % len(CAREFUL_FIRST)]
        if says is not wish:
            if wish is not None:
                found.append(WishInterval(since, moment, wish))
            since, wish = moment, says
    return found
