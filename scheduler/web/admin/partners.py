"""The partners of a unit: added, changed, removed."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from scheduler.services import unit_partners as service
from scheduler.services.permissions import Right
from scheduler.services.units import find_unit
from scheduler.timeutils import utcnow
from scheduler.web.access import access
from scheduler.web.admin.blueprint import blueprint
from scheduler.web.admin.people_forms import VersionForm
from scheduler.web.admin.unit_forms import PartnerForm
from scheduler.web.fields import seen_version
from scheduler.web.forms import accepted
from scheduler.web.session import actor

Answer = Response | tuple[str, int]


def _back(code: str) -> Response:
    flash(gettext("The changes are saved."), "success")
    return redirect(url_for("admin.unit", code=code, _anchor="partners"))


def _said(form: PartnerForm) -> dict[str, str]:
    return {name: form[name].data or "" for name in ("name", "sort", "contact", "notes")}


@blueprint.route("/admin/units/<code>/partners/new", methods=["GET", "POST"])
@access(Right.MANAGE_UNITS)
def new_partner(code: str) -> Answer:
    """Add a partner to a unit."""
    unit = find_unit(code, right=Right.MANAGE_UNITS, actor=actor())
    form = PartnerForm()
    posted = form.is_submitted()
    if not posted:
        form.version.data = str(unit.version)
    if accepted(form, lambda: _add(form, code)):
        return _back(code)
    page = render_template("admin/partner_form.html", form=form, unit=unit, partner=None)
    return page, 422 if posted else 200


def _add(form: PartnerForm, code: str) -> None:
    service.add_partner(code, version=seen_version(form), **_said(form), actor=actor(), now=utcnow())


@blueprint.route("/admin/units/<code>/partners/<int:partner_id>", methods=["GET", "POST"])
@access(Right.MANAGE_UNITS)
def partner(code: str, partner_id: int) -> Answer:
    """Change a partner of a unit."""
    found = service.find_partner(code, partner_id, actor=actor())
    form = PartnerForm()
    posted = form.is_submitted()
    if not posted:
        form.show(found)
        form.version.data = str(found.unit.version)
    if accepted(form, lambda: _update(form, code, partner_id)):
        return _back(code)
    page = render_template("admin/partner_form.html", form=form, unit=found.unit, partner=found)
    return page, 422 if posted else 200


def _update(form: PartnerForm, code: str, partner_id: int) -> None:
    version = seen_version(form)
    service.update_partner(code, partner_id, version=version, **_said(form), actor=actor(), now=utcnow())


@blueprint.post("/admin/units/<code>/partners/<int:partner_id>/remove")
@access(Right.MANAGE_UNITS)
def remove_partner(code: str, partner_id: int) -> Response:
    """Take a partner off a unit."""
    form = VersionForm()
    if accepted(form, lambda: _remove(form, code, partner_id)):
        return _back(code)
    return redirect(url_for("admin.unit", code=code, _anchor="partners"))


def _remove(form: VersionForm, code: str, partner_id: int) -> None:
    service.remove_partner(code, partner_id, version=seen_version(form), actor=actor(), now=utcnow())
