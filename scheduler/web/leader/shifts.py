"""Shifts as their leaders see them: the list, and each with its crew."""

from flask import render_template, request

from scheduler.enums import ShiftStatus
from scheduler.models import Person, Shift, Unit
from scheduler.services import shift_lists
from scheduler.services.enrolment_waiting import waiting_list
from scheduler.services.guest_lists import guests_of
from scheduler.services.permissions import Right, may, may_anywhere
from scheduler.timeutils import local_date, utcnow
from scheduler.web.access import access
from scheduler.web.leader.blueprint import blueprint
from scheduler.web.leader.shift_forms import GivePlaceForm, ShiftFilterForm
from scheduler.web.leader.shift_views import crew_lines, demand_lines, shift_days, wait_lines
from scheduler.web.session import actor


@blueprint.get("/leader/shifts")
@access(Right.VIEW_ROSTERS)
def shifts() -> str:
    """Show the shifts of the reader's units, from today on unless asked otherwise."""
    reader = actor()
    units = shift_lists.units_where(reader, Right.VIEW_ROSTERS)
    form = _filter_form(reader, units)
    page = shift_lists.list_shifts(
        reader,
        form.wanted(units),
        zone=reader.home_unit.zone,
        number=request.args.get("page", 1, type=int),
    )
    days = shift_days(page.items, shift_lists.count_enrolled(page.items))
    may_plan = may_anywhere(reader, Right.PLAN_SHIFTS)
    return render_template(
        "leader/shifts.html",
        form=form,
        page=page,
        days=days,
        this_year=utcnow().year,
        may_plan=may_plan,
    )


def _filter_form(reader: Person, units: list[Unit]) -> ShiftFilterForm:
    form = ShiftFilterForm(request.args)
    form.offer(units)
    if request.args.keys() - {"page"}:
        form.validate()
    else:
        form.first.data = local_date(utcnow(), reader.home_unit.zone)
        form.status.data = ShiftStatus.ACTIVE.value
    return form


@blueprint.get("/leader/shifts/<int:shift_id>")
@access(Right.VIEW_ROSTERS)
def shift(shift_id: int) -> str:
    """Show one shift: what is wanted, who comes."""
    reader = actor()
    found = shift_lists.find_shift(shift_id, right=Right.VIEW_ROSTERS, actor=reader)
    crew = crew_lines(found, shift_lists.crew_of(found), shift_lists.all_skills())
    return render_template(
        "leader/shifts_one.html",
        shift=found,
        crew=crew,
        demands=demand_lines(found, crew),
        waits=wait_lines(waiting_list(found)),
        guests=guests_of(found, now=utcnow()),
        give_form=GivePlaceForm(),
        may_give=may(reader, Right.PLAN_SHIFTS, found.unit)
        and _is_open(found)
        and found.starts_at > utcnow(),
        sees_phones=may(reader, Right.VIEW_PEOPLE, found.unit),
        may_plan=may(reader, Right.PLAN_SHIFTS, found.unit),
        may_change=may(reader, Right.PLAN_SHIFTS, found.unit) and _is_open(found),
    )


def _is_open(shift: Shift) -> bool:
    return shift.status is ShiftStatus.ACTIVE and shift.ends_at > utcnow()
