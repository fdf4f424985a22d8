"""Feeds for the calendar tests: every zone, language and kind that the conformance list names."""

from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any
from zoneinfo import ZoneInfo

from scheduler.ical.entries import Entry, EntryStatus, Feed, Language
from tests.ical.zone_checks import true_changes

ZONES = (
    "Asia/Shanghai",
    "Asia/Urumqi",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
)
NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
TITLES = (
    "消防演练",
    "培训, 第二场; 带水",
    "first line\nsecond line",
    r"C:\new\, folder\; x \\ \n end\\",  # not \N: khal's library makes a line break of it
    "急救👩‍🚒🧯培训 🇨🇳 e\u0301",
    "evil\u202egnp.exe",
    "楼" * 10_000,
    "\tbell\x07 and tab\x0b\u2028here\ufeff",
    "a" * 66 + "联防联防",
    "日" * 22 + "a" + "日" * 30,
    ",;\\" * 60,
    '"quoted" : colon = equals ^n',
)
_SHIFTS = tuple(timedelta(minutes=m) for m in (-1500, -181, -60, -30, 0, 29, 60, 135, 1440))


def entry(number: int = 1, **changes: Any) -> Entry:
    """Return an entry that makes sense, with some things changed."""
    values: dict[str, Any] = {
        "uid": f"shift-{number}@calendar.test",
        "start": datetime(2026, 12, 1, 1, 0, tzinfo=UTC),
        "end": datetime(2026, 12, 1, 3, 0, tzinfo=UTC),
        "zone": "Asia/Shanghai",
        "title": "急救培训",
        "created": datetime(2026, 11, 1, 8, 0, tzinfo=UTC),
        "updated": datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
    }
    return Entry(**(values | changes))


def feed(*entries: Entry, private: bool = False, language: Language = "zh") -> Feed:
    """Return a feed of the entries, public unless told."""
    return Feed(
        name="幸福社区, 第一网格",
        description="公开培训与演练",
        language=language,
        zone="Asia/Shanghai",
        source_url=None if private else "https://lianfang.example/calendar/units/xf-01.ics",
        private=private,
        entries=entries,
    )


def full_entry(number: int = 1, **changes: Any) -> Entry:
    """Return an entry with every field filled."""
    filled: dict[str, Any] = {
        "description": "请带手电筒, 反光背心; 集合于东门。\n迟到请联系网格长",
        "location": "幸福路12号, 居委会",
        "geo": (31.230416, 121.473701),
        "sequence": 2,
        "url": f"https://lianfang.example/shifts/{number}",
        "categories": ("培训", "first aid, level 1"),
        "alarms": (timedelta(hours=24), timedelta(minutes=90)),
    }
    return entry(number, **(filled | changes))


def moments(zone: str) -> list[datetime]:
    """Return moments from 2019 to 2036, most of them close to a change of clocks in 2027."""
    around = [when for when, _, _ in true_changes(ZoneInfo(zone), 2027, 2027)]
    near = [when + shift for when in [*around, NOW] for shift in _SHIFTS]
    return sorted({*near, *(NOW.replace(year=year, month=7) for year in (2019, 2030, 2036))})


def zone_feed(zone: str, language: Language, *, private: bool) -> Feed:
    """Return a feed of awkward titles around the changes of clocks of a zone, in every status."""
    statuses, titles = cycle(EntryStatus), cycle(TITLES)
    entries = tuple(
        full_entry(
            number,
            start=start,
            end=start + timedelta(minutes=90),
            zone=zone,
            title=next(titles),
            status=next(statuses),
            sequence=number % 3 + 1,
            updated=NOW - timedelta(minutes=number),
        )
        for number, start in enumerate(moments(zone), 1)
    )
    return feed(*entries, private=private, language=language)
