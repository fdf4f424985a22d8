"""C53 to C55 of the conformance list: what subscribers see of a change, as soon as it is committed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import time_machine
from flask.testing import FlaskClient

from scheduler.database import atomic
from scheduler.enums import ActivityKind, Role
from scheduler.models import Person, Shift
from scheduler.services import enrolments
from scheduler.services.shifts import cancel_shift, create_shift, update_shift
from tests.factories import NOW, make_person, make_shift, make_unit
from tests.ical.conformance import check_bytes, check_change
from tests.ical.parsing import Component, parse
from tests.web.feeds.scenes import DAY, fetch, place, private_path

HOUR = timedelta(hours=1)
PUBLIC = "/calendar/units/xf.ics"


class Watched:
    """A feed that somebody follows: every fetch is judged against the one before."""

    def __init__(self, client: FlaskClient, path: str, *, private: bool) -> None:
        self._client, self._path, self._private = client, path, private
        self.tag, self.body = "", b""
        self.look(NOW)

    def look(self, now: datetime) -> dict[str, Component]:
        """Fetch the feed, which must have changed since, and return its events by uid."""
        answer = fetch(self._client, self._path, If_None_Match=self.tag)
        assert check_bytes(answer.data, private=self._private, site_https=True) == []
        if self.body:
            assert check_change(self.body, answer.data, now) == []
        self.tag, self.body = answer.headers["ETag"], answer.data
        return {event.value("UID"): event for event in parse(answer.data).of_kind("VEVENT")}

    def is_the_same(self) -> None:
        """Fetch the feed, which must not have changed since."""
        fetch(self._client, self._path, 304, If_None_Match=self.tag)


@contextmanager
def at(moment: datetime) -> Iterator[datetime]:
    with time_machine.travel(moment, tick=False):
        yield moment


def _scene(client: FlaskClient, **values: Any) -> tuple[Shift, Person, Person, Watched, Watched]:
    unit = make_unit(code="xf")
    leader, person = make_person(unit, Role.GRID_LEADER), make_person(unit)
    values = {"kind": ActivityKind.TRAINING, "title": "急救培训", **values}
    shift = make_shift(unit, **values)
    place(person, shift)
    public = Watched(client, PUBLIC, private=False)
    return shift, leader, person, public, Watched(client, private_path(person), private=True)


def _update(shift: Shift, leader: Person, now: datetime, **other: Any) -> None:
    same = {
        name: getattr(shift, name)
        for name in ("version", "kind", "title", "starts_at", "ends_at", "capacity", "place", "notes")
    }
    update_shift(shift.id, **{**same, **other}, actor=leader, now=now)


def _both(
    client: FlaskClient, change: Callable[[Shift, Person, datetime], None]
) -> Iterator[tuple[Component, Component]]:
    """Yield the event before and after a change, in the public and in the private feed."""
    shift, leader, _, *feeds = _scene(client)
    before = [next(iter(parse(feed.body).of_kind("VEVENT"))) for feed in feeds]
    with at(NOW + HOUR) as now:
        change(shift, leader, now)
        for was, feed in zip(before, feeds, strict=True):
            yield was, feed.look(now)[was.value("UID")]


def test_another_time_raises_the_sequence(client: FlaskClient) -> None:
    def later(shift: Shift, leader: Person, now: datetime) -> None:
        _update(shift, leader, now, starts_at=shift.starts_at + HOUR, ends_at=shift.ends_at + HOUR)

    for was, event in _both(client, later):
        assert int(event.value("SEQUENCE")) == int(was.value("SEQUENCE")) + 1
        assert event.value("DTSTART") == "20260305T100000"
        assert event.value("DTSTAMP") == "20260302T020000Z"


def test_another_place_raises_the_sequence(client: FlaskClient) -> None:
    def elsewhere(shift: Shift, leader: Person, now: datetime) -> None:
        _update(shift, leader, now, place="西门")

    for was, event in _both(client, elsewhere):
        assert int(event.value("SEQUENCE")) == int(was.value("SEQUENCE")) + 1
        assert event.value("LOCATION") == "西门"


def test_another_title_leaves_the_sequence(client: FlaskClient) -> None:
    def renamed(shift: Shift, leader: Person, now: datetime) -> None:
        _update(shift, leader, now, title="急救培训二")

    for was, event in _both(client, renamed):
        assert event.value("SEQUENCE") == was.value("SEQUENCE")
        assert event.value("SUMMARY") == "培训：急救培训二"
        assert event.value("LAST-MODIFIED") == "20260302T020000Z"


def test_cancelled_shift_stays_as_a_tombstone(client: FlaskClient) -> None:
    def cancel(shift: Shift, leader: Person, now: datetime) -> None:
        cancel_shift(shift.id, version=shift.version, reason="大雨", actor=leader, now=now)

    for was, event in _both(client, cancel):
        assert event.value("STATUS") == "CANCELLED"
        assert event.value("SUMMARY") == f"【已取消】{was.value('SUMMARY')}"
        assert int(event.value("SEQUENCE")) > int(was.value("SEQUENCE"))


def test_tombstone_stays_for_thirty_days(client: FlaskClient) -> None:
    shift, leader, person, _, _ = _scene(client)
    cancel_shift(shift.id, version=shift.version, reason="大雨", actor=leader, now=NOW)
    paths = [PUBLIC, private_path(person)]
    for moment, there in ((shift.ends_at + 30 * DAY - HOUR, True), (shift.ends_at + 31 * DAY, False)):
        with at(moment):
            assert [b"STATUS:CANCELLED" in fetch(client, path).data for path in paths] == [there, there]


def test_event_that_took_place_stays_for_ninety_days(client: FlaskClient) -> None:
    shift, _, person, _, _ = _scene(client)
    paths = [PUBLIC, private_path(person)]
    for moment, there in ((shift.ends_at + 90 * DAY - HOUR, True), (shift.ends_at + 91 * DAY, False)):
        with at(moment):
            assert [b"BEGIN:VEVENT" in fetch(client, path).data for path in paths] == [there, there]


def test_place_that_is_given_back_stays_as_a_tombstone(client: FlaskClient) -> None:
    shift, _, person, public, private = _scene(client)
    with at(NOW + HOUR) as now:
        enrolments.cancel(shift.id, actor=person, now=now)
        [event] = private.look(now).values()
        assert event.value("STATUS") == "CANCELLED"
        assert event.value("SEQUENCE") == "1"
        public.is_the_same()
    with at(NOW + 2 * HOUR) as now:
        enrolments.sign_up(shift.id, actor=person, now=now)
        [event] = private.look(now).values()
        assert event.value("STATUS") == "CONFIRMED"
        assert event.value("SEQUENCE") == "2"


def test_new_event_is_in_the_feed_at_once(client: FlaskClient) -> None:
    shift, leader, person, public, private = _scene(client)
    with at(NOW + HOUR) as now:
        new = create_shift(
            unit=shift.unit,
            kind=ActivityKind.DRILL,
            title="疏散演练",
            starts_at=NOW + 5 * DAY,
            ends_at=NOW + 5 * DAY + HOUR,
            capacity=9,
            actor=leader,
            now=now,
        )
        assert f"shift-{new.id}@calendar.test" in public.look(now)
        place(person, new, updated=now, created=now)
        assert len(private.look(now)) == 2


def test_what_nobody_sees_in_a_calendar_changes_nothing(client: FlaskClient) -> None:
    shift, _, _, public, private = _scene(client)
    other = make_person(shift.unit)
    place(other, shift, seat=2)
    make_shift(shift.unit, kind=ActivityKind.PATROL)
    public.is_the_same()
    private.is_the_same()


def test_new_name_of_the_unit_is_in_the_feed_at_once(client: FlaskClient) -> None:
    shift, _, _, public, private = _scene(client)
    with at(NOW + HOUR) as now:
        with atomic():
            shift.unit.name = "新名字"
            shift.unit.updated = now
        for feed in (public, private):
            [event] = feed.look(now).values()
            assert event.value("DESCRIPTION") == "单位：新名字"
    with at(NOW + 2 * HOUR):
        modified = fetch(client, PUBLIC).headers["Last-Modified"]
        assert modified == "Mon, 02 Mar 2026 02:00:00 GMT"


def test_unit_without_events_has_an_empty_feed_and_then_one_with(client: FlaskClient) -> None:
    unit = make_unit(code="xf")
    feed = Watched(client, PUBLIC, private=False)
    make_shift(unit, kind=ActivityKind.DRILL)
    assert len(feed.look(NOW)) == 1
