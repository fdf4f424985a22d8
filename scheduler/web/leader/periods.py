"""Roster periods: the list, a new one, and the state of one."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from scheduler.models import RosterPeriod
from scheduler.services.permissions import Right, may, may_anywhere
from scheduler.services.rosters import periods as service
from scheduler.services.rosters.overview import describe_period, mark_periods
from scheduler.timeutils import utcnow
from scheduler.web.access import access
from scheduler.web.forms import accepted
from scheduler.web.leader.blueprint import blueprint
from scheduler.web.leader.roster_forms import PeriodForm, RunForm
from scheduler.web.session import actor

#: So many unfilled posts are named on a period's page; the board shows them all.
_MOST_LISTED = 12


@blueprint.get("/leader/periods")
@access(Right.VIEW_ROSTERS)
def periods() -> str:
    """List the roster periods of the reader's units."""
    page = service.list_periods(actor(), number=request.args.get("page", 1, int))
    return render_template(
        "leader/periods.html",
        page=page,
        marks=mark_periods(page.items),
        may_plan=may_anywhere(actor(), Right.PLAN_ROSTERS),
    )


@blueprint.route("/leader/periods/new", methods=["GET", "POST"])
@access(Right.PLAN_ROSTERS)
def new_period() -> Response | tuple[str, int]:
    """Open a new period."""
    units = service.plannable_units(actor())
    form = PeriodForm()
    form.offer(units)
    posted = form.is_submitted()
    if not posted:
        first, last = service.suggest_dates(units, now=utcnow())
        title = gettext("Roster from %(month)s/%(day)s", month=first.month, day=first.day)
        form.suggest(title, first, last)
    made: list[RosterPeriod] = []
    if accepted(form, lambda: made.append(_create(form))):
        return redirect(url_for("leader.period", period_id=made[0].id))
    return render_template("leader/periods_new.html", form=form), 422 if posted else 200


def _create(form: PeriodForm) -> RosterPeriod:
    unit = next(unit for unit in service.plannable_units(actor()) if unit.code == form.unit.data)
    starts_on, ends_on = form.dates()
    return service.create_period(
        unit=unit,
        title=form.title.data or "",
        starts_on=starts_on,
        ends_on=ends_on,
        actor=actor(),
        now=utcnow(),
    )


@blueprint.get("/leader/periods/<int:period_id>")
@access(Right.VIEW_ROSTERS)
def period(period_id: int) -> str:
    """Show how far the roster of a period is, and what to do next."""
    found = service.get_period(period_id, actor=actor())
    return render_template(
        "leader/periods_one.html",
        period=found,
        state=describe_period(found),
        form=RunForm(),
        most_listed=_MOST_LISTED,
        now=utcnow(),
        may_plan=may(actor(), Right.PLAN_ROSTERS, found.unit),
    )
