"""A new password: who may set one, for how long, and what ends with the old one."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from scheduler.database import atomic, db
from scheduler.enums import JobKind, NotificationKind
from scheduler.errors import Conflict, InvalidInput
from scheduler.models import AuditEntry, Job, Notification, Person
from scheduler.services.accounts import authenticate, hash_password
from scheduler.services.password_changes import (
    RESET_LASTS,
    change_password,
    make_reset_token,
    person_by_reset_token,
    request_reset,
    reset_password,
)
from tests.factories import NOW, make_person

KEY = "for-tests-only"
OLD, NEW = "every evening a walk", "every morning a run"
SECRET = hash_password(OLD)


def _person(**values: Any) -> Person:
    return make_person(**{"email": "a@qq.com", "password_hash": SECRET, **values})


def _token(person: Person) -> str:
    return make_reset_token(person, secret_key=KEY, now=NOW)


def _holder(token: str, **values: Any) -> Person | None:
    return person_by_reset_token(token, **{"secret_key": KEY, "now": NOW, **values})


def test_changed_password_is_the_only_one_and_ends_sessions(app: Flask) -> None:
    person = _person()
    key = person.session_key
    change_password(current=OLD, password=NEW, actor=person, now=NOW)
    assert authenticate("a@qq.com", NEW) is person
    assert authenticate("a@qq.com", OLD) is None
    assert person.session_key != key
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.details) == ("account.password_changed", {})


def test_password_is_not_changed_without_the_present_one(app: Flask) -> None:
    person = _person()
    with pytest.raises(InvalidInput) as refusal:
        change_password(current=NEW, password=NEW, actor=person, now=NOW)
    assert (refusal.value.field, refusal.value.code) == ("current", "account.wrong_password")
    assert person.password_hash == SECRET


def test_password_is_not_changed_into_a_bad_one(app: Flask) -> None:
    person = _person(name="Zhang Sanfeng")
    for password, code in (("short", "password.too_short"), ("zhang sanfeng", "password.like_login")):
        with pytest.raises(InvalidInput) as refusal:
            change_password(current=OLD, password=password, actor=person, now=NOW)
        assert (refusal.value.field, refusal.value.code) == ("password", code)


def test_reset_is_mailed_by_a_job_and_neither_row_holds_a_secret(app: Flask) -> None:
    person = _person(phone="+8613800138000")
    request_reset("138 0013 8000", now=NOW)
    notification = db.session.scalars(select(Notification)).one()
    assert (notification.person_id, notification.kind) == (person.id, NotificationKind.PASSWORD_RESET)
    assert notification.params == {}
    job = db.session.scalars(select(Job)).one()
    assert (job.kind, job.subject_id) == (JobKind.MESSAGE, notification.id)


def test_reset_for_who_cannot_be_mailed_does_nothing_and_says_nothing(app: Flask) -> None:
    _person(email="closed@qq.com", active=False)
    _person(email=None, phone="+8613800138000")
    for login in ("closed@qq.com", "13800138000", "unknown@qq.com", "", "\x00", "x" * 10_000):
        request_reset(login, now=NOW)
    assert db.session.scalar(select(func.count()).select_from(Notification)) == 0


def test_token_opens_once(app: Flask) -> None:
    person = _person()
    token, key = _token(person), person.session_key
    assert _holder(token) is person
    reset_password(token, password=NEW, secret_key=KEY, now=NOW)
    assert authenticate("a@qq.com", NEW) is person
    assert person.session_key != key
    assert _holder(token) is None
    with pytest.raises(Conflict) as refusal:
        reset_password(token, password="yet another one", secret_key=KEY, now=NOW)
    assert refusal.value.code == "account.reset_link"
    assert authenticate("a@qq.com", NEW) is person
    assert [entry.action for entry in db.session.scalars(select(AuditEntry))] == ["account.password_reset"]


def test_token_of_a_person_without_a_password_gives_the_first_one(app: Flask) -> None:
    person = _person(password_hash=None)
    reset_password(_token(person), password=NEW, secret_key=KEY, now=NOW)
    assert authenticate("a@qq.com", NEW) is person


def test_token_ends_after_an_hour(app: Flask) -> None:
    token = _token(_person())
    last = NOW + RESET_LASTS - timedelta(seconds=1)
    assert _holder(token, now=last) is not None
    assert _holder(token, now=NOW + RESET_LASTS) is None


def test_token_is_not_used_up_by_a_bad_password(app: Flask) -> None:
    person = _person(name="Zhang Sanfeng")
    token = _token(person)
    for password in ("short", "1234567890", "zhang sanfeng"):
        with pytest.raises(InvalidInput):
            reset_password(token, password=password, secret_key=KEY, now=NOW)
    assert _holder(token) is person


@pytest.mark.parametrize("column", ["password_hash", "session_key", "email", "active"])
def test_token_ends_when_the_account_changes(app: Flask, column: str) -> None:
    person = _person()
    token = _token(person)
    with atomic():
        setattr(person, column, False if column == "active" else f"other-{column}")
    assert _holder(token) is None


def test_token_of_one_person_opens_no_other_account(app: Flask) -> None:
    one, other = _person(), _person(email="b@qq.com")
    number, expires, signature = _token(one).split(".")
    assert number == str(one.id)
    assert _holder(f"{other.id}.{expires}.{signature}") is None
    assert _holder(f"{one.id}.{int(expires) + 1}.{signature}") is None
    assert _holder(f"{one.id}.{expires}.{signature}", secret_key="another server's") is None


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "..",
        "1.2.3",
        "1.2.3.4",
        "1.9999999999.x",
        "1.999999999999.é",
        "1.9999999999.\ud800",
        "-1.9999999999.x",
        "1\x00.9999999999.x",
        "²." * 2 + "x",
        "9" * 400,
        f"{2**63}.9999999999.x",
    ],
)
def test_token_that_is_none_opens_nothing(app: Flask, token: str) -> None:
    _person()
    assert _holder(token) is None
