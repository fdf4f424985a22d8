"""Delete one's own account, after reading what goes and what stays."""

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response
from wtforms import BooleanField, PasswordField
from wtforms.validators import InputRequired

from scheduler.config import Settings
from scheduler.services import account_deletion
from scheduler.services.service_record_certificates import number_of
from scheduler.timeutils import utcnow
from scheduler.web.access import Access, access
from scheduler.web.account import limits
from scheduler.web.account.blueprint import blueprint
from scheduler.web.account.signing_in import end_session
from scheduler.web.forms import Form, accepted
from scheduler.web.session import actor


class DeleteForm(Form):
    """The wish that the account ends, by whoever knows its password."""

    understood = BooleanField(
        lazy_gettext("I have read what goes and what stays. This cannot be undone."),
        [InputRequired(lazy_gettext("Please confirm that this is what you want."))],
    )
    password = PasswordField(
        lazy_gettext("Present password"),
        [InputRequired(lazy_gettext("Type your password, so that nobody else can delete your account."))],
        render_kw={"autocomplete": "current-password"},
    )


@blueprint.route("/account/delete", methods=["GET", "POST"])
@access(Access.OWN_DATA)
def delete_account() -> Response | tuple[str, int]:
    """Say what the end of the account means, and end it."""
    form = DeleteForm()
    if accepted(form, lambda: _delete(form)):
        end_session()
        flash(gettext("Your account is deleted. Thank you for everything you did."), "success")
        return redirect(url_for("public.home"))
    farewell = account_deletion.what_ends(actor(), now=utcnow())
    page = render_template(
        "account/delete.html", form=form, farewell=farewell, person_number=number_of(actor().id)
    )
    return page, 422 if form.is_submitted() else 200


def _delete(form: DeleteForm) -> None:
    settings: Settings = current_app.config["SETTINGS"]
    with limits.guesses_of(actor()):
        account_deletion.delete_account(
            password=form.password.data or "", instance=settings.instance, actor=actor(), now=utcnow()
        )
