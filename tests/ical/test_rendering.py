"""Entries become the events that were meant, the same bytes everywhere and every time."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Alarm, Event
from icalendar import Component as LibraryComponent

from scheduler.ical.entries import Entry, EntryStatus, Feed, Language
from scheduler.ical.rendering import (
    MAX_BYTES,
    MAX_EVENTS,
    cached_event,
    etag,
    last_modified,
    render_event,
    render_feed,
    trimmed,
)
from scheduler.ical.text import clean
from tests.ical.parsing import Component, parse, unfold
from tests.ical.samples import NOW, TITLES, ZONES, entry, feed, full_entry, zone_feed

ROOT = Path(__file__).parents[2]
MARKS = {"zh": "【已取消】", "en": "[Cancelled] "}


def event_of(body: bytes) -> Component:
    return parse(b"BEGIN:VCALENDAR\r\n" + body + b"END:VCALENDAR\r\n").children[0]


def library_event(entry: Entry, language: Language, *, private: bool) -> Event:
    """Say the same with the library's own components."""
    event, cancelled = Event(), entry.status == EntryStatus.CANCELLED
    title = (MARKS[language] if cancelled else "") + clean(entry.title)
    event.add("uid", entry.uid)
    for name in ("dtstamp", "last-modified"):
        event.add(name, entry.updated)
    event.add("created", entry.created)
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.start)
    event.add("dtend", entry.end)
    event.add("summary", title)
    event.add("description", clean(entry.description))
    event.add("location", clean(entry.location))
    event.add("geo", entry.geo)
    event.add("url", entry.url)
    event.add("categories", list(entry.categories))
    event.add("status", entry.status.upper())
    event.add("transp", "OPAQUE" if private and not cancelled else "TRANSPARENT")
    for lead in entry.alarms if private and not cancelled else ():
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", title)
        alarm.add("trigger", -lead)
        event.add_component(alarm)
    return event


def properties(event: LibraryComponent) -> list[tuple[str, object]]:
    """Return every property of a library's event, times as moments and the rest as its value."""
    items: list[tuple[str, Any]] = event.property_items(recursive=True, sorted=True)
    return sorted(
        (name, value.dt.astimezone(UTC) if name in {"DTSTART", "DTEND"} else value.to_ical())
        for name, value in items
        if name not in {"BEGIN", "END"}
    )


@pytest.mark.parametrize("private", [False, True])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("zone", ZONES)
def test_event_equals_the_library_property_by_property(zone: str, language: Language, private: bool) -> None:
    for one in zone_feed(zone, language, private=private).entries:
        mine = Event.from_ical(render_event(one, language, private))
        assert properties(mine) == properties(library_event(one, language, private=private))


def test_event_is_written_in_the_zone_of_its_unit() -> None:
    assert unfold(render_event(full_entry(), "zh", private=True)) == [
        "BEGIN:VEVENT",
        "UID:shift-1@calendar.test",
        "DTSTAMP:20261102T093000Z",
        "CREATED:20261101T080000Z",
        "LAST-MODIFIED:20261102T093000Z",
        "SEQUENCE:2",
        "DTSTART;TZID=Asia/Shanghai:20261201T090000",
        "DTEND;TZID=Asia/Shanghai:20261201T110000",
        "SUMMARY:急救培训",
        r"DESCRIPTION:请带手电筒\, 反光背心\; 集合于东门。\n迟到请联系网格长",
        r"LOCATION:幸福路12号\, 居委会",
        "GEO:31.230416;121.473701",
        "URL:https://lianfang.example/shifts/1",
        r"CATEGORIES:培训,first aid\, level 1",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:急救培训",
        "TRIGGER:-PT24H",
        "END:VALARM",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:急救培训",
        "TRIGGER:-PT1H30M",
        "END:VALARM",
        "END:VEVENT",
    ]


def test_event_leaves_out_what_is_empty() -> None:
    event = event_of(render_event(entry(), "zh", private=False))
    names = {line.name for line in event.lines}
    assert names == {
        *("UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND"),
        *("SUMMARY", "STATUS", "TRANSP"),
    }


@pytest.mark.parametrize(
    ("language", "title"), [("zh", "【已取消】急救培训"), ("en", "[Cancelled] 急救培训")]
)
def test_cancelled_event_says_so_and_is_silent(language: Language, title: str) -> None:
    cancelled = full_entry(status=EntryStatus.CANCELLED)
    event = event_of(render_event(cancelled, language, private=True))
    assert event.value("SUMMARY") == title
    assert event.value("STATUS") == "CANCELLED"
    assert event.value("TRANSP") == "TRANSPARENT"
    assert event.children == []


def test_public_event_neither_rings_nor_makes_busy() -> None:
    event = event_of(render_event(full_entry(), "zh", private=False))
    assert event.children == []
    assert event.value("TRANSP") == "TRANSPARENT"


@pytest.mark.parametrize(
    ("minute", "start"),
    [
        (-61, ";TZID=America/New_York:20261101T005900"),
        (-1, ":20261101T055900Z"),  # 1:59, the first time
        (0, ":20261101T060000Z"),  # 1:00 again
        (60, ";TZID=America/New_York:20261101T020000"),
    ],
)
def test_time_that_occurs_twice_is_written_in_utc(minute: int, start: str) -> None:
    change = datetime(2026, 11, 1, 6, 0, tzinfo=UTC) + timedelta(minutes=minute)
    one = entry(start=change, end=change + timedelta(days=1), zone="America/New_York")
    lines = unfold(render_event(one, "en", private=False))
    assert f"DTSTART{start}" in lines
    end_is_utc = any(line.startswith("DTEND:") for line in lines)
    assert end_is_utc == start.endswith("Z")


@pytest.mark.parametrize(
    ("lead", "trigger"),
    [
        (timedelta(0), "PT0S"),
        (timedelta(seconds=90), "-PT1M30S"),
        (timedelta(days=2, minutes=5), "-PT48H5M"),
    ],
)
def test_alarm_rings_the_time_that_was_asked_before_the_start(lead: timedelta, trigger: str) -> None:
    event = event_of(render_event(entry(alarms=(lead,)), "zh", private=True))
    assert [alarm.value("TRIGGER") for alarm in event.children] == [trigger]


def test_feed_head_says_what_the_feed_is() -> None:
    assert unfold(render_feed(feed()))[:-1] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Lianfang//Lianfang Calendar//ZH",
        "CALSCALE:GREGORIAN",
        "DESCRIPTION:公开培训与演练",
        "X-WR-CALDESC:公开培训与演练",
        r"NAME:幸福社区\, 第一网格",
        r"X-WR-CALNAME:幸福社区\, 第一网格",
        "COLOR:steelblue",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "SOURCE;VALUE=URI:https://lianfang.example/calendar/units/xf-01.ics",
        "X-PUBLISHED-TTL:PT1H",
        "X-WR-TIMEZONE:Asia/Shanghai",
    ]


@pytest.mark.parametrize("name", [title for title in TITLES if len(title) < 1000] + [r"\N and \n"])
def test_feed_name_survives_whatever_it_holds(name: str) -> None:
    calendar = parse(render_feed(replace(feed(), name=name)))
    value = calendar.value("X-WR-CALNAME")
    for escaped, sign in (("\\\\", "\0"), ("\\n", "\n"), ("\\,", ","), ("\\;", ";"), ("\0", "\\")):
        value = value.replace(escaped, sign)
    assert value == clean(name)


def test_feed_has_the_zones_that_its_events_refer_to_and_no_others() -> None:
    change = datetime(2026, 11, 1, 6, 0, tzinfo=UTC)  # written in UTC: no zone needed
    entries = (
        entry(1),
        entry(2, zone="Asia/Urumqi"),
        entry(3, start=change, end=change + timedelta(hours=1), zone="America/New_York"),
    )
    calendar = parse(render_feed(feed(*entries)))
    assert [zone.value("TZID") for zone in calendar.of_kind("VTIMEZONE")] == [
        "Asia/Shanghai",
        "Asia/Urumqi",
    ]


def test_feed_orders_its_events_by_start_whatever_order_they_come_in() -> None:
    entries = zone_feed("Asia/Shanghai", "zh", private=False).entries
    body = render_feed(feed(*entries))
    assert render_feed(feed(*reversed(entries))) == body
    starts = [event.value("DTSTART") for event in parse(body).of_kind("VEVENT")]
    assert starts == sorted(starts)


def test_feed_joins_the_bytes_that_a_cache_holds() -> None:
    one = entry()
    asked: list[tuple[Entry, Language, bool]] = []

    def cache(entry: Entry, language: Language, private: bool) -> bytes:
        asked.append((entry, language, private))
        return b"BEGIN:VEVENT\r\nUID:from-1@cache\r\nEND:VEVENT\r\n"

    body = render_feed(feed(one, private=True, language="en"), event_bytes=cache)
    assert asked == [(one, "en", True)]
    assert b"UID:from-1@cache" in body


def test_cached_event_never_serves_an_older_version() -> None:
    # same uid, sequence and update time, so the same hash
    for title in ("one", "two", "one"):
        assert cached_event(entry(title=title), "zh", False) == render_event(entry(title=title), "zh", False)


def test_equal_data_gives_equal_bytes_in_every_process() -> None:
    code = (
        "import sys; from tests.ical.samples import *; from scheduler.ical.rendering import *;"
        "feeds = (zone_feed(zone, 'zh', private=True) for zone in ZONES);"
        "sys.stdout.buffer.write(b''.join(map(render_feed, feeds)))"
    )
    here = b"".join(render_feed(zone_feed(zone, "zh", private=True)) for zone in ZONES)
    for seed in ("1", "2"):
        environment = {"PATH": os.environ["PATH"], "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo"}
        there = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True
        )
        assert etag(there.stdout) == etag(here)


def test_trimmed_leaves_a_feed_that_fits_alone() -> None:
    whole = zone_feed("Asia/Shanghai", "zh", private=False)
    assert trimmed(whole, now=NOW) is whole


def numbered(count: int, first: datetime, description: str = "") -> tuple[Entry, ...]:
    """Return so many entries, one every hour from ``first``."""
    starts = [first + timedelta(hours=number) for number in range(count)]
    return tuple(
        entry(n, start=s, end=s + timedelta(hours=1), description=description) for n, s in enumerate(starts)
    )


def kept(whole: Feed, now: datetime) -> list[int]:
    uids = [one.uid for one in trimmed(whole, now=now).entries]
    return sorted(int(uid.removeprefix("shift-").partition("@")[0]) for uid in uids)


def test_trimmed_drops_the_oldest_past_entries_first() -> None:
    entries = numbered(MAX_EVENTS + 5, NOW - timedelta(hours=100))
    assert kept(feed(*entries), NOW) == list(range(5, MAX_EVENTS + 5))


def test_trimmed_drops_the_furthest_entries_only_when_none_is_past() -> None:
    entries = numbered(MAX_EVENTS + 5, NOW - timedelta(hours=3))
    assert kept(feed(*entries), NOW) == list(range(3, MAX_EVENTS + 3))


def test_trimmed_feed_is_smaller_than_readers_take() -> None:
    whole = feed(*numbered(90, NOW - timedelta(hours=40), description="很长" * 3000))
    assert len(render_feed(whole)) > MAX_BYTES
    short = trimmed(whole, now=NOW)
    assert MAX_BYTES - 20_000 < len(render_feed(short)) < MAX_BYTES
    assert {one.uid for one in short.entries} >= {one.uid for one in whole.entries if one.end > NOW}


def test_etag_is_the_hash_of_the_body() -> None:
    assert etag(b"a") == "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    assert etag(b"a") != etag(b"b")


def test_last_modified_is_the_latest_update() -> None:
    late = datetime(2026, 11, 20, tzinfo=UTC)
    assert last_modified([entry(1), entry(2, updated=late), entry(3)]) == late
    assert last_modified([]) is None
