"""What feeds hold: the window of days, no more than readers take, and a text that tells of changes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from scheduler.database import atomic, db
from scheduler.enums import ActivityKind, EnrolmentStatus, ShiftStatus
from scheduler.errors import NotFound
from scheduler.models import Enrolment, Person, Shift, Unit
from scheduler.services import feed_tokens, feeds
from tests.factories import NOW, enrol, make_person, make_shift, make_unit

DAY = timedelta(days=1)


def _event(unit: Unit, days: int, **values: Any) -> Shift:
    return make_shift(unit, kind=ActivityKind.DRILL, starts_at=NOW + days * DAY, **values)


def _public(unit: Unit) -> list[int]:
    return [row.id for row in feeds.public_shifts(unit, now=NOW)]


def test_public_feed_has_a_window_that_is_shorter_for_what_is_cancelled(app: Flask) -> None:
    unit = make_unit()
    cancelled = {"status": ShiftStatus.CANCELLED, "sequence": 1}
    _event(unit, -91)
    old = _event(unit, -89)
    _event(unit, -31, **cancelled)
    tombstone, coming = _event(unit, -29, **cancelled), _event(unit, 400)
    assert _public(unit) == [old.id, tombstone.id, coming.id]
    assert [row.gone for row in feeds.public_shifts(unit, now=NOW)] == [False, True, False]


def test_private_feed_has_a_window_that_is_shorter_for_what_was_given_up(app: Flask) -> None:
    unit = make_unit()
    person = make_person(unit)
    places = [enrol(person, _event(unit, days)) for days in (-91, -89, -31, -29, 1)]
    with atomic():
        for place in places[2:4]:
            place.status, place.seat, place.sequence = EnrolmentStatus.CANCELLED, None, 1
    enrol(make_person(unit), _event(unit, 2))
    rows = feeds.private_places(person, now=NOW)
    assert [(row.id, row.gone) for row in rows] == [
        (places[1].id, False),
        (places[3].id, True),
        (places[4].id, False),
    ]


def test_place_adds_its_sequence_to_the_shift_s_and_moves_with_both(app: Flask) -> None:
    unit = make_unit()
    person = make_person(unit)
    place = enrol(person, _event(unit, 1, sequence=3, updated=NOW + DAY))
    with atomic():
        place.sequence = 2
    [row] = feeds.private_places(person, now=NOW)
    assert (row.sequence, row.created, row.updated) == (5, NOW, NOW + DAY)


def test_feed_leaves_out_the_oldest_and_then_the_last(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MOST_EVENTS", 3)
    unit = make_unit()
    events = [_event(unit, days).id for days in (-2, -1, 1, 2)]
    assert _public(unit) == events[1:]
    events += [_event(unit, days).id for days in (3, 4)]
    assert _public(unit) == events[2:5]


def _state(unit: Unit, person: Person) -> tuple[str | None, str | None]:
    db.session.rollback()
    return feeds.public_state(unit.code, now=NOW), feeds.private_state(person, now=NOW)


def _set(thing: object, **values: object) -> None:
    with atomic():
        for name, value in values.items():
            setattr(thing, name, value)


CHANGES: dict[str, tuple[Callable[[Shift, Enrolment], object], bool, bool]] = {
    "title": (lambda shift, _: _set(shift, title="x"), True, True),
    "notes": (lambda shift, _: _set(shift, notes="x"), True, True),
    "time": (lambda shift, _: _set(shift, ends_at=shift.ends_at + DAY), True, True),
    "status": (lambda shift, _: _set(shift, status=ShiftStatus.CANCELLED), True, True),
    "unit": (lambda shift, _: _set(shift.unit, name="x"), True, True),
    "place": (lambda _, place: _set(place, status=EnrolmentStatus.CANCELLED, seat=None), False, True),
    "place again": (lambda _, place: _set(place, sequence=7), False, True),
    "new event": (lambda shift, _: _event(shift.unit, 9), True, False),
    "somebody else": (lambda shift, _: enrol(make_person(), shift, seat=2), False, False),
    "patrol": (lambda shift, _: make_shift(shift.unit), False, False),
}


@pytest.mark.parametrize("change", CHANGES)
def test_state_tells_whether_something_changed(app: Flask, change: str) -> None:
    unit = make_unit()
    person, shift = make_person(unit), _event(unit, 1)
    place = enrol(person, shift)
    before = _state(unit, person)
    assert _state(unit, person) == before
    act, public, private = CHANGES[change]
    act(shift, place)
    after = _state(unit, person)
    assert (after[0] != before[0], after[1] != before[1]) == (public, private)


def test_state_is_another_one_tomorrow(app: Flask) -> None:
    unit = make_unit()
    _event(unit, 1)
    today = feeds.public_state(unit.code, now=NOW)
    assert today == feeds.public_state(unit.code, now=NOW + timedelta(hours=2))
    assert today != feeds.public_state(unit.code, now=NOW + DAY)


def test_state_of_the_unit_itself_counts(app: Flask) -> None:
    top = make_unit()
    _event(make_unit(top), 1)
    before = feeds.public_state(top.code, now=NOW)
    _set(top, name="x")
    assert feeds.public_state(top.code, now=NOW) != before


def test_state_of_nothing_is_none(app: Flask) -> None:
    assert feeds.public_state(make_unit().code, now=NOW) is None
    assert feeds.public_state("nothing", now=NOW) is None
    assert feeds.public_state("\0", now=NOW) is None
    assert feeds.private_state(make_person(), now=NOW) is None


@pytest.mark.parametrize("code", ["nothing", "", "\0", "a\nb", "x" * 41])
def test_unknown_unit_is_not_found(app: Flask, code: str) -> None:
    with pytest.raises(NotFound):
        feeds.get_unit(code)


def test_secret_opens_ones_calendar_until_it_is_replaced_or_ended(app: Flask) -> None:
    person = make_person()
    first = feed_tokens.issue_token(actor=person, now=NOW)
    assert len(first) >= 22  # 128 bits in base64
    assert feed_tokens.person_by_token(first, client="x", now=NOW) == person
    token = feed_tokens.current_token(person)
    assert token is not None
    assert first not in token.token_hash
    second = feed_tokens.issue_token(actor=person, now=NOW)
    with pytest.raises(NotFound):
        feed_tokens.person_by_token(first, client="x", now=NOW)
    feed_tokens.revoke_token(actor=person, now=NOW)
    with pytest.raises(NotFound):
        feed_tokens.person_by_token(second, client="x", now=NOW)
    assert feed_tokens.current_token(person) is None


def test_client_is_noted_without_what_no_page_may_show(app: Flask) -> None:
    person = make_person()
    secret = feed_tokens.issue_token(actor=person, now=NOW)
    feed_tokens.person_by_token(secret, client="a\0b\n\u202ec" + "d" * 500, now=NOW)
    token = feed_tokens.current_token(person)
    assert token is not None
    assert token.last_client == "abc" + "d" * 117
