"""A volunteer's own hours: the ledger, the year as a picture, objections, the record and certificates."""

from datetime import date

from flask import Response as Answer
from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from scheduler.errors import NotFound
from scheduler.services import hours as service
from scheduler.services import hours_lists, service_record
from scheduler.services import service_record_certificates as certificates
from scheduler.services.hours_lists import LedgerLine
from scheduler.timeutils import local_date, utcnow
from scheduler.web.access import Access, access
from scheduler.web.fields import Day, sure
from scheduler.web.forms import Form, accepted, strip
from scheduler.web.papers.files import pdf_file
from scheduler.web.papers.records import record_page, record_pdf
from scheduler.web.session import actor
from scheduler.web.volunteer.blueprint import blueprint
from scheduler.web.volunteer.hours_picture import Picture, picture_of

_REQUIRED = lazy_gettext("Please fill in this field.")
_FIRST_YEAR, _LAST_YEAR = 2000, 2200


class ObjectionForm(Form):
    """What is wrong with a line of the ledger."""

    text = TextAreaField(
        lazy_gettext("What is wrong?"),
        [InputRequired(_REQUIRED), Length(max=service.OBJECTION_LENGTH)],
        filters=[strip],
        render_kw={"rows": 4},
        description=lazy_gettext("Say when you came and left, and who was with you."),
    )


class CertificateDaysForm(Form):
    """The days of which a certificate tells."""

    first = Day(lazy_gettext("From day"), [InputRequired(_REQUIRED)])
    last = Day(lazy_gettext("To day"), [InputRequired(_REQUIRED)])


@blueprint.get("/my/hours", endpoint="hours")
@access(Access.SIGNED_IN)
def my_hours() -> str:
    """Show the reader's year as a picture, and every line of her ledger."""
    form = CertificateDaysForm(formdata=None)
    today = local_date(utcnow(), actor().home_unit.zone)
    form.first.data, form.last.data = date(today.year, 1, 1), today
    return _page(form)


def _page(form: CertificateDaysForm) -> str:
    reader = actor()
    today = local_date(utcnow(), reader.home_unit.zone)
    year = request.args.get("year", today.year, type=int)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        year = today.year
    return render_template(
        "volunteer/hours.html",
        page=hours_lists.ledger_of(reader, number=request.args.get("page", 1, type=int)),
        totals=hours_lists.totals_of(reader),
        year=_picture(year),
        years=sorted({*hours_lists.years_of(reader), today.year}, reverse=True),
        notes=service_record.notes_of(reader),
        certificates=certificates.certificates_of(reader),
        form=form,
    )


def _picture(year: int) -> Picture:
    return picture_of(hours_lists.year_of(actor(), year))


@blueprint.get("/my/hours/<int:year>.svg")
@access(Access.SIGNED_IN)
def year_picture(year: int) -> Answer:
    """Draw the reader's year, to keep or to show to friends."""
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise NotFound("not_found")
    answer = make_response(render_template("volunteer/year.svg", year=_picture(year), name=actor().name))
    answer.mimetype = "image/svg+xml"
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@blueprint.route("/my/hours/<int:entry_id>/objection", methods=["GET", "POST"])
@access(Access.SIGNED_IN)
def object_to_hours(entry_id: int) -> str | Response | tuple[str, int]:
    """Show one line of the reader's ledger, and send what is wrong with it to those who keep the hours."""
    line, form = _own_line(entry_id), ObjectionForm()
    if request.method == "POST" and accepted(form, lambda: _object(form, entry_id)):
        flash(gettext("Your request is on its way. You are told the answer."), "success")
        return redirect(url_for("volunteer.hours", _anchor=f"entry-{entry_id}"))
    page = render_template("volunteer/hours_objection.html", line=line, form=form)
    return page, 422 if request.method == "POST" else 200


def _own_line(entry_id: int) -> LedgerLine:
    entry = hours_lists.find_own_entry(entry_id, person=actor())
    if entry is None:
        raise NotFound("not_found")
    return hours_lists.ledger_line(entry)


def _object(form: ObjectionForm, entry_id: int) -> None:
    service.object_to(entry_id, text=str(form.text.data), actor=actor(), now=utcnow())


@blueprint.get("/my/record")
@access(Access.SIGNED_IN)
def my_record() -> str:
    """Show the reader's service record, to print."""
    pdf = url_for("volunteer.my_record_pdf")
    record = service_record.own_record(actor())
    return record_page(record, back=url_for("volunteer.hours"), pdf=pdf, printed=utcnow())


@blueprint.get("/my/record.pdf")
@access(Access.SIGNED_IN)
def my_record_pdf() -> Answer:
    """Hand out the reader's service record as a PDF."""
    record = service_record.own_record(actor())
    return pdf_file(record_pdf(record, printed=utcnow()), certificates.volunteer_number(record.person))


@blueprint.post("/my/certificates")
@access(Access.SIGNED_IN)
def make_certificate() -> Response | tuple[str, int]:
    """Make a certificate of what the reader has served."""
    form = CertificateDaysForm()
    issued: list[str] = []
    if accepted(form, lambda: issued.append(_issue(form))):
        return redirect(url_for("public.certificate", code=issued[0]))
    return _page(form), 422


def _issue(form: CertificateDaysForm) -> str:
    first, last, reader = sure(form.first.data), sure(form.last.data), actor()
    made = certificates.issue_certificate(reader.id, first=first, last=last, actor=reader, now=utcnow())
    return made.code
