"""What guests are sent: mails and text messages, once, with codes and links that stand nowhere else."""

import email
import email.policy
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from scheduler.config import Settings
from scheduler.database import atomic, db
from scheduler.enums import GuestMessageKind, GuestStatus, JobKind, Language
from scheduler.jobs.guests import GuestLists, send_guest_message
from scheduler.messaging.delivery import DeliveryError
from scheduler.messaging.guests import render_guest
from scheduler.messaging.text_messages import TextMessage, deliver_text
from scheduler.models import GuestBooking, GuestMessage, Job
from scheduler.services.guest_bookings import cancel
from scheduler.timeutils import utcnow
from tests.factories import NOW
from tests.services.guests import arrive, ask, digits, make_training, token

SHIFT = {
    "kind": "training",
    "title": "心肺复苏",
    "place": "东门",
    "unit": "桂花一网格",
    "starts_at": "2026-03-05T11:30:00+00:00",
    "ends_at": "2026-03-05T13:30:00+00:00",
    "zone": "Asia/Shanghai",
    "party": 2,
    "link": "https://l.example/bookings/x",
}


@pytest.fixture
def own(settings: Settings, tmp_path: Path, app: Flask) -> Settings:
    return replace(settings, instance=tmp_path, site_url="https://lianfang.example")


@contextmanager
def _gateway(status: int = 200) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Serve a gateway for text messages; yield its address and what it was posted."""
    posted: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            key, login = self.headers["Idempotency-Key"], self.headers["Authorization"]
            posted.append({**json.loads(body), "key": key, "login": login, "path": self.path})
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://me:s%40cret@127.0.0.1:{server.server_port}/send?a=1", posted
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _messages() -> list[int]:
    return list(db.session.scalars(select(GuestMessage.id).order_by(GuestMessage.id)))


def test_code_and_link_go_by_mail_in_the_language_of_the_booking(own: Settings) -> None:
    shift = make_training()
    ref = ask(shift.id, 1, 2, contact="li@qq.com", language=Language.ENGLISH)
    booking = db.session.scalars(select(GuestBooking)).one()
    (number,) = _messages()
    for _ in range(2):
        send_guest_message(number, settings=own, now=NOW)
    (path,) = (own.instance / "outbox").iterdir()
    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert (path.name, str(mail["To"])) == (f"guest-{number:06d}.eml", "li@qq.com")
    assert str(mail["Message-ID"]) == f"<guest-{number}@calendar.test>"
    assert str(mail["Subject"]) == f"Code {digits(ref)}: 心肺复苏"
    text = path.read_bytes().decode()
    assert text.count(digits(ref)) == 2
    assert f"https://lianfang.example/bookings/{token(booking)}" in text
    assert db.session.get_one(GuestMessage, number).sent_at == NOW
    assert db.session.scalars(select(Job.kind)).all() == [JobKind.GUEST_MESSAGE]


def test_text_message_lies_in_the_outbox_where_there_is_no_gateway(own: Settings) -> None:
    ref = ask(make_training().id, 1)
    send_guest_message(_messages()[0], settings=own, now=NOW)
    (path,) = (own.instance / "outbox").iterdir()
    assert path.name.endswith(".sms.txt")
    lines = path.read_text().splitlines()
    assert lines[0] == "To: +8613800000001"
    assert lines[2] == f"【联防】您预订了 1 个名额，请在 30 分钟内确认。确认码：{digits(ref)}"


def test_text_message_is_posted_to_the_gateway(own: Settings) -> None:
    ask(make_training().id, 1)
    (number,) = _messages()
    with _gateway() as (url, posted):
        send_guest_message(number, settings=replace(own, sms_url=url), now=NOW)
    (told,) = posted
    assert told["phone"] == "+8613800000001"
    assert told["text"].startswith("【联防】您预订了 1 个名额")
    assert (told["path"], told["key"]) == ("/send?a=1", f"lianfang-guest-{number}")
    assert told["login"] == "Basic bWU6c0BjcmV0"
    assert not (own.instance / "outbox").exists()


@pytest.mark.parametrize("status", [302, 500])
def test_gateway_that_refuses_leaves_the_message_unsent_and_tells_no_secrets(
    own: Settings, status: int
) -> None:
    ask(make_training().id, 1)
    (number,) = _messages()
    with _gateway(status) as (url, posted), pytest.raises(DeliveryError) as refused:
        send_guest_message(number, settings=replace(own, sms_url=url), now=NOW)
    assert str(refused.value) == f"the SMS gateway answered {status}"
    assert len(posted) == 1
    assert db.session.get_one(GuestMessage, number).sent_at is None


@pytest.mark.parametrize("url", ["http://sms.example/x", "ftp://127.0.0.1/", "nonsense"])
def test_gateway_elsewhere_must_be_encrypted(own: Settings, url: str) -> None:
    with pytest.raises(DeliveryError, match="SMS_URL must look like"):
        deliver_text(TextMessage(1, "+8613800000001", "hi"), replace(own, sms_url=url))


def test_code_that_has_run_out_is_not_sent(own: Settings) -> None:
    ask(make_training().id, 1)
    send_guest_message(_messages()[0], settings=own, now=NOW + timedelta(minutes=30))
    send_guest_message(999, settings=own, now=NOW)
    assert not (own.instance / "outbox").exists()


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("kind", list(GuestMessageKind))
def test_every_kind_has_words_in_both_languages(kind: GuestMessageKind, language: Language) -> None:
    params = {**SHIFT, "code": "123456", "until": "2026-03-03T01:00:00+00:00", "reason": "台风"}
    subject, text = render_guest(kind, params, language)
    assert "心肺复苏" in subject
    assert ("星期四 19:30–21:30" if language is Language.CHINESE else "Thursday 5 March 2026") in text
    closed = {GuestMessageKind.CANCELLED, GuestMessageKind.SHIFT_CANCELLED, GuestMessageKind.OFFER_EXPIRED}
    assert (str(SHIFT["link"]) in text) is (kind not in closed)


def test_look_of_the_worker_moves_lists_on_and_erases(app: Flask) -> None:
    now = utcnow()
    shift = make_training(1, starts_at=now + timedelta(days=3))
    first, second = arrive(shift.id, 1, now=now), arrive(shift.id, 2, now=now)
    cancel(token(first), now=now)
    with atomic():
        second.until = now
    third = arrive(make_training(1, starts_at=now + timedelta(days=1)).id, 3, now=now)
    with atomic():
        third.shift.starts_at, third.shift.ends_at = now - timedelta(days=40), now - timedelta(days=39)
    GuestLists(app).look()
    db.session.expire_all()
    assert second.status is GuestStatus.CANCELLED
    assert (third.name, third.erased_at is not None) == ("", True)


def test_failed_look_is_logged_and_the_next_one_waits(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    calls: list[int] = []

    def fail(**_values: object) -> list[int]:
        calls.append(1)
        raise RuntimeError

    monkeypatch.setattr("scheduler.jobs.guests.due_for_guests", fail)
    lists = GuestLists(app)
    lists.look()
    lists.look()
    assert (len(calls), len(caplog.records)) == (1, 1)
