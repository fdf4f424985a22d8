"""Entries and feeds that make no sense are refused by name."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from scheduler.ical.entries import EntryStatus
from tests.ical.samples import entry, feed

NAIVE = datetime(2026, 12, 1, 1, 0)
ELSEWHERE = datetime(2026, 12, 1, 1, 0, tzinfo=timezone(timedelta(hours=8)))


@pytest.mark.parametrize("uid", ["shift-1@calendar.test", "training_session-20@x", "a-0@a-b.c1"])
def test_entry_accepts_a_uid_of_kind_number_and_host(uid: str) -> None:
    assert entry(uid=uid).uid == uid


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"uid": "shift-1"}, "uid"),
        ({"uid": "Shift 1@calendar.test"}, "uid"),
        ({"uid": "shift-1@calendar.test\r\nATTENDEE:x"}, "uid"),
        ({"uid": "shift-1@calendar.test\n"}, "uid"),
        ({"start": NAIVE}, "not aware UTC"),
        ({"updated": ELSEWHERE}, "not aware UTC"),
        ({"start": datetime(1900, 1, 1, tzinfo=UTC)}, "out of range"),
        ({"end": datetime(2200, 1, 1, tzinfo=UTC)}, "out of range"),
        ({"end": datetime(2026, 12, 1, 1, 0, tzinfo=UTC)}, "does not end after its start"),
        ({"end": datetime(2026, 12, 1, 1, 0, 0, 999, tzinfo=UTC)}, "does not end after its start"),
        ({"zone": "Mars/Olympus"}, "unknown zone 'Mars/Olympus'"),
        ({"sequence": -1}, "sequence is negative"),
        ({"status": EntryStatus.CANCELLED}, "its sequence never rose"),
        ({"url": "javascript:alert(1)"}, "not a web address"),
        ({"url": "https://a.example/b c"}, "not a web address"),
        ({"url": "https://a.example/\r\nX:y"}, "not a web address"),
        ({"geo": (91.0, 0.0)}, "no such place"),
        ({"geo": (float("nan"), 0.0)}, "no such place"),
        ({"alarms": (timedelta(hours=-1),)}, "alarm rings after the start"),
    ],
)
def test_entry_refuses_nonsense_and_names_itself(changes: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValueError, match=fault) as refusal:
        entry(**changes)
    assert repr(changes.get("uid", "shift-1@calendar.test")) in str(refusal.value)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"language": "fr"}, "unknown language 'fr'"),
        ({"zone": "Beijing"}, "unknown zone 'Beijing'"),
        ({"color": "#ff0000"}, "unknown colour '#ff0000'"),
        ({"source_url": "file:///etc/passwd"}, "not a web address"),
        ({"private": True}, "must not tell its address"),
        ({"entries": (entry(1), entry(1))}, "two entries share a uid"),
    ],
)
def test_feed_refuses_nonsense(changes: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        replace(feed(), **changes)


def test_equal_entries_hash_alike_and_differ_by_any_field() -> None:
    assert entry(title="a") == entry(title="a")
    assert hash(entry(title="a")) == hash(entry(title="a"))
    assert entry(title="a") != entry(title="b")
