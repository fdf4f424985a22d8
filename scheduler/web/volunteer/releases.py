"""A volunteer asks the leader to be released from a shift."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from scheduler.errors import Conflict
from scheduler.services import releases as service
from scheduler.services.swaps import find_own_place
from scheduler.timeutils import utcnow
from scheduler.web.access import Access, access
from scheduler.web.forms import accepted
from scheduler.web.session import actor
from scheduler.web.volunteer.blueprint import blueprint
from scheduler.web.volunteer.swap_forms import ReleaseForm
from scheduler.web.wording import words_for


@blueprint.route("/my/shifts/<int:shift_id>/release", methods=["GET", "POST"])
@access(Access.SIGNED_IN)
def ask_release(shift_id: int) -> Response | tuple[str, int]:
    """Ask to be released from an own shift, with a reason."""
    form = ReleaseForm()
    if accepted(form, lambda: _ask(form, shift_id)):
        flash(gettext("The leader is told. Until the answer comes, you stay responsible."), "success")
        return redirect(url_for("volunteer.swaps", _anchor="releases"))
    place = find_own_place(shift_id, actor=actor())
    refused = service.release_refusal(place, now=utcnow())
    page = render_template(
        "volunteer/release.html", form=form, shift=place.shift, refused=words_for(refused) if refused else ""
    )
    return page, 422 if form.is_submitted() else 200


def _ask(form: ReleaseForm, shift_id: int) -> None:
    service.ask_release(shift_id, reason=form.reason.data or "", actor=actor(), now=utcnow())


@blueprint.post("/my/releases/<int:release_id>/withdraw")
@access(Access.SIGNED_IN)
def withdraw_release(release_id: int) -> Response:
    """Take the request back."""
    try:
        service.withdraw_release(release_id, actor=actor(), now=utcnow())
    except Conflict as refusal:
        flash(words_for(refusal), "info")
    else:
        flash(gettext("Your request is taken back. You stay on the shift."), "success")
    return redirect(url_for("volunteer.swaps", _anchor="releases"))
