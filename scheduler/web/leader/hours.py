"""Hours as leaders keep them: totals of their units, and the ledger of one person."""

from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from scheduler.enums import HoursKind, ServiceNoteKind
from scheduler.models import HoursEntry, Person, Unit
from scheduler.services import hours as service
from scheduler.services import hours_lists, service_record
from scheduler.services import service_record_certificates as certificates
from scheduler.services.hours_lists import LedgerLine
from scheduler.services.people import find_person
from scheduler.services.permissions import Right, may
from scheduler.services.rows import get_row
from scheduler.services.shift_lists import units_where
from scheduler.timeutils import days_interval, local_date, utcnow
from scheduler.web.access import access
from scheduler.web.fields import sure
from scheduler.web.forms import Form, accepted
from scheduler.web.leader.blueprint import blueprint
from scheduler.web.leader.hours_forms import (
    AnswerForm,
    CertificateForm,
    CorrectionForm,
    HoursFilterForm,
    NewHoursForm,
    NoteForm,
)
from scheduler.web.leader.shift_views import own_unit
from scheduler.web.session import actor


@blueprint.get("/leader/hours", endpoint="hours")
@access(Right.VIEW_ATTENDANCE)
def totals() -> str:
    """Show who served how long in the reader's units, this year unless asked otherwise."""
    reader, zone = actor(), actor().home_unit.zone
    units = units_where(reader, Right.VIEW_ATTENDANCE)
    form = HoursFilterForm(request.args)
    form.offer(units)
    form.validate()
    today = local_date(utcnow(), zone)
    days = form.days(today.replace(month=1, day=1), today)
    form.first.data, form.last.data = days
    unit, interval = form.chosen_unit(units), days_interval(*days, zone)
    number = request.args.get("page", 1, type=int)
    return render_template(
        "leader/hours.html",
        form=form,
        page=hours_lists.totals_by_person(reader, unit=unit, interval=interval, number=number),
        totals=hours_lists.totals_of_units(reader, unit=unit, interval=interval),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger and whether its reader may correct it."""

    ledger: LedgerLine
    may_correct: bool


@blueprint.get("/leader/people/<int:person_id>/hours")
@access(Right.VIEW_ATTENDANCE)
def person_hours(person_id: int) -> str:
    """Show the ledger of one person, her notes and certificates."""
    person = find_person(person_id, actor=actor(), right=Right.VIEW_ATTENDANCE)
    return _person_page(person)


def _person_page(
    person: Person,
    *,
    new: NewHoursForm | None = None,
    note: NoteForm | None = None,
    certificate: CertificateForm | None = None,
) -> str:
    reader = actor()
    page = hours_lists.ledger_of(person, number=request.args.get("page", 1, type=int))
    units = units_where(reader, Right.KEEP_HOURS) if person.id != reader.id else []
    return render_template(
        "leader/person_hours.html",
        person=person,
        page=page,
        lines=[Line(line, _may_correct(line.entry, reader)) for line in page.items],
        totals=hours_lists.totals_of(person),
        notes=service_record.notes_of(person),
        certificates=certificates.certificates_of(person),
        new_form=new or _suggest(NewHoursForm(formdata=None), units, person),
        note_form=note or _suggest(NoteForm(formdata=None), units, person),
        certificate_form=certificate or _suggest_days(CertificateForm(formdata=None), person),
        may_keep=bool(units),
        may_certify=bool(units) and may(reader, Right.KEEP_HOURS, person.home_unit),
        keeps={unit.id for unit in units},
    )


def _may_correct(entry: HoursEntry, reader: Person) -> bool:
    return entry.person_id != reader.id and may(reader, Right.KEEP_HOURS, entry.unit)


def _suggest(form: Form, units: list[Unit], person: Person) -> Form:
    form.offer(units)
    if units:
        form.unit.data = own_unit(units, person.home_unit).code
    form.kind.data = (ServiceNoteKind.COMMENDATION if isinstance(form, NoteForm) else HoursKind.SERVICE).value
    return form


def _suggest_days(form: CertificateForm, person: Person) -> CertificateForm:
    today = local_date(utcnow(), person.home_unit.zone)
    form.first.data, form.last.data = date(today.year, 1, 1), today
    return form


@blueprint.post("/leader/people/<int:person_id>/hours")
@access(Right.KEEP_HOURS)
def add_hours(person_id: int) -> Response | tuple[str, int]:
    """Enter service or training that no shift tells of."""
    person = find_person(person_id, actor=actor(), right=Right.VIEW_ATTENDANCE)
    form, units = NewHoursForm(), units_where(actor(), Right.KEEP_HOURS)
    form.offer(units)
    if accepted(form, lambda: _add_hours(form, units, person_id)):
        flash(gettext("The hours are in the ledger."), "success")
        return redirect(url_for("leader.person_hours", person_id=person_id))
    return _person_page(person, new=form), 422


def _add_hours(form: NewHoursForm, units: list[Unit], person_id: int) -> None:
    unit = _chosen(units, form.unit.data)
    service.add_hours(person_id, form.hours(unit.zone), unit=unit, actor=actor(), now=utcnow())


def _chosen(units: list[Unit], code: str | None) -> Unit:
    return next(unit for unit in units if unit.code == code)


@blueprint.post("/leader/people/<int:person_id>/notes")
@access(Right.KEEP_HOURS)
def add_note(person_id: int) -> Response | tuple[str, int]:
    """Write a commendation or an evaluation into the service record."""
    person = find_person(person_id, actor=actor(), right=Right.VIEW_ATTENDANCE)
    form, units = NoteForm(), units_where(actor(), Right.KEEP_HOURS)
    form.offer(units)
    if accepted(form, lambda: _add_note(form, units, person_id)):
        flash(gettext("It is in the service record."), "success")
        return redirect(url_for("leader.person_hours", person_id=person_id, _anchor="notes"))
    return _person_page(person, note=form), 422


def _add_note(form: NoteForm, units: list[Unit], person_id: int) -> None:
    service_record.add_note(
        person_id,
        kind=ServiceNoteKind(str(form.kind.data)),
        given_on=sure(form.given_on.data),
        text=str(form.text.data),
        unit=_chosen(units, form.unit.data),
        actor=actor(),
        now=utcnow(),
    )


@blueprint.post("/leader/people/<int:person_id>/certificates")
@access(Right.KEEP_HOURS)
def issue_certificate(person_id: int) -> Response | tuple[str, int]:
    """Issue a certificate for somebody."""
    person = find_person(person_id, actor=actor(), right=Right.VIEW_ATTENDANCE)
    form = CertificateForm()
    issued: list[str] = []
    if accepted(form, lambda: issued.append(_issue(form, person_id))):
        return redirect(url_for("public.certificate", code=issued[0]))
    return _person_page(person, certificate=form), 422


def _issue(form: CertificateForm, person_id: int) -> str:
    return certificates.issue_certificate(
        person_id, first=sure(form.first.data), last=sure(form.last.data), actor=actor(), now=utcnow()
    ).code


@blueprint.route("/leader/hours/<int:entry_id>", methods=["GET", "POST"])
@access(Right.KEEP_HOURS)
def correct_hours(entry_id: int) -> str | Response | tuple[str, int]:
    """Show one line of the ledger with its history, and correct it."""
    entry = _seen_entry(entry_id)
    form = CorrectionForm()
    if request.method == "POST" and accepted(form, lambda: _correct(form, entry_id)):
        flash(gettext("The hours are corrected, and the volunteer is told."), "success")
        return redirect(url_for("leader.person_hours", person_id=entry.person_id))
    return _entry_page(entry, form, AnswerForm(formdata=None)), 422 if request.method == "POST" else 200


def _correct(form: CorrectionForm, entry_id: int) -> None:
    service.correct_hours(
        entry_id,
        seen=form.seen_minutes,
        minutes=sure(form.minutes.data),
        reason=str(form.reason.data),
        actor=actor(),
        now=utcnow(),
    )


@blueprint.post("/leader/hours/<int:entry_id>/answer")
@access(Right.KEEP_HOURS)
def leave_hours(entry_id: int) -> Response | tuple[str, int]:
    """Answer an objection: the line stays as it is."""
    entry, form = _seen_entry(entry_id), AnswerForm()
    if accepted(form, lambda: _answer(form, entry_id)):
        flash(gettext("The volunteer is told."), "success")
        return redirect(url_for("leader.person_hours", person_id=entry.person_id))
    return _entry_page(entry, CorrectionForm(formdata=None), form), 422


def _answer(form: AnswerForm, entry_id: int) -> None:
    service.leave_as_is(entry_id, reason=str(form.reason.data), actor=actor(), now=utcnow())


def _seen_entry(entry_id: int) -> HoursEntry:
    return service.find_kept_entry(entry_id, actor=actor())


def _entry_page(entry: HoursEntry, form: CorrectionForm, answer: AnswerForm) -> str:
    line = hours_lists.ledger_line(get_row(HoursEntry, entry.id))
    if form.minutes.raw_data is None:
        form.minutes.data = line.minutes
    form.seen.data = str(line.minutes)
    return render_template("leader/hours_entry.html", line=line, form=form, answer_form=answer)
