"""The forms in which units and their partners are described."""

import json
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional

from scheduler.enums import UnitKind
from scheduler.models import Partner, Unit
from scheduler.services import unit_partners as partner_limits
from scheduler.services.unit_boundaries import decode_boundary
from scheduler.services.units import (
    COUNTS,
    LINE_LENGTH,
    LONGEST_CUTOFF,
    LONGEST_LIST,
    LONGEST_OFFER,
    LONGEST_REST,
    MOST_COUNT,
    NAME_EN_LENGTH,
    NAME_LENGTH,
    UnitInput,
)
from scheduler.web.admin.people_forms import REQUIRED, at_most, uploaded
from scheduler.web.fields import Choice, WholeNumber, sure, unit_choices
from scheduler.web.forms import Form, strip
from scheduler.web.labels import label

_HOURS = lazy_gettext("Between 0 and %(max)s hours, please.")
_COUNT = [InputRequired(REQUIRED), NumberRange(0, MOST_COUNT, lazy_gettext("Between 0 and %(max)s, please."))]
_HOUR_FIELDS = ("cancel_cutoff_hours", "min_rest_hours", "offer_hours")
_LINES = ("name", "name_en", "zone", "party_branch", "contact")


class UnitForm(Form):
    """Everything about a unit but its partners."""

    version = HiddenField(default="1")
    code = StringField(
        lazy_gettext("Code"),
        [InputRequired(REQUIRED), at_most(40)],
        filters=[strip],
        description=lazy_gettext("Part of addresses and calendars; it can never change. Such as guihua-1."),
    )
    parent = Choice(lazy_gettext("Stands below"))
    kind = Choice(lazy_gettext("Kind"))
    name = StringField(
        lazy_gettext("Chinese name"), [InputRequired(REQUIRED), at_most(NAME_LENGTH)], filters=[strip]
    )
    name_en = StringField(lazy_gettext("English name"), [at_most(NAME_EN_LENGTH)], filters=[strip])
    zone = StringField(
        lazy_gettext("Time zone"),
        [InputRequired(REQUIRED)],
        filters=[strip],
        default="Asia/Shanghai",
        description=lazy_gettext("All times of the unit's shifts are shown in it."),
    )
    households = WholeNumber(lazy_gettext("Households"), _COUNT, default=0)
    residents = WholeNumber(lazy_gettext("Residents"), _COUNT, default=0)
    children = WholeNumber(lazy_gettext("Children"), _COUNT, default=0)
    older_people = WholeNumber(lazy_gettext("Older people"), _COUNT, default=0)
    disabled_people = WholeNumber(lazy_gettext("Disabled people"), _COUNT, default=0)
    party_branch = StringField(lazy_gettext("Party branch"), [at_most(LINE_LENGTH)], filters=[strip])
    contact = StringField(lazy_gettext("Contact"), [at_most(LINE_LENGTH)], filters=[strip])
    cancel_cutoff_hours = WholeNumber(
        lazy_gettext("Cancelling ends, hours before"),
        [InputRequired(REQUIRED), NumberRange(0, LONGEST_CUTOFF, _HOURS)],
        default=24,
        description=lazy_gettext("Until then volunteers can give a place back."),
    )
    min_rest_hours = WholeNumber(
        lazy_gettext("Rest between shifts, hours"),
        [InputRequired(REQUIRED), NumberRange(0, LONGEST_REST, _HOURS)],
        default=8,
    )
    offer_hours = WholeNumber(
        lazy_gettext("A freed place is kept for, hours"),
        [
            InputRequired(REQUIRED),
            NumberRange(1, LONGEST_OFFER, lazy_gettext("Between 1 and %(max)s hours, please.")),
        ],
        default=12,
        description=lazy_gettext(
            "So long the next on the waiting list can accept it; less close to the start."
        ),
    )
    waiting_list_most = WholeNumber(
        lazy_gettext("Waiting list, people at most"),
        [Optional(), NumberRange(0, LONGEST_LIST, lazy_gettext("Between 0 and %(max)s, please."))],
        description=lazy_gettext("Empty for any number; 0 for no waiting lists."),
    )
    swaps_need_leader = BooleanField(
        lazy_gettext("Swaps and covers need the leader's approval"),
        description=lazy_gettext("Without it they are done as soon as both people agree."),
    )
    boundary = TextAreaField(
        lazy_gettext("Boundary as GeoJSON"),
        filters=[strip],
        render_kw={"rows": 4},
        description=lazy_gettext("A Polygon in degrees, as map programs export it; empty for none."),
    )
    boundary_file = FileField(
        lazy_gettext("or from a file"),
        description=lazy_gettext("A file counts more than the text."),
    )

    def offer(self, parents: Sequence[Unit]) -> None:
        """Let the reader choose among kinds and possible parents; without any the unit stays where it is."""
        self.kind.choices = [(kind.value, label(kind)) for kind in UnitKind]
        if parents:
            self.parent.choices = unit_choices(parents)
        else:
            del self.parent

    def show(self, unit: Unit) -> None:
        """Fill the form with a unit."""
        self.version.data, self.kind.data = str(unit.version), unit.kind.value
        if "parent" in self and unit.parent:
            self.parent.data = unit.parent.code
        for field in (*_LINES, *COUNTS, *_HOUR_FIELDS, "waiting_list_most", "swaps_need_leader"):
            self[field].data = getattr(unit, field)
        self.boundary.data = json.dumps(unit.boundary) if unit.boundary else ""

    def said(self) -> UnitInput:
        """Return what was typed; an uploaded boundary shows in its text field, if refused."""
        upload = uploaded(self.boundary_file)
        if upload:
            self.boundary.data = decode_boundary(upload)
        numbers: dict[str, Any] = {name: sure(self[name].data) for name in (*COUNTS, *_HOUR_FIELDS)}
        numbers["waiting_list_most"] = self.waiting_list_most.data
        numbers["swaps_need_leader"] = bool(self.swaps_need_leader.data)
        lines: dict[str, Any] = {name: self[name].data or "" for name in _LINES}
        return UnitInput(kind=UnitKind(self.kind.data), boundary=self.boundary.data or "", **lines, **numbers)


class PartnerForm(Form):
    """A partner of a unit."""

    version = HiddenField(default="1")
    name = StringField(
        lazy_gettext("Name of the partner"),
        [InputRequired(REQUIRED), at_most(partner_limits.NAME_LENGTH)],
        filters=[strip],
    )
    sort = StringField(
        lazy_gettext("Sort"),
        [at_most(partner_limits.SORT_LENGTH)],
        filters=[strip],
        description=lazy_gettext("Such as school, property manager, health station."),
    )
    contact = StringField(lazy_gettext("Contact"), [at_most(partner_limits.CONTACT_LENGTH)], filters=[strip])
    notes = TextAreaField(
        lazy_gettext("Notes"),
        [at_most(partner_limits.NOTES_LENGTH)],
        filters=[strip],
        render_kw={"rows": 3},
    )

    def show(self, partner: Partner) -> None:
        """Fill the form with a partner."""
        self.name.data, self.sort.data = partner.name, partner.sort
        self.contact.data, self.notes.data = partner.contact, partner.notes
