"""Notifications that leave as mails: once, in the person's language, with secrets nowhere else."""

import email
import email.policy
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from scheduler.config import Settings
from scheduler.database import db
from scheduler.enums import JobStatus, Language, NotificationKind
from scheduler.jobs.leases import Lease, work_on_job
from scheduler.jobs.messages import send_message
from scheduler.messaging.delivery import DeliveryError
from scheduler.models import Job, Notification, Person
from scheduler.services.password_changes import person_by_reset_token, request_reset
from tests.factories import NOW, make_person, save
from tests.messaging.smtp_server import mail_server

SHIFT = {
    "shift_id": 3,
    "kind": "patrol",
    "title": "晚间巡逻",
    "place": "东门",
    "unit": "桂花一网格",
    "starts_at": "2026-03-05T11:30:00+00:00",
    "ends_at": "2026-03-05T13:30:00+00:00",
    "zone": "Asia/Shanghai",
}


@pytest.fixture
def own(settings: Settings, tmp_path: Path, app: Flask) -> Iterator[Settings]:
    """Return settings with an outbox of their own, which the application has too."""
    found = replace(settings, instance=tmp_path, site_url="https://lianfang.example")
    app.config["SETTINGS"] = found
    yield found
    app.config["SETTINGS"] = settings


def _notification(person: Person, kind: NotificationKind = NotificationKind.SHIFT_CHANGED) -> Notification:
    return save(Notification(person_id=person.id, kind=kind, params=SHIFT, created=NOW))


def _outbox(settings: Settings) -> list[EmailMessage]:
    folder = settings.instance / "outbox"
    paths = sorted(folder.iterdir()) if folder.exists() else []
    mails = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in paths]
    return [mail for mail in mails if isinstance(mail, EmailMessage)]


def test_notification_is_mailed_in_the_persons_language(own: Settings) -> None:
    for name, language in (("李秀英", Language.CHINESE), ("Sam", Language.ENGLISH)):
        person = make_person(name=name, email=f"{language.value}@qq.com", language=language)
        send_message(_notification(person).id, settings=own, now=NOW)
    chinese, english = _outbox(own)
    assert (str(chinese["To"]), str(chinese["Subject"])) == ("zh_Hans_CN@qq.com", "班次有变：晚间巡逻")
    assert chinese.get_content().startswith("李秀英，您好：\n\n您参加的班次改了时间或地点")
    assert "https://lianfang.example/my/notifications" in chinese.get_content()
    assert str(english["Subject"]) == "Shift changed: 晚间巡逻"
    assert english.get_content().startswith("Dear Sam,\n\nA shift you take part in")
    assert [row.sent_at for row in db.session.scalars(select(Notification))] == [NOW, NOW]


def test_notification_is_mailed_once(own: Settings) -> None:
    notification = _notification(make_person(email="li@qq.com"))
    with mail_server() as post:
        by_smtp = replace(own, mail_url=f"smtp://127.0.0.1:{post.port}")
        send_message(notification.id, settings=by_smtp, now=NOW)
        send_message(notification.id, settings=by_smtp, now=NOW + timedelta(hours=1))
    assert len(post.mails) == 1
    assert notification.sent_at == NOW


def test_notification_of_who_cannot_be_mailed_stays_on_the_site(own: Settings) -> None:
    for person in (make_person(), make_person(email="closed@qq.com", active=False)):
        notification = _notification(person)
        send_message(notification.id, settings=own, now=NOW)
        assert notification.sent_at is None
    send_message(12_345, settings=own, now=NOW)
    assert _outbox(own) == []


def test_mail_that_a_server_refuses_is_sent_at_the_next_attempt(own: Settings) -> None:
    notification = _notification(make_person(email="li@qq.com"))
    with mail_server(DATA="451 later") as post, pytest.raises(DeliveryError):
        send_message(
            notification.id, settings=replace(own, mail_url=f"smtp://127.0.0.1:{post.port}"), now=NOW
        )
    assert notification.sent_at is None
    send_message(notification.id, settings=own, now=NOW)
    assert len(_outbox(own)) == 1


def test_mail_waits_in_no_transaction(own: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    notification = _notification(make_person(email="li@qq.com"))
    open_ones = []
    monkeypatch.setattr(
        "scheduler.jobs.messages.deliver",
        lambda _message, _settings: open_ones.append(db.session().in_transaction()),
    )
    send_message(notification.id, settings=own, now=NOW)
    assert open_ones == [False]


def test_link_for_a_new_password_is_in_the_mail_and_nowhere_else(
    own: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    person = make_person(email="li@qq.com", password_hash="x")
    with caplog.at_level(logging.DEBUG):
        request_reset("li@qq.com", now=NOW)
        notification = db.session.scalars(select(Notification)).one()
        send_message(notification.id, settings=own, now=NOW)
    body = _outbox(own)[0].get_content()
    found = re.search(r"https://lianfang\.example/password/reset/(\S+)\n", body)
    assert found is not None
    token = found[1]
    assert person_by_reset_token(token, secret_key=own.secret_key, now=NOW) is person
    assert len(f"http://127.0.0.1:8000/password/reset/{token}") < 78  # mail programs break longer lines
    signature = token.split(".")[2]
    assert signature not in caplog.text
    for table in ("notification", "job", "audit_entry", "person"):
        rows = db.session.execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608 - the names stand above
        assert signature not in repr(rows)


def _work(app: Flask, job: Job, settings: Settings) -> None:
    def act(notification_id: int, _lease: Lease) -> None:
        send_message(notification_id, settings=settings, now=NOW)

    work_on_job(app, job.id, owner="test", act=act, give_up=lambda _id, _code: None)


def test_job_whose_mail_is_refused_notes_why_without_secrets(
    own: Settings, app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    make_person(email="li@qq.com", password_hash="x")
    request_reset("li@qq.com", now=NOW)
    job = db.session.scalars(select(Job)).one()
    with mail_server("AUTH PLAIN", DATA="554 no") as post:
        url = f"smtp://post:hidden-word@127.0.0.1:{post.port}"
        _work(app, job, replace(own, mail_url=url))
    db.session.expire_all()
    assert (job.status, job.attempts) == (JobStatus.QUEUED, 1)
    assert "DeliveryError: SMTPDataError: 554 no" in job.error
    for told in (job.error, caplog.text):
        assert "hidden-word" not in told
        assert "/password/reset/" not in told


def test_job_sends_and_is_done(own: Settings, app: Flask) -> None:
    make_person(email="li@qq.com")
    request_reset("li@qq.com", now=NOW)
    job = db.session.scalars(select(Job)).one()
    _work(app, job, own)
    db.session.expire_all()
    assert job.status is JobStatus.DONE
    assert len(_outbox(own)) == 1
