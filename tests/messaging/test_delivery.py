"""Mails as they leave: into the outbox, or to a server."""

import email
import email.policy
import stat
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from scheduler.config import Settings, load_settings
from scheduler.messaging import delivery
from scheduler.messaging.delivery import DeliveryError, Message, deliver
from tests.factories import NOW
from tests.messaging.smtp_server import mail_server

TEXT = "李秀英，您好：\n\n" + "请打开链接 http://127.0.0.1:8000/password/reset/" + "x" * 120 + "\n.\n..点\n"


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    """Return settings with an instance folder of their own."""
    return load_settings({"SCHEDULER_INSTANCE": str(tmp_path), "CALENDAR_HOST": "calendar.test"})


def _message(**other: Any) -> Message:
    values: dict[str, Any] = {
        "number": 7,
        "to": "li@qq.com",
        "subject": "班次有变：晚间巡逻 🚒",
        "text": TEXT,
        "language": "zh_Hans_CN",
        "written": NOW,
    }
    return Message(**{**values, **other})


def _read(data: bytes) -> EmailMessage:
    mail = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def _mailed_by(settings: Settings, port: int, login: str = "") -> Settings:
    return replace(settings, mail_url=f"smtp://{login}127.0.0.1:{port}")


def test_mail_without_a_server_lies_in_the_outbox_for_its_owner_alone(own: Settings) -> None:
    deliver(_message(), own)
    folder = own.instance / "outbox"
    assert [path.name for path in folder.iterdir()] == ["000007.eml"]
    path = folder / "000007.eml"
    assert (stat.S_IMODE(folder.stat().st_mode), stat.S_IMODE(path.stat().st_mode)) == (0o700, 0o600)
    assert TEXT.encode() in path.read_bytes()  # a person can read it as it is
    mail = _read(path.read_bytes())
    headers = {
        key: str(mail[key]) for key in ("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted")
    }
    assert headers == {
        "From": "联防 Lianfang <lianfang@localhost>",
        "To": "li@qq.com",
        "Subject": "班次有变：晚间巡逻 🚒",
        "Date": "Mon, 02 Mar 2026 01:00:00 +0000",
        "Message-ID": "<notification-7@calendar.test>",
        "Auto-Submitted": "auto-generated",
    }
    assert mail["Content-Language"] == "zh-Hans"
    assert mail.get_content() == TEXT


def test_mail_written_twice_is_one_file(own: Settings) -> None:
    deliver(_message(), own)
    deliver(_message(subject="later", language="en"), own)
    paths = list((own.instance / "outbox").iterdir())
    assert [str(_read(path.read_bytes())["Subject"]) for path in paths] == ["later"]
    assert str(_read(paths[0].read_bytes())["Content-Language"]) == "en"


def test_mail_reaches_a_server_as_it_was_written(own: Settings) -> None:
    with mail_server() as post:
        deliver(_message(), _mailed_by(own, post.port))
    assert post.commands == ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"]
    mail = _read(post.mails[0])
    assert mail.get_content() == TEXT
    assert mail["Content-Transfer-Encoding"] == "base64"
    assert str(mail["Subject"]) == "班次有变：晚间巡逻 🚒"
    assert post.mails[0].isascii()
    assert not (own.instance / "outbox").exists()


def test_mail_is_sent_under_the_login_of_the_address(own: Settings) -> None:
    with mail_server("AUTH PLAIN") as post:
        deliver(_message(), _mailed_by(own, post.port, "post%40lianfang:s%3Acret@"))
    assert post.logins == ["\x00post@lianfang\x00s:cret"]
    assert len(post.mails) == 1


@pytest.mark.parametrize(
    "trick", ["a\r\nBcc: all@qq.com", "a\nBcc: all@qq.com", "a\x00\x0b\x0cBcc: b", "a\u2028Bcc: b"]
)
def test_text_in_the_subject_begins_no_header(own: Settings, trick: str) -> None:
    deliver(_message(subject=trick), own)
    mail = _read(next((own.instance / "outbox").iterdir()).read_bytes())
    assert mail["Bcc"] is None
    assert str(mail["Subject"]).startswith("a")
    assert len(mail.keys()) == 10


@pytest.mark.parametrize("to", ["li@qq.com\r\nBcc: all@qq.com", "li@qq.com, all@qq.com", "nobody", ""])
def test_address_that_is_none_is_refused(own: Settings, to: str) -> None:
    with pytest.raises(DeliveryError):
        deliver(_message(to=to), own)


def test_subject_of_any_length_is_cut(own: Settings) -> None:
    deliver(_message(subject="长" * 10_000), own)
    mail = _read(next((own.instance / "outbox").iterdir()).read_bytes())
    assert str(mail["Subject"]) == "长" * 200


def test_sender_may_carry_a_name_and_must_be_an_address(own: Settings) -> None:
    deliver(_message(), replace(own, mail_from="Anhe <anhe@lianfang.example>"))
    mail = _read(next((own.instance / "outbox").iterdir()).read_bytes())
    assert str(mail["From"]) == "Anhe <anhe@lianfang.example>"
    with pytest.raises(DeliveryError, match="MAIL_FROM"):
        deliver(_message(), replace(own, mail_from="nobody"))


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"MAIL": "451 later, please"}, "SMTPSenderRefused: 451 later, please"),
        ({"RCPT": "550 no such person"}, "SMTPRecipientsRefused"),
        ({"DATA": "554 spam"}, "SMTPDataError: 554 spam"),
        ({"AUTH": "535 wrong password"}, "SMTPAuthenticationError: 535 wrong password"),
        ({"STARTTLS": "220 go on, in the clear"}, "SSL"),
        ({"STARTTLS": "454 not now"}, "SMTPResponseException: 454 not now"),
    ],
)
def test_refusal_of_a_server_is_told_without_secrets(
    own: Settings, answers: dict[str, str], said: str
) -> None:
    extensions = ["AUTH PLAIN", *(["STARTTLS"] if "STARTTLS" in answers else [])]
    with mail_server(*extensions, **answers) as post, pytest.raises(DeliveryError) as failure:
        deliver(_message(), _mailed_by(own, post.port, "post:secret@"))
    assert str(failure.value).startswith(said)
    assert failure.value.__cause__ is None
    for secret in ("secret", "reset", "li@qq.com", "秀英"):
        assert secret not in str(failure.value)
    assert post.mails == []
    if "STARTTLS" in answers:
        assert post.logins == []


def test_mail_never_leaves_this_machine_in_the_clear(own: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "_LOOPBACK", ())
    with mail_server("AUTH PLAIN") as post, pytest.raises(DeliveryError, match="SMTPNotSupportedError"):
        deliver(_message(), _mailed_by(own, post.port, "post:secret@"))
    assert (post.logins, post.mails) == ([], [])


def test_server_that_is_away_is_told(own: Settings) -> None:
    with mail_server() as post:
        port = post.port
    with pytest.raises(DeliveryError, match="ConnectionRefusedError"):
        deliver(_message(), _mailed_by(own, port))


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1", "smtp://", "127.0.0.1:25", "smtp://127.0.0.1:x", "smtp://127.0.0.1:99999999"]
)
def test_address_of_a_server_that_is_none_is_told(own: Settings, url: str) -> None:
    with pytest.raises(DeliveryError):
        deliver(_message(), replace(own, mail_url=url))


def test_encrypted_server_is_asked_for_its_certificate(own: Settings) -> None:
    with mail_server() as post, pytest.raises(DeliveryError, match="SSL"):
        deliver(_message(), replace(own, mail_url=f"smtps://127.0.0.1:{post.port}"))
    assert post.mails == []
