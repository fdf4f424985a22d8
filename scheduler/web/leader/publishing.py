"""From the draft to the published version: what changes for whom, publish, look at versions."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from scheduler.models import Roster
from scheduler.services.permissions import Right
from scheduler.services.rosters import publishing as service
from scheduler.services.rosters.checks import list_conflicts
from scheduler.services.rosters.comparing import compare_draft
from scheduler.services.rosters.coverage import staff_shifts
from scheduler.services.rosters.drafts import draft_of, published_of
from scheduler.services.rosters.periods import get_period
from scheduler.services.rosters.scope import shifts_of_roster
from scheduler.timeutils import utcnow
from scheduler.web.access import access
from scheduler.web.forms import accepted
from scheduler.web.leader.blueprint import blueprint
from scheduler.web.leader.board_views import day_of, page_of, week_of, week_today
from scheduler.web.leader.roster_forms import EditForm
from scheduler.web.session import actor

_PEOPLE_A_PAGE = 40


@blueprint.get("/leader/periods/<int:period_id>/changes")
@access(Right.PLAN_ROSTERS)
def changes(period_id: int) -> str | Response:
    """Show what publishing the draft would change for each person."""
    period = get_period(period_id, actor=actor(), right=Right.PLAN_ROSTERS)
    draft = draft_of(period)
    if draft is None:
        return redirect(url_for("leader.period", period_id=period_id))
    form = EditForm()
    form.revision.data = str(draft.revision)
    found = compare_draft(draft, now=utcnow())
    return render_template(
        "leader/periods_changes.html",
        period=period,
        changes=found,
        page=page_of(found.by_person(), number=request.args.get("page", 1, int), size=_PEOPLE_A_PAGE),
        conflicts=list_conflicts(draft, now=utcnow()),
        published=published_of(period),
        form=form,
        may_plan=True,
    )


@blueprint.post("/leader/periods/<int:period_id>/publish")
@access(Right.PLAN_ROSTERS)
def publish(period_id: int) -> Response:
    """Publish the draft that the reader looked at; sending the form twice publishes once."""
    form = EditForm()
    made: list[Roster] = []
    if not accepted(form, lambda: made.append(_publish(period_id, form))):
        return redirect(url_for("leader.changes", period_id=period_id))
    flash(gettext("Version %(number)s is published.", number=made[0].number), "success")
    return redirect(url_for("leader.version", period_id=period_id, number=made[0].number))


def _publish(period_id: int, form: EditForm) -> Roster:
    return service.publish_roster(period_id, revision=form.seen_revision, actor=actor(), now=utcnow())


@blueprint.get("/leader/periods/<int:period_id>/versions/<int:number>")
@access(Right.VIEW_ROSTERS)
def version(period_id: int, number: int) -> str:
    """Show a week of a published version; ``week=all`` the whole of it, to print."""
    roster = service.get_version(period_id, number, actor=actor())
    period, shifts = roster.period, shifts_of_roster(roster)
    week = week_of(period, request.args.get("week", week_today(period, utcnow()), int))
    whole = request.args.get("week") == "all"
    shown = [shift for shift in shifts if whole or day_of(shift) in week.days]
    return render_template(
        "leader/periods_version.html",
        period=period,
        roster=roster,
        week=week,
        whole=whole,
        staffing=staff_shifts(roster, shown),
    )
