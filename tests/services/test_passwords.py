"""Passwords: which are refused, and that a check costs the same whoever asks."""

import pytest
from pwdlib.hashers.argon2 import Argon2Hasher

from scheduler.errors import InvalidInput
from scheduler.services import passwords
from scheduler.services.passwords import check_password, hash_password, matches

GOOD = "每天傍晚走一圈巡逻"


@pytest.mark.parametrize(
    "password",
    [
        GOOD + "!",
        "correct horse",
        "🚒🚑🚓🐶🐱🐭🐹🐰🦊🐻",
        "x y z a b c",
        "ab\x00cdefghij",
        "é" * 3 + "abcdefgh",
    ],
)
def test_password_is_recognised_and_no_other_is(password: str) -> None:
    check_password("password", password, known=())
    stored = hash_password(password)
    assert matches(password, stored)
    assert not matches(password + "x", stored)
    assert not matches("", stored)


def test_password_is_never_stored_twice_alike() -> None:
    assert hash_password(GOOD) != hash_password(GOOD)
    assert GOOD not in hash_password(GOOD)


def test_password_is_the_same_from_every_keyboard() -> None:
    assert matches("pass word 12é", hash_password("ｐａｓｓ　ｗｏｒｄ　１２e\u0301"))


def test_password_of_half_a_sign_can_be_kept() -> None:
    assert matches("\ud800 half a sign", hash_password("\ud800 half a sign"))


def test_longest_password_is_checked_as_a_whole() -> None:
    longest = "安全" * 100
    stored = hash_password(longest)
    assert matches(longest, stored)
    assert not matches(longest[:-1] + "x", stored)
    assert not matches(longest + "x", stored)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "password.too_short"),
        ("九个字的密码太短了", "password.too_short"),
        ("长" * 201, "password.too_long"),
        ("x" * 10_000, "password.too_long"),
        ("1234567890", "password.common"),
        ("１２３４５６７８９０", "password.common"),
        ("WoAiNi1314", "password.common"),
        ("aaaaaaaaaaaa", "password.common"),
        ("1212121212", "password.common"),
        ("13800138000", "password.like_login"),
        ("8613800138000", "password.like_login"),
        ("+8613800138000", "password.like_login"),
        ("Zhang.San@qq.com", "password.like_login"),
        ("zhangsanfeng", "password.like_login"),
        ("Zhang Sanfeng", "password.like_login"),
    ],
)
def test_password_that_is_easily_guessed_is_refused(password: str, code: str) -> None:
    known = ("Zhang Sanfeng", "+8613800138000", "zhang.san@qq.com", "zhangsanfeng@lianfang.example", None)
    with pytest.raises(InvalidInput) as refusal:
        check_password("new", password, known=known)
    assert (refusal.value.field, refusal.value.code) == ("new", code)


def test_password_check_without_an_account_costs_as_much_as_with_one(monkeypatch: pytest.MonkeyPatch) -> None:
    hashes: list[str | bytes] = []
    verify = Argon2Hasher.verify

    def counted(self: Argon2Hasher, password: str | bytes, hash: str | bytes) -> bool:  # noqa: A002 - its name there
        hashes.append(hash)
        return verify(self, password, hash)

    monkeypatch.setattr(Argon2Hasher, "verify", counted)
    stored = hash_password(GOOD)
    for password in (GOOD, "wrong password", "x" * 10_000):
        assert matches(password, stored) == (password == GOOD)
        assert not matches(password, None)
    assert len(hashes) == 6
    parameters = {str(item).rpartition("$")[0].rpartition("$")[0] for item in hashes}
    assert parameters == {"$argon2id$v=19$m=19456,t=2,p=1"}


def test_password_of_nobody_opens_nothing() -> None:
    assert not matches("", None)
    assert passwords.LEAST_LENGTH == 10
