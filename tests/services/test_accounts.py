"""Accounts: made once for each phone and address, and opened only by whose they are."""

import threading
from typing import Any

import pytest
from flask import Flask
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import func, select

from scheduler.database import db
from scheduler.enums import Language, Role, UnitKind
from scheduler.errors import InvalidInput
from scheduler.models import AuditEntry, Person
from scheduler.services import accounts
from scheduler.services.accounts import authenticate, hash_password, login_key, person_by_login, register
from tests.factories import NOW, make_person, make_unit

PASSWORD = "every evening a walk"
PHONE = "+8613800138000"


def _values(**other: Any) -> dict[str, Any]:
    return {
        "name": "李秀英",
        "login": "138 0013 8000",
        "grid": "a-1",
        "language": Language.CHINESE,
        "password": PASSWORD,
        "consent": True,
        "privacy_version": "2026-11",
        "now": NOW,
        **other,
    }


@pytest.fixture(autouse=True)
def _grid(app: Flask) -> None:
    make_unit(make_unit(kind=UnitKind.COMMUNITY, code="a"), code="a-1")


def _count() -> int:
    return db.session.scalar(select(func.count()).select_from(Person)) or 0


def test_new_account_has_what_was_said_and_the_role_of_a_volunteer() -> None:
    person = register(**_values(name="  李秀英 🌸 ", language=Language.ENGLISH))
    assert person is not None
    assert (person.name, person.phone, person.email) == ("李秀英 🌸", PHONE, None)
    assert (person.language, person.home_unit.code, person.active) == (Language.ENGLISH, "a-1", True)
    assert (person.consent_version, person.consent_at, person.created) == ("2026-11", NOW, NOW)
    assert [(grant.role, grant.unit.code) for grant in person.grants] == [(Role.VOLUNTEER, "a-1")]
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject_id, entry.actor_id) == ("account.registered", person.id, person.id)
    assert (entry.unit_id, entry.details) == (person.home_unit_id, {"privacy_version": "2026-11"})


def test_new_account_with_an_email_address_opens_with_its_password() -> None:
    person = register(**_values(login="Xiuying@QQ.com"))
    assert person is not None
    assert (person.phone, person.email) == (None, "xiuying@qq.com")
    assert authenticate(" XIUYING@qq.com", PASSWORD) is person
    assert authenticate("xiuying@qq.com", PASSWORD + " ") is None


@pytest.mark.parametrize(
    ("field", "code", "values"),
    [
        ("name", "required", {"name": " "}),
        ("name", "too_long", {"name": "名" * 10_000}),
        ("name", "shift.control_characters", {"name": "a\x00b"}),
        ("name", "shift.control_characters", {"name": "a\ud800b"}),
        ("login", "required", {"login": ""}),
        ("login", "contact.phone", {"login": "12345"}),
        ("login", "contact.email", {"login": "a@b"}),
        ("password", "password.too_short", {"password": "short"}),
        ("password", "password.like_login", {"password": "13800138000"}),
        ("consent", "account.consent", {"consent": False}),
        ("grid", "account.grid", {"grid": "a"}),
        ("grid", "account.grid", {"grid": "nowhere"}),
    ],
)
def test_account_that_makes_no_sense_is_refused(field: str, code: str, values: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        register(**_values(**values))
    assert (refusal.value.field, refusal.value.code) == (field, code)
    assert _count() == 0


def test_account_that_exists_already_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    first = register(**_values())
    hashed: list[str] = []

    def counted(password: str) -> str:
        hashed.append(password)
        return hash_password(password)

    monkeypatch.setattr(accounts, "hash_password", counted)
    assert register(**_values(name="别人", login="+86 13800138000", password="another password")) is None
    assert hashed == ["another password"]  # as much work as for a new account
    assert _count() == 1
    assert authenticate("13800138000", PASSWORD) is first
    assert authenticate("13800138000", "another password") is None


def test_account_sent_twice_at_once_is_made_once(app: Flask) -> None:
    barrier = threading.Barrier(4)
    made: list[bool] = []

    def send() -> None:
        with app.app_context():
            barrier.wait()
            made.append(register(**_values()) is not None)

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [False, False, False, True]
    assert _count() == 1


def test_sign_in_checks_one_hash_whoever_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    secret = hash_password(PASSWORD)
    known = make_person(phone=PHONE, email="known@qq.com", password_hash=secret)
    make_person(email="closed@qq.com", password_hash=secret, active=False)
    make_person(email="never@qq.com", password_hash=None)
    checks: list[str | bytes] = []
    verify = Argon2Hasher.verify

    def counted(self: Argon2Hasher, password: str | bytes, hash: str | bytes) -> bool:  # noqa: A002 - its name there
        checks.append(password)
        return verify(self, password, hash)

    monkeypatch.setattr(Argon2Hasher, "verify", counted)
    answers = {
        login: authenticate(login, PASSWORD)
        for login in (
            "known@qq.com",
            "13800138000",
            "unknown@qq.com",
            "closed@qq.com",
            "never@qq.com",
            "not a login",
            "",
            "\x00",
            "x" * 10_000,
        )
    }
    assert {login: person for login, person in answers.items() if person} == {
        "known@qq.com": known,
        "13800138000": known,
    }
    assert len(checks) == len(answers)


def test_person_is_found_by_each_login_active_or_not() -> None:
    person = make_person(phone=PHONE, email="a@qq.com", active=False)
    assert person_by_login("0086 13800138000") is person
    assert person_by_login("A@qq.com") is person
    assert person_by_login("b@qq.com") is None
    assert person_by_login("") is None


def test_login_has_one_key_for_all_its_spellings() -> None:
    assert login_key("138 0013 8000") == login_key("+86 13800138000") == PHONE
    assert login_key("A@QQ.com ") == "a@qq.com"
    assert login_key(" Nonsense ") == "nonsense"


def test_language_is_kept_and_a_second_choice_of_it_changes_nothing() -> None:
    person = make_person()
    accounts.choose_language(Language.ENGLISH, actor=person, now=NOW)
    version = person.version
    accounts.choose_language(Language.ENGLISH, actor=person, now=NOW)
    assert (person.language, person.version) == (Language.ENGLISH, version)


def test_session_key_fits_its_column_and_is_new_each_time() -> None:
    keys = {accounts.new_session_key() for _ in range(100)}
    assert len(keys) == 100
    assert {len(key) for key in keys} == {32}
