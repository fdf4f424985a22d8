"""The forms in which people make their account, enter it, and mend it."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField, HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired

from scheduler.enums import Language
from scheduler.models import Person
from scheduler.services.accounts import NAME_LENGTH, clean_login
from scheduler.services.contacts import clean_email, clean_phone, show_phone
from scheduler.services.passwords import LEAST_LENGTH, check_password
from scheduler.web.account.fields import MOST_TYPED, GridField, acceptable, at_most, filled_in, required
from scheduler.web.fields import Choice, WholeNumber
from scheduler.web.forms import Form, strip
from scheduler.web.labels import label

_MOST_DIGITS = 9
_PASSWORD_HELP = lazy_gettext(
    "At least %(least)s characters. A sentence that only you would say is easy to keep in mind.",
    least=LEAST_LENGTH,
)


def _check_password(field: str, password: str) -> None:
    check_password(field, password, known=())  # the service knows whose it is


def _languages() -> list[tuple[str, str]]:
    return [(language.value, label(language)) for language in Language]


class _NewPassword(PasswordField):
    """A password that is made up now."""

    def __init__(self, text: Any, **kwargs: Any) -> None:
        hints = {"autocomplete": "new-password", "minlength": LEAST_LENGTH}
        super().__init__(
            text,
            [required, acceptable(_check_password)],
            description=_PASSWORD_HELP,
            render_kw=hints,
            **kwargs,
        )
        self.type = "PasswordField"  # by this name Bootstrap's macros know how to dress it


class _Login(StringField):
    """A phone number or an e-mail address."""

    def __init__(self, check: Any = None, **kwargs: Any) -> None:
        hints = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        text = lazy_gettext("Phone number or e-mail address")
        validators = [filled_in, check or at_most(MOST_TYPED)]
        super().__init__(text, validators, filters=[strip], render_kw=hints, **kwargs)
        self.type = "StringField"  # as above


class SignInForm(Form):
    """Who one is, shown by a password."""

    login = _Login()
    password = PasswordField(
        lazy_gettext("Password"), [required], render_kw={"autocomplete": "current-password"}
    )
    remember = BooleanField(lazy_gettext("Stay signed in on this device for 30 days"))
    next = HiddenField()


class RegisterForm(Form):
    """What a new volunteer says."""

    name = StringField(
        lazy_gettext("Your name"),
        [filled_in, at_most(NAME_LENGTH)],
        filters=[strip],
        render_kw={"autocomplete": "name"},
    )
    login = _Login(acceptable(clean_login))
    grid = GridField(
        lazy_gettext("Your grid"),
        validators=[required],
        description=lazy_gettext("Where you live, or where you want to help."),
    )
    password = _NewPassword(lazy_gettext("Choose a password"))
    language = Choice(lazy_gettext("Language"))
    consent = BooleanField(
        lazy_gettext("I have read the privacy notice and agree to it."),
        [InputRequired(lazy_gettext("Without your agreement we may not keep your data."))],
    )

    def offer(self) -> None:
        """Offer what there is to choose from."""
        self.grid.offer()
        self.language.choices = _languages()


class ForgottenForm(Form):
    """Whose password is forgotten."""

    login = _Login()


class ResetForm(Form):
    """A new password, for the holder of a link."""

    password = _NewPassword(lazy_gettext("New password"))


class PasswordForm(Form):
    """A new password, for who knows the old one."""

    current = PasswordField(
        lazy_gettext("Present password"), [required], render_kw={"autocomplete": "current-password"}
    )
    password = _NewPassword(lazy_gettext("New password"))


class ProfileForm(Form):
    """What a person says about herself."""

    version = HiddenField(default="0")
    name = StringField(
        lazy_gettext("Your name"),
        [filled_in, at_most(NAME_LENGTH)],
        filters=[strip],
        render_kw={"autocomplete": "name"},
    )
    phone = StringField(
        lazy_gettext("Phone number"),
        [acceptable(clean_phone)],
        filters=[strip],
        render_kw={"autocomplete": "tel", "inputmode": "tel"},
    )
    email = StringField(
        lazy_gettext("E-mail address"),
        [acceptable(clean_email)],
        filters=[strip],
        description=lazy_gettext("Messages about your shifts, and links to a new password, go there."),
        render_kw={"autocomplete": "email", "inputmode": "email", "autocapitalize": "none"},
    )
    password = PasswordField(
        lazy_gettext("Password"),
        description=lazy_gettext("Only needed where phone number or e-mail address change."),
        render_kw={"autocomplete": "current-password"},
    )
    grid = GridField(lazy_gettext("Home grid"), validators=[required])
    language = Choice(lazy_gettext("Language"))
    pledged_hours_per_week = WholeNumber(lazy_gettext("Hours a week"), [required])
    max_shifts_per_week = WholeNumber(lazy_gettext("Most shifts a week"), [required])

    def offer(self, person: Person) -> None:
        """Offer what there is to choose from; a home that is no grid stays possible."""
        self.grid.offer(person.home_unit)
        self.language.choices = _languages()

    def show(self, person: Person) -> None:
        """Fill in what is known."""
        for field in ("name", "email", "pledged_hours_per_week", "max_shifts_per_week"):
            self[field].data = getattr(person, field)
        self.phone.data = show_phone(person.phone) if person.phone else ""
        self.language.data = person.language.value
        self.grid.data = person.home_unit.code
        self.version.data = str(person.version)

    def seen_version(self) -> int:
        """Return the version that the person looked at; a forged one is never current."""
        text = str(self.version.data)
        return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else 0
