"""Weekly templates: made, changed, and turned into the shifts of a period."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from scheduler.enums import ActivityKind
from scheduler.errors import InvalidInput
from scheduler.models import Shift, ShiftTemplate, Unit
from scheduler.services import shift_lists
from scheduler.services import shift_templates as service
from scheduler.services.permissions import Right, may, may_anywhere
from scheduler.services.shift_inputs import DemandInput
from scheduler.services.shift_patterns import Occurrence, OccurrenceState, preview_template
from scheduler.timeutils import local_date, utcnow
from scheduler.web.access import access
from scheduler.web.fields import seen_version, sure
from scheduler.web.forms import accepted
from scheduler.web.leader.blueprint import blueprint
from scheduler.web.leader.demand_table import DemandTable, stored_table, typed_table
from scheduler.web.leader.shift_views import own_unit, template_demand_lines
from scheduler.web.leader.template_forms import PeriodForm, TemplateForm, weekdays_text
from scheduler.web.session import actor
from scheduler.web.wording import words_for

Answer = Response | tuple[str, int]


@blueprint.get("/leader/templates")
@access(Right.VIEW_ROSTERS)
def templates() -> str:
    """Show the templates of the reader's units."""
    reader = actor()
    page = shift_lists.list_templates(reader, number=request.args.get("page", 1, type=int))
    may_plan = may_anywhere(reader, Right.PLAN_SHIFTS)
    return render_template("leader/templates.html", page=page, weekdays_text=weekdays_text, may_plan=may_plan)


@blueprint.get("/leader/templates/<int:template_id>")
@access(Right.VIEW_ROSTERS)
def template(template_id: int) -> str:
    """Show one template, and which shifts it would make in a period."""
    reader = actor()
    found = shift_lists.find_template(template_id, right=Right.VIEW_ROSTERS, actor=reader)
    form = PeriodForm(request.args)
    if not request.args:
        form.suggest(local_date(utcnow(), found.unit.zone))
    return _template_page(found, form, _preview(found, form, fresh=not request.args))


@blueprint.post("/leader/templates/<int:template_id>/shifts")
@access(Right.PLAN_SHIFTS)
def make_shifts(template_id: int) -> Answer:
    """Make the shifts of the days that are ticked."""
    found = shift_lists.find_template(template_id, right=Right.PLAN_SHIFTS, actor=actor())
    form = PeriodForm(request.form)
    made: list[Shift] = []
    if not accepted(form, lambda: made.extend(_make(found, form))):
        return _template_page(found, form, []), 422
    flash(_counted(len(made)), "success" if made else "info")
    first, last = form.first.data, form.last.data
    return redirect(url_for("leader.shifts", unit=found.unit.code, first=first, last=last))


@blueprint.route("/leader/templates/new", methods=["GET", "POST"])
@access(Right.PLAN_SHIFTS)
def new_template() -> Answer:
    """Make a template."""
    units = shift_lists.units_where(actor(), Right.PLAN_SHIFTS)
    form = TemplateForm()
    form.offer(units)
    posted, skills = form.is_submitted(), shift_lists.all_skills()
    table = typed_table(skills) if posted else stored_table(skills, _usual_demands())
    if not posted:
        form.suggest(own_unit(units, actor().home_unit, request.args.get("unit")))
    made: list[ShiftTemplate] = []
    if accepted(form, table.checked(lambda: made.append(_create(form, table, units)))):
        flash(gettext("The template is ready. Now choose the days to make shifts for."), "success")
        return redirect(url_for("leader.template", template_id=made[0].id))
    return _form_page(form, table, None)


@blueprint.route("/leader/templates/<int:template_id>/edit", methods=["GET", "POST"])
@access(Right.PLAN_SHIFTS)
def edit_template(template_id: int) -> Answer:
    """Change a template."""
    found = shift_lists.find_template(template_id, right=Right.PLAN_SHIFTS, actor=actor())
    form = TemplateForm()
    form.offer([found.unit])
    del form.unit
    posted, skills = form.is_submitted(), shift_lists.all_skills()
    stored = service.known_demands(found)[0]
    table = typed_table(skills) if posted else stored_table(skills, stored)
    if not posted:
        form.show(found)
    if accepted(form, table.checked(lambda: _update(form, table, template_id))):
        flash(gettext("The template is changed. Shifts made earlier stay as they are."), "success")
        return redirect(url_for("leader.template", template_id=template_id))
    return _form_page(form, table, found)


def _form_page(form: TemplateForm, table: DemandTable, found: ShiftTemplate | None) -> tuple[str, int]:
    page = render_template("leader/templates_form.html", form=form, table=table, template=found)
    return page, 422 if form.is_submitted() else 200


def _template_page(found: ShiftTemplate, form: PeriodForm, occurrences: Sequence[Occurrence]) -> str:
    return render_template(
        "leader/templates_one.html",
        template=found,
        form=form,
        occurrences=occurrences,
        new=sum(occurrence.state is OccurrenceState.NEW for occurrence in occurrences),
        demands=template_demand_lines(service.known_demands(found)[0]),
        weekdays_text=weekdays_text,
        may_plan=may(actor(), Right.PLAN_SHIFTS, found.unit),
    )


def _preview(found: ShiftTemplate, form: PeriodForm, *, fresh: bool) -> list[Occurrence]:
    """Return the days of the pattern; nothing, and the reason at its field, for unusable days."""
    if not fresh and not form.validate():
        return []
    first, last = sure(form.first.data), sure(form.last.data)
    try:
        return preview_template(found, first=first, last=last, now=utcnow())
    except InvalidInput as error:
        form.last.errors = [words_for(error)]
        return []


def _make(found: ShiftTemplate, form: PeriodForm) -> list[Shift]:
    """Make the shifts of the ticked days: every other day that was shown is skipped."""
    first, last, now = sure(form.first.data), sure(form.last.data), utcnow()
    ticked = set(request.form.getlist("day"))
    days = [line.day for line in preview_template(found, first=first, last=last, now=now)]
    skipped = {day for day in days if day.isoformat() not in ticked}
    return service.make_shifts(found.id, first=first, last=last, skipped=skipped, actor=actor(), now=now)


def _counted(number: int) -> str:
    if number == 0:
        return str(gettext("Nothing to make: every chosen day has its shift already."))
    return str(ngettext("%(num)d shift is planned.", "%(num)d shifts are planned.", number))


def _usual_demands() -> list[DemandInput]:
    return [DemandInput(skill=None, minimum=2, target=3)]


def _create(form: TemplateForm, table: DemandTable, units: list[Unit]) -> ShiftTemplate:
    unit = next(unit for unit in units if unit.code == form.unit.data)
    return service.create_template(unit=unit, **_values(form, table), actor=actor(), now=utcnow())


def _update(form: TemplateForm, table: DemandTable, template_id: int) -> None:
    service.update_template(
        template_id,
        version=seen_version(form),
        active=form.active.data,
        **_values(form, table),
        actor=actor(),
        now=utcnow(),
    )


def _values(form: TemplateForm, table: DemandTable) -> Mapping[str, Any]:
    return {
        "kind": ActivityKind(form.kind.data),
        "title": form.title.data,
        "place": form.place.data or "",
        "notes": form.notes.data or "",
        "weekdays": [int(day) for day in form.weekdays.data or ()],
        "start_time": sure(form.start.data),
        "duration_minutes": form.minutes,
        "capacity": form.capacity.data,
        "guest_places": form.guests,
        "demands": table.demands(),
    }
