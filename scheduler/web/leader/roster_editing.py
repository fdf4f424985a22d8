"""Edits of a draft: assign, take off, move, pin; each answers with the shift as it is then."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from scheduler.services.permissions import Right
from scheduler.services.rosters import editing as service
from scheduler.services.rosters.periods import get_period
from scheduler.services.rosters.scope import shift_of_period
from scheduler.timeutils import utcnow
from scheduler.web.access import access
from scheduler.web.forms import accepted
from scheduler.web.leader.blueprint import blueprint
from scheduler.web.leader.post_views import changed_parts, describe_post, is_fragment
from scheduler.web.leader.roster_forms import EditForm
from scheduler.web.leader.rule_words import finding_words, in_words
from scheduler.web.session import actor

Answer = Response | str


@blueprint.post("/leader/periods/<int:period_id>/shifts/<int:shift_id>/assign")
@access(Right.PLAN_ROSTERS)
def assign(period_id: int, shift_id: int) -> Answer:
    """Put a person on a shift."""
    form = EditForm()

    def act() -> Any:
        return service.assign(period_id, shift_id=shift_id, **_edit(form))

    return _answer(period_id, shift_id, form, act, gettext("The person is on the shift now, pinned."))


@blueprint.post("/leader/periods/<int:period_id>/shifts/<int:shift_id>/unassign")
@access(Right.PLAN_ROSTERS)
def unassign(period_id: int, shift_id: int) -> Answer:
    """Take a person off a shift."""
    form = EditForm()

    def act() -> Any:
        return service.unassign(period_id, shift_id=shift_id, **_edit(form))

    return _answer(period_id, shift_id, form, act, gettext("The person is off the shift."))


@blueprint.post("/leader/periods/<int:period_id>/shifts/<int:shift_id>/move")
@access(Right.PLAN_ROSTERS)
def move(period_id: int, shift_id: int) -> Answer:
    """Move a person from a shift to another one."""
    form = EditForm()

    def act() -> Any:
        target = form.shift_id
        return service.move(period_id, shift_id=shift_id, to_shift_id=target, **_edit(form))

    return _answer(period_id, shift_id, form, act, gettext("The person has moved to the other shift."))


@blueprint.post("/leader/periods/<int:period_id>/shifts/<int:shift_id>/pin")
@access(Right.PLAN_ROSTERS)
def pin(period_id: int, shift_id: int) -> Answer:
    """Let the solver keep a person on a shift, or let it decide again."""
    form = EditForm()
    pinned = form.wants_pin
    done = (
        gettext("Pinned: the solver keeps this.")
        if pinned
        else gettext("Unpinned: the solver may move this.")
    )

    def act() -> Any:
        return service.pin(period_id, shift_id=shift_id, pinned=pinned, **_edit(form))

    return _answer(period_id, shift_id, form, act, done)


def _edit(form: EditForm) -> dict[str, Any]:
    return {
        "person_id": form.person_id,
        "revision": form.seen_revision,
        "actor": actor(),
        "now": utcnow(),
    }


def _answer(period_id: int, shift_id: int, form: EditForm, act: Callable[[], Any], done: str) -> Answer:
    """Do an edit and say what became of it; scripts get the shift's panel, others are sent to its page."""
    found: list[Any] = []
    if accepted(form, lambda: found.extend(in_words(act)() or ())):
        flash(done, "success")
        for finding in found:
            flash(gettext("Worth a thought. %(finding)s", finding=finding_words(finding)), "info")
    if not is_fragment():
        return redirect(url_for("leader.post", period_id=period_id, shift_id=shift_id))
    period = get_period(period_id, actor=actor())
    shift = shift_of_period(period, shift_id)
    changed = changed_parts(period, shift, form.shift_id)
    found_now = describe_post(period, shift, search="", number=1)
    return render_template("leader/post_panel.html", changed=changed, **found_now)
