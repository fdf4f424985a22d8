"""Units: the tree, a new unit, a unit changed or moved."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from scheduler.models import Unit
from scheduler.services import units as service
from scheduler.services.permissions import Right, may_anywhere
from scheduler.timeutils import utcnow
from scheduler.web.access import access
from scheduler.web.admin.blueprint import blueprint
from scheduler.web.admin.unit_forms import UnitForm
from scheduler.web.fields import seen_version
from scheduler.web.forms import accepted
from scheduler.web.session import actor

Answer = Response | tuple[str, int]


@blueprint.get("/admin/units")
@access(Right.VIEW_PEOPLE)
def units() -> str:
    """Show the tree of the reader's units."""
    lines = service.unit_tree(actor())
    may_add = may_anywhere(actor(), Right.MANAGE_UNITS)
    return render_template("admin/units.html", lines=lines, may_add=may_add)


@blueprint.route("/admin/units/new", methods=["GET", "POST"])
@access(Right.MANAGE_UNITS)
def new_unit() -> Answer:
    """Make a unit below one that the reader manages."""
    parents = list(service.possible_parents(None, actor=actor()))
    form = UnitForm()
    form.offer(parents)
    posted = form.is_submitted()
    if not parents:
        flash(gettext("No unit that you manage can have units below it."), "warning")
        return redirect(url_for("admin.units"))
    if not posted:
        form.parent.data = request.args.get("below", parents[0].code)
    made: list[Unit] = []
    if accepted(form, lambda: made.append(_create(form, parents))):
        flash(gettext("The unit is made."), "success")
        return redirect(url_for("admin.unit", code=made[0].code))
    return render_template("admin/unit_form.html", form=form, unit=None), 422 if posted else 200


def _create(form: UnitForm, parents: list[Unit]) -> Unit:
    parent = next(unit for unit in parents if unit.code == form.parent.data)
    return service.create_unit(
        parent=parent, code=form.code.data or "", said=form.said(), actor=actor(), now=utcnow()
    )


@blueprint.route("/admin/units/<code>", methods=["GET", "POST"])
@access(Right.MANAGE_UNITS)
def unit(code: str) -> Answer:
    """Change a unit, or move it with all below it."""
    found = service.find_unit(code, right=Right.MANAGE_UNITS, actor=actor())
    form = UnitForm()
    form.offer(_parents(found))
    del form.code
    posted = form.is_submitted()
    if not posted:
        form.show(found)
    if accepted(form, lambda: _update(form, code)):
        flash(gettext("The changes are saved."), "success")
        return redirect(url_for("admin.unit", code=code))
    found = service.get_unit(code)
    return render_template("admin/unit_form.html", form=form, unit=found), 422 if posted else 200


def _parents(unit: Unit) -> list[Unit]:
    """Return where the unit may stand: nowhere else for the top one, or where its parent is another's."""
    possible = list(service.possible_parents(unit, actor=actor()))
    return possible if unit.parent_id in {other.id for other in possible} else []


def _update(form: UnitForm, code: str) -> None:
    service.update_unit(
        code,
        version=seen_version(form),
        parent_code=form.parent.data if "parent" in form else None,
        said=form.said(),
        actor=actor(),
        now=utcnow(),
    )
