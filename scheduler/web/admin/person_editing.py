"""A person's data changed, an account deactivated and activated again."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from scheduler.enums import Language
from scheduler.errors import NotAllowed
from scheduler.models import Person, Unit
from scheduler.services import people as service
from scheduler.services.permissions import Right
from scheduler.services.shift_lists import units_where
from scheduler.timeutils import utcnow
from scheduler.web.access import access
from scheduler.web.admin.blueprint import blueprint
from scheduler.web.admin.people_forms import PersonForm, VersionForm
from scheduler.web.fields import seen_version, sure
from scheduler.web.forms import accepted
from scheduler.web.session import actor

Answer = Response | tuple[str, int]


def _changeable(person_id: int) -> Person:
    person = service.find_person(person_id, actor=actor(), right=Right.MANAGE_PEOPLE)
    if service.outranks(person, actor()):
        raise NotAllowed("person.outranks")
    return person


@blueprint.route("/admin/people/<int:person_id>/edit", methods=["GET", "POST"])
@access(Right.MANAGE_PEOPLE)
def edit_person(person_id: int) -> Answer:
    """Change a person's data, the home unit among them."""
    person = _changeable(person_id)
    units = units_where(actor(), Right.MANAGE_PEOPLE)
    form = PersonForm()
    form.offer(units)
    posted = form.is_submitted()
    if not posted:
        form.show(person)
    if accepted(form, lambda: _update(form, person_id, units)):
        flash(gettext("The changes are saved."), "success")
        return redirect(url_for("admin.person", person_id=person_id))
    return render_template("admin/person_form.html", form=form, person=person), 422 if posted else 200


def _update(form: PersonForm, person_id: int, units: list[Unit]) -> None:
    service.update_person(
        person_id,
        version=seen_version(form),
        name=form.name.data or "",
        phone=form.phone.data or "",
        email=form.email.data or "",
        language=Language(form.language.data),
        home_unit=next(unit for unit in units if unit.code == form.home_unit.data),
        pledged_hours=sure(form.pledged_hours.data),
        max_shifts=sure(form.max_shifts.data),
        actor=actor(),
        now=utcnow(),
    )


@blueprint.route("/admin/people/<int:person_id>/deactivate", methods=["GET", "POST"])
@access(Right.MANAGE_PEOPLE)
def deactivate_person(person_id: int) -> Answer:
    """Deactivate an account, after showing which places become free."""
    person = _changeable(person_id)
    places = service.coming_places(person, now=utcnow())
    form = VersionForm()
    posted = form.is_submitted()
    if not posted:
        form.version.data = str(person.version)
    if accepted(form, lambda: _deactivate(form, person_id)):
        flash(gettext("The account is deactivated."), "success")
        return redirect(url_for("admin.person", person_id=person_id))
    page = render_template("admin/person_deactivate.html", form=form, person=person, places=places)
    return page, 422 if posted else 200


def _deactivate(form: VersionForm, person_id: int) -> None:
    service.deactivate_person(person_id, version=seen_version(form), actor=actor(), now=utcnow())


@blueprint.post("/admin/people/<int:person_id>/activate")
@access(Right.MANAGE_PEOPLE)
def activate_person(person_id: int) -> Response:
    """Let an account be used again."""
    form = VersionForm()
    if accepted(form, lambda: _activate(form, person_id)):
        flash(gettext("The account is active again."), "success")
    return redirect(url_for("admin.person", person_id=person_id))


def _activate(form: VersionForm, person_id: int) -> None:
    service.activate_person(person_id, version=seen_version(form), actor=actor(), now=utcnow())
