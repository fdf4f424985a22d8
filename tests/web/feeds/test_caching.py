"""Feeds that did not change cost a query; those that did are rendered anew."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from scheduler.database import db
from scheduler.enums import ActivityKind
from scheduler.ical import rendering
from scheduler.ical.entries import Entry, Language
from scheduler.web.feeds.answers import Rendered
from scheduler.web.feeds.caching import FeedCache
from tests.factories import NOW, make_person, make_shift, make_unit
from tests.web.feeds.scenes import enrol_everywhere, fetch, fill, private_path


@contextmanager
def queries() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def _feeds() -> list[tuple[str, int, int]]:
    """Return addresses with the number of queries of a first and of a further fetch."""
    unit = make_unit(code="xf")
    person = make_person(unit)
    enrol_everywhere(person, fill(unit))
    return [("/calendar/units/xf.ics", 5, 1), (private_path(person), 5, 2)]


def test_further_fetch_only_asks_whether_something_changed(client: FlaskClient) -> None:
    for path, most, later in _feeds():
        fetch(client, path)  # notes the fetch of a private feed
        client.application.extensions["feed_cache"].clear()
        with queries() as first:
            fetch(client, path)
        assert len(first) <= most
        with queries() as further:
            fetch(client, path)
            fetch(client, path, Accept_Encoding="gzip")
        assert len(further) == 2 * later


def test_number_of_queries_does_not_grow_with_the_feed(client: FlaskClient) -> None:
    top = make_unit(code="xf")

    def count() -> int:
        with queries() as seen:
            fetch(client, "/calendar/units/xf.ics")
        return len(seen)

    make_shift(make_unit(top), kind=ActivityKind.DRILL)
    few = count()
    for number in range(1, 9):
        make_shift(make_unit(top), kind=ActivityKind.DRILL, starts_at=NOW + timedelta(days=number))
    assert count() == few


def test_change_of_one_event_renders_that_one_only(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = make_unit(code="xf")
    shifts = fill(unit)
    fetch(client, "/calendar/units/xf.ics")
    done: list[str] = []
    whole = rendering.render_event

    def note(entry: Entry, language: Language, private: bool) -> bytes:
        done.append(entry.uid)
        return whole(entry, language, private)

    monkeypatch.setattr(rendering, "render_event", note)
    new = make_shift(unit, kind=ActivityKind.DRILL, starts_at=shifts[0].starts_at)
    fetch(client, "/calendar/units/xf.ics")
    assert done == [f"shift-{new.id}@calendar.test"]


def _feed(size: int) -> Rendered:
    return Rendered(body=b"x" * size, packed=b"", etag="", modified=NOW)


def test_cache_drops_what_was_asked_for_longest_ago(app: Flask) -> None:
    cache, made = FeedCache(most_bytes=25), []

    def ask(key: str) -> None:
        def render() -> Rendered:
            made.append(key)
            return _feed(10)

        assert cache.get(key, render) == _feed(10)

    for key in ("a", "b", "a", "c", "a", "b"):
        ask(key)
    assert made == ["a", "b", "c", "b"]


def test_cache_does_not_keep_what_is_larger_than_itself(app: Flask) -> None:
    cache = FeedCache(most_bytes=25)
    assert cache.get("a", lambda: _feed(30)) == _feed(30)
    assert cache.get("a", lambda: _feed(20)) == _feed(20)
    assert cache.get("a", lambda: _feed(1)) == _feed(20)
