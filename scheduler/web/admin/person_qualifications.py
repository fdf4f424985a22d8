"""Qualifications added, verified and ended on the page of a person."""

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from scheduler.models import Qualification
from scheduler.services import qualifications as service
from scheduler.services.people import find_person
from scheduler.services.permissions import Right
from scheduler.services.shift_lists import all_skills
from scheduler.services.skills import find_skill
from scheduler.timeutils import utcnow
from scheduler.web.access import access
from scheduler.web.admin.blueprint import blueprint
from scheduler.web.admin.people_forms import EndForm, QualificationForm
from scheduler.web.admin.person_views import person_page
from scheduler.web.fields import sure
from scheduler.web.forms import Form, accepted
from scheduler.web.session import actor


@blueprint.post("/admin/people/<int:person_id>/qualifications")
@access(Right.VERIFY_QUALIFICATIONS)
def add_qualification(person_id: int) -> Response | tuple[str, int]:
    """Add a qualification."""
    form = QualificationForm()
    form.offer(all_skills())
    if accepted(form, lambda: _add(form, person_id)):
        flash(gettext("The qualification is added."), "success")
        return _back(person_id)
    return person_page(find_person(person_id, actor=actor()), qualification_form=form), 422


def _add(form: QualificationForm, person_id: int) -> None:
    service.add_qualification(
        person_id,
        skill=find_skill(str(form.skill.data)),
        level=sure(form.level.data),
        valid_from=sure(form.valid_from.data),
        valid_until=form.valid_until.data,
        note=form.note.data or "",
        verified=bool(form.verified.data),
        actor=actor(),
        now=utcnow(),
    )


@blueprint.post("/admin/people/<int:person_id>/qualifications/<int:qualification_id>/verify")
@access(Right.VERIFY_QUALIFICATIONS)
def verify_qualification(person_id: int, qualification_id: int) -> Response:
    """Record that the reader saw the proof."""
    return _deed(person_id, qualification_id, service.verify_qualification)


@blueprint.post("/admin/people/<int:person_id>/qualifications/<int:qualification_id>/withdraw")
@access(Right.VERIFY_QUALIFICATIONS)
def withdraw_verification(person_id: int, qualification_id: int) -> Response:
    """Take a verification back."""
    return _deed(person_id, qualification_id, service.withdraw_verification)


def _deed(person_id: int, qualification_id: int, deed: Callable[..., Qualification]) -> Response:
    if accepted(Form(), lambda: deed(person_id, qualification_id, actor=actor(), now=utcnow())):
        flash(gettext("The changes are saved."), "success")
    return _back(person_id)


@blueprint.post("/admin/people/<int:person_id>/qualifications/<int:qualification_id>/end")
@access(Right.VERIFY_QUALIFICATIONS)
def end_qualification(person_id: int, qualification_id: int) -> Response | tuple[str, int]:
    """Let a qualification end on a day."""
    form = EndForm()
    if accepted(form, lambda: _end(form, person_id, qualification_id)):
        flash(gettext("The changes are saved."), "success")
        return _back(person_id)
    page = person_page(find_person(person_id, actor=actor()), end_form=form, ended=qualification_id)
    return page, 422


def _end(form: EndForm, person_id: int, qualification_id: int) -> None:
    service.end_qualification(
        person_id, qualification_id, last_day=sure(form.last_day.data), actor=actor(), now=utcnow()
    )


def _back(person_id: int) -> Response:
    return redirect(url_for("admin.person", person_id=person_id, _anchor="qualifications"))
