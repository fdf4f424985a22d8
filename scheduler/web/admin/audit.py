"""The audit trail: who did what, filtered."""

from collections.abc import Sequence

from flask import render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from wtforms import StringField

from scheduler.models import AuditEntry, Person, Unit
from scheduler.services.audit_trail import AuditFilter, actions_seen, list_entries, units_of
from scheduler.services.permissions import Right
from scheduler.services.shift_lists import units_where
from scheduler.web.access import access
from scheduler.web.admin.audit_words import action_words, detail_lines
from scheduler.web.admin.blueprint import blueprint
from scheduler.web.fields import Choice, Day, unit_choices
from scheduler.web.forms import Form, strip
from scheduler.web.session import actor


class AuditFilterForm(Form):
    """What the list shows; unusable values mean everything."""

    class Meta(Form.Meta):
        """A form that only reads needs no protection against forgery."""

        csrf = False

    unit = Choice(lazy_gettext("Unit"))
    who = StringField(lazy_gettext("Who"), filters=[strip])
    action = Choice(lazy_gettext("What"))
    first = Day(lazy_gettext("From day"))
    last = Day(lazy_gettext("To day"))

    def offer(self, units: Sequence[Unit], actions: Sequence[str]) -> None:
        """Let the reader choose among units and actions."""
        everything = [("", gettext("All"))]
        self.unit.choices = everything + unit_choices(units)
        known = sorted(((action, action_words(action)) for action in actions), key=lambda pair: pair[1])
        self.action.choices = everything + known

    def wanted(self, units: Sequence[Unit]) -> AuditFilter:
        """Return the filter; a field with an error counts as empty."""
        chosen = {name: field.data for name, field in self._fields.items() if not field.errors}
        return AuditFilter(
            unit=next((unit for unit in units if unit.code == chosen.get("unit")), None),
            actor_name=(chosen.get("who") or "")[:200],
            action=chosen.get("action") or "",
            first=chosen.get("first"),
            last=chosen.get("last"),
        )


@blueprint.get("/admin/audit")
@access(Right.VIEW_AUDIT)
def audit() -> str:
    """Show what was done in the reader's units, the latest first."""
    reader = actor()
    units = units_where(reader, Right.VIEW_AUDIT)
    form = AuditFilterForm(request.args)
    form.offer(units, actions_seen(reader))
    if request.args.keys() - {"page"}:
        form.validate()
    number = request.args.get("page", 1, type=int)
    page = list_entries(reader, form.wanted(units), zone=reader.home_unit.zone, number=number)
    return render_template(
        "admin/audit.html",
        form=form,
        page=page,
        units=units_of(page),
        zone=reader.home_unit.zone,
        action_words=action_words,
        detail_lines=detail_lines,
        subject_url=_subject_url,
    )


def _subject_url(entry: AuditEntry) -> str | None:
    """Return the page of a person that an entry is about."""
    if entry.subject != Person.__tablename__:
        return None
    return url_for("admin.person", person_id=entry.subject_id)
