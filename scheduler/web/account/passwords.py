"""A new password: forgotten, reset by a mailed link, or changed."""

from flask import Response as Page
from flask import current_app, flash, redirect, render_template, session, url_for
from flask_babel import gettext
from flask_login import login_remembered
from werkzeug.wrappers import Response

from scheduler.config import Settings
from scheduler.services import password_changes
from scheduler.services.accounts import login_key
from scheduler.timeutils import utcnow
from scheduler.web.access import Access, access
from scheduler.web.account import limits
from scheduler.web.account.blueprint import blueprint
from scheduler.web.account.forms import ForgottenForm, PasswordForm, ResetForm
from scheduler.web.account.signing_in import begin_session
from scheduler.web.forms import accepted
from scheduler.web.session import actor


@blueprint.route("/password/forgot", methods=["GET", "POST"])
@access(Access.PUBLIC)
def forgotten() -> Response | tuple[str, int]:
    """Mail a link to whoever has an account with an e-mail address; the answer never tells."""
    form = ForgottenForm()
    if accepted(form, lambda: _request(form.login.data or "")):
        flash(
            gettext(
                "If an account with an e-mail address belongs to it, a link for a new password is on its "
                "way there and works for an hour. Does nothing arrive? Your grid leader can help."
            ),
            "success",
        )
        return redirect(url_for("account.sign_in"))
    return render_template("account/forgotten.html", form=form), 422 if form.is_submitted() else 200


def _request(login: str) -> None:
    limits.RESETS_BY_ADDRESS.spend(limits.address())
    limits.RESETS_BY_LOGIN.spend(login_key(login))
    password_changes.request_reset(login, now=utcnow())


@blueprint.route("/password/reset/<token>", methods=["GET", "POST"])
@access(Access.PUBLIC)
def reset(token: str) -> Page | Response:
    """Set a new password, once, with the link that was mailed."""
    now, key = utcnow(), _secret_key()
    form = ResetForm()
    person = password_changes.person_by_reset_token(token, secret_key=key, now=now)
    if person is None:
        return _private("account/link_dead.html", 410)
    if accepted(form, lambda: _reset(token, form.password.data or "")):
        session["login"] = person.email or person.phone
        flash(gettext("The new password holds. Please sign in with it."), "success")
        return redirect(url_for("account.sign_in"))
    return _private("account/reset.html", 422 if form.is_submitted() else 200, form=form)


def _reset(token: str, password: str) -> None:
    person = password_changes.reset_password(token, password=password, secret_key=_secret_key(), now=utcnow())
    for login in filter(None, (person.phone, person.email)):
        limits.BAD_SIGN_INS_BY_LOGIN.forget(limits.address(), login)
        limits.BAD_SIGN_INS_ANYWHERE.forget(login)


def _private(template: str, status: int, **values: object) -> Page:
    """Return a page that no cache keeps."""
    answer = Page(render_template(template, **values), status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _secret_key() -> str:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.secret_key


@blueprint.route("/account/password", methods=["GET", "POST"])
@access(Access.OWN_DATA)
def change_password() -> Response | tuple[str, int]:
    """Change the password; sessions elsewhere end, this one goes on."""
    form = PasswordForm()
    if accepted(form, lambda: _change(form)):
        begin_session(actor(), remember=login_remembered())
        flash(gettext("The new password holds. On other devices you have to sign in again."), "success")
        return redirect(url_for("account.profile"))
    return render_template("account/password.html", form=form), 422 if form.is_submitted() else 200


def _change(form: PasswordForm) -> None:
    with limits.guesses_of(actor()):
        password_changes.change_password(
            current=form.current.data or "", password=form.password.data or "", actor=actor(), now=utcnow()
        )
