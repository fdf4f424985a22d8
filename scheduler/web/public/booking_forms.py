"""The forms in which residents book places without an account, confirm and change them."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, Field, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from scheduler.errors import InvalidInput
from scheduler.models import GuestBooking, Shift
from scheduler.services.guest_inputs import MOST_PARTY, NAME_LENGTH, Party, clean_contact
from scheduler.web.account.fields import acceptable, at_most, filled_in, required
from scheduler.web.fields import WholeNumber
from scheduler.web.forms import Form, strip
from scheduler.web.wording import words_for

_MOST_LINES = 1_000


class PartyForm(Form):
    """Who comes."""

    version = HiddenField(default="0")
    name = StringField(
        lazy_gettext("Your name"),
        [filled_in, at_most(NAME_LENGTH)],
        filters=[strip],
        render_kw={"autocomplete": "name"},
    )
    party = WholeNumber(
        lazy_gettext("How many people"),
        [required],
        default=1,
        description=lazy_gettext("You and your household, children included."),
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    children = WholeNumber(
        lazy_gettext("Children among them"),
        default=0,
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    companions = TextAreaField(
        lazy_gettext("Names of the others (if you like)"),
        [at_most(_MOST_LINES)],
        filters=[strip],
        description=lazy_gettext("One line for each."),
        render_kw={"rows": 3, "autocomplete": "off"},
    )

    #: How many people a booking can be for.
    most = MOST_PARTY

    def validate_party(self, field: Field) -> None:
        """Refuse at once what the service refuses, so that a form shows all its faults together."""
        if isinstance(field.data, int) and not 1 <= field.data <= self.most:
            raise ValidationError(words_for(InvalidInput("party", "guest.party_range", most=self.most)))

    def read(self) -> Party:
        """Return who comes; the form must be valid."""
        lines = tuple((self.companions.data or "").splitlines())
        return Party(self.name.data or "", self.party.data or 0, self.children.data or 0, lines)

    def show(self, booking: GuestBooking) -> None:
        """Fill in what is known."""
        self.version.data = str(booking.version)
        self.name.data = booking.name
        self.party.data, self.children.data = booking.party, booking.children
        self.companions.data = "\n".join(booking.companions)


class BookingForm(PartyForm):
    """A new booking. ``website`` is a trap for programs that fill in every field."""

    contact = StringField(
        lazy_gettext("Phone number or e-mail address"),
        [filled_in, acceptable(clean_contact)],
        filters=[strip],
        description=lazy_gettext("We send a code there, and what changes. It is not public."),
        render_kw={"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"},
    )
    wait = BooleanField(lazy_gettext("If there are not enough free places, put us on the waiting list"))
    consent = BooleanField(
        lazy_gettext("I have read the privacy notice and agree to it."),
        [InputRequired(lazy_gettext("Without your agreement we may not keep your data."))],
    )
    website = StringField(lazy_gettext("Leave this field empty"), render_kw={"autocomplete": "off"})

    def validate_website(self, field: Field) -> None:
        """Refuse what no person sees, and so no person fills in; who did all the same may empty it."""
        if field.data:
            raise ValidationError(gettext("This field must stay empty."))

    def suggest(self, shift: Shift, *, free: int) -> None:
        """Let whoever comes to a full event wait for it."""
        self.wait.data = free == 0
        self.party.data = min(1, shift.guest_places)


class CodeForm(Form):
    """The digits that were sent."""

    code = StringField(
        lazy_gettext("Code with six digits"),
        [filled_in, at_most(20)],
        filters=[strip],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True},
    )


class PlainForm(Form):
    """A button."""


def masked(contact: str) -> str:
    """Return a phone number or an e-mail address so that its owner knows it and nobody else learns it."""
    name, at, domain = contact.partition("@")
    if at:
        return f"{name[:1]}***@{domain}"
    return f"{contact[:-8]}****{contact[-4:]}"


def most_of(shift: Shift) -> int:
    """Return how many people a booking can be for."""
    return min(MOST_PARTY, shift.guest_places)


def offers_wait(form: BookingForm, free: int) -> bool:
    """Tell whether waiting is worth a question."""
    data: Any = form.party.data
    return free < MOST_PARTY or bool(form.wait.data) or (isinstance(data, int) and data > free)
