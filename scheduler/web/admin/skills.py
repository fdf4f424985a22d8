"""The list of skills: seen by leaders, changed from the top."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange

from scheduler.models import Skill
from scheduler.services import skills as service
from scheduler.services.permissions import Right
from scheduler.services.shift_lists import all_skills
from scheduler.timeutils import utcnow
from scheduler.web.access import access
from scheduler.web.admin.blueprint import blueprint
from scheduler.web.admin.people_forms import REQUIRED, VersionForm, at_most
from scheduler.web.fields import WholeNumber, seen_version, sure
from scheduler.web.forms import Form, accepted, strip
from scheduler.web.session import actor

Answer = Response | tuple[str, int]


class SkillForm(Form):
    """A skill."""

    version = HiddenField(default="1")
    code = StringField(
        lazy_gettext("Code"),
        [InputRequired(REQUIRED), at_most(40)],
        filters=[strip],
        description=lazy_gettext("Used in lists and templates; it can never change. Such as medical."),
    )
    name = StringField(
        lazy_gettext("Chinese name"), [InputRequired(REQUIRED), at_most(service.NAME_LENGTH)], filters=[strip]
    )
    name_en = StringField(lazy_gettext("English name"), [at_most(service.NAME_EN_LENGTH)], filters=[strip])
    description = TextAreaField(
        lazy_gettext("What it is about"),
        [at_most(service.DESCRIPTION_LENGTH)],
        filters=[strip],
        render_kw={"rows": 2},
    )
    position = WholeNumber(
        lazy_gettext("Place in lists"),
        [
            InputRequired(REQUIRED),
            NumberRange(0, service.LAST_POSITION, lazy_gettext("Between 0 and %(max)s, please.")),
        ],
        default=0,
        description=lazy_gettext("Small numbers come first."),
    )
    max_level = WholeNumber(
        lazy_gettext("Levels"),
        [
            InputRequired(REQUIRED),
            NumberRange(1, service.MOST_LEVELS, lazy_gettext("Between 1 and %(max)s levels, please.")),
        ],
        default=3,
    )

    def show(self, skill: Skill) -> None:
        """Fill the form with a skill."""
        self.version.data = str(skill.version)
        for name in ("name", "name_en", "description", "position", "max_level"):
            self[name].data = getattr(skill, name)

    def said(self) -> dict[str, Any]:
        """Return what was typed; the form must be valid."""
        texts = {name: self[name].data or "" for name in ("name", "name_en", "description")}
        return {**texts, "position": sure(self.position.data), "max_level": sure(self.max_level.data)}


@blueprint.get("/admin/skills")
@access(Right.VIEW_PEOPLE)
def skills() -> str:
    """Show the skills in their order."""
    may_manage = service.may_manage_skills(actor())
    return render_template("admin/skills.html", skills=all_skills(), may_manage=may_manage)


@blueprint.route("/admin/skills/new", methods=["GET", "POST"])
@access(Right.MANAGE_SKILLS)
def new_skill() -> Answer:
    """Add a skill to the list."""
    form = SkillForm()
    if accepted(form, lambda: _create(form)):
        flash(gettext("The skill is added."), "success")
        return redirect(url_for("admin.skills"))
    page = render_template("admin/skill_form.html", form=form, skill=None, use=None)
    return page, 422 if form.is_submitted() else 200


def _create(form: SkillForm) -> None:
    service.create_skill(code=form.code.data or "", **form.said(), actor=actor(), now=utcnow())


@blueprint.route("/admin/skills/<code>", methods=["GET", "POST"])
@access(Right.MANAGE_SKILLS)
def skill(code: str) -> Answer:
    """Change a skill."""
    found = service.find_skill(code)
    form = SkillForm()
    del form.code
    posted = form.is_submitted()
    if not posted:
        form.show(found)
    if accepted(form, lambda: _update(form, code)):
        flash(gettext("The changes are saved."), "success")
        return redirect(url_for("admin.skills"))
    found = service.find_skill(code)
    use = service.skill_use(found)
    return render_template("admin/skill_form.html", form=form, skill=found, use=use), 422 if posted else 200


def _update(form: SkillForm, code: str) -> None:
    version = seen_version(form)
    service.update_skill(code, version=version, **form.said(), actor=actor(), now=utcnow())


@blueprint.post("/admin/skills/<code>/delete")
@access(Right.MANAGE_SKILLS)
def delete_skill(code: str) -> Response:
    """Take an unused skill off the list."""
    form = VersionForm()
    if not accepted(form, lambda: _delete(form, code)):
        return redirect(url_for("admin.skill", code=code))
    flash(gettext("The skill is deleted."), "success")
    return redirect(url_for("admin.skills"))


def _delete(form: VersionForm, code: str) -> None:
    service.delete_skill(code, version=seen_version(form), actor=actor(), now=utcnow())
