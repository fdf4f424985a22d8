"""Roles granted and withdrawn on the page of a person."""

from flask import flash, redirect, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from scheduler.enums import Role
from scheduler.errors import NotAllowed
from scheduler.services import roles as service
from scheduler.services.people import find_person
from scheduler.services.permissions import Right
from scheduler.services.units import get_unit
from scheduler.timeutils import utcnow
from scheduler.web.access import access
from scheduler.web.admin.blueprint import blueprint
from scheduler.web.admin.people_forms import RoleForm
from scheduler.web.admin.person_views import offered_roles, person_page
from scheduler.web.forms import Form, accepted
from scheduler.web.session import actor


@blueprint.post("/admin/people/<int:person_id>/roles")
@access(Right.GRANT_ROLES)
def grant_role(person_id: int) -> Response | tuple[str, int]:
    """Give the person a role on a unit."""
    person = find_person(person_id, actor=actor())
    form = offered_roles(person, typed=True)
    if form is None:
        raise NotAllowed("role.above_own", unit=person.home_unit.name)
    if accepted(form, lambda: _grant(form, person_id)):
        flash(gettext("The role is granted."), "success")
        return redirect(url_for("admin.person", person_id=person_id, _anchor="roles"))
    return person_page(find_person(person_id, actor=actor()), role_form=form), 422


def _grant(form: RoleForm, person_id: int) -> None:
    service.grant_role(
        person_id,
        unit=get_unit(str(form.unit.data)),
        role=Role(form.role.data),
        actor=actor(),
        now=utcnow(),
    )


@blueprint.post("/admin/people/<int:person_id>/roles/<int:grant_id>/withdraw")
@access(Right.GRANT_ROLES)
def withdraw_role(person_id: int, grant_id: int) -> Response:
    """Take a role from the person; whoever withdraws her own may no longer see the page."""
    if accepted(Form(), lambda: service.withdraw_role(person_id, grant_id, actor=actor(), now=utcnow())):
        flash(gettext("The role is withdrawn."), "success")
    return redirect(url_for("admin.person", person_id=person_id, _anchor="roles"))
