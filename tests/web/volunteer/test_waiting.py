"""The waiting list as a volunteer sees it: joining, the position, accepting, declining, leaving."""

from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from scheduler.database import db
from scheduler.enums import EnrolmentStatus, Language
from scheduler.models import Enrolment, Person, Shift, Unit
from scheduler.services.enrolments import cancel, sign_up
from scheduler.timeutils import utcnow
from tests.factories import enrol, make_person, make_shift, make_unit
from tests.web.volunteer.test_offers import SignIn


def _full(unit: Unit, **values: Any) -> tuple[Shift, Person]:
    """Return a shift with one place, and who has it."""
    shift = make_shift(unit, **{"capacity": 1, "starts_at": utcnow() + timedelta(days=3), **values})
    holder = make_person(unit)
    sign_up(shift.id, actor=holder, now=utcnow())
    return shift, holder


def _reader(unit: Unit) -> Person:
    return make_person(unit, language=Language.ENGLISH)


def _status(person_id: int) -> EnrolmentStatus:
    db.session.expire_all()
    return db.session.scalars(select(Enrolment.status).where(Enrolment.person_id == person_id)).one()


def _post(client: FlaskClient, shift_id: int, deed: str) -> str:
    return client.post(f"/open-shifts/{shift_id}/{deed}", follow_redirects=True).text


def test_full_shift_invites_to_its_waiting_list(app: Flask, sign_in: SignIn) -> None:
    unit = make_unit()
    shift, _ = _full(unit)
    client = sign_in(_reader(unit))
    page = client.get("/open-shifts").text
    assert "Full, with a waiting list" in page
    assert "Join the waiting list" in page
    assert "Nobody waits for a place yet." in page
    page = _post(client, shift.id, "sign-up")
    assert "Every place is taken. You are number 1 on the waiting list: 傍晚巡逻." in page
    assert "Waiting list: number 1" in page
    assert "Leave the waiting list" in page


def test_own_page_offers_to_accept_and_to_decline(app: Flask, sign_in: SignIn) -> None:
    unit = make_unit()
    shift, holder = _full(unit)
    reader = _reader(unit)
    sign_up(shift.id, actor=reader, now=utcnow())
    client = sign_in(reader)
    assert "Waiting list: number 1" in client.get("/my").text
    cancel(shift.id, actor=holder, now=utcnow())
    page = client.get("/my").text
    assert "A place is kept for you until" in page
    assert f'action="/open-shifts/{shift.id}/accept"' in page
    assert f'action="/open-shifts/{shift.id}/leave"' in page
    assert "You have a place: 傍晚巡逻." in _post(client, shift.id, "accept")
    assert _status(reader.id) is EnrolmentStatus.CONFIRMED
    assert "You are on this shift already" in _post(client, shift.id, "accept")


def test_declining_and_leaving_say_what_they_did(app: Flask, sign_in: SignIn) -> None:
    unit = make_unit()
    shift, holder = _full(unit)
    reader = _reader(unit)
    client = sign_in(reader)
    sign_up(shift.id, actor=reader, now=utcnow())
    assert "You are no longer on the waiting list." in _post(client, shift.id, "leave")
    assert "You are not on the waiting list of this shift." in _post(client, shift.id, "leave")
    sign_up(shift.id, actor=reader, now=utcnow())
    cancel(shift.id, actor=holder, now=utcnow())
    page = _post(client, shift.id, "leave")
    assert "You declined the place; it is offered to the next person." in page
    assert _status(reader.id) is EnrolmentStatus.CANCELLED


def test_offer_that_is_gone_is_said_in_a_sentence(app: Flask, sign_in: SignIn) -> None:
    unit = make_unit()
    shift, _ = _full(unit)
    reader = _reader(unit)
    sign_up(shift.id, actor=reader, now=utcnow())
    page = _post(sign_in(reader), shift.id, "accept")
    assert "No place is kept for you on this shift any more" in page


def test_message_about_an_offer_leads_to_the_shift(app: Flask, sign_in: SignIn) -> None:
    unit = make_unit()
    shift, holder = _full(unit)
    reader = _reader(unit)
    sign_up(shift.id, actor=reader, now=utcnow())
    cancel(shift.id, actor=holder, now=utcnow())
    page = sign_in(reader).get("/my/notifications").text
    assert "A place for you: 傍晚巡逻" in page
    assert f'href="/open-shifts/{shift.id}"' in page


def test_number_of_queries_does_not_depend_on_the_waiting_lists(app: Flask, sign_in: SignIn) -> None:
    unit = make_unit()
    reader = make_person(unit, max_shifts_per_week=21, language=Language.ENGLISH)
    client = sign_in(reader)

    def wait_on(number: int, first: int) -> None:
        for index in range(first, first + number):
            shift = make_shift(unit, capacity=1, starts_at=utcnow() + timedelta(days=1 + index))
            enrol(make_person(unit), shift)
            sign_up(shift.id, actor=reader, now=utcnow())

    def queries(path: str) -> int:
        statements: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            statements.append(statement)

        db.session.expire_all()
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            assert client.get(path).status_code == 200
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(statements)

    wait_on(3, 0)
    few = [queries(path) for path in ("/my", "/open-shifts")]
    wait_on(22, 3)
    assert [queries(path) for path in ("/my", "/open-shifts")] == few
