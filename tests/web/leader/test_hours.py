"""A leader's pages about hours: totals, one person's ledger, corrections, notes, certificates."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import HoursKind, Language, Role
from scheduler.models import Certificate, HoursEntry, HoursObjection, Person, ServiceNote, Unit
from scheduler.services.hours import NewHours, add_hours, object_to
from scheduler.timeutils import local_date, utcnow
from tests.factories import make_person, make_unit

SignIn = Callable[[Person], FlaskClient]
DAY = timedelta(days=1)


class Ledger:
    """Anna's ledger with an hour of yesterday, as her grid leader sees it in English."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.unit: Unit = make_unit()
        self.leader: Person = make_person(self.unit, Role.GRID_LEADER, language=Language.ENGLISH)
        self.anna: Person = make_person(self.unit, name="安娜")
        new = NewHours(HoursKind.SERVICE, "物资搬运", utcnow() - DAY, 60, "名单")
        self.entry: HoursEntry = add_hours(self.anna.id, new, unit=self.unit, actor=self.leader, now=utcnow())
        self.today = local_date(utcnow(), self.unit.zone)

    @property
    def url(self) -> str:
        """Return the address of the ledger."""
        return f"/leader/people/{self.anna.id}/hours"

    def new(self, **values: Any) -> dict[str, Any]:
        """Return a form of hours by hand."""
        day = (self.today - DAY).isoformat()
        form = {"unit": self.unit.code, "kind": "training", "title": "急救", "day": day}
        return {**form, "start": "08:00", "minutes": "120", "reason": "签到表", **values}


@pytest.fixture
def ledger(app: Flask, sign_in: SignIn, client: FlaskClient) -> Ledger:
    found = Ledger(client)
    sign_in(found.leader)
    return found


def test_totals_lead_to_the_people(ledger: Ledger) -> None:
    days = {"first": (ledger.today - 9 * DAY).isoformat(), "last": ledger.today.isoformat()}
    page = ledger.client.get("/leader/hours", query_string=days).text
    assert ledger.url in page
    assert "1 h" in page
    before = {"first": "2020-01-01", "last": "2020-01-31", "unit": ledger.unit.code}
    assert "No hours in these days." in ledger.client.get("/leader/hours", query_string=before).text


def test_ledger_of_another_grid_is_not_shown(ledger: Ledger, sign_in: SignIn) -> None:
    stranger = sign_in(make_person(make_unit(), Role.OFFICER))
    for url in (ledger.url, f"/leader/people/{ledger.anna.id}/record", f"/leader/hours/{ledger.entry.id}"):
        assert stranger.get(url).status_code == 403


def test_auditor_reads_and_has_no_forms(ledger: Ledger, sign_in: SignIn) -> None:
    auditor = sign_in(make_person(ledger.unit, Role.AUDITOR, language=Language.ENGLISH))
    page = auditor.get(ledger.url).text
    assert "物资搬运" in page
    for words in ("Enter hours by hand", "Make a certificate", "/leader/hours/", "Add one"):
        assert words not in page
    assert "物资搬运" in auditor.get(f"/leader/people/{ledger.anna.id}/record").text


def test_leader_has_no_forms_for_her_own_hours(ledger: Ledger) -> None:
    page = ledger.client.get(f"/leader/people/{ledger.leader.id}/hours").text
    assert "Enter hours by hand" not in page


def test_hours_by_hand_are_entered_once(ledger: Ledger) -> None:
    assert ledger.client.post(ledger.url, data=ledger.new()).location == ledger.url
    again = ledger.client.post(ledger.url, data=ledger.new())
    assert again.status_code == 422
    assert "This very service is in the ledger already." in again.text
    entries = db.session.scalars(select(HoursEntry).order_by(HoursEntry.id)).all()
    assert [(entry.title, entry.minutes, entry.kind) for entry in entries] == [
        ("物资搬运", 60, HoursKind.SERVICE),
        ("急救", 120, HoursKind.TRAINING),
    ]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"minutes": "0"}, "Between 1 and 1440 minutes, please."),
        ({"minutes": "x"}, "Please type a whole number."),
        ({"day": "2099-01-01"}, "Please choose a day within the last two years."),
        ({"title": ""}, "Please fill in this field."),
        ({"unit": "nowhere"}, "Please choose one of the entries offered."),
    ],
)
def test_hours_by_hand_are_refused_at_the_field(ledger: Ledger, values: dict[str, str], words: str) -> None:
    answer = ledger.client.post(ledger.url, data=ledger.new(**values))
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="签到表"' in answer.text


def test_correction_and_its_refusals(ledger: Ledger) -> None:
    url = f"/leader/hours/{ledger.entry.id}"
    assert 'value="60"' in ledger.client.get(url).text
    wrong = ledger.client.post(url, data={"seen": "60", "minutes": "60", "reason": "x"})
    assert wrong.status_code == 422
    assert "It counts as so many minutes already." in wrong.text
    good = {"seen": "60", "minutes": "75", "reason": "查了记录"}
    assert ledger.client.post(url, data=good).location == ledger.url
    stale = ledger.client.post(url, data={**good, "minutes": "80"})
    assert "Somebody else changed this in the meantime." in stale.text
    assert sum(db.session.scalars(select(HoursEntry.minutes))) == 75


def test_objection_is_answered_either_way(ledger: Ledger) -> None:
    object_to(ledger.entry.id, text="还有半小时", actor=ledger.anna, now=utcnow())
    page = ledger.client.get(f"/leader/hours/{ledger.entry.id}").text
    assert "还有半小时" in page
    url = f"/leader/hours/{ledger.entry.id}/answer"
    assert ledger.client.post(url, data={"reason": ""}).status_code == 422
    assert ledger.client.post(url, data={"reason": "监控为准"}).location == ledger.url
    assert db.session.scalars(select(HoursObjection.answer)).all() == ["监控为准"]
    assert "This has been answered already." in ledger.client.post(url, data={"reason": "监控为准"}).text


def test_note_is_written_and_withdrawn(ledger: Ledger) -> None:
    form = {
        "unit": ledger.unit.code,
        "kind": "commendation",
        "given_on": ledger.today.isoformat(),
        "text": "优秀志愿者",
    }
    url = f"/leader/people/{ledger.anna.id}/notes"
    assert ledger.client.post(url, data=form).location == f"{ledger.url}#notes"
    assert ledger.client.post(url, data=form).status_code == 422
    note = db.session.scalars(select(ServiceNote)).one()
    assert "优秀志愿者" in ledger.client.get(f"/leader/people/{ledger.anna.id}/record").text
    ledger.client.post(f"/leader/notes/{note.id}/withdraw")
    assert "优秀志愿者" not in ledger.client.get(f"/leader/people/{ledger.anna.id}/record").text


def test_certificate_is_issued_and_declared_void(ledger: Ledger) -> None:
    form = {"first": (ledger.today - 9 * DAY).isoformat(), "last": ledger.today.isoformat()}
    answer = ledger.client.post(f"/leader/people/{ledger.anna.id}/certificates", data=form)
    issued = db.session.scalars(select(Certificate)).one()
    assert answer.location == f"/certificates/{issued.code}"
    url = f"/leader/certificates/{issued.id}/void"
    assert url in ledger.client.get(ledger.url).text
    assert ledger.client.get(url).status_code == 200
    assert ledger.client.post(url, data={"reason": ""}).status_code == 422
    assert ledger.client.post(url, data={"reason": "误发"}).location == ledger.url
    assert "Void" in ledger.client.get(ledger.url).text
