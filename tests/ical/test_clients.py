"""Readers that nobody here wrote see exactly the events that were put in."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest

from scheduler.ical.entries import EntryStatus, Feed, Language
from scheduler.ical.rendering import render_feed
from scheduler.ical.text import clean
from tests.ical.readers import Instance, read_home_assistant, read_ical_js, read_khal, stamp
from tests.ical.samples import ZONES, entry, feed, zone_feed
from tests.ical.zone_checks import true_changes

EVERY_ZONE = sorted(available_timezones())
LANGUAGES: tuple[Language, ...] = ("zh", "en")
MARKS = {"zh": "【已取消】", "en": "[Cancelled] "}
Reader = Callable[[list[Path]], list[list[Instance]]]


def expected(feed: Feed) -> list[Instance]:
    return sorted(
        Instance(
            uid=entry.uid,
            start=stamp(entry.start),
            end=stamp(entry.end),
            title=(MARKS[feed.language] if entry.status == "cancelled" else "") + clean(entry.title),
            status=entry.status.upper(),
            sequence=entry.sequence,
            alarms=tuple(
                -int(lead.total_seconds())
                for lead in entry.alarms
                if feed.private and entry.status != EntryStatus.CANCELLED
            ),
        )
        for entry in feed.entries
    )


@pytest.mark.parametrize(
    ("reader", "private"),
    [
        (read_home_assistant, False),
        (read_home_assistant, True),
        (read_khal, True),  # which takes ten times as long as the others
        pytest.param(read_ical_js, False, marks=pytest.mark.node),
        pytest.param(read_ical_js, True, marks=pytest.mark.node),
    ],
)
def test_reader_sees_the_events_of_every_zone_and_language(
    reader: Reader, private: bool, tmp_path: Path
) -> None:
    feeds = [zone_feed(zone, language, private=private) for zone in ZONES for language in LANGUAGES]
    paths = [tmp_path / f"{number}.ics" for number, _ in enumerate(feeds)]
    for path, one in zip(paths, feeds, strict=True):
        path.write_bytes(render_feed(one))
    seen = reader(paths)
    assert len(seen) == len(feeds)
    for one, instances in zip(feeds, seen, strict=True):
        assert instances == expected(one)


@pytest.mark.node
def test_reader_that_trusts_our_zones_is_right_beside_every_change(tmp_path: Path) -> None:
    # ical.js has no zones of its own; names that share all changes are one zone
    zones = {tuple(true_changes(ZoneInfo(name), 2027, 2030)): name for name in EVERY_ZONE}
    beside = [
        (name, when + timedelta(minutes=minutes))
        for changes, name in zones.items()
        for when, _, _ in changes
        for minutes in (-121, -1, 0, 121)
    ]
    entries = [
        entry(number, zone=name, start=start, end=start + timedelta(hours=3))
        for number, (name, start) in enumerate(beside)
    ]
    assert len(entries) > 800
    calendar = feed(*entries)
    path = tmp_path / "every-zone.ics"
    path.write_bytes(render_feed(calendar))
    assert read_ical_js([path]) == [expected(calendar)]
