"""Availability as intervals: patterns on local clocks, exceptions over them, and quickly for a city."""

import time as clock
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import insert

from scheduler.database import atomic, db
from scheduler.enums import Wish
from scheduler.models import AvailabilityException, Person, WeeklyAvailability
from scheduler.services.availability import WishInterval, intervals
from tests.factories import NOW, make_person, make_unit, save

MIDNIGHT = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)  # Monday 2 March 2026, 00:00 in Shanghai
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def _weekly(person: Person, weekday: int, start: int, end: int, wish: Wish = Wish.UNAVAILABLE) -> None:
    save(
        WeeklyAvailability(
            person_id=person.id, weekday=weekday, start_minute=start, end_minute=end, wish=wish
        )
    )


def _except(person: Person, start: datetime, end: datetime, wish: Wish = Wish.AVAILABLE) -> None:
    save(AvailabilityException(person_id=person.id, starts_at=start, ends_at=end, wish=wish))


def _said(person: Person, start: datetime, end: datetime) -> list[WishInterval]:
    return intervals([person], start=start, end=end)[person.id]


def test_whoever_said_nothing_has_an_empty_list(app: Flask) -> None:
    quiet, other = make_person(), make_person()
    _weekly(other, 0, 0, 60)
    assert intervals([quiet, other], start=MIDNIGHT, end=MIDNIGHT + DAY) == {
        quiet.id: [],
        other.id: [WishInterval(MIDNIGHT, MIDNIGHT + HOUR, Wish.UNAVAILABLE)],
    }
    assert intervals([], start=MIDNIGHT, end=MIDNIGHT + DAY) == {}


def test_pattern_comes_every_week_in_the_zone_of_the_home_unit(app: Flask) -> None:
    here, there = make_person(), make_person(make_unit(zone="Asia/Urumqi"))
    for person in (here, there):
        _weekly(person, 2, 18 * 60, 22 * 60, Wish.PREFERRED)
    evening = MIDNIGHT + 2 * DAY + 18 * HOUR
    week = 7 * DAY
    assert _said(here, MIDNIGHT, MIDNIGHT + 2 * week) == [
        WishInterval(evening, evening + 4 * HOUR, Wish.PREFERRED),
        WishInterval(evening + week, evening + week + 4 * HOUR, Wish.PREFERRED),
    ]
    later = evening + 2 * HOUR
    assert _said(there, MIDNIGHT, MIDNIGHT + week) == [WishInterval(later, later + 4 * HOUR, Wish.PREFERRED)]


def test_what_passes_midnight_reaches_into_the_interval(app: Flask) -> None:
    person = make_person()
    _weekly(person, 6, 22 * 60, 30 * 60)  # Sunday 22:00 to Monday 06:00
    _weekly(person, 5, 1439, 2880, Wish.UNWANTED)  # Saturday 23:59 to the end of Sunday
    assert _said(person, MIDNIGHT, MIDNIGHT + DAY) == [
        WishInterval(MIDNIGHT, MIDNIGHT + 6 * HOUR, Wish.UNAVAILABLE)
    ]
    sunday = MIDNIGHT - DAY
    assert _said(person, sunday, MIDNIGHT) == [
        WishInterval(sunday, sunday + 22 * HOUR, Wish.UNWANTED),
        WishInterval(sunday + 22 * HOUR, MIDNIGHT, Wish.UNAVAILABLE),
    ]


def test_exception_overrides_the_pattern_for_exactly_its_interval(app: Flask) -> None:
    person = make_person()
    _weekly(person, 0, 6 * 60, 12 * 60)
    _except(person, MIDNIGHT + 8 * HOUR, MIDNIGHT + 9 * HOUR, Wish.PREFERRED)
    _except(person, MIDNIGHT + 11 * HOUR, MIDNIGHT + 13 * HOUR, Wish.AVAILABLE)
    assert _said(person, MIDNIGHT, MIDNIGHT + DAY) == [
        WishInterval(MIDNIGHT + 6 * HOUR, MIDNIGHT + 8 * HOUR, Wish.UNAVAILABLE),
        WishInterval(MIDNIGHT + 8 * HOUR, MIDNIGHT + 9 * HOUR, Wish.PREFERRED),
        WishInterval(MIDNIGHT + 9 * HOUR, MIDNIGHT + 11 * HOUR, Wish.UNAVAILABLE),
        WishInterval(MIDNIGHT + 11 * HOUR, MIDNIGHT + 13 * HOUR, Wish.AVAILABLE),
    ]


def test_intervals_are_clipped_and_neighbours_joined(app: Flask) -> None:
    person = make_person()
    _weekly(person, 0, 6 * 60, 12 * 60)
    _weekly(person, 0, 12 * 60, 18 * 60)
    _except(person, MIDNIGHT - DAY, MIDNIGHT + 6 * HOUR, Wish.UNAVAILABLE)
    assert _said(person, MIDNIGHT + HOUR, MIDNIGHT + 17 * HOUR) == [
        WishInterval(MIDNIGHT + HOUR, MIDNIGHT + 17 * HOUR, Wish.UNAVAILABLE)
    ]


def test_more_careful_wish_counts_where_a_pattern_overlaps_itself(app: Flask) -> None:
    person = make_person()
    _weekly(person, 0, 0, 600, Wish.AVAILABLE)
    _weekly(person, 0, 60, 180, Wish.PREFERRED)
    _weekly(person, 0, 120, 240, Wish.UNWANTED)
    _weekly(person, 0, 180, 300, Wish.UNAVAILABLE)
    found = [(i.start - MIDNIGHT, i.wish) for i in _said(person, MIDNIGHT, MIDNIGHT + DAY)]
    assert found == [
        (0 * HOUR, Wish.AVAILABLE),
        (1 * HOUR, Wish.PREFERRED),
        (2 * HOUR, Wish.UNWANTED),
        (3 * HOUR, Wish.UNAVAILABLE),
        (5 * HOUR, Wish.AVAILABLE),
    ]


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (datetime(2026, 3, 29, tzinfo=UTC), 3),  # clocks go forward: the night has an hour less
        (datetime(2026, 10, 25, tzinfo=UTC), 5),  # clocks go back: it has one more
        (datetime(2026, 6, 28, tzinfo=UTC), 4),
    ],
)
def test_pattern_keeps_to_the_clock_when_clocks_change(app: Flask, day: datetime, hours: int) -> None:
    person = make_person(make_unit(zone="Europe/Berlin"))
    _weekly(person, 6, 0, 4 * 60)
    found = _said(person, day - DAY, day + DAY)
    assert [(i.end - i.start, i.wish) for i in found] == [(hours * HOUR, Wish.UNAVAILABLE)]


def test_time_that_clocks_skip_leaves_nothing(app: Flask) -> None:
    person = make_person(make_unit(zone="Europe/Berlin"))
    _weekly(person, 6, 2 * 60, 3 * 60)
    skipped = datetime(2026, 3, 29, tzinfo=UTC)
    assert _said(person, skipped - DAY, skipped + DAY) == []
    assert len(_said(person, skipped - DAY, skipped + 8 * DAY)) == 1


def test_four_weeks_of_480_people_take_less_than_a_second(app: Flask) -> None:
    unit = make_unit()
    blocks = ((360, 720), (720, 1080), (1080, 1320), (1320, 1800))
    wishes = (Wish.UNAVAILABLE, Wish.PREFERRED, Wish.UNWANTED)
    with atomic():
        people = [
            Person(
                name=f"人{number}",
                phone=f"+86138{number:08d}",
                session_key=str(number),
                home_unit_id=unit.id,
                created=NOW,
                updated=NOW,
            )
            for number in range(480)
        ]
        db.session.add_all(people)
        db.session.flush()
        rows = [
            {
                "person_id": person.id,
                "weekday": weekday,
                "start_minute": start,
                "end_minute": end,
                "wish": wishes[(4 * weekday + number) % 3],
            }
            for person in people
            for weekday in range(7)
            for number, (start, end) in enumerate(blocks)
        ]
        db.session.execute(insert(WeeklyAvailability), rows)
    _ = [person.home_unit_id for person in people]
    begun = clock.process_time()
    found = intervals(people, start=MIDNIGHT, end=MIDNIGHT + 28 * DAY)
    assert clock.process_time() - begun < 1.0
    # Sunday's night and Monday's morning say the same: 27 intervals a week, and the last night.
    assert {person_id: len(own) for person_id, own in found.items()} == {p.id: 109 for p in people}
