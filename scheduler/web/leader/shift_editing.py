"""Shifts made, copied, changed and called off."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from scheduler.enums import ActivityKind
from scheduler.errors import InvalidInput
from scheduler.models import Shift, Unit
from scheduler.services import shift_lists
from scheduler.services import shifts as service
from scheduler.services.guest_capacity import count_told
from scheduler.services.permissions import Right
from scheduler.timeutils import local_date, utcnow
from scheduler.web.access import access
from scheduler.web.fields import seen_version
from scheduler.web.forms import accepted
from scheduler.web.leader.blueprint import blueprint
from scheduler.web.leader.demand_table import DemandTable, stored_table, typed_table
from scheduler.web.leader.roster_forms import number_in
from scheduler.web.leader.shift_forms import CancelForm, ShiftForm
from scheduler.web.leader.shift_views import crew_lines, own_unit
from scheduler.web.session import actor

Answer = Response | tuple[str, int]
_WEEK = timedelta(weeks=1)


def _page(template: str, *, posted: bool, **values: Any) -> tuple[str, int]:
    """Return a form's page; one that was sent and refused says so in its status."""
    return render_template(template, **values), 422 if posted else 200


@blueprint.route("/leader/shifts/new", methods=["GET", "POST"])
@access(Right.PLAN_SHIFTS)
def new_shift() -> Answer:
    """Make a shift, from scratch or like another one."""
    units = shift_lists.units_where(actor(), Right.PLAN_SHIFTS)
    form = ShiftForm()
    form.offer(units)
    posted = form.is_submitted()
    table = typed_table(shift_lists.all_skills()) if posted else _prefill(form, units)
    made: list[Shift] = []
    if accepted(form, table.checked(lambda: made.append(_create(form, table, units)))):
        flash(gettext("The shift is planned."), "success")
        return redirect(url_for("leader.shift", shift_id=made[0].id))
    return _page("leader/shifts_form.html", posted=posted, form=form, table=table, shift=None)


def _prefill(form: ShiftForm, units: list[Unit]) -> DemandTable:
    """Fill the form: like the shift that the address names, or with a suggestion."""
    skills = shift_lists.all_skills()
    if request.args.get("like"):
        like = number_in(request.args["like"])
        model = shift_lists.find_shift(like, right=Right.PLAN_SHIFTS, actor=actor())
        weeks = max(1, -((model.starts_at - utcnow()) // _WEEK))
        form.show(model, moved=_WEEK * weeks)
        return stored_table(skills, model.demands)
    unit = own_unit(units, actor().home_unit, request.args.get("unit"))
    form.suggest(unit, local_date(utcnow(), unit.zone) + timedelta(days=1))
    taught = next((skill for skill in skills if skill.code == request.args.get("training")), None)
    if taught is not None:
        form.suggest_training(taught, local_date(utcnow(), unit.zone) + timedelta(weeks=2))
        return stored_table(skills, [])
    return stored_table(skills, [service.DemandInput(skill=None, minimum=2, target=3)])


@blueprint.route("/leader/shifts/<int:shift_id>/edit", methods=["GET", "POST"])
@access(Right.PLAN_SHIFTS)
def edit_shift(shift_id: int) -> Answer:
    """Change a shift."""
    shift = shift_lists.find_shift(shift_id, right=Right.PLAN_SHIFTS, actor=actor())
    form = ShiftForm()
    form.offer([shift.unit])
    del form.unit
    posted, skills = form.is_submitted(), shift_lists.all_skills()
    table = typed_table(skills) if posted else stored_table(skills, shift.demands)
    if not posted:
        form.show(shift)
    if accepted(form, table.checked(lambda: _update(form, table, shift))):
        flash(gettext("The shift is changed."), "success")
        return redirect(url_for("leader.shift", shift_id=shift_id))
    return _page("leader/shifts_form.html", posted=posted, form=form, table=table, shift=shift)


@blueprint.route("/leader/shifts/<int:shift_id>/cancel", methods=["GET", "POST"])
@access(Right.PLAN_SHIFTS)
def cancel_shift(shift_id: int) -> Answer:
    """Call a shift off, after showing who will be told."""
    shift = shift_lists.find_shift(shift_id, right=Right.PLAN_SHIFTS, actor=actor())
    crew = crew_lines(shift, shift_lists.crew_of(shift), [])
    guests = count_told(shift)
    form = CancelForm()
    posted = form.is_submitted()
    if not posted:
        form.version.data = str(shift.version)
    if accepted(form, lambda: _cancel(form, shift_id)):
        flash(_told(len(crew) + guests), "success")
        return redirect(url_for("leader.shift", shift_id=shift_id))
    values = {"shift": shift, "crew": crew, "guests": guests}
    return _page("leader/shifts_cancel.html", posted=posted, form=form, **values)


def _told(number: int) -> str:
    if number == 0:
        return str(gettext("The shift is cancelled. Nobody had a place on it."))
    words = ngettext(
        "The shift is cancelled. %(num)d person is told.",
        "The shift is cancelled. %(num)d people are told.",
        number,
    )
    return str(words)


def _create(form: ShiftForm, table: DemandTable, units: list[Unit]) -> Shift:
    unit = next(unit for unit in units if unit.code == form.unit.data)
    values = _values(form, table, unit.zone)
    return service.create_shift(unit=unit, **values, actor=actor(), now=utcnow())


def _update(form: ShiftForm, table: DemandTable, shift: Shift) -> None:
    values = _values(form, table, shift.unit.zone)
    version = seen_version(form)
    losses, guest_losses = form.losses.data or 0, form.guest_losses.data or 0
    try:
        service.update_shift(
            shift.id,
            version=version,
            losses=losses,
            guest_losses=guest_losses,
            **values,
            actor=actor(),
            now=utcnow(),
        )
    except InvalidInput as refusal:
        form.ask_for_losses(refusal)
        raise


def _cancel(form: CancelForm, shift_id: int) -> None:
    service.cancel_shift(
        shift_id,
        version=seen_version(form),
        reason=form.reason.data or "",
        actor=actor(),
        now=utcnow(),
    )


def _values(form: ShiftForm, table: DemandTable, zone: str) -> Mapping[str, Any]:
    starts_at, ends_at = form.interval(zone)
    return {
        "kind": ActivityKind(form.kind.data),
        "title": form.title.data,
        "place": form.place.data or "",
        "notes": form.notes.data or "",
        "starts_at": starts_at,
        "ends_at": ends_at,
        "capacity": form.capacity.data,
        "guest_places": form.guests,
        "demands": table.demands(),
        "open_for_sign_up": form.open_for_sign_up.data,
    }
