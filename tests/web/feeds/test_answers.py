"""C41 to C52 of the conformance list: what surrounds the bytes."""

import gzip
from collections.abc import Callable
from datetime import timedelta
from itertools import product

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from werkzeug.http import parse_date

from scheduler.database import atomic, db
from scheduler.enums import ActivityKind
from scheduler.models import Person
from scheduler.services import feed_tokens, feeds
from tests.factories import NOW, make_person, make_shift, make_unit
from tests.web.feeds.scenes import enrol_everywhere, fetch, fill, moment, private_path

PUBLIC = "/calendar/units/xf.ics"


@pytest.fixture(params=["public", "private"])
def path(request: pytest.FixtureRequest, app: Flask) -> str:
    """Return the address of a feed with events: a unit's, or a volunteer's own."""
    unit = make_unit(code="xf")
    person = make_person(unit)
    enrol_everywhere(person, fill(unit))
    return PUBLIC if request.param == "public" else private_path(person)


def test_feed_is_a_calendar(client: FlaskClient, path: str) -> None:
    headers = fetch(client, path).headers
    assert headers["Content-Type"] == "text/calendar; charset=utf-8"
    name = "xf" if path == PUBLIC else "lianfang"
    assert headers["Content-Disposition"] == f'inline; filename="{name}.ics"'
    assert headers["Vary"] == "Accept-Encoding"


def test_feed_is_kept_by_the_reader_as_long_as_it_may(client: FlaskClient, path: str) -> None:
    headers = fetch(client, path).headers
    if path == PUBLIC:
        assert headers["Cache-Control"] == "public, max-age=300"
        assert "X-Robots-Tag" not in headers
    else:
        assert headers["Cache-Control"] == "private, no-cache"
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
        assert headers.getlist("Referrer-Policy") == ["no-referrer"]


def test_head_is_like_get_without_the_body(client: FlaskClient, path: str) -> None:
    got, head = fetch(client, path), client.head(path)
    assert head.status_code == 200
    assert head.data == b""
    assert dict(head.headers) == dict(got.headers)


def test_feed_is_compressed_for_who_accepts_it(client: FlaskClient, path: str) -> None:
    plain = fetch(client, path)
    for accepted in ("gzip", "gzip, deflate, br", "*", "deflate;q=0.5, gzip;q=1.0"):
        packed = fetch(client, path, Accept_Encoding=accepted)
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.data) == plain.data
        assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data)
        assert packed.headers["ETag"] != plain.headers["ETag"]
        assert packed.headers["Vary"] == plain.headers["Vary"]


def test_feed_stays_plain_for_who_does_not(client: FlaskClient, path: str) -> None:
    for accepted in ("", "identity", "gzip;q=0", "br"):
        answer = fetch(client, path, Accept_Encoding=accepted)
        assert "Content-Encoding" not in answer.headers
        assert answer.data.startswith(b"BEGIN:VCALENDAR")


@pytest.mark.parametrize("accepted", ["identity", "gzip"])
def test_tag_that_still_holds_needs_no_body(client: FlaskClient, path: str, accepted: str) -> None:
    fresh = fetch(client, path, Accept_Encoding=accepted)
    tag = fresh.headers["ETag"]
    lists = (tag, f"W/{tag}", f'"other", {tag}, "more"', f'W/"other", W/{tag}', "*")
    for written, method in product(lists, ("GET", "HEAD")):
        headers = {"Accept-Encoding": accepted, "If-None-Match": written}
        answer = client.open(path, method=method, headers=headers)
        assert answer.status_code == 304
        assert answer.data == b""
        for name in ("ETag", "Cache-Control", "Vary"):
            assert answer.headers[name] == fresh.headers[name]


def test_tag_that_holds_no_longer_brings_the_feed(client: FlaskClient, path: str) -> None:
    tag = fetch(client, path).headers["ETag"]
    for other in ('"other"', 'W/"other"', "nonsense", "", f'{tag[:-2]}x"'):
        fetch(client, path, If_None_Match=other)


def test_tag_weighs_more_than_the_date(client: FlaskClient, path: str) -> None:
    late = "Sat, 01 Jan 2028 00:00:00 GMT"
    fetch(client, path, If_None_Match='"other"', If_Modified_Since=late)


def test_date_that_still_holds_needs_no_body(client: FlaskClient, path: str) -> None:
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        fresh = fetch(client, path)
        modified = parse_date(fresh.headers["Last-Modified"])
        assert modified is not None
        assert modified <= NOW
        assert fetch(client, path, 304, If_Modified_Since=fresh.headers["Last-Modified"]).data == b""
        earlier = f"{modified - timedelta(seconds=1):%a, %d %b %Y %H:%M:%S GMT}"
        fetch(client, path, 200, If_Modified_Since=earlier)


def test_date_is_not_said_while_it_may_hide_a_change(client: FlaskClient) -> None:
    unit = make_unit(code="xf")
    make_shift(unit, kind=ActivityKind.DRILL, updated=NOW)
    assert "Last-Modified" not in fetch(client, PUBLIC).headers
    with time_machine.travel(NOW + timedelta(seconds=5), tick=False):
        assert "Last-Modified" in fetch(client, PUBLIC).headers


def test_date_moves_when_something_grows_old_and_leaves(client: FlaskClient) -> None:
    unit = make_unit(code="xf", updated=moment(2025, 1, 1))
    long_ago = moment(2025, 12, 10, 12)
    for start in (long_ago, moment(2026, 5, 1)):
        make_shift(unit, kind=ActivityKind.DRILL, starts_at=start, updated=long_ago)
    with time_machine.travel(moment(2026, 3, 10, 23), tick=False):
        with_it = fetch(client, PUBLIC)
        assert with_it.data.count(b"BEGIN:VEVENT") == 2
    with time_machine.travel(moment(2026, 3, 11, 1), tick=False):
        date = with_it.headers["Last-Modified"]
        assert fetch(client, PUBLIC, If_Modified_Since=date).data.count(b"BEGIN:VEVENT") == 1


def test_no_cookie_is_set_even_for_a_browser_that_is_signed_in(
    client: FlaskClient, path: str, sign_in: Callable[[Person], FlaskClient]
) -> None:
    sign_in(make_person())
    with client.session_transaction() as session:
        session.permanent = True
        session["language"] = "en"
    for status, headers in ((200, {}), (304, {"If-None-Match": "*"})):
        answer = client.get(path, headers=headers)
        assert answer.status_code == status
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Vary"] == "Accept-Encoding"


def test_language_of_the_browser_changes_nothing(client: FlaskClient, path: str) -> None:
    assert fetch(client, path, Accept_Language="en").data == fetch(client, path).data


def test_unknown_ended_and_inactive_addresses_are_alike(client: FlaskClient) -> None:
    ended, replaced, left = (make_person() for _ in range(3))
    paths = [private_path(ended), private_path(replaced), private_path(left)]
    feed_tokens.revoke_token(actor=ended, now=NOW)
    current = private_path(replaced)
    with atomic():
        left.active = False
    unknown = fetch(client, "/calendar/private/never-was.ics", 404)
    for path in paths:
        answer = fetch(client, path, 404)
        assert answer.data == unknown.data
        assert dict(answer.headers) == dict(unknown.headers)
    assert unknown.headers["Cache-Control"] == "no-store"
    assert unknown.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert unknown.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in unknown.headers
    fetch(client, current)


def test_unknown_unit_is_not_found(client: FlaskClient) -> None:
    for code in ("nothing", "a" * 10_000, "%00", "%F0%9F%9A%92", "..%2f..", "x'--", "%ff"):
        assert b"BEGIN:VCALENDAR" not in fetch(client, f"/calendar/units/{code}.ics", 404).data


def test_strange_token_is_not_found(client: FlaskClient) -> None:
    for token in ("a" * 10_000, "%00", "%F0%9F%9A%92", "x'--", "%ff", "%ed%a0%80"):
        fetch(client, f"/calendar/private/{token}.ics", 404)


@pytest.mark.parametrize("broken", ["public_state", "public_shifts", "units_of"])
def test_inner_fault_is_no_empty_calendar(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    make_shift(make_unit(code="xf"), kind=ActivityKind.DRILL)

    def fail(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("SELECT", {}, Exception("the disk is full"))

    monkeypatch.setattr(feeds, broken, fail)
    answer = fetch(client, PUBLIC, 503)
    assert answer.headers["Retry-After"] == "300"
    assert "Set-Cookie" not in answer.headers
    assert b"BEGIN" not in answer.data
    monkeypatch.undo()
    assert b"BEGIN:VEVENT" in fetch(client, PUBLIC).data


def test_database_that_does_not_answer_is_no_empty_calendar(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = make_person()
    path = private_path(person)

    def fail(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("SELECT", {}, Exception("the server has gone away"))

    monkeypatch.setattr(db.session, "scalar", fail)
    monkeypatch.setattr(db.session, "execute", fail)
    assert fetch(client, path, 503, Accept_Language="en").headers["Retry-After"] == "300"


def test_fetch_is_noted_now_and_then(client: FlaskClient) -> None:
    person = make_person()
    path = private_path(person)
    fetch(client, path, User_Agent="iOS/18 dataaccessd/1.0" + "x" * 200)
    token = feed_tokens.current_token(person)
    assert token is not None
    assert token.last_fetched == NOW
    assert token.last_client == ("iOS/18 dataaccessd/1.0" + "x" * 200)[:120]
    for minutes, noted in ((5, 0), (10, 10)):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            fetch(client, path, User_Agent="Thunderbird")
            db.session.expire_all()
            assert token.last_fetched == NOW + timedelta(minutes=noted)
    assert token.last_client == "Thunderbird"
