"""What a calendar shows: entries and the feed that holds them, refused when they make no sense."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Literal

from scheduler.timeutils import is_zone

Language = Literal["zh", "en"]

#: The colours of CSS 3 that feeds may have (RFC 7986, section 5.9 allows these names only).
COLORS = frozenset(
    {"black", "blue", "brown", "coral", "crimson", "darkblue", "darkgreen", "darkorange", "darkred"}
    | {"firebrick", "forestgreen", "gold", "gray", "green", "indigo", "maroon", "navy", "olive"}
    | {"orange", "orangered", "orchid", "purple", "red", "royalblue", "salmon", "seagreen"}
    | {"sienna", "slateblue", "steelblue", "teal", "tomato", "turquoise", "violet", "yellow"}
)
_LABEL = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_UID = re.compile(rf"[a-z]+(?:_[a-z]+)*-[0-9]+@{_LABEL}(?:\.{_LABEL})*")
_URL = re.compile(r"https?://[!-~]+")
_YEARS = range(1970, 2200)
_NO_OFFSET = timedelta()
_SHORTEST = timedelta(seconds=1)


class EntryStatus(StrEnum):
    """Whether an entry takes place; the values of RFC 5545, section 3.8.1.11, in lower case."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One shift or session as a calendar shows it.

    ``start``, ``end``, ``created`` and ``updated`` are aware UTC moments; fractions of a second are
    not shown. ``zone`` is the IANA zone that the times are written in. ``uid`` is ``kind-id@host``
    and stays the same for ever; ``sequence`` rises when time, place or status changes; ``geo`` is
    latitude and longitude in degrees; ``alarms`` say how long before the start to ring (private
    feeds only). Texts may hold anything: they are cleaned and escaped when they are written. Raises
    ValueError naming the entry.
    """

    uid: str
    start: datetime
    end: datetime
    zone: str
    title: str
    created: datetime
    updated: datetime
    description: str = ""
    location: str = ""
    geo: tuple[float, float] | None = None
    status: EntryStatus = EntryStatus.CONFIRMED
    sequence: int = 0
    url: str | None = None
    categories: tuple[str, ...] = ()
    alarms: tuple[timedelta, ...] = ()

    def __post_init__(self) -> None:
        if fault := _entry_fault(self):
            message = f"calendar entry {self.uid!r}: {fault}"
            raise ValueError(message)

    def __hash__(self) -> int:
        # Few entries share these three, so a cache finds one without hashing all of its text;
        # equality still compares everything.
        return hash((self.uid, self.sequence, self.updated))


def _entry_fault(entry: Entry) -> str | None:
    """Return the first thing that is wrong with an entry, or None.

    Plain branches, not a table of checks: a feed asks this for each of its entries.
    """
    if not _UID.fullmatch(entry.uid):
        return "the uid is not kind-id@host"
    return _time_fault(entry) or _other_fault(entry)


def _time_fault(entry: Entry) -> str | None:
    for moment in (entry.start, entry.end, entry.created, entry.updated):
        if moment.tzinfo is not UTC and moment.utcoffset() != _NO_OFFSET:
            return "a time is not aware UTC"
    if entry.start.year not in _YEARS or entry.end.year not in _YEARS:
        return "the year is out of range"
    if entry.end - entry.start < _SHORTEST:
        return "it does not end after its start"
    return None if is_zone(entry.zone) else f"unknown zone {entry.zone!r}"


def _other_fault(entry: Entry) -> str | None:
    if entry.sequence < 0:
        return "the sequence is negative"
    if entry.status is EntryStatus.CANCELLED and not entry.sequence:
        return "cancelled, but its sequence never rose"
    if entry.url is not None and not _URL.fullmatch(entry.url):
        return f"not a web address: {entry.url!r}"
    if entry.geo is not None and not _on_earth(*entry.geo):
        return f"no such place: {entry.geo}"
    if any(lead < _NO_OFFSET for lead in entry.alarms):
        return "an alarm rings after the start"
    return None


def _on_earth(latitude: float, longitude: float) -> bool:
    return abs(latitude) <= 90 and abs(longitude) <= 180  # noqa: PLR2004 - degrees


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A calendar that others subscribe to: its name, how it reads, and its entries in any order.

    ``zone`` is what a reader shows where an entry says nothing; ``source_url`` is the address of a
    public feed and is refused for a private one, whose address is a secret. Raises ValueError.
    """

    name: str
    language: Language
    zone: str
    entries: tuple[Entry, ...]
    description: str = ""
    color: str = "steelblue"
    source_url: str | None = None
    private: bool = False

    def __post_init__(self) -> None:
        if fault := _feed_fault(self):
            message = f"calendar {self.name!r}: {fault}"
            raise ValueError(message)


def _feed_fault(feed: Feed) -> str | None:
    """Return the first thing that is wrong with a feed, or None."""
    source, uids = feed.source_url, {entry.uid for entry in feed.entries}
    checks = (
        (feed.language in ("zh", "en"), f"unknown language {feed.language!r}"),
        (is_zone(feed.zone), f"unknown zone {feed.zone!r}"),
        (feed.color in COLORS, f"unknown colour {feed.color!r}"),
        (source is None or _URL.fullmatch(source), "its source is not a web address"),
        (source is None or not feed.private, "a private feed must not tell its address"),
        (len(uids) == len(feed.entries), "two entries share a uid"),
    )
    return next((fault for holds, fault in checks if not holds), None)
