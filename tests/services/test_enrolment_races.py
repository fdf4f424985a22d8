"""Capacity and personal limits are exact when separate processes sign up at the same moment."""

import json
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from scheduler.config import Settings
from scheduler.database import db
from scheduler.models import AuditEntry, Enrolment, Person, Shift
from tests.factories import NOW, make_person, make_shift, make_unit
from tests.services.sign_up_race import SIGNED_UP, WAITING

ROUNDS, PROCESSES, PLACES, QUEUE = 6, 60, 5, 20
WEEK = timedelta(weeks=1)
#: One pair of shift and person for each process.
Round = list[tuple[Shift, Person]]


def _race(settings: Settings, rounds: list[Round]) -> list[list[str]]:
    """Return what each process was told in each round."""
    pairs = [[(shift.id, person.id) for shift, person in attempts] for attempts in rounds]
    db.session.remove()
    finished = subprocess.run(
        [sys.executable, "-m", "tests.services.sign_up_race"],
        input=json.dumps({"database": settings.database_url, "rounds": pairs}),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert finished.returncode == 0, finished.stderr[-2000:]
    told: list[list[str]] = json.loads(finished.stdout)
    return told


def _seats(shift_id: int) -> list[int]:
    query = select(Enrolment.seat).where(Enrolment.shift_id == shift_id, Enrolment.seat.is_not(None))
    return sorted(seat for seat in db.session.scalars(query) if seat is not None)


def _turns(shift_id: int) -> list[int]:
    query = select(Enrolment.person_id).where(Enrolment.shift_id == shift_id).order_by(Enrolment.turn)
    return list(db.session.scalars(query))


def _commits(shift_id: int) -> list[int]:
    """Return the people in the order of their entries, which are written under the same lock."""
    query = select(AuditEntry.actor_id).join(Enrolment, Enrolment.id == AuditEntry.subject_id)
    query = query.where(AuditEntry.subject == "enrolment", Enrolment.shift_id == shift_id)
    return [actor for actor in db.session.scalars(query.order_by(AuditEntry.id)) if actor]


@pytest.mark.slow
def test_sixty_processes_for_five_places_make_five_and_twenty_wait(app: Flask, settings: Settings) -> None:
    unit = make_unit(waiting_list_most=QUEUE)
    people = [make_person(unit) for _ in range(PROCESSES)]
    shifts = [
        make_shift(unit, starts_at=NOW + WEEK * number, capacity=PLACES) for number in range(1, ROUNDS + 1)
    ]
    ids = [shift.id for shift in shifts]
    told = _race(settings, [[(shift, person) for person in people] for shift in shifts])
    expected = Counter({SIGNED_UP: PLACES, WAITING: QUEUE, "enrolment.list_full": PROCESSES - PLACES - QUEUE})
    assert [Counter(answers) for answers in told] == [expected] * ROUNDS
    assert [_seats(shift_id) for shift_id in ids] == [list(range(1, PLACES + 1))] * ROUNDS
    deeds = db.session.scalars(select(AuditEntry.action)).all()
    assert Counter(deeds) == {
        "enrolment.signed_up": ROUNDS * PLACES,
        "enrolment.joined_list": ROUNDS * QUEUE,
    }
    assert all(_turns(shift_id) == _commits(shift_id) for shift_id in ids)


def test_one_person_pressing_the_button_in_eight_windows_has_one_place(
    app: Flask, settings: Settings
) -> None:
    unit = make_unit()
    person = make_person(unit)
    shifts = [make_shift(unit, starts_at=NOW + WEEK * number) for number in (1, 2, 3)]
    ids = [shift.id for shift in shifts]
    told = _race(settings, [[(shift, person)] * 8 for shift in shifts])
    assert [Counter(answers) for answers in told] == [Counter({SIGNED_UP: 1, "enrolment.already": 7})] * 3
    assert [_seats(shift_id) for shift_id in ids] == [[1], [1], [1]]


def test_one_person_cannot_be_in_two_places_at_once(app: Flask, settings: Settings) -> None:
    unit = make_unit()
    person = make_person(unit)
    rounds = []
    for number in (1, 2, 3):
        here, there = (make_shift(unit, starts_at=NOW + WEEK * number) for _ in range(2))
        rounds.append([(here, person), (there, person)])
    told = _race(settings, rounds)
    assert [sorted(answers) for answers in told] == [["enrolment.overlap", SIGNED_UP]] * 3
