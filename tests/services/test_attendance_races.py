"""Many at once: a shift is closed once, and a tap that is sent from everywhere counts once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import Role, TapAction
from scheduler.errors import Conflict
from scheduler.models import AttendanceTap, HoursEntry, Person
from scheduler.services.attendance import Tap, record_taps
from scheduler.services.attendance_closing import close_shift
from scheduler.services.service_record_certificates import issue_certificate
from scheduler.timeutils import local_date
from tests.factories import NOW, enrol, make_person, make_shift, make_unit

AT_ONCE = 8
HOUR = timedelta(hours=1)


def _at_once(app: Flask, action: Callable[[], str]) -> list[str]:
    """Return what each of several threads got from ``action``, sorted."""

    def run(_number: int) -> str:
        with app.app_context():
            try:
                return action()
            except Conflict as refusal:
                return refusal.code
            finally:
                db.session.remove()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sorted(pool.map(run, range(AT_ONCE)))


def _actor(person_id: int) -> Person:
    return db.session.get_one(Person, person_id)


def test_taps_closing_and_certificates_count_once_under_load(app: Flask) -> None:
    unit = make_unit()
    leader, anna = make_person(unit, Role.GRID_LEADER).id, make_person(unit)
    shift = make_shift(unit, starts_at=NOW)
    enrol(anna, shift)
    number, person = shift.id, anna.id
    db.session.remove()

    def tap() -> str:
        made = Tap("the same", person, TapAction.IN, NOW)
        return str(record_taps(number, [made], actor=_actor(leader), now=NOW)[0].state)

    def close() -> str:
        close_shift(number, minutes={}, actor=_actor(leader), now=NOW + 2 * HOUR)
        return "closed"

    def certify() -> str:
        today = local_date(NOW, "Asia/Shanghai")
        issued = issue_certificate(person, first=today, last=today, actor=_actor(person), now=NOW + 2 * HOUR)
        return issued.code

    assert _at_once(app, tap) == ["in"] * AT_ONCE
    assert len(db.session.scalars(select(AttendanceTap)).all()) == 1
    db.session.remove()
    assert _at_once(app, close) == ["attendance.closed_already"] * (AT_ONCE - 1) + ["closed"]
    assert db.session.scalars(select(HoursEntry.minutes)).all() == [120]
    db.session.remove()
    assert len(set(_at_once(app, certify))) == 1
