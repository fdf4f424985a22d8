"""Several people answer at the same moment, each in a thread and on a connection of its own."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import EnrolmentStatus, SwapKind
from scheduler.errors import Conflict
from scheduler.models import Enrolment, Person, SwapRequest
from scheduler.services.enrolments import cancel
from scheduler.services.swaps import accept_swap, offer_shift
from tests.factories import NOW, enrol, make_person, make_shift, make_unit

ROUNDS, PEOPLE = 3, 4


def _together(app: Flask, acts: list[Callable[[], str]]) -> list[str]:
    """Return what each was told, all having begun at the same moment."""
    barrier = threading.Barrier(len(acts))
    told = [""] * len(acts)

    def run(number: int) -> None:
        with app.app_context():
            barrier.wait(10)
            try:
                told[number] = acts[number]()
            except Conflict as refusal:
                told[number] = refusal.code
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    db.session.rollback()
    return told


def _accepting(request_id: int, person_id: int) -> Callable[[], str]:
    def act() -> str:
        return accept_swap(request_id, actor=db.session.get_one(Person, person_id), now=NOW).status

    return act


def _cancelling(shift_id: int, person_id: int) -> Callable[[], str]:
    def act() -> str:
        return "gave back " + cancel(shift_id, actor=db.session.get_one(Person, person_id), now=NOW).status

    return act


def _seated(shift_id: int) -> list[int | None]:
    query = select(Enrolment.seat).where(
        Enrolment.shift_id == shift_id, Enrolment.status == EnrolmentStatus.CONFIRMED
    )
    return list(db.session.scalars(query))


def _offered(weeks: int) -> tuple[SwapRequest, Person, list[Person]]:
    unit = make_unit()
    holder, *others = [make_person(unit) for _ in range(PEOPLE + 1)]
    shift = make_shift(unit, starts_at=NOW + timedelta(weeks=weeks))
    enrol(holder, shift, seat=2)
    request = offer_shift(shift.id, kind=SwapKind.COVER, person_id=None, actor=holder, now=NOW)
    return request, holder, others


def test_of_those_who_accept_at_once_one_wins(app: Flask) -> None:
    for weeks in range(1, ROUNDS + 1):
        request, _, others = _offered(weeks)
        shift_id = request.enrolment.shift_id
        told = _together(app, [_accepting(request.id, person.id) for person in others])
        assert Counter(told) == {"done": 1, "swap.taken": PEOPLE - 1}
        assert _seated(shift_id) == [2]


def test_who_gives_back_and_who_accepts_at_once_agree_on_the_outcome(app: Flask) -> None:
    for weeks in range(1, ROUNDS + 1):
        request, holder, others = _offered(weeks)
        shift_id = request.enrolment.shift_id
        told = _together(app, [_accepting(request.id, others[0].id), _cancelling(shift_id, holder.id)])
        first = told == ["done", "enrolment.not_on_shift"]
        assert first or told == ["failed", "gave back cancelled"]
        assert _seated(shift_id) == ([2] if first else [])
