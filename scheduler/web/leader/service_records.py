"""Service records and certificates as leaders see them: to print, and to take back."""

from flask import Response as Answer
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from scheduler.models import Certificate
from scheduler.services import service_record
from scheduler.services import service_record_certificates as certificates
from scheduler.services.permissions import Right, require
from scheduler.services.rows import get_row
from scheduler.timeutils import utcnow
from scheduler.web.access import access
from scheduler.web.forms import accepted
from scheduler.web.leader.blueprint import blueprint
from scheduler.web.leader.hours_forms import RevokeForm
from scheduler.web.papers.files import pdf_file
from scheduler.web.papers.records import record_page, record_pdf
from scheduler.web.session import actor


@blueprint.get("/leader/people/<int:person_id>/record")
@access(Right.VIEW_ATTENDANCE)
def person_record(person_id: int) -> str:
    """Show the service record of one person, to print."""
    record = service_record.record_of(person_id, actor=actor())
    back = url_for("leader.person_hours", person_id=person_id)
    pdf = url_for("leader.person_record_pdf", person_id=person_id)
    return record_page(record, back=back, pdf=pdf, printed=utcnow())


@blueprint.get("/leader/people/<int:person_id>/record.pdf")
@access(Right.VIEW_ATTENDANCE)
def person_record_pdf(person_id: int) -> Answer:
    """Hand out the service record of one person as a PDF."""
    record = service_record.record_of(person_id, actor=actor())
    return pdf_file(record_pdf(record, printed=utcnow()), certificates.volunteer_number(record.person))


@blueprint.post("/leader/notes/<int:note_id>/withdraw")
@access(Right.KEEP_HOURS)
def withdraw_note(note_id: int) -> Response:
    """Take a commendation or an evaluation back."""
    person_id = service_record.withdraw_note(note_id, actor=actor(), now=utcnow()).person_id
    flash(gettext("It is no longer in the service record."), "success")
    return redirect(url_for("leader.person_hours", person_id=person_id, _anchor="notes"))


@blueprint.route("/leader/certificates/<int:certificate_id>/void", methods=["GET", "POST"])
@access(Right.KEEP_HOURS)
def revoke_certificate(certificate_id: int) -> str | Response | tuple[str, int]:
    """Declare a certificate void, with the reason."""
    certificate = get_row(Certificate, certificate_id)
    require(actor(), Right.KEEP_HOURS, certificate.person.home_unit)
    form = RevokeForm()
    if request.method == "POST" and accepted(form, lambda: _revoke(form, certificate_id)):
        flash(gettext("The certificate is void; its page says so from now on."), "success")
        return redirect(url_for("leader.person_hours", person_id=certificate.person_id))
    page = render_template(
        "leader/certificate_void.html",
        certificate=get_row(Certificate, certificate_id),
        number=certificates.certificate_number(certificate),
        form=form,
    )
    return page, 422 if request.method == "POST" else 200


def _revoke(form: RevokeForm, certificate_id: int) -> None:
    certificates.revoke_certificate(certificate_id, reason=str(form.reason.data), actor=actor(), now=utcnow())
