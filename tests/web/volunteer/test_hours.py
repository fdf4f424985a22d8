"""A volunteer's hours: every entry, the year's picture, objections, the record, certificates."""

from collections.abc import Callable
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import HoursKind, Language, Role, ServiceNoteKind
from scheduler.models import Certificate, HoursEntry, HoursObjection, Notification, Person, Unit
from scheduler.services.hours import NewHours, add_hours, correct_hours, object_to
from scheduler.services.service_record import add_note
from scheduler.timeutils import local_date, utcnow
from tests.factories import make_person, make_unit

SignIn = Callable[[Person], FlaskClient]
DAY = timedelta(days=1)


class World:
    """Anna served an hour yesterday."""

    def __init__(self) -> None:
        self.unit: Unit = make_unit()
        self.leader: Person = make_person(self.unit, Role.GRID_LEADER, language=Language.ENGLISH)
        self.anna: Person = make_person(self.unit, name="安娜 <b>", language=Language.ENGLISH)
        new = NewHours(HoursKind.SERVICE, "物资搬运 <i>", utcnow() - DAY, 60, "名单")
        self.entry: HoursEntry = add_hours(self.anna.id, new, unit=self.unit, actor=self.leader, now=utcnow())


@pytest.fixture
def world(app: Flask) -> World:
    return World()


def test_hours_show_every_entry_with_its_corrections(world: World, sign_in: SignIn) -> None:
    correct_hours(
        world.entry.id, seen=60, minutes=90, reason="多干了半小时", actor=world.leader, now=utcnow()
    )
    page = sign_in(world.anna).get("/my/hours").text
    assert "物资搬运 &lt;i&gt;" in page
    assert "1 h 30 min" in page
    assert "Corrected by +30 min" in page
    assert "多干了半小时" in page
    assert "My hours" in page


def test_hours_without_any_say_how_they_come(app: Flask, sign_in: SignIn) -> None:
    page = sign_in(make_person(language=Language.ENGLISH)).get("/my/hours").text
    assert "No hours yet." in page


def test_picture_is_a_drawing_of_the_year(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.anna)
    year = local_date(utcnow() - DAY, "Asia/Shanghai").year
    answer = client.get(f"/my/hours/{year}.svg")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    drawing = ET.fromstring(answer.text)  # noqa: S314 - our own drawing
    texts = [element.text for element in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[:3] == [f"安娜 <b> · {year}", "1 h", "1 time · 1 day"]
    assert "style=" not in answer.text  # the page's policy forbids inline styles
    assert client.get("/my/hours/1999.svg").status_code == 404


@pytest.mark.parametrize("year", ["x", "0", "-3", "99999", "1999"])
def test_strange_years_show_this_one(world: World, sign_in: SignIn, year: str) -> None:
    page = sign_in(world.anna).get(f"/my/hours?year={year}")
    assert page.status_code == 200
    assert f"My year {local_date(utcnow(), 'Asia/Shanghai').year}" in page.text


def test_objection_goes_to_the_leader_and_is_shown(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.anna)
    url = f"/my/hours/{world.entry.id}/objection"
    assert "物资搬运" in client.get(url).text
    empty = client.post(url, data={"text": " "})
    assert empty.status_code == 422
    page = client.post(url, data={"text": "还有半小时"}, follow_redirects=True).text
    assert "waits for an answer" in page
    assert "还有半小时" in page
    client.post(url, data={"text": "还有半小时"})  # pressed twice
    assert len(db.session.scalars(select(HoursObjection)).all()) == 1
    told = db.session.scalars(select(Notification)).one()
    assert told.person_id == world.leader.id
    leader = sign_in(world.leader)
    messages = leader.get("/my/notifications").text
    assert f"/leader/hours/{world.entry.id}" in messages


def test_answer_reaches_the_volunteer_with_a_link(world: World, sign_in: SignIn) -> None:
    object_to(world.entry.id, text="还有半小时", actor=world.anna, now=utcnow())
    correct_hours(world.entry.id, seen=60, minutes=90, reason="属实", actor=world.leader, now=utcnow())
    page = sign_in(world.anna).get("/my/notifications").text
    assert f"/my/hours#entry-{world.entry.id}" in page


def test_entries_of_others_are_not_there(world: World, sign_in: SignIn) -> None:
    client = sign_in(make_person(world.unit))
    url = f"/my/hours/{world.entry.id}/objection"
    assert client.get(url).status_code == 404
    assert client.post(url, data={"text": "x"}).status_code == 404


def test_record_holds_notes_and_leaves_blank_what_is_not_stored(world: World, sign_in: SignIn) -> None:
    add_note(
        world.anna.id,
        kind=ServiceNoteKind.COMMENDATION,
        given_on=local_date(utcnow(), world.unit.zone),
        text="优秀志愿者",
        unit=world.unit,
        actor=world.leader,
        now=utcnow(),
    )
    page = sign_in(world.anna).get("/my/record").text
    for words in ("Volunteer service record", "优秀志愿者", "物资搬运", "Identity document", "lf-blank"):
        assert words in page


def test_certificate_is_made_once(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.anna)
    today = local_date(utcnow(), world.unit.zone)
    form = {"first": (today - 9 * DAY).isoformat(), "last": today.isoformat()}
    places = {client.post("/my/certificates", data=form).location for _ in range(2)}
    issued = db.session.scalars(select(Certificate)).one()
    assert places == {f"/certificates/{issued.code}"}
    assert f"/certificates/{issued.code}" in client.get("/my/hours").text


def test_certificate_refused_keeps_what_was_typed(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.anna)
    answer = client.post("/my/certificates", data={"first": "2026-03-05", "last": "2026-03-01"})
    assert answer.status_code == 422
    assert "The last day must not come before the first." in answer.text
    assert 'value="2026-03-05"' in answer.text
    none = client.post("/my/certificates", data={"first": "2020-01-01", "last": "2020-01-31"})
    assert "There are no confirmed hours in these days." in none.text
