"""Sixty browsers at once for ten places and a waiting list of twenty, over real connections."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
import waitress
from flask import Flask

from scheduler.timeutils import utcnow
from tests.factories import make_shift, make_unit
from tests.sign_up_load import CONFIRMED, FULL, WAITING, Crowd, make_crowd, outcome_of

BROWSERS, PLACES, QUEUE = 60, 10, 20


@pytest.fixture
def port(app: Flask) -> Iterator[int]:
    """Return the port of a server for the application in this very process, with sixteen threads."""
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=16)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server.effective_port
    server.close()
    server.task_dispatcher.shutdown()
    thread.join(timeout=10)


def test_sixty_browsers_for_ten_places_make_ten_and_twenty_wait(app: Flask, port: int) -> None:
    unit = make_unit(waiting_list_most=QUEUE)
    shift = make_shift(unit, capacity=PLACES, starts_at=utcnow() + timedelta(days=3))
    people = make_crowd(unit, BROWSERS)
    shift_id = shift.id
    crowd = Crowd(app, port, f"/open-shifts/{shift_id}/sign-up", threads=BROWSERS)
    answers = crowd.press(people)
    assert answers.errors == []
    assert answers.count() == {CONFIRMED: PLACES, WAITING: QUEUE, FULL: BROWSERS - PLACES - QUEUE}
    found = outcome_of(shift_id)
    assert sorted(found.seats) == list(range(1, PLACES + 1))
    assert set(found.seats.values()) == answers.of(CONFIRMED)
    assert set(found.line) == answers.of(WAITING)
    assert found.commits == [*(found.seats[seat] for seat in sorted(found.seats)), *found.line]
