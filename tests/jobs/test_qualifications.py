"""The worker's look at qualifications."""

import logging
import os
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from scheduler.config import Settings
from scheduler.database import db
from scheduler.jobs.qualifications import QualificationCare
from scheduler.models import Notification
from scheduler.services import evidence_store as store
from tests.factories import make_person, make_skill, qualify
from tests.services.test_qualification_expiry import keep_file

NOON = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)


def test_look_warns_once_and_removes_what_is_no_longer_needed(app: Flask, settings: Settings) -> None:
    skill, old = make_skill(), NOON - timedelta(days=9)
    qualify(make_person(), skill, valid_until=NOON.date() + timedelta(days=30))
    keep_file(qualify(make_person(), skill, valid_until=NOON.date() - timedelta(days=200)), settings.instance)
    keep_file(qualify(make_person(), skill, valid_until=None), settings.instance)
    with store.kept(settings.instance, [b"orphan"]) as names:
        orphan = settings.instance / "evidence" / names[0]
        os.utime(orphan, (old.timestamp(), old.timestamp()))
    with time_machine.travel(NOON, tick=False):
        for _ in range(2):
            QualificationCare(app).look()
    db.session.expire_all()
    assert [one.params["days"] for one in db.session.query(Notification)] == [30]
    assert not orphan.exists()


def test_failed_look_is_logged_and_the_next_one_waits(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    calls: list[int] = []

    def fail(**_values: object) -> int:
        calls.append(1)
        raise RuntimeError

    monkeypatch.setattr("scheduler.jobs.qualifications.warn_of_expiry", fail)
    care = QualificationCare(app)
    with caplog.at_level(logging.ERROR):
        care.look()
        care.look()
    assert (len(calls), len(caplog.records)) == (1, 1)
