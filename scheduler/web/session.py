"""Who is signed in: Flask-Login around the ``Person`` row."""

from typing import cast

from flask import Flask, current_app, flash, redirect, request, session, url_for
from flask_babel import gettext
from flask_login import LoginManager, UserMixin, current_user, user_loaded_from_cookie
from werkzeug.wrappers import Response

from scheduler.config import Settings
from scheduler.database import db
from scheduler.models import Person
from scheduler.services.consents import consent_due

login_manager = LoginManager()
#: The name in a session under which it knows that its person has yet to agree.
_CONSENT_DUE = "consent_due"


class Account(UserMixin):  # type: ignore[misc]  # flask_login ships no types
    """A signed-in person as Flask-Login sees one; its id dies with the person's session key."""

    def __init__(self, person: Person) -> None:
        self.person = person

    @property
    def is_active(self) -> bool:
        """Tell whether the account may be used."""
        return self.person.may_sign_in

    def get_id(self) -> str:
        """Return what the session cookie holds."""
        return f"{self.person.id}.{self.person.session_key}"


def actor_or_none() -> Person | None:
    """Return the person who is signed in, if any."""
    return cast("Person", current_user.person) if current_user.is_authenticated else None


def actor() -> Person:
    """Return the person who is signed in; only for routes that demand one."""
    person = actor_or_none()
    if person is None:
        message = "a route without access control asked for its actor"
        raise RuntimeError(message)
    return person


def note_consent(person: Person) -> None:
    """Remember for this session whether the person has yet to agree to the privacy notice as it is now."""
    settings: Settings = current_app.config["SETTINGS"]
    if consent_due(person, version=settings.privacy_version):
        session[_CONSENT_DUE] = True
    else:
        session.pop(_CONSENT_DUE, None)


def owes_consent(person: Person) -> bool:
    """Tell whether the person must agree before anything but her own data opens."""
    return person.paused_at is not None or bool(session.get(_CONSENT_DUE))


@login_manager.user_loader  # type: ignore[untyped-decorator]  # flask_login ships no types
def _load(identity: str) -> Account | None:
    number, _, key = identity.partition(".")
    person = db.session.get(Person, int(number)) if number.isdigit() else None
    if person is None or not person.may_sign_in or person.session_key != key:
        return None
    return Account(person)


@login_manager.unauthorized_handler  # type: ignore[untyped-decorator]  # flask_login ships no types
def _ask_to_sign_in() -> Response:
    flash(gettext("Please sign in first."), "info")
    after = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("account.sign_in", next=after))


def init_session(app: Flask) -> None:
    """Attach Flask-Login to the application."""
    login_manager.init_app(app)
    user_loaded_from_cookie.connect(_came_back, app)


def _came_back(_app: Flask, user: Account) -> None:
    """Ask whoever is let in by a remembered session as who types her password is asked."""
    note_consent(user.person)
