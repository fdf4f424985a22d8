"""The usual week: read as cells, replaced cell by cell, and nothing else touched."""

import pytest
from flask import Flask
from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import Wish
from scheduler.models import AuditEntry, Person, WeeklyAvailability
from scheduler.services.availability_week import BLOCKS, CELLS, Cell, replace_week, weekly_blocks
from tests.factories import NOW, make_person, save

Row = tuple[int, int, int, Wish]
FREE = dict.fromkeys(CELLS, Wish.AVAILABLE)


def _store(person: Person, *rows: Row) -> None:
    for weekday, start, end, wish in rows:
        save(
            WeeklyAvailability(
                person_id=person.id, weekday=weekday, start_minute=start, end_minute=end, wish=wish
            )
        )


def _rows(person: Person) -> list[Row]:
    query = select(WeeklyAvailability).where(WeeklyAvailability.person_id == person.id)
    query = query.order_by(WeeklyAvailability.weekday, WeeklyAvailability.start_minute)
    return [(row.weekday, row.start_minute, row.end_minute, row.wish) for row in db.session.scalars(query)]


def test_blocks_tile_the_week(app: Flask) -> None:
    assert len(CELLS) == 28
    minutes = [minute for start, end in BLOCKS for minute in range(start, end)]
    assert minutes == list(range(360, 360 + 1_440))


def test_whoever_said_nothing_is_available(app: Flask) -> None:
    assert weekly_blocks(make_person()) == FREE


def test_week_is_read_from_whole_blocks_and_from_longer_intervals(app: Flask) -> None:
    person = make_person()
    _store(person, (0, 360, 720, Wish.PREFERRED), (6, 1320, 1800, Wish.UNWANTED))
    _store(person, (2, 360, 1320, Wish.UNAVAILABLE), (4, 720, 1080, Wish.AVAILABLE))
    assert weekly_blocks(person) == {
        **FREE,
        (0, 0): Wish.PREFERRED,
        (6, 3): Wish.UNWANTED,
        (2, 0): Wish.UNAVAILABLE,
        (2, 1): Wish.UNAVAILABLE,
        (2, 2): Wish.UNAVAILABLE,
    }


def test_cell_whose_minutes_differ_is_marked(app: Flask) -> None:
    person = make_person()
    _store(person, (0, 480, 600, Wish.PREFERRED), (1, 0, 60, Wish.UNAVAILABLE))
    found = weekly_blocks(person)
    assert {cell for cell, wish in found.items() if wish is None} == {(0, 0), (0, 3)}


def test_replacing_stores_one_row_for_each_cell_and_an_audit_entry(app: Flask) -> None:
    person = make_person()
    cells = {(0, 0): Wish.PREFERRED, (0, 1): Wish.PREFERRED, (6, 3): Wish.UNAVAILABLE, (3, 2): Wish.AVAILABLE}
    assert replace_week(cells, actor=person, now=NOW) == 3
    assert _rows(person) == [
        (0, 360, 720, Wish.PREFERRED),
        (0, 720, 1080, Wish.PREFERRED),
        (6, 1320, 1800, Wish.UNAVAILABLE),
    ]
    assert weekly_blocks(person) == {**FREE, **cells}
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.actor_id, entry.subject_id, entry.at, entry.details) == (
        "availability.week",
        person.id,
        person.id,
        NOW,
        {"cells": {"0.0": "preferred", "0.1": "preferred", "6.3": "unavailable"}},
    )


def test_saying_the_same_again_changes_nothing(app: Flask) -> None:
    person = make_person()
    week = {**FREE, (0, 0): Wish.UNWANTED}
    assert replace_week(week, actor=person, now=NOW) == 1
    ids = set(db.session.scalars(select(WeeklyAvailability.id)))
    assert replace_week(week, actor=person, now=NOW) == 0
    assert set(db.session.scalars(select(WeeklyAvailability.id))) == ids
    assert len(db.session.scalars(select(AuditEntry)).all()) == 1


def test_available_again_removes_the_row(app: Flask) -> None:
    person = make_person()
    _store(person, (0, 360, 720, Wish.UNAVAILABLE))
    replace_week(FREE, actor=person, now=NOW)
    assert _rows(person) == []


def test_cells_left_alone_keep_their_minutes(app: Flask) -> None:
    person = make_person()
    _store(person, (0, 480, 780, Wish.PREFERRED), (6, 1380, 1560, Wish.UNAVAILABLE))
    replace_week({(0, 1): Wish.UNAVAILABLE}, actor=person, now=NOW)
    assert _rows(person) == [
        (0, 480, 720, Wish.PREFERRED),  # its part in the afternoon was replaced
        (0, 720, 1080, Wish.UNAVAILABLE),
        (6, 1380, 1560, Wish.UNAVAILABLE),
    ]


@pytest.mark.parametrize(
    ("cell", "row"),
    [
        ((6, 3), (0, 0, 60, Wish.PREFERRED)),  # Sunday's night holds Monday 00:00 to 06:00
        ((2, 3), (3, 120, 180, Wish.UNWANTED)),
    ],
)
def test_hours_after_midnight_belong_to_the_night_before(app: Flask, cell: Cell, row: Row) -> None:
    person = make_person()
    _store(person, row)
    assert weekly_blocks(person)[cell] is None
    other = (4, 0)
    replace_week({other: Wish.UNAVAILABLE}, actor=person, now=NOW)
    assert _rows(person) == sorted([row, (4, 360, 720, Wish.UNAVAILABLE)])
    replace_week({cell: Wish.UNWANTED}, actor=person, now=NOW)
    assert weekly_blocks(person) == {**FREE, other: Wish.UNAVAILABLE, cell: Wish.UNWANTED}


def test_overlapping_rows_are_read_as_the_solver_reads_them(app: Flask) -> None:
    person = make_person()
    _store(person, (0, 360, 720, Wish.PREFERRED), (0, 300, 740, Wish.UNAVAILABLE))
    assert weekly_blocks(person)[0, 0] is Wish.UNAVAILABLE


def test_weeks_of_others_stay_as_they_are(app: Flask) -> None:
    one, other = make_person(), make_person()
    _store(other, (0, 360, 720, Wish.UNWANTED))
    replace_week({(0, 0): Wish.UNAVAILABLE}, actor=one, now=NOW)
    assert _rows(other) == [(0, 360, 720, Wish.UNWANTED)]
