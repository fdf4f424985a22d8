"""Sign in and out."""

from datetime import timedelta

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import login_user, logout_user
from werkzeug.wrappers import Response

from scheduler.config import Settings
from scheduler.models import Person
from scheduler.services.accounts import authenticate, login_key
from scheduler.web.access import Access, access
from scheduler.web.account import limits
from scheduler.web.account.blueprint import blueprint
from scheduler.web.account.demo_logins import demo_logins
from scheduler.web.account.forms import SignInForm
from scheduler.web.next_page import local_path
from scheduler.web.session import Account, actor_or_none, note_consent

REMEMBERED_FOR = timedelta(days=30)
#: What a session keeps when somebody else's begins: the language that the reader chose.
_KEPT = ("language",)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@access(Access.PUBLIC)
def sign_in() -> Response | tuple[str, int]:
    """Sign a person in and lead her where she wanted to go."""
    form = SignInForm(next=request.args.get("next"))
    if not form.is_submitted():
        if actor_or_none() is not None:
            return redirect(_after(form))
        form.login.data = session.pop("login", "")
    elif form.validate():
        person = _authenticated(form.login.data or "", form.password.data or "")
        if person is not None:
            begin_session(person, remember=form.remember.data)
            return redirect(_after(form))
        flash(
            gettext("Account and password do not match, or the account is closed. Please try again."),
            "danger",
        )
    settings: Settings = current_app.config["SETTINGS"]
    page = render_template("account/sign_in.html", form=form, demo_logins=demo_logins(settings))
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/sign-out")
@access(Access.PUBLIC)
def sign_out() -> Response:
    """Sign whoever is signed in out."""
    end_session()
    flash(gettext("You are signed out."), "success")
    return redirect(url_for("public.home"))


def end_session() -> None:
    """Forget on this device who was signed in."""
    logout_user()
    _empty_session()
    session["_remember"] = "clear"  # Flask-Login's way to say that its cookie goes too


def begin_session(person: Person, *, remember: bool) -> None:
    """Begin a new session: nothing that was in the earlier one, or that somebody planted, is trusted."""
    _empty_session()
    login_user(Account(person), remember=remember, duration=REMEMBERED_FOR)
    note_consent(person)
    if not remember:
        session["_remember"] = "clear"  # else a cookie of whoever was here before would outlive this session


def _empty_session() -> None:
    kept = {key: session[key] for key in _KEPT if key in session}
    session.clear()
    session.update(kept)


def _authenticated(login: str, password: str) -> Person | None:
    """Check a password unless too many were wrong lately; only wrong ones are counted."""
    key, address = login_key(login), limits.address()
    counted = (
        (limits.BAD_SIGN_INS_BY_ADDRESS, (address,)),
        (limits.BAD_SIGN_INS_BY_LOGIN, (address, key)),
        (limits.BAD_SIGN_INS_ANYWHERE, (key,)),
    )
    for limit, whom in counted:
        limit.require(*whom)
    person = authenticate(login, password)
    if person is None:
        for limit, whom in counted:
            limit.count(*whom)
    return person


def _after(form: SignInForm) -> str:
    return local_path(form.next.data) or url_for("volunteer.my_shifts")
