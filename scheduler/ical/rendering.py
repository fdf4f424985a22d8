"""Entries and feeds as RFC 5545 bytes: equal data gives equal bytes, at any time, in any process.

An event takes the library ten times as long as a whole feed may, so events are written here line by
line (the tests compare them with the library's, property by property) and cached; the library makes
the calendar around them, its text values and zones mended.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from itertools import accumulate

from icalendar import Calendar, vDuration, vText, vUri

from scheduler.ical.entries import Entry, EntryStatus, Feed, Language
from scheduler.ical.text import clean, escape, fold
from scheduler.ical.zones import local_time, render_zone

#: What readers take in one feed; larger ones are refused or cut by some of them.
MAX_BYTES = 1_000_000
MAX_EVENTS = 2_000

#: Turns an entry into its VEVENT: called with the entry, the feed's language, and whether it is
#: private.
EventRenderer = Callable[[Entry, Language, bool], bytes]

_REFRESH = timedelta(hours=1)
_CANCELLED = {"zh": "【已取消】", "en": "[Cancelled] "}
_END = b"END:VCALENDAR\r\n"


def render_event(entry: Entry, language: Language, private: bool) -> bytes:
    """Return the VEVENT of an entry.

    Alarms are written in private feeds only, and never for what is cancelled; what stands in a
    public feed does not make its reader busy.
    """
    return "".join(_event_parts(entry, language, private)).encode()


@lru_cache(maxsize=20_000)
def cached_event(entry: Entry, language: Language, private: bool) -> bytes:
    """Return ``render_event`` of an equal entry, rendered once while it is in use."""
    return render_event(entry, language, private)


def render_feed(feed: Feed, *, event_bytes: EventRenderer = cached_event) -> bytes:
    """Return a feed as a whole calendar, its entries by start and uid."""
    ordered = sorted(feed.entries, key=lambda entry: (entry.start, entry.uid))
    events = [event_bytes(entry, feed.language, feed.private) for entry in ordered]
    return b"".join((_head(feed), *_zones(ordered, events), *events, _END))


def trimmed(feed: Feed, *, now: datetime, event_bytes: EventRenderer = cached_event) -> Feed:
    """Return the feed with no more entries than readers take: the oldest past ones go first.

    Only where what is still to come is too much by itself do the last of those go.
    """
    coming = sorted((e for e in feed.entries if e.end > now), key=lambda e: (e.start, e.uid))
    past = sorted((e for e in feed.entries if e.end <= now), key=lambda e: (e.end, e.uid), reverse=True)
    ranked = [*coming, *past]
    events = [event_bytes(entry, feed.language, feed.private) for entry in ranked]
    room = MAX_BYTES - 1 - sum(map(len, (_head(feed), *_zones(ranked, events), _END)))
    count = min(bisect_right(list(accumulate(map(len, events))), room), MAX_EVENTS)
    return feed if count == len(ranked) else replace(feed, entries=tuple(ranked[:count]))


def etag(body: bytes) -> str:
    """Return the strong entity tag of a body, without its quotes."""
    return sha256(body).hexdigest()


def last_modified(entries: Iterable[Entry]) -> datetime | None:
    """Return when the latest of the entries was updated; None where there are none.

    It does not move when an entry leaves the feed: validators must weigh the tag first (RFC 9110,
    13.2.2).
    """
    return max((entry.updated for entry in entries), default=None)


class _Text(vText):
    """A text value that loses nothing: the library itself unescapes before it escapes."""

    def to_ical(self) -> bytes:
        return escape(clean(self)).encode()


def _head(feed: Feed) -> bytes:
    """Return all of a calendar that precedes its components."""
    calendar = Calendar()
    calendar["PRODID"] = _Text(f"-//Lianfang//Lianfang Calendar//{feed.language.upper()}")
    calendar["VERSION"] = _Text("2.0")
    calendar["CALSCALE"] = _Text("GREGORIAN")
    calendar["NAME"] = calendar["X-WR-CALNAME"] = _Text(feed.name)
    if feed.description:
        calendar["DESCRIPTION"] = calendar["X-WR-CALDESC"] = _Text(feed.description)
    calendar["X-WR-TIMEZONE"] = _Text(feed.zone)
    calendar["COLOR"] = _Text(feed.color)
    calendar.add("REFRESH-INTERVAL", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar["X-PUBLISHED-TTL"] = vDuration(_REFRESH)
    if feed.source_url:
        calendar.add("SOURCE", vUri(feed.source_url), parameters={"VALUE": "URI"})
    body: bytes = calendar.to_ical()
    return body.removesuffix(_END)


def _zones(entries: Sequence[Entry], events: Sequence[bytes]) -> list[bytes]:
    """Return the VTIMEZONE of every zone that events refer to, right for all years of the feed."""
    # an event written in UTC needs no zone
    named = zip(entries, events, strict=True)
    zones = {entry.zone for entry, event in named if b"\r\nDTSTART;TZID=" in event}
    if not zones:
        return []
    first = min(entry.start for entry in entries).year
    last = max(max(entry.end, entry.updated) for entry in entries).year
    return [render_zone(zone, first, last) for zone in sorted(zones)]


def _event_parts(entry: Entry, language: Language, private: bool) -> Iterator[str]:
    """Yield the lines of a VEVENT, those folded that can be too long."""
    cancelled = entry.status is EntryStatus.CANCELLED
    title = escape(clean((_CANCELLED[language] if cancelled else "") + entry.title))
    busy = private and not cancelled
    yield "BEGIN:VEVENT\r\n"
    yield fold(f"UID:{entry.uid}")
    yield _stamp_lines(entry)
    yield _time_lines(entry)
    yield fold(f"SUMMARY:{title}")
    yield from _detail_lines(entry)
    yield f"STATUS:{entry.status.upper()}\r\nTRANSP:{'OPAQUE' if busy else 'TRANSPARENT'}\r\n"
    if busy:
        for lead in entry.alarms:
            yield from map(fold, _alarm_lines(lead, title))
    yield "END:VEVENT\r\n"


def _detail_lines(entry: Entry) -> Iterator[str]:
    """Yield the lines of what an entry may have, folded."""
    if entry.description:
        yield fold(f"DESCRIPTION:{escape(clean(entry.description))}")
    if entry.location:
        yield fold(f"LOCATION:{escape(clean(entry.location))}")
    if entry.geo:
        yield fold(f"GEO:{entry.geo[0]:.6f};{entry.geo[1]:.6f}")
    if entry.url:
        yield fold(f"URL:{entry.url}")
    if entry.categories:
        yield fold(f"CATEGORIES:{','.join(escape(clean(category)) for category in entry.categories)}")


def _stamp_lines(entry: Entry) -> str:
    updated = _stamp(entry.updated)
    return (
        f"DTSTAMP:{updated}\r\nCREATED:{_stamp(entry.created)}\r\n"
        f"LAST-MODIFIED:{updated}\r\nSEQUENCE:{entry.sequence}\r\n"
    )


def _stamp(moment: datetime) -> str:
    return _digits(moment) + "Z"


def _digits(moment: datetime) -> str:
    # strftime takes three times as long
    return moment.isoformat()[:19].replace("-", "").replace(":", "")


def _time_lines(entry: Entry) -> str:
    """Return DTSTART and DTEND in the entry's zone, or in UTC where that could be misread."""
    start, end = local_time(entry.start, entry.zone), local_time(entry.end, entry.zone)
    if start is None or end is None:
        return f"DTSTART:{_stamp(entry.start)}\r\nDTEND:{_stamp(entry.end)}\r\n"
    zone = entry.zone
    return f"DTSTART;TZID={zone}:{_digits(start)}\r\nDTEND;TZID={zone}:{_digits(end)}\r\n"


def _alarm_lines(lead: timedelta, title: str) -> Iterator[str]:
    """Yield the unfolded lines of a VALARM that rings ``lead`` before the start."""
    hours, rest = divmod(int(lead.total_seconds()), 3600)
    minutes, seconds = divmod(rest, 60)
    parts = ((hours, "H"), (minutes, "M"), (seconds, "S"))
    duration = "".join(f"{count}{unit}" for count, unit in parts if count)
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{title}"
    yield f"TRIGGER:-PT{duration}" if duration else "TRIGGER:PT0S"
    yield "END:VALARM"
