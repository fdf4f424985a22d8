"""The board of a roster, week by week, and one shift of it with everybody who could serve."""

from typing import Any

from flask import render_template, request

from scheduler.models import RosterPeriod
from scheduler.services.permissions import Right, may
from scheduler.services.rosters.coverage import staff_shifts
from scheduler.services.rosters.drafts import draft_of, published_of
from scheduler.services.rosters.periods import get_period
from scheduler.services.rosters.scope import period_shifts, period_units, shift_of_period
from scheduler.timeutils import days_interval, utcnow
from scheduler.web.access import access
from scheduler.web.leader.blueprint import blueprint
from scheduler.web.leader.board_views import BoardFilter, page_of, person_rows, unit_rows, week_of, week_today
from scheduler.web.leader.post_views import describe_post, is_fragment
from scheduler.web.leader.roster_forms import BoardForm
from scheduler.web.session import actor

_UNITS_A_PAGE, _PEOPLE_A_PAGE = 12, 40


@blueprint.get("/leader/periods/<int:period_id>/board")
@access(Right.VIEW_ROSTERS)
def board(period_id: int) -> str:
    """Show a week of the draft, else of the published roster, by unit or by person."""
    period = get_period(period_id, actor=actor())
    form, units = BoardForm(request.args), period_units(period)
    form.offer(units)
    form.validate()
    return render_template(
        "leader/board.html",
        period=period,
        form=form,
        may_plan=may(actor(), Right.PLAN_ROSTERS, period.unit),
        **_describe_week(period, form, form.wanted(units)),
    )


def _describe_week(period: RosterPeriod, form: BoardForm, wanted: BoardFilter) -> dict[str, Any]:
    week = week_of(period, request.args.get("week", week_today(period, utcnow()), int))
    start, end = days_interval(week.days[0], week.days[-1], period.unit.zone)
    roster = draft_of(period) or published_of(period)
    staffing = staff_shifts(roster, period_shifts(period, start=start, end=end))
    shown = wanted.narrow(staffing)
    rows, size = (person_rows(shown), _PEOPLE_A_PAGE) if form.by_person else (unit_rows(shown), _UNITS_A_PAGE)
    return {
        "week": week,
        "view": "people" if form.by_person else "units",
        "staffing": staffing,
        "shown": shown,
        "page": page_of(rows, number=request.args.get("page", 1, int), size=size),
        "shifts": {shift.id: shift for shift in shown.shifts},
    }


@blueprint.get("/leader/periods/<int:period_id>/shifts/<int:shift_id>")
@access(Right.VIEW_ROSTERS)
def post(period_id: int, shift_id: int) -> str:
    """Show one shift of a roster: its crew, why posts are unfilled, and who could be put on it."""
    period = get_period(period_id, actor=actor())
    shift = shift_of_period(period, shift_id)
    template = "leader/post_panel.html" if is_fragment() else "leader/post.html"
    found = describe_post(
        period,
        shift,
        search=request.args.get("q", ""),
        number=request.args.get("page", 1, int),
        asked=request.args.get("why", 0, int),
    )
    return render_template(template, changed=None, **found)
