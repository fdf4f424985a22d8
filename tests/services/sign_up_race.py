"""Many processes sign people up at the same moment: started by the test, told what to do on stdin.

The program loads the product once and then forks; each child opens its own connection, waits at a
barrier for all others, and signs up, round after round. Standard input:
``{"database": url, "rounds": [[[shift id, person id], … one pair per process], …]}``; standard output:
for each round the code of each answer.
"""

import gc
import json
import multiprocessing
import sys
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any

from flask import Flask

from scheduler.database import atomic, db
from scheduler.enums import EnrolmentStatus
from scheduler.errors import Conflict
from scheduler.models import Person, Shift
from scheduler.services.enrolments import sign_up
from tests.factories import NOW

SIGNED_UP, WAITING = "signed up", "waiting"
#: Longer than any round takes: a child that died must not let the others wait for ever.
_PATIENCE = 60.0


class _Undone(Exception):  # noqa: N818 - it ends a transaction, nothing failed
    """Take the transaction back."""


def _attempt(shift_id: int, person_id: int) -> str:
    try:
        place = sign_up(shift_id, actor=db.session.get_one(Person, person_id), now=NOW)
        waits = place.status is EnrolmentStatus.WAITING
    except Conflict as refusal:
        return refusal.code
    except Exception as error:  # noqa: BLE001 - whatever it is, the test must see it
        return f"{type(error).__name__}: {error}"
    finally:
        db.session.remove()
    return WAITING if waits else SIGNED_UP


def _volunteer(app: Flask, attempts: list[tuple[int, int]], barrier: Barrier, answers: Connection) -> None:
    with app.app_context():
        db.engine.dispose(close=False)  # the parent's connections stay the parent's
        db.session.get_one(Shift, attempts[0][0])  # an own connection before the start
        db.session.remove()
        told = []
        for shift_id, person_id in attempts:
            barrier.wait(_PATIENCE)
            told.append(_attempt(shift_id, person_id))
        answers.send(told)
        db.engine.dispose()


def _prepare(database: str, shift_id: int, person_id: int) -> Flask:
    """Return an application that has signed somebody up once, in vain: children need not warm up."""
    app = Flask("race")
    app.config["SQLALCHEMY_DATABASE_URI"] = database
    db.init_app(app)
    with app.app_context():
        with suppress(_Undone), atomic():
            _attempt_in_vain(shift_id, person_id)
        db.session.remove()
        db.engine.dispose()
    gc.freeze()
    return app


def _attempt_in_vain(shift_id: int, person_id: int) -> None:
    sign_up(shift_id, actor=db.session.get_one(Person, person_id), now=NOW)
    raise _Undone


def _race(database: str, rounds: list[list[tuple[int, int]]]) -> list[list[str]]:
    app = _prepare(database, *rounds[0][0])
    context: Any = multiprocessing.get_context("fork")
    runners = len(rounds[0])
    barrier = context.Barrier(runners)
    pipes, processes = [], []
    for number in range(runners):
        ours, theirs = context.Pipe(duplex=False)
        attempts = [pairs[number] for pairs in rounds]
        process = context.Process(target=_volunteer, args=(app, attempts, barrier, theirs))
        process.start()
        pipes.append(ours)
        processes.append(process)
    told = [pipe.recv() if pipe.poll(_PATIENCE) else ["no answer"] * len(rounds) for pipe in pipes]
    for process in processes:
        process.join(_PATIENCE)
    return [list(codes) for codes in zip(*told, strict=True)]


if __name__ == "__main__":
    order = json.load(sys.stdin)
    json.dump(_race(order["database"], order["rounds"]), sys.stdout)
