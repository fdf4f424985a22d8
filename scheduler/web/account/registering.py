"""Become a volunteer, and choose a language."""

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from scheduler.config import Settings
from scheduler.enums import Language
from scheduler.services import accounts
from scheduler.timeutils import utcnow
from scheduler.web.access import Access, access
from scheduler.web.account import limits
from scheduler.web.account.blueprint import blueprint
from scheduler.web.account.forms import RegisterForm
from scheduler.web.forms import accepted
from scheduler.web.locale import current_language
from scheduler.web.next_page import local_path
from scheduler.web.session import actor_or_none


@blueprint.route("/register", methods=["GET", "POST"])
@access(Access.PUBLIC)
def register() -> Response | tuple[str, int]:
    """Make an account; the answer is the same where there is one already."""
    if actor_or_none() is not None:
        return redirect(url_for("account.profile"))
    form = RegisterForm(language=current_language().value)
    form.offer()
    if form.is_submitted():
        limits.REGISTRATIONS_BY_ADDRESS.spend(limits.address())
    if accepted(form, lambda: _register(form)):
        session["login"] = form.login.data
        flash(
            gettext(
                "Thank you! Please sign in with your phone number or e-mail address and your password. "
                "If you had an account already, it is unchanged: its earlier password still holds."
            ),
            "success",
        )
        return redirect(url_for("account.sign_in", next=local_path(request.args.get("next"))))
    return render_template("account/register.html", form=form), 422 if form.is_submitted() else 200


def _register(form: RegisterForm) -> None:
    settings: Settings = current_app.config["SETTINGS"]
    accounts.register(
        name=form.name.data or "",
        login=form.login.data or "",
        grid=form.grid.data,
        language=Language(form.language.data),
        password=form.password.data or "",
        consent=form.consent.data,
        privacy_version=settings.privacy_version,
        now=utcnow(),
    )


@blueprint.post("/language")
@access(Access.PUBLIC)
def choose_language() -> Response:
    """Speak the language that the reader chose, here and in messages."""
    chosen = request.form.get("language", "")
    if chosen in set(Language):
        session["language"] = chosen
        person = actor_or_none()
        if person is not None:
            accounts.choose_language(Language(chosen), actor=person, now=utcnow())
    return redirect(local_path(request.form.get("next")) or url_for("public.home"))
