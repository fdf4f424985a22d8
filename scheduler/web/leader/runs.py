"""Runs of the solver, as a leader starts, watches and stops them."""

from flask import Response as FlaskResponse
from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from scheduler.errors import Conflict
from scheduler.services.permissions import Right, may
from scheduler.services.rosters import runs as service
from scheduler.timeutils import utcnow
from scheduler.web.access import access
from scheduler.web.forms import accepted
from scheduler.web.leader.blueprint import blueprint
from scheduler.web.leader.roster_forms import RunForm, number_in
from scheduler.web.session import actor

#: htmx stops polling when it gets this.
_STOP_POLLING = 286


@blueprint.post("/leader/periods/<int:period_id>/runs")
@access(Right.PLAN_ROSTERS)
def start_run(period_id: int) -> Response:
    """Ask the solver for a roster; pressing twice asks once."""
    form = RunForm()
    if not accepted(form, lambda: _start(period_id, form)) and form.errors:
        flash(gettext("Please choose one of the time limits offered."), "danger")
    return redirect(url_for("leader.period", period_id=period_id, _anchor="run"))


def _start(period_id: int, form: RunForm) -> None:
    try:
        limit = number_in(form.time_limit.data)
        few = bool(form.few_changes.data)
        service.start_run(period_id, time_limit=limit, few_changes=few, actor=actor(), now=utcnow())
    except Conflict as refusal:
        if refusal.code != "run.active":
            raise


@blueprint.get("/leader/runs/<int:run_id>")
@access(Right.VIEW_ROSTERS)
def run_progress(run_id: int) -> Response | FlaskResponse:
    """Show how far a run is: a fragment for a page that polls, else the period's page."""
    run = service.get_run(run_id, actor=actor())
    if request.headers.get("HX-Request") != "true":
        return redirect(url_for("leader.period", period_id=run.period_id, _anchor="run"))
    may_plan = may(actor(), Right.PLAN_ROSTERS, run.period.unit)
    answer = make_response(
        render_template("leader/runs_progress.html", run=run, may_plan=may_plan, now=utcnow())
    )
    if run.status not in service.ACTIVE:
        answer.status_code = _STOP_POLLING
        answer.headers["HX-Refresh"] = "true"
    return answer


@blueprint.post("/leader/runs/<int:run_id>/cancel")
@access(Right.PLAN_ROSTERS)
def cancel_run(run_id: int) -> Response:
    """Stop a run; the best so far becomes the draft."""
    run = service.cancel_run(run_id, actor=actor(), now=utcnow())
    return redirect(url_for("leader.period", period_id=run.period_id, _anchor="run"))
