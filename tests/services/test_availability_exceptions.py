"""Dated exceptions: added once, refused where they make no sense, taken back by their owner."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import Wish
from scheduler.errors import Conflict, InvalidInput, NotFound
from scheduler.models import AuditEntry, AvailabilityException, Person
from scheduler.services.availability_exceptions import (
    MOST_EXCEPTIONS,
    add_away,
    add_exception,
    list_exceptions,
    remove_exception,
)
from tests.factories import NOW, make_person, save

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TUESDAY = date(2026, 3, 10)
#: Its beginning in Shanghai.
START = datetime(2026, 3, 9, 16, 0, tzinfo=UTC)


def _add(person: Person, start: datetime, end: datetime, **other: Any) -> AvailabilityException:
    values = {"wish": Wish.UNAVAILABLE, "note": "", "now": NOW, **other}
    return add_exception(starts_at=start, ends_at=end, actor=person, **values)


def test_exception_is_stored_with_an_audit_entry(app: Flask) -> None:
    person = make_person()
    row = _add(person, NOW + DAY, NOW + 3 * DAY, wish=Wish.PREFERRED, note="  回老家 🚄 ")
    assert (row.person_id, row.starts_at, row.ends_at, row.wish, row.note) == (
        person.id,
        NOW + DAY,
        NOW + 3 * DAY,
        Wish.PREFERRED,
        "回老家 🚄",
    )
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject_id, entry.actor_id) == (
        "availability.exception_added",
        row.id,
        person.id,
    )


def test_what_is_said_twice_is_noted_once(app: Flask) -> None:
    person = make_person()
    first = _add(person, NOW, NOW + DAY)
    assert _add(person, NOW, NOW + DAY).id == first.id
    assert len(list_exceptions(person, now=NOW)) == 1


@pytest.mark.parametrize(
    ("start", "end", "field", "code"),
    [
        (DAY, DAY, "ends_at", "availability.order"),
        (2 * DAY, DAY, "ends_at", "availability.order"),
        (-2 * DAY, 0 * DAY, "ends_at", "availability.past"),
        (732 * DAY, 733 * DAY, "starts_at", "availability.too_far"),
        (DAY, 368 * DAY, "ends_at", "availability.too_long"),
    ],
)
def test_times_that_make_no_sense_are_refused(
    app: Flask, start: timedelta, end: timedelta, field: str, code: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        _add(make_person(), NOW + start, NOW + end)
    assert (caught.value.field, caught.value.code) == (field, code)


@pytest.mark.parametrize("note", ["x" * 201, "a\x00b", "a\nb"])
def test_note_is_one_short_line(app: Flask, note: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        _add(make_person(), NOW, NOW + DAY, note=note)
    assert caught.value.field == "note"


def test_exception_that_began_already_is_accepted(app: Flask) -> None:
    person = make_person()
    row = _add(person, NOW - DAY, NOW + timedelta(seconds=1))
    assert list_exceptions(person, now=NOW) == [row]
    assert list_exceptions(person, now=NOW + DAY) == []


def test_overlapping_exceptions_are_refused_and_touching_ones_are_not(app: Flask) -> None:
    person = make_person()
    _add(person, NOW + 2 * DAY, NOW + 4 * DAY)
    with pytest.raises(Conflict) as caught:
        _add(person, NOW + 3 * DAY, NOW + 5 * DAY)
    assert (caught.value.code, caught.value.params) == (
        "availability.overlap",
        {"starts_at": NOW + 2 * DAY, "ends_at": NOW + 4 * DAY, "zone": "Asia/Shanghai"},
    )
    _add(person, NOW + 4 * DAY, NOW + 5 * DAY)
    _add(person, NOW + DAY, NOW + 2 * DAY)
    _add(make_person(), NOW + 3 * DAY, NOW + 5 * DAY)


def test_number_of_coming_exceptions_is_limited(app: Flask) -> None:
    person = make_person()
    for number in range(MOST_EXCEPTIONS):
        start = NOW + number * DAY
        save(
            AvailabilityException(
                person_id=person.id, starts_at=start, ends_at=start + DAY, wish=Wish.UNWANTED
            )
        )
    with pytest.raises(Conflict, match="too_many"):
        _add(person, NOW + 200 * DAY, NOW + 201 * DAY)
    later = NOW + 10 * DAY
    _add(person, NOW + 200 * DAY, NOW + 201 * DAY, now=later)


def test_exception_is_taken_back_by_its_owner_alone(app: Flask) -> None:
    person = make_person()
    row_id = _add(person, NOW, NOW + DAY).id
    with pytest.raises(NotFound):
        remove_exception(row_id, actor=make_person(), now=NOW)
    remove_exception(row_id, actor=person, now=NOW)
    assert list_exceptions(person, now=NOW) == []
    for number in (row_id, 0, 2**31, 2**70):
        with pytest.raises(NotFound):
            remove_exception(number, actor=person, now=NOW)
    deeds = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert deeds == ["availability.exception_added", "availability.exception_removed"]


def _said(person: Person) -> list[tuple[datetime, datetime, Wish, str]]:
    rows = list_exceptions(person, now=NOW)
    return [(row.starts_at, row.ends_at, row.wish, row.note) for row in rows]


def test_being_away_takes_whole_days_and_is_noted_once(app: Flask) -> None:
    person = make_person()
    for _ in range(2):
        add_away(TUESDAY, TUESDAY + 3 * DAY, note="回老家", actor=person, now=NOW)
    assert _said(person) == [(START, START + 4 * DAY, Wish.UNAVAILABLE, "回老家")]


def test_being_away_cuts_what_was_said_before(app: Flask) -> None:
    person = make_person()
    _add(person, START - DAY, START + HOUR, wish=Wish.PREFERRED, note="早")
    _add(person, START + 2 * HOUR, START + 3 * HOUR, wish=Wish.AVAILABLE)
    _add(person, START + DAY, START + 9 * DAY, wish=Wish.UNWANTED)
    add_away(TUESDAY, TUESDAY + 2 * DAY, actor=person, now=NOW)
    assert _said(person) == [
        (START - DAY, START, Wish.PREFERRED, "早"),
        (START, START + 3 * DAY, Wish.UNAVAILABLE, ""),
        (START + 3 * DAY, START + 9 * DAY, Wish.UNWANTED, ""),
    ]
    add_away(TUESDAY + 4 * DAY, TUESDAY + 4 * DAY, actor=person, now=NOW)
    assert [(start, end) for start, end, _, _ in _said(person)][2:] == [
        (START + 3 * DAY, START + 4 * DAY),
        (START + 4 * DAY, START + 5 * DAY),
        (START + 5 * DAY, START + 9 * DAY),
    ]


@pytest.mark.parametrize(
    ("first", "last", "field", "code"),
    [
        (DAY, 0 * DAY, "last", "availability.order"),
        (-12 * DAY, -11 * DAY, "ends_at", "availability.past"),
        (0 * DAY, 400 * DAY, "ends_at", "availability.too_long"),
    ],
)
def test_being_away_at_no_time_changes_nothing(
    app: Flask, first: timedelta, last: timedelta, field: str, code: str
) -> None:
    person = make_person()
    _add(person, START - DAY, START + 9 * DAY)
    with pytest.raises(InvalidInput) as caught:
        add_away(TUESDAY + first, TUESDAY + last, actor=person, now=NOW)
    assert (caught.value.field, caught.value.code) == (field, code)
    assert _said(person) == [(START - DAY, START + 9 * DAY, Wish.UNAVAILABLE, "")]
