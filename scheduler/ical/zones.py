"""Time zones as VTIMEZONE components that agree with the zone database, equal in every process.

The library's own generator writes RDATE lists, which some readers take for one date, in an order
that changes from process to process. Here a zone whose clocks change by a yearly rule gets one
observance with an RRULE for each change of its year; every other change gets an observance of its
own.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

#: Years after the last entry for which changes are written one by one where no yearly rule holds.
HORIZON_YEARS = 10
_MARGIN_YEARS = 2  # before the first entry: a local year may lag UTC, and a rule needs its year before
_PROOF_YEARS = 30  # a rule must hold that long to be written without an end
_PROOF_CHANGES = 12  # and must already have held for that many changes in a row
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_WEEK = 7
_COMMON_YEAR = 2001
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class _Change:
    """The moment (UTC) at which clocks go from one offset to another."""

    moment: datetime
    before: timedelta
    after: timedelta
    name: str
    dst: timedelta

    @property
    def onset(self) -> datetime:
        """Local time at the change as clocks showed it before (RFC 5545, section 3.6.5)."""
        return self.moment.replace(tzinfo=None) + self.before


@dataclass(frozen=True, slots=True)
class _Rule:
    """A yearly change on a weekday within seven days of a month.

    They begin at the day ``first``; None means the last seven.
    """

    change: _Change
    first: int | None

    def in_year(self, year: int) -> datetime:
        """Return the moment (UTC) of the change in ``year``."""
        onset = self.change.onset
        first = self.first or monthrange(year, onset.month)[1] - _WEEK + 1
        day = date(year, onset.month, first)
        day += timedelta(days=(onset.weekday() - day.weekday()) % _WEEK)
        return datetime.combine(day, onset.time(), UTC) - self.change.before

    def recurrence(self) -> dict[str, object]:
        """Return the RRULE's parts."""
        onset = self.change.onset
        weekday = _WEEKDAYS[onset.weekday()]
        parts: dict[str, object] = {"FREQ": "YEARLY", "BYMONTH": onset.month}
        if self.first is None:
            return parts | {"BYDAY": f"-1{weekday}"}
        week, rest = divmod(self.first, _WEEK)
        if rest == 1:
            return parts | {"BYDAY": f"{week + 1}{weekday}"}
        return parts | {"BYDAY": weekday, "BYMONTHDAY": list(range(self.first, self.first + _WEEK))}


def local_time(moment: datetime, name: str) -> datetime | None:
    """Return a UTC moment as local time in a zone; None where a reader could take it for another.

    It could where clocks show a time twice: such a time means its first occurrence (RFC 5545,
    section 3.3.5), so the second cannot be said, and not every reader knows the first. It could
    where the editions of the zone database that are at hand disagree: a reader brings its own.
    """
    local = moment.astimezone(ZoneInfo(name))
    offset = local.utcoffset()
    if local.replace(fold=1 - local.fold).utcoffset() != offset:
        return None
    return local if moment.astimezone(_packaged_zone(name)).utcoffset() == offset else None


@cache
def _packaged_zone(name: str) -> ZoneInfo:
    """Return a zone as the tzdata package knows it; the system may have another edition."""
    try:
        with files("tzdata").joinpath("zoneinfo", name).open("rb") as data:
            return ZoneInfo.from_file(data, key=name)
    except FileNotFoundError:  # a name of this system only
        return ZoneInfo(name)


@lru_cache(maxsize=512)
def render_zone(name: str, first_year: int, last_year: int) -> bytes:
    """Return the VTIMEZONE of an IANA zone, right for entries between two years, both included.

    Years are those of the entries in UTC. The result is also right for ten more years, and for ever
    where the zone has a yearly rule. Equal arguments give equal bytes.
    """
    zone = ZoneInfo(name)
    start = datetime(first_year - _MARGIN_YEARS, 1, 1, tzinfo=UTC)
    changes = _changes(zone, start, datetime(last_year + HORIZON_YEARS + 2, 1, 1, tzinfo=UTC))
    rules, singles = _split(zone, changes)
    if singles or not rules or rules[1].change.moment.year > start.year:
        singles = [_opening(zone, start), *singles]
    below = any(change.dst < timedelta() for change in changes)
    component = Timezone()
    component.add("TZID", name)
    for change in singles:
        component.add_component(_observance(change, below=below))
    for rule in rules:
        component.add_component(_observance(rule.change, below=below, rule=rule))
    body: bytes = component.to_ical()
    return body


def _opening(zone: ZoneInfo, start: datetime) -> _Change:
    """Return the offset in force at ``start`` as if it had begun at that day's local midnight."""
    local = start.astimezone(zone)
    offset = _offset(local)
    return _Change(start - offset, offset, offset, local.tzname() or "", local.dst() or timedelta())


def _offset(local: datetime) -> timedelta:
    return local.utcoffset() or timedelta()


def _changes(zone: ZoneInfo, start: datetime, end: datetime) -> list[_Change]:
    """Return the changes of offset in ``[start, end)``; since 1970 no two came within six days."""
    found = []
    early, before = start, _offset(start.astimezone(zone))
    while early < end:
        late = early + _DAY
        after = _offset(late.astimezone(zone))
        if after != before:
            local = _bisect(zone, early, late, before).astimezone(zone)
            found.append(
                _Change(
                    local.astimezone(UTC),
                    before,
                    after,
                    local.tzname() or "",
                    local.dst() or timedelta(),
                )
            )
        early, before = late, after
    return found


def _bisect(zone: ZoneInfo, early: datetime, late: datetime, before: timedelta) -> datetime:
    """Return the first second after ``early`` at which the offset is no longer ``before``."""
    while late - early > _SECOND:
        middle = early + (late - early) // _SECOND // 2 * _SECOND
        if _offset(middle.astimezone(zone)) == before:
            early = middle
        else:
            late = middle
    return late


def _split(zone: ZoneInfo, changes: list[_Change]) -> tuple[list[_Rule], list[_Change]]:
    """Return the two yearly rules that go on for ever, if any, and the changes before them."""
    rules = [rule for change in changes[-2:] if (rule := _yearly(zone, change))]
    if len(rules) < 2:  # noqa: PLR2004 - there and back
        return [], changes
    count = 0  # of the last changes that came by the rules, without a gap
    while count < len(changes) and _follows(changes[-1 - count], rules[(count + 1) % 2], count // 2):
        count += 1
    if count < _PROOF_CHANGES:
        return [], changes
    first = len(changes) - count
    heads = [
        replace(rules[(count + index) % 2], change=change)
        for index, change in enumerate(changes[first : first + 2])
    ]
    return heads, changes[:first]


def _follows(change: _Change, rule: _Rule, years: int) -> bool:
    """Tell whether ``change`` came by ``rule``, so many years before the rule's own change."""
    offsets = (change.before, change.after) == (rule.change.before, rule.change.after)
    return offsets and rule.in_year(rule.change.onset.year - years) == change.moment


def _yearly(zone: ZoneInfo, change: _Change) -> _Rule | None:
    """Return the rule by which ``change`` comes every year, if there is one."""
    years = range(change.onset.year, change.onset.year + _PROOF_YEARS)
    for rule in _candidates(change):
        if all(_is_change(zone, rule.in_year(year), change) for year in years):
            return rule
    return None


def _candidates(change: _Change) -> Iterator[_Rule]:
    """Yield the rules that ``change`` could follow, the plainest first."""
    onset = change.onset
    # the 29th of February is in no rule
    days = monthrange(_COMMON_YEAR, onset.month)[1]
    if onset.day > days - _WEEK:
        yield _Rule(change, None)
    firsts = range(max(1, onset.day - _WEEK + 1), min(onset.day, days - _WEEK + 1) + 1)
    for first in sorted(firsts, key=lambda first: (first % _WEEK != 1, first)):
        yield _Rule(change, first)


def _is_change(zone: ZoneInfo, moment: datetime, change: _Change) -> bool:
    earlier = _offset((moment - _SECOND).astimezone(zone))
    return earlier == change.before and _offset(moment.astimezone(zone)) == change.after


def _observance(
    change: _Change, *, below: bool, rule: _Rule | None = None
) -> TimezoneStandard | TimezoneDaylight:
    """Return the component of a change, or of a change that goes on by a rule.

    Where the database counts winter (or Ramadan) as negative summer time (``below``), the higher
    offset is still called DAYLIGHT, as readers expect.
    """
    daylight = change.dst > timedelta() or (below and not change.dst)
    observance = TimezoneDaylight() if daylight else TimezoneStandard()
    observance.add("DTSTART", change.onset)
    observance.add("TZOFFSETFROM", change.before)
    observance.add("TZOFFSETTO", change.after)
    observance.add("TZNAME", change.name)
    if rule:
        observance.add("RRULE", rule.recurrence())
    return observance
