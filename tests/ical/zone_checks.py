"""C16 to C20 of the conformance list: do a calendar's zones say what the zone database says?"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from dateutil.rrule import rrulestr

from tests.ical.parsing import Component, Line, interval

YEARS_AHEAD = 6
_STABLE_YEARS = 30  # what holds that long is called stable
_STEP = timedelta(hours=12)
_SCAN = timedelta(days=5)  # changes that undo each other lie further apart
_SECOND = timedelta(seconds=1)
_NAMES = available_timezones()

Onset = tuple[datetime, timedelta, timedelta]  # moment (UTC), offset before, offset after


def zone_faults(calendar: Component) -> Iterator[str]:
    """Yield what is wrong with the zones of a calendar."""
    zones = {zone.value("TZID"): zone for zone in calendar.of_kind("VTIMEZONE")}
    used = _used_zones(calendar)
    yield from (f"C16 {name} has no VTIMEZONE" for name in sorted(used - set(zones)))
    yield from (f"C17 the VTIMEZONE of {name} is unused" for name in sorted(set(zones) - used))
    yield from (f"C18 {name} is no IANA zone" for name in sorted(set(zones) | used) if name not in _NAMES)
    for zone in calendar.of_kind("VTIMEZONE"):
        dates = [line for part in zone.children for line in part.named("RDATE")]
        yield from (f"C19 RDATE of {zone.value('TZID')} has several values" for d in dates if "," in d.value)
    kinds = [child.name for child in calendar.children]
    if "VTIMEZONE" in kinds[kinds.index("VEVENT") if "VEVENT" in kinds else len(kinds) :]:
        yield "C20 a VTIMEZONE stands after an event"
    first, last = _years(calendar)
    for name in sorted(set(zones) & used & _NAMES):
        yield from (f"C20 {name}: {fault}" for fault in zone_differences(zones[name], first, last))


def _used_zones(calendar: Component) -> set[str]:
    events = [part for event in calendar.of_kind("VEVENT") for part in event.walk()]
    return {line.parameters["TZID"] for part in events for line in part.lines if "TZID" in line.parameters}


def _years(calendar: Component) -> tuple[int, int]:
    """Return the first and last year for which the zones must be right."""
    years = [m.year for event in calendar.of_kind("VEVENT") for m in interval(event) if m]
    stamps = [event.value("DTSTAMP")[:4] for event in calendar.of_kind("VEVENT")]
    last = [*years, *(int(stamp) for stamp in stamps if stamp.isdigit())]
    return (min(years), max(last) + YEARS_AHEAD) if years else (1, 0)


def zone_differences(zone: Component, first: int, last: int) -> Iterator[str]:
    """Yield where a VTIMEZONE differs from the zone database between two years, both included."""
    truth = ZoneInfo(zone.value("TZID"))
    try:
        onsets = sorted(onset for part in zone.children for onset in _onsets(part, last + 1))
    except (ValueError, IndexError) as fault:
        yield f"cannot be read: {fault}"
        return
    moments = [onset[0] for onset in onsets]
    for probe in _probes(moments, first, last):
        index = bisect_right(moments, probe) - 1
        if index < 0:
            yield f"says nothing of {probe}"
            return
        if onsets[index][2] != probe.astimezone(truth).utcoffset():
            yield f"says {onsets[index][2]} for {probe}"
            return
    yield from _broken_chain(onsets)
    ruled = sum(1 for part in zone.children if part.named("RRULE"))
    if is_stable(truth, last) and ruled != 2:
        yield f"has a stable rule, but {ruled} RRULE"


def _broken_chain(onsets: list[Onset]) -> Iterator[str]:
    """Yield the onsets whose offset before is not the one that the previous onset led to."""
    for (_, _, previous), (when, before, _) in pairwise(onsets):
        if previous != before:
            yield f"TZOFFSETFROM at {when} is {before}, but {previous} was in force"


def _probes(moments: list[datetime], first: int, last: int) -> Iterator[datetime]:
    """Yield every half day of the years, and the seconds around each onset in them."""
    start, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    for when in moments:
        if start < when < end:
            yield from (when - _SECOND, when)
    while start < end:
        yield start
        start += _STEP


def _onsets(part: Component, last: int) -> list[Onset]:
    """Return when an observance begins: DTSTART less TZOFFSETFROM, with its RRULE and RDATE."""
    before, after = (_offset(part.named(name)) for name in ("TZOFFSETFROM", "TZOFFSETTO"))
    if part.name not in {"STANDARD", "DAYLIGHT"} or len(part.named("DTSTART")) != 1:
        message = f"{part.name} without one DTSTART"
        raise ValueError(message)
    local = datetime.strptime(part.value("DTSTART"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - local by definition
    starts = {local, *(datetime.strptime(d.value, "%Y%m%dT%H%M%S") for d in part.named("RDATE"))}  # noqa: DTZ007 - as above
    for rule in part.named("RRULE"):
        starts |= set(rrulestr(rule.value, dtstart=local).between(local, datetime(last, 12, 31)))
    return [((start - before).replace(tzinfo=UTC), before, after) for start in starts]


def _offset(lines: list[Line]) -> timedelta:
    [line] = lines
    sign, digits = line.value[0], line.value[1:]
    if sign not in "+-" or not digits.isdigit() or len(digits) not in (4, 6):
        message = f"not an offset: {line.value}"
        raise ValueError(message)
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]), seconds=int(digits[4:] or 0))
    return size if sign == "+" else -size


def is_stable(zone: ZoneInfo, last: int) -> bool:
    """Tell whether clocks change twice a year from ``last`` on, each on one weekday of a month."""
    local: dict[int, list[datetime]] = {}
    for when, before, _ in true_changes(zone, last, last + _STABLE_YEARS):
        onset = (when + before).replace(tzinfo=None)
        local.setdefault(onset.year, []).append(onset)
    if len(local) <= _STABLE_YEARS or any(len(onsets) != 2 for onsets in local.values()):
        return False
    for same in zip(*local.values(), strict=True):
        days = [onset.day for onset in same]
        shapes = {(onset.month, onset.weekday(), onset.time()) for onset in same}
        if len(shapes) > 1 or max(days) - min(days) > 6:
            return False
    return True


def true_changes(zone: ZoneInfo, first: int, last: int) -> Iterator[Onset]:
    """Yield the changes of offset that the zone database knows in the years, both included."""
    early, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    while early < end:
        before, after = (m.astimezone(zone).utcoffset() for m in (early, early + _SCAN))
        if before is not None and after is not None and before != after:
            low, high = 0, int(_SCAN.total_seconds())
            while high - low > 1:
                middle = (low + high) // 2
                changed = (early + middle * _SECOND).astimezone(zone).utcoffset() != before
                low, high = (low, middle) if changed else (middle, high)
            yield early + high * _SECOND, before, after
        early += _SCAN
