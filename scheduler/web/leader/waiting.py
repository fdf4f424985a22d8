"""A place given to somebody on the waiting list out of turn."""

from flask import flash, redirect, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from scheduler.services import enrolments
from scheduler.services.permissions import Right
from scheduler.timeutils import utcnow
from scheduler.web.access import access
from scheduler.web.forms import accepted
from scheduler.web.leader.blueprint import blueprint
from scheduler.web.leader.shift_forms import GivePlaceForm
from scheduler.web.session import actor


@blueprint.post("/leader/shifts/<int:shift_id>/waiting/<int:person_id>")
@access(Right.PLAN_SHIFTS)
def give_place(shift_id: int, person_id: int) -> Response:
    """Give a place to somebody who waits, with a reason."""
    form = GivePlaceForm()
    if accepted(form, lambda: _give(form, shift_id, person_id)):
        flash(gettext("The place is given, and the person is told."), "success")
    elif form.reason.errors:
        flash(gettext("Nothing is changed. Reason: %(why)s", why=form.reason.errors[0]), "warning")
    return redirect(url_for("leader.shift", shift_id=shift_id))


def _give(form: GivePlaceForm, shift_id: int, person_id: int) -> None:
    reason = form.reason.data or ""
    enrolments.give_place(shift_id, person_id, reason=reason, actor=actor(), now=utcnow())
