"""A thousand sign-ups at once for thirty places, against the served application; and what one costs."""

import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from queue import Empty, SimpleQueue

import pytest
from flask import Flask
from sqlalchemy import insert, select

from scheduler.config import Settings
from scheduler.database import atomic, db
from scheduler.enums import EnrolmentOrigin, EnrolmentStatus
from scheduler.models import Enrolment, Person, Shift
from scheduler.services.enrolments import sign_up
from scheduler.timeutils import utcnow
from tests.factories import NOW, make_shift, make_unit
from tests.processes import wait_for
from tests.sign_up_load import CONFIRMED, FULL, WAITING, Answers, Crowd, make_crowd, outcome_of

PEOPLE, THREADS, PLACES, QUEUE = 1_000, 100, 30, 100
EXPECTED = {CONFIRMED: PLACES, WAITING: QUEUE, FULL: PEOPLE - PLACES - QUEUE}
#: A sign-up reads its rules and writes its audit entry: so much slower it may be than one bare row.
LEAST_RATIO = 0.3


def _report(line: str) -> None:
    """Show a figure; ``pytest -s`` lets it through."""
    sys.stdout.write(f"{line}\n")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def _served(settings: Settings) -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    """Serve the test's database with ``scheduler serve``; its log is beside the test's instance."""
    port = _free_port()
    environment = {
        **os.environ,
        "SCHEDULER_INSTANCE": str(settings.instance),
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key,
    }
    command = [sys.executable, "-m", "scheduler.cli", "serve", "--no-worker", "--port", str(port)]
    with (settings.instance / "serve.log").open("ab") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        wait_for("server", lambda: _listens(port))
        yield server, port
    finally:
        server.kill()
        server.wait()


def _prepare() -> tuple[int, list[Person]]:
    unit = make_unit(waiting_list_most=QUEUE)
    shift = make_shift(unit, capacity=PLACES, starts_at=utcnow() + timedelta(days=3))
    return shift.id, make_crowd(unit, PEOPLE)


def _check(shift_id: int, answers: Answers) -> None:
    """Compare what everybody was told with what the database holds."""
    found = outcome_of(shift_id)
    assert answers.count() == EXPECTED
    assert sorted(found.seats) == list(range(1, PLACES + 1))
    assert set(found.seats.values()) == answers.of(CONFIRMED)
    assert set(found.line) == answers.of(WAITING)
    assert found.commits == [*(found.seats[seat] for seat in sorted(found.seats)), *found.line]


@pytest.mark.benchmark
def test_thousand_browsers_for_thirty_places(app: Flask, settings: Settings) -> None:
    shift_id, people = _prepare()
    with _served(settings) as (_, port):
        started = time.perf_counter()
        crowd = Crowd(app, port, f"/open-shifts/{shift_id}/sign-up", threads=THREADS)
        answers = crowd.press(people)
        seconds = time.perf_counter() - started
    _report(f"{PEOPLE} sign-ups served in {seconds:.1f} s, {PEOPLE / seconds:.0f} a second")
    assert answers.errors == []
    _check(shift_id, answers)


@pytest.mark.benchmark
def test_no_confirmation_is_lost_when_the_server_is_killed(app: Flask, settings: Settings) -> None:
    shift_id, people = _prepare()
    path, begun = f"/open-shifts/{shift_id}/sign-up", threading.Event()
    with _served(settings) as (server, port):

        def kill() -> None:
            begun.wait(60)
            server.kill()

        killer = threading.Thread(target=kill)
        killer.start()
        answers = Crowd(app, port, path, threads=THREADS).press(people, alive=begun)
        killer.join()
    seen = dict(answers.told)
    assert answers.errors, "the server was to die in the middle"
    found = outcome_of(shift_id)
    holders = set(found.seats.values())
    assert answers.of(CONFIRMED) <= holders
    assert answers.of(WAITING) <= set(found.line)
    assert len(holders) <= PLACES
    assert not holders & answers.of(FULL)
    # Whoever got no answer presses again; whoever got one would hear the same.
    answers.errors.clear()
    again = [person for person in people if person.id not in seen]
    with _served(settings) as (_, port):
        Crowd(app, port, path, threads=THREADS, answers=answers).press(again)
    assert answers.errors == []
    _check(shift_id, answers)


def _bare(shift_id: int, actor: Person) -> None:
    """Insert one row under the lock of the shift, and nothing else."""
    person_id = actor.id
    with atomic():
        db.session.execute(select(Shift.id).where(Shift.id == shift_id).with_for_update())
        db.session.execute(
            insert(Enrolment).values(
                shift_id=shift_id,
                person_id=person_id,
                status=EnrolmentStatus.CANCELLED,
                origin=EnrolmentOrigin.SELF,
                sequence=0,
                created=NOW,
                updated=NOW,
            )
        )


def _sign_up(shift_id: int, actor: Person) -> None:
    sign_up(shift_id, actor=actor, now=NOW)


def _seconds(
    app: Flask, act: Callable[[int, Person], None], shift_id: int, people: Sequence[int], threads: int
) -> float:
    """Return how long it takes until everybody is done, with so many threads at work.

    Who acts is read first, outside the transaction, as every request does.
    """
    waiting: SimpleQueue[int] = SimpleQueue()
    for person_id in people:
        waiting.put(person_id)
    barrier = threading.Barrier(threads + 1)

    def run() -> None:
        with app.app_context():
            db.session.get_one(Shift, shift_id)  # a connection of its own before the start
            db.session.remove()
            barrier.wait()
            while True:
                try:
                    act(shift_id, db.session.get_one(Person, waiting.get_nowait()))
                except Empty:
                    return
                finally:
                    db.session.remove()

    runners = [threading.Thread(target=run) for _ in range(threads)]
    for runner in runners:
        runner.start()
    barrier.wait()
    started = time.perf_counter()
    for runner in runners:
        runner.join()
    return time.perf_counter() - started


@pytest.mark.benchmark
@pytest.mark.parametrize("threads", [1, 8])
def test_sign_up_costs_little_more_than_a_bare_row(app: Flask, threads: int) -> None:
    unit = make_unit()
    people = [person.id for person in make_crowd(unit, 200)]
    weeks = [NOW + timedelta(weeks=number) for number in range(1, 6)]
    shifts = [[make_shift(unit, capacity=PLACES, starts_at=week).id for _ in range(2)] for week in weeks]
    db.session.remove()
    ratios = []
    for bare, full in shifts:
        row = _seconds(app, _bare, bare, people, threads)
        whole = _seconds(app, _sign_up, full, people, threads)
        assert len(outcome_of(full).commits) == len(people)
        db.session.remove()
        ratios.append(row / whole)
        _report(
            f"{threads} threads: bare {len(people) / row:.0f} a second, "
            f"sign-ups {len(people) / whole:.0f} a second, ratio {row / whole:.2f}"
        )
    assert statistics.median(ratios) >= LEAST_RATIO
