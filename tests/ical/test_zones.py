"""VTIMEZONE components say what the zone database says, for every zone and beside its changes."""

import zoneinfo
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest

from scheduler.ical import zones
from scheduler.ical.zones import local_time, render_zone
from tests.ical.parsing import Component, parse
from tests.ical.zone_checks import is_stable, zone_differences


def _rules(name: str) -> bytes:
    for folder in zoneinfo.TZPATH:
        if (file := Path(folder) / name).is_file():
            return file.read_bytes()
    return (files("tzdata.zoneinfo") / name).read_bytes()


#: One name of each zone; the others are links to the same file.
EVERY_ZONE = sorted({_rules(name): name for name in sorted(available_timezones())}.values())
ODD_ZONES = (
    "Africa/Cairo",  # ends on the Friday after a Thursday: no weekday of one month
    "Africa/Casablanca",  # follows the moon
    "Africa/Windhoek",  # winter counted as negative summer time
    "America/Nuuk",  # the Saturday before the last Sunday
    "America/Santiago",  # a Sunday from the 2nd to the 8th
    "Antarctica/Macquarie",  # left out a change in 2010
    "Antarctica/Troll",  # two hours, and nothing before 2005
    "Asia/Jerusalem",  # the Friday before the last Sunday
    "Asia/Pyongyang",
    "Asia/Shanghai",  # had summer time from 1986 to 1991
    "Australia/Lord_Howe",  # half an hour
    "Europe/Dublin",
    "Europe/Riga",  # left out two years
    "Pacific/Apia",  # skipped a day in 2011
)


def component(name: str, first: int, last: int) -> Component:
    body = render_zone(name, first, last)
    return parse(b"BEGIN:VCALENDAR\r\n" + body + b"END:VCALENDAR\r\n").children[0]


@pytest.mark.parametrize("part", range(4))
def test_every_zone_agrees_with_the_database_for_five_years(part: int) -> None:
    differences = {
        name: found
        for name in EVERY_ZONE[part::4]
        if (found := list(zone_differences(component(name, 2026, 2027), 2026, 2031)))
    }
    assert differences == {}


@pytest.mark.parametrize("name", ODD_ZONES)
@pytest.mark.parametrize(("first", "last"), [(1972, 1975), (1986, 2012), (2036, 2038), (2090, 2091)])
def test_odd_zone_agrees_with_the_database_in_other_years(name: str, first: int, last: int) -> None:
    assert list(zone_differences(component(name, first, last), first - 1, last + 10)) == []


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        (
            "America/New_York",
            ["FREQ=YEARLY;BYDAY=2SU;BYMONTH=3", "FREQ=YEARLY;BYDAY=1SU;BYMONTH=11"],
        ),
        (
            "Europe/Berlin",
            ["FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"],
        ),
        (
            "Asia/Jerusalem",
            [
                "FREQ=YEARLY;BYDAY=FR;BYMONTHDAY=23,24,25,26,27,28,29;BYMONTH=3",
                "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
            ],
        ),
        ("Asia/Shanghai", []),
        ("Africa/Cairo", []),
        ("Africa/Casablanca", []),
    ],
)
def test_zone_has_rules_only_where_a_yearly_rule_holds(name: str, rules: list[str]) -> None:
    parts = component(name, 2026, 2026).children
    assert [part.value("RRULE") for part in parts if part.named("RRULE")] == rules
    assert is_stable(ZoneInfo(name), 2026) == bool(rules)


def test_zone_with_rules_is_nothing_but_the_pair() -> None:
    assert render_zone("Australia/Lord_Howe", 2026, 2030).decode().splitlines() == [
        "BEGIN:VTIMEZONE",
        "TZID:Australia/Lord_Howe",
        "BEGIN:STANDARD",
        "DTSTART:20240407T020000",
        "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=4",
        "TZNAME:+1030",
        "TZOFFSETFROM:+1100",
        "TZOFFSETTO:+1030",
        "END:STANDARD",
        "BEGIN:DAYLIGHT",
        "DTSTART:20241006T020000",
        "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=10",
        "TZNAME:+11",
        "TZOFFSETFROM:+1030",
        "TZOFFSETTO:+1100",
        "END:DAYLIGHT",
        "END:VTIMEZONE",
    ]


@pytest.mark.parametrize("name", ["Europe/Dublin", "Africa/Casablanca"])
def test_higher_offset_is_called_daylight(name: str) -> None:
    kinds = {(part.name, part.value("TZOFFSETTO")) for part in component(name, 2026, 2026).children}
    assert kinds == {("STANDARD", "+0000"), ("DAYLIGHT", "+0100")}


MOMENT = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)


def test_local_time_is_the_zone_database_s() -> None:
    local = local_time(MOMENT, "Australia/Lord_Howe")
    assert local is not None
    assert local.replace(tzinfo=None) == datetime(2026, 12, 1, 15, 0)


@pytest.mark.parametrize(
    ("minute", "sayable"),
    [(29, True), (30, False), (59, False), (60, False), (89, False), (90, True)],
)
def test_local_time_that_occurs_twice_is_not_said(minute: int, sayable: bool) -> None:
    # Lord Howe goes back from 2:00 to 1:30 at 15:00 UTC
    hour, minute = divmod(14 * 60 + minute, 60)
    moment = datetime(2026, 4, 4, hour, minute, tzinfo=UTC)
    assert (local_time(moment, "Australia/Lord_Howe") is not None) == sayable


def test_local_time_is_not_said_where_editions_of_the_database_disagree(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(zones, "_packaged_zone", lambda _: ZoneInfo("Asia/Tokyo"))
    assert local_time(MOMENT, "Asia/Shanghai") is None
    assert local_time(MOMENT, "Asia/Seoul") is not None
