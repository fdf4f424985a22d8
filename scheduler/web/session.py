"""Who is signed in: Flask-Login around the ``Person`` row."""

from typing import cast

from flask import Flask, flash, redirect, request, url_for
from flask_babel import gettext
from flask_login import LoginManager, UserMixin, current_user
from werkzeug.wrappers import Response

from scheduler.database import db
from scheduler.models import Person

login_manager = LoginManager()


class Account(UserMixin):  # type: ignore[misc]  # flask_login ships no types
    """A signed-in person as Flask-Login sees one; its id dies with the person's session key."""

    def __init__(self, person: Person) -> None:
        self.person = person

    @property
    def is_active(self) -> bool:
        """Tell whether the account may be used."""
        return self.person.active

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


@login_manager.user_loader  # type: ignore[untyped-decorator]  # flask_login ships no types
def _load(identity: str) -> Account | None:
    number, _, key = identity.partition(".")
    person = db.session.get(Person, int(number)) if number.isdigit() else None
    if person is None or not person.active or person.session_key != key:
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
