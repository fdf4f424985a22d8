"""Messages in the browser: in the reader's language, new until they were looked at."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from sqlalchemy import select

from scheduler.database import atomic, db
from scheduler.enums import Language, NotificationKind
from scheduler.models import Notification, Person
from scheduler.services.notifications import count_unread, notify
from tests.factories import NOW, make_person

SignIn = Callable[[Person], FlaskClient]
SHIFT: dict[str, Any] = {
    "shift_id": 17,
    "kind": "patrol",
    "title": "傍晚巡逻",
    "unit": "一网格",
    "unit_en": "First Grid",
    "place": "东门",
    "starts_at": "2026-03-05T11:30:00+00:00",
    "ends_at": "2026-03-05T13:30:00+00:00",
    "zone": "Asia/Shanghai",
}


def _tell(person: Person, kind: NotificationKind, params: dict[str, Any]) -> None:
    with atomic():
        notify(person.id, kind, params=params, now=NOW)


def test_strangers_are_sent_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/my/notifications").location.startswith("/sign-in")


@pytest.mark.parametrize(
    ("language", "words"),
    [(Language.ENGLISH, "Shift cancelled: 傍晚巡逻"), (Language.CHINESE, "班次取消：傍晚巡逻")],
)
def test_messages_are_in_the_language_of_the_reader_with_a_link(
    app: Flask, sign_in: SignIn, language: Language, words: str
) -> None:
    person = make_person(language=language)
    _tell(person, NotificationKind.SHIFT_CANCELLED, {**SHIFT, "reason": "暴雨 <b>"})
    page = sign_in(person).get("/my/notifications").text
    assert words in page
    assert "暴雨 &lt;b&gt;" in page
    assert 'href="/open-shifts/17"' in page


def test_roster_leads_to_the_own_shifts(app: Flask, sign_in: SignIn) -> None:
    person = make_person(language=Language.ENGLISH)
    params = {"period": "三月班表", "unit": "一网格", "number": 2, "added": [SHIFT], "removed": []}
    _tell(person, NotificationKind.ROSTER_PUBLISHED, params)
    page = sign_in(person).get("/my/notifications").text
    assert "Version 2" in page
    assert 'href="/my">Look at it' in page


def test_messages_are_new_until_they_were_looked_at(app: Flask, sign_in: SignIn) -> None:
    person, other = make_person(language=Language.ENGLISH), make_person()
    for reader in (person, other):
        _tell(reader, NotificationKind.SHIFT_CHANGED, SHIFT)
    client = sign_in(person)
    assert "1 new" in client.get("/my").text
    assert '<span class="badge text-bg-danger">new</span>' in client.get("/my/notifications").text
    assert '<span class="badge text-bg-danger">new</span>' not in client.get("/my/notifications").text
    assert "1 new" not in client.get("/my").text
    assert (count_unread(person), count_unread(other)) == (0, 1)


def test_messages_of_others_are_not_shown(app: Flask, sign_in: SignIn) -> None:
    _tell(make_person(), NotificationKind.SHIFT_CHANGED, SHIFT)
    page = sign_in(make_person(language=Language.ENGLISH)).get("/my/notifications").text
    assert "傍晚巡逻" not in page
    assert "No messages yet." in page


@pytest.mark.parametrize("query", ["page=0", "page=99999999999999999999", "page=x"])
def test_odd_page_numbers_show_the_nearest(app: Flask, sign_in: SignIn, query: str) -> None:
    assert sign_in(make_person()).get(f"/my/notifications?{query}").status_code == 200


def test_long_lists_have_pages_with_the_newest_first(app: Flask, sign_in: SignIn) -> None:
    person = make_person(language=Language.ENGLISH)
    for number in range(26):
        _tell(person, NotificationKind.SHIFT_CHANGED, {**SHIFT, "title": f"第{number}次巡逻"})
    client = sign_in(person)
    first, second = client.get("/my/notifications").text, client.get("/my/notifications?page=2").text
    assert ("第25次巡逻" in first, "第0次巡逻" in first) == (True, False)
    assert ("第25次巡逻" in second, "第0次巡逻" in second) == (False, True)


def test_number_of_new_messages_is_nought_for_strangers(app: Flask) -> None:
    with app.test_request_context("/"):
        assert render_template_string("{{ unread_count() }}") == "0"
    assert db.session.scalars(select(Notification)).all() == []
