"""Consent to the privacy notice: asked for again, given, withdrawn."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response
from wtforms import BooleanField, HiddenField
from wtforms.validators import InputRequired

from scheduler.config import Settings
from scheduler.services import consents
from scheduler.services.people import coming_places
from scheduler.timeutils import utcnow
from scheduler.web.access import Access, access
from scheduler.web.account.blueprint import blueprint
from scheduler.web.forms import Form, accepted
from scheduler.web.next_page import local_path
from scheduler.web.session import actor, note_consent


class ConsentForm(Form):
    """Agreement to the notice, and where the reader was going."""

    agree = BooleanField(
        lazy_gettext("I have read the privacy notice and agree to it."),
        [InputRequired(lazy_gettext("Without your agreement we may not keep your data."))],
    )
    next = HiddenField()


class WithdrawForm(Form):
    """The wish that the account rests."""

    understood = BooleanField(
        lazy_gettext("I withdraw my consent. Let my account rest."),
        [InputRequired(lazy_gettext("Please confirm that this is what you want."))],
    )


def _version() -> str:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.privacy_version


@blueprint.route("/account/consent", methods=["GET", "POST"])
@access(Access.OWN_DATA)
def consent() -> Response | tuple[str, int]:
    """Ask for consent where it is missing, and go on from there."""
    form = ConsentForm(next=request.args.get("next"))
    after = local_path(form.next.data) or url_for("volunteer.my_shifts")
    if not consents.consent_due(actor(), version=_version()):
        note_consent(actor())
        return redirect(after)
    if accepted(form, _agree):
        flash(gettext("Thank you. Your account works as before."), "success")
        return redirect(after)
    page = render_template("account/consent.html", form=form, person=actor(), version=_version())
    return page, 422 if form.is_submitted() else 200


def _agree() -> None:
    consents.give_consent(version=_version(), actor=actor(), now=utcnow())
    note_consent(actor())


@blueprint.route("/account/consent/withdraw", methods=["GET", "POST"])
@access(Access.OWN_DATA)
def withdraw_consent() -> Response | tuple[str, int]:
    """Say what it means to withdraw consent, and do it."""
    if actor().paused_at is not None:
        return redirect(url_for("account.consent"))
    form = WithdrawForm()
    if accepted(form, lambda: consents.withdraw_consent(actor=actor(), now=utcnow())):
        flash(gettext("Your account rests. You can agree again at any time."), "success")
        return redirect(url_for("account.my_data"))
    places = coming_places(actor(), now=utcnow())
    page = render_template("account/consent_withdraw.html", form=form, places=places)
    return page, 422 if form.is_submitted() else 200
