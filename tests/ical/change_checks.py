"""C30 and C53 to C55 of the conformance list: a feed rendered before and after a change."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from tests.ical.parsing import Component, interval, parse

TOMBSTONE = timedelta(days=30)


def check_change(before: bytes, after: bytes, now: datetime) -> list[str]:
    """Return the faults between two renderings of one feed, the second made at ``now``."""
    old, new = (
        {event.value("UID"): event for event in parse(body).of_kind("VEVENT")} for body in (before, after)
    )
    faults = [fault for uid in old if uid in new for fault in _between(old[uid], new[uid])]
    return faults + [fault for uid in old if uid not in new for fault in _vanished(old[uid], now)]


def _between(old: Component, new: Component) -> Iterator[str]:
    uid, was, is_now = old.value("UID"), int(old.value("SEQUENCE")), int(new.value("SEQUENCE"))
    if _essence(old) != _essence(new) and is_now <= was:
        yield f"C53 {uid}: time, place or status changed, SEQUENCE stayed {is_now}"
    if is_now < was:
        yield f"C54 {uid}: SEQUENCE fell from {was} to {is_now}"
    if _told(old) == _told(new) and old.value("DTSTAMP") != new.value("DTSTAMP"):
        yield f"C30 {uid}: DTSTAMP moved though nothing else did"


def _essence(event: Component) -> tuple[object, ...]:
    return *interval(event), event.value("LOCATION"), event.value("GEO"), event.value("STATUS")


def _told(event: Component) -> list[object]:
    lines = [line for part in event.walk() for line in part.lines]
    return [line for line in lines if line.name not in {"DTSTAMP", "LAST-MODIFIED"}]


def _vanished(event: Component, now: datetime) -> Iterator[str]:
    _, end = interval(event)
    cancelled = event.value("STATUS") == "CANCELLED"
    if end is None or end + (TOMBSTONE if cancelled else timedelta()) > now:
        yield f"C55 {event.value('UID')}: vanished without a tombstone"
