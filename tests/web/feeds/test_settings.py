"""The page where a person makes and ends the address of her own calendar."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from scheduler.models import Person
from tests.factories import make_person, make_unit
from tests.web.feeds.scenes import fetch

SignIn = Callable[[Person], FlaskClient]


def _address(page: str) -> str:
    found = re.search(r"https://lianfang\.example(/calendar/private/[\w-]+\.ics)", page)
    assert found is not None
    return found[1]


def test_address_is_shown_once(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(make_person())
    assert "您还没有日历地址。创建一个并添加到日历即可。" in client.get("/my/calendar").text
    page = client.post("/my/calendar", follow_redirects=True)
    assert page.headers["Cache-Control"] == "no-store"
    path = _address(page.text)
    assert f"webcal://lianfang.example{path}" in page.text
    assert "data:image/svg+xml" in page.text
    again = client.get("/my/calendar").text
    assert path not in again
    assert "尚未读取" in again
    fetch(client, path)
    assert "2026年3月2日 09:00" in client.get("/my/calendar").text


def test_new_address_ends_the_earlier_one(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(make_person())
    first, second = (_address(client.post("/my/calendar", follow_redirects=True).text) for _ in range(2))
    assert first != second
    fetch(client, first, 404)
    fetch(client, second)


def test_address_can_be_ended(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(make_person())
    path = _address(client.post("/my/calendar", follow_redirects=True).text)
    for _ in range(2):  # sent twice
        assert client.post("/my/calendar/revoke").status_code == 302
    fetch(client, path, 404)


def test_nobody_else_sees_the_page(client: FlaskClient) -> None:
    for method, path in (("GET", "/my/calendar"), ("POST", "/my/calendar"), ("POST", "/my/calendar/revoke")):
        answer = client.open(path, method=method)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize("language", ["", "?lang=en", "?lang=%00"])
def test_code_of_a_unit_is_a_picture_without_a_cookie(client: FlaskClient, language: str) -> None:
    make_unit(code="xf")
    answer = client.get(f"/calendar/units/xf/qr.svg{language}")
    assert answer.status_code == 200
    assert answer.mimetype == "image/svg+xml"
    assert b"<svg" in answer.data
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "public, max-age=86400"


def test_code_of_an_unknown_unit_is_not_found(client: FlaskClient) -> None:
    for code in ("nothing", "%00", "a" * 5000):
        assert client.get(f"/calendar/units/{code}/qr.svg").status_code == 404
