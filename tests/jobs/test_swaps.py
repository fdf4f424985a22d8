"""The worker's look at requests for swaps, covers and releases."""

import logging
from datetime import timedelta

import pytest
from flask import Flask

from scheduler.database import atomic, db
from scheduler.enums import SwapKind, SwapStatus
from scheduler.jobs.swaps import SwapRequests
from scheduler.services.people import give_back_places
from scheduler.services.swaps import offer_shift
from scheduler.timeutils import utcnow
from tests.factories import enrol, make_person, make_shift, make_unit


def test_look_ends_the_request_of_a_closed_account(app: Flask) -> None:
    unit, now = make_unit(), utcnow()
    shift = make_shift(unit, starts_at=now + timedelta(days=3))
    holder, other = make_person(unit), make_person(unit)
    enrol(holder, shift)
    request = offer_shift(shift.id, kind=SwapKind.COVER, person_id=other.id, actor=holder, now=now)
    with atomic():
        give_back_places(holder, now=now)
    SwapRequests(app).look()
    db.session.expire_all()
    assert (request.status, request.failure) == (SwapStatus.FAILED, "place_gone")


def test_failed_look_is_logged_and_the_next_one_waits(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    calls: list[int] = []

    def fail(**_values: object) -> int:
        calls.append(1)
        raise RuntimeError

    monkeypatch.setattr("scheduler.jobs.swaps.end_lapsed", fail)
    requests = SwapRequests(app)
    with caplog.at_level(logging.ERROR):
        requests.look()
        requests.look()
    assert (len(calls), len(caplog.records)) == (1, 1)
