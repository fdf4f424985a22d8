"""A leader's queue: exchanges that need consent, and requests to be released from a shift."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from scheduler.enums import ReleaseStatus, SwapStatus
from scheduler.errors import Conflict
from scheduler.services import releases, swap_lists
from scheduler.services import swaps as service
from scheduler.services.permissions import Right
from scheduler.services.shift_inputs import REASON_LENGTH
from scheduler.timeutils import utcnow
from scheduler.web.access import access
from scheduler.web.forms import Form, accepted, strip
from scheduler.web.leader.blueprint import blueprint
from scheduler.web.session import actor
from scheduler.web.volunteer.swap_views import failure_words
from scheduler.web.wording import words_for


class RefuseForm(Form):
    """Why a leader says no."""

    reason = StringField(
        lazy_gettext("Reason"),
        [
            InputRequired(lazy_gettext("Please fill in this field.")),
            Length(max=REASON_LENGTH, message=lazy_gettext("At most %(max)d characters, please.")),
        ],
        filters=[strip],
    )


@blueprint.get("/leader/requests", endpoint="requests")
@access(Right.PLAN_SHIFTS)
def queue() -> str:
    """Show what waits for the reader's decision, and what was exchanged lately."""
    return _page(RefuseForm(formdata=None), "")


def _page(form: RefuseForm, about: str) -> str:
    """Return the queue; ``about`` names the request to which the form's errors belong."""
    reader, now = actor(), utcnow()
    return render_template(
        "leader/requests.html",
        form=form,
        about=about,
        swaps=swap_lists.pending_swaps(reader, now=now),
        releases=swap_lists.pending_releases(reader, now=now),
        done=swap_lists.done_lately(reader, now=now),
    )


@blueprint.post("/leader/swaps/<int:request_id>/approve")
@access(Right.PLAN_SHIFTS)
def approve_swap(request_id: int) -> Response:
    """Consent to an exchange."""
    try:
        done = service.approve_swap(request_id, actor=actor(), now=utcnow())
    except Conflict as refusal:
        flash(words_for(refusal), "info")
    else:
        if done.status is SwapStatus.DONE:
            flash(gettext("The exchange is done, and both are told."), "success")
        else:
            why = failure_words(done) or words_for(Conflict("swap.expired"))
            flash(gettext("It is no longer possible: %(why)s.", why=why), "warning")
    return redirect(url_for("leader.requests"))


@blueprint.post("/leader/swaps/<int:request_id>/refuse")
@access(Right.PLAN_SHIFTS)
def refuse_swap(request_id: int) -> Response | tuple[str, int]:
    """Refuse an exchange, with words."""
    return _refuse(service.refuse_swap, request_id, f"swap-{request_id}")


@blueprint.post("/leader/releases/<int:release_id>/grant")
@access(Right.PLAN_SHIFTS)
def grant_release(release_id: int) -> Response:
    """Release somebody from a shift."""
    try:
        done = releases.grant_release(release_id, actor=actor(), now=utcnow())
    except Conflict as refusal:
        flash(words_for(refusal), "info")
    else:
        if done.status is ReleaseStatus.GRANTED:
            flash(gettext("The place is free, and the volunteer is told."), "success")
        else:
            flash(words_for(Conflict("release.answered")), "info")
    return redirect(url_for("leader.requests"))


@blueprint.post("/leader/releases/<int:release_id>/refuse")
@access(Right.PLAN_SHIFTS)
def refuse_release(release_id: int) -> Response | tuple[str, int]:
    """Say that somebody is still counted on, with words."""
    return _refuse(releases.refuse_release, release_id, f"release-{release_id}")


def _refuse(action: Callable[..., Any], number: int, about: str) -> Response | tuple[str, int]:
    form = RefuseForm()
    if accepted(form, lambda: action(number, reason=form.reason.data or "", actor=actor(), now=utcnow())):
        flash(gettext("The answer is sent."), "success")
    elif form.reason.errors:
        return _page(form, about), 422
    return redirect(url_for("leader.requests"))
