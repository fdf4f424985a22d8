"""The worker's look at the waiting lists."""

import logging
from datetime import timedelta

import pytest
from flask import Flask

from scheduler.database import atomic, db
from scheduler.enums import EnrolmentStatus
from scheduler.jobs.waiting import WaitingLists
from scheduler.models import Enrolment
from scheduler.services.enrolments import sign_up
from scheduler.services.people import give_back_places
from scheduler.timeutils import utcnow
from tests.factories import make_person, make_shift, make_unit


def test_look_offers_what_a_closed_account_left_free(app: Flask) -> None:
    unit, now = make_unit(), utcnow()
    shift = make_shift(unit, capacity=1, starts_at=now + timedelta(days=3))
    holder, waiting = make_person(unit), make_person(unit)
    for person in (holder, waiting):
        sign_up(shift.id, actor=person, now=now)
    with atomic():
        give_back_places(holder, now=now)
    lists = WaitingLists(app)
    lists.look()
    db.session.expire_all()
    place = db.session.query(Enrolment).filter_by(person_id=waiting.id).one()
    assert place.status is EnrolmentStatus.OFFERED


def test_failed_look_is_logged_and_the_next_one_waits(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    calls: list[int] = []

    def fail(**_values: object) -> int:
        calls.append(1)
        raise RuntimeError

    monkeypatch.setattr("scheduler.jobs.waiting.move_lists_on", fail)
    lists = WaitingLists(app)
    with caplog.at_level(logging.ERROR):
        lists.look()
        lists.look()
    assert (len(calls), len(caplog.records)) == (1, 1)
