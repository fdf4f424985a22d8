"""Phone numbers and e-mail addresses: what people type, and the one spelling that is kept."""

import pytest

from scheduler.errors import InvalidInput
from scheduler.services.contacts import clean_email, clean_phone, is_email, show_phone, split_login

PHONE = "+8613800138000"


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000",
        " 138 0013 8000 ",
        "138-0013-8000",
        "138–0013–8000",
        "１３８　００１３ ８０００",
        "＋８６１３８００１３８０００",
        "+86 138 0013 8000",
        "+86 (0) 13800138000",
        "(86)13800138000",
        "8613800138000",
        "0086 13800138000",
        "００８６１３８００１３８０００",
        "\u202d+86 138 0013 8000\u202c",
    ],
)
def test_phone_is_one_number_however_it_is_typed(typed: str) -> None:
    assert clean_phone("phone", typed) == PHONE


def test_phone_of_a_landline_and_of_another_country_is_kept() -> None:
    assert clean_phone("phone", "0553-8765432") == "+865538765432"
    assert clean_phone("phone", "+44 20 7946 0018") == "+442079460018"


@pytest.mark.parametrize(
    "typed",
    [
        "12345678901",
        "1380013800",
        "138001380001",
        "10086",
        "abc",
        "+",
        "1-800-FLOWERS",
        "13800138000;ext=5",
        "13800138000 转 12",
        "1380013800O",
        "138\x0000138000",
        "138\ud80000138000",
        "😀",
        "1" * 10_000,
    ],
)
def test_phone_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        clean_phone("mobile", typed)
    assert (refusal.value.field, refusal.value.code) == ("mobile", "contact.phone")


def test_contact_left_empty_is_asked_for() -> None:
    for clean in (clean_phone, clean_email):
        with pytest.raises(InvalidInput) as refusal:
            clean("contact", " \u3000\u200b")
        assert (refusal.value.field, refusal.value.code) == ("contact", "required")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("zhang@lianfang.example", "zhang@lianfang.example"),
        (" Zhang.San@QQ.com ", "zhang.san@qq.com"),
        ("ｚｈａｎｇ＠ｑｑ．ｃｏｍ", "zhang@qq.com"),
        ("zhang@例子.中国", "zhang@xn--fsqu00a.xn--fiqs8s"),
    ],
)
def test_email_has_one_spelling(typed: str, kept: str) -> None:
    assert clean_email("email", typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "zhang",
        "zhang@localhost",
        "张@qq.com",
        "a b@qq.com",
        "Zhang <zhang@qq.com>",
        "zhang@qq.com\r\nBcc: all@qq.com",
        "zhang\x00@qq.com",
        "\ud800@qq.com",
        "😀@qq.com",
        "z" * 10_000 + "@qq.com",
    ],
)
def test_email_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        clean_email("mail", typed)
    assert (refusal.value.field, refusal.value.code) == ("mail", "contact.email")


def test_login_is_a_phone_an_email_or_nothing() -> None:
    assert split_login("138 0013 8000") == (PHONE, None)
    assert split_login("Zhang@QQ.com") == (None, "zhang@qq.com")
    for nothing in ("", "张三", "zhang@", "1380013800", "\ud800", "\x00", "x" * 10_000):
        assert split_login(nothing) == (None, None)


def test_contact_with_an_at_sign_is_meant_as_email() -> None:
    assert is_email("zhang＠")
    assert not is_email("13800138000")


def test_phone_is_shown_as_people_write_it() -> None:
    assert show_phone(PHONE) == "138 0013 8000"
    assert clean_phone("phone", show_phone("+865538765432")) == "+865538765432"
    assert show_phone("+442079460018") == "+44 20 7946 0018"
    assert show_phone("of old") == "of old"
