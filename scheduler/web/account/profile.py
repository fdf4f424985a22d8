"""What a person says about herself, for her to mend."""

from flask import flash, redirect, render_template, session, url_for
from flask_babel import gettext, refresh
from werkzeug.wrappers import Response

from scheduler.enums import Language
from scheduler.services import profiles
from scheduler.timeutils import utcnow
from scheduler.web.access import Access, access
from scheduler.web.account import limits
from scheduler.web.account.blueprint import blueprint
from scheduler.web.account.forms import ProfileForm
from scheduler.web.forms import accepted
from scheduler.web.session import actor


@blueprint.route("/account", methods=["GET", "POST"])
@access(Access.OWN_DATA)
def profile() -> Response | tuple[str, int]:
    """Show and change one's own account."""
    form = ProfileForm()
    form.offer(actor())
    if not form.is_submitted():
        form.show(actor())
    elif accepted(form, lambda: _update(form)):
        session["language"] = form.language.data
        refresh()  # what is said below is in the new language already
        flash(gettext("Saved."), "success")
        return redirect(url_for("account.profile"))
    else:
        form.version.data = str(actor().version)  # who saves again after a warning means it
    return render_template("account/profile.html", form=form), 422 if form.is_submitted() else 200


def _update(form: ProfileForm) -> None:
    with limits.guesses_of(actor()):
        profiles.update_profile(
            version=form.seen_version(),
            name=form.name.data or "",
            phone=form.phone.data or "",
            email=form.email.data or "",
            language=Language(form.language.data),
            grid=form.grid.data,
            pledged_hours_per_week=form.pledged_hours_per_week.data or 0,
            max_shifts_per_week=form.max_shifts_per_week.data or 0,
            password=form.password.data or "",
            actor=actor(),
            now=utcnow(),
        )
