"""The verifier's queue: claims with their evidence, the oldest first, accepted or refused with a reason."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from scheduler.models import Qualification
from scheduler.services import qualification_decisions as service
from scheduler.services.people import contact_of
from scheduler.services.permissions import Right
from scheduler.services.qualification_decisions import Findings
from scheduler.services.shift_inputs import REASON_LENGTH
from scheduler.timeutils import local_date, utcnow
from scheduler.web.access import access
from scheduler.web.fields import Day, WholeNumber, seen_version, sure
from scheduler.web.forms import Form, accepted, strip
from scheduler.web.leader.blueprint import blueprint
from scheduler.web.session import actor

_REQUIRED = lazy_gettext("Please fill in this field.")


class AcceptForm(Form):
    """Level and dates as the evidence says."""

    version = HiddenField(default="1")
    level = WholeNumber(
        lazy_gettext("Level"),
        [InputRequired(_REQUIRED), NumberRange(1, None, lazy_gettext("At least %(min)s, please."))],
    )
    valid_from = Day(lazy_gettext("Valid from"), [InputRequired(_REQUIRED)])
    valid_until = Day(
        lazy_gettext("Valid until"), description=lazy_gettext("This day included; empty means for good.")
    )

    def show(self, held: Qualification) -> None:
        """Fill the form with what is claimed."""
        self.level.data = held.level
        self.valid_from.data, self.valid_until.data = held.valid_from, held.valid_until


class RefuseForm(Form):
    """Why a claim is not accepted."""

    version = HiddenField(default="1")
    reason = StringField(
        lazy_gettext("Reason"),
        [InputRequired(_REQUIRED), Length(max=REASON_LENGTH)],
        filters=[strip],
        description=lazy_gettext("The volunteer reads it, so say what to do."),
        render_kw={"list": "reasons", "autocomplete": "off"},
    )


@blueprint.get("/leader/qualifications")
@access(Right.VERIFY_QUALIFICATIONS)
def qualifications() -> str:
    """List what waits for the reader to verify it."""
    page = service.list_claims(actor(), number=request.args.get("page", 1, type=int))
    return render_template("leader/qualifications.html", page=page)


@blueprint.get("/leader/qualifications/<int:qualification_id>")
@access(Right.VERIFY_QUALIFICATIONS)
def qualification(qualification_id: int) -> str:
    """Show a claim beside its evidence."""
    return _page(service.find_claim(qualification_id, actor=actor()))


def _page(
    held: Qualification, accept_form: AcceptForm | None = None, refuse_form: RefuseForm | None = None
) -> str:
    if accept_form is None:
        accept_form = AcceptForm(formdata=None)
        accept_form.show(held)
    refuse_form = refuse_form or RefuseForm(formdata=None)
    accept_form.version.data = refuse_form.version.data = str(held.version)  # what this page shows
    return render_template(
        "leader/qualification.html",
        held=held,
        contact=contact_of(held.person, actor=actor()),
        standing=held.standing(local_date(utcnow(), held.person.home_unit.zone)),
        others=service.others_of(held),
        queue=service.place_in_queue(held, actor=actor()),
        is_self=held.person_id == actor().id,
        accept_form=accept_form,
        refuse_form=refuse_form,
    )


@blueprint.post("/leader/qualifications/<int:qualification_id>/accept")
@access(Right.VERIFY_QUALIFICATIONS)
def accept_qualification(qualification_id: int) -> Response | tuple[str, int]:
    """Verify a claim and go on to the next."""
    form = AcceptForm()
    if accepted(form, lambda: _accept(form, qualification_id)):
        flash(gettext("Accepted. The qualification counts, and the volunteer is told."), "success")
        return _next()
    return _page(service.find_claim(qualification_id, actor=actor()), accept_form=form), 422


def _accept(form: AcceptForm, qualification_id: int) -> None:
    found = Findings(sure(form.level.data), sure(form.valid_from.data), form.valid_until.data)
    service.accept_claim(qualification_id, found, version=seen_version(form), actor=actor(), now=utcnow())


@blueprint.post("/leader/qualifications/<int:qualification_id>/refuse")
@access(Right.VERIFY_QUALIFICATIONS)
def refuse_qualification(qualification_id: int) -> Response | tuple[str, int]:
    """Refuse a claim and go on to the next."""
    form = RefuseForm()
    if accepted(form, lambda: _refuse(form, qualification_id)):
        flash(gettext("Refused. The volunteer is told why."), "success")
        return _next()
    return _page(service.find_claim(qualification_id, actor=actor()), refuse_form=form), 422


def _refuse(form: RefuseForm, qualification_id: int) -> None:
    service.refuse_claim(
        qualification_id,
        reason=str(form.reason.data),
        version=seen_version(form),
        actor=actor(),
        now=utcnow(),
    )


def _next() -> Response:
    number = service.next_claim(actor())
    if number is None:
        return redirect(url_for("leader.qualifications"))
    return redirect(url_for("leader.qualification", qualification_id=number))
