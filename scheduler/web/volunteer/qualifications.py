"""A volunteer's own qualifications: what counts, what waits, what ends soon; sent in with a photo or scan."""

from dataclasses import dataclass
from datetime import date

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from scheduler.config import Settings
from scheduler.enums import QualificationStanding
from scheduler.errors import InvalidInput
from scheduler.models import Qualification
from scheduler.services import qualification_claims as service
from scheduler.services.evidence_checks import megabytes
from scheduler.services.qualification_claims import Keeping
from scheduler.services.qualification_expiry import WARNINGS, is_carried_on
from scheduler.services.qualifications import list_qualifications
from scheduler.services.shift_lists import all_skills
from scheduler.timeutils import local_date, utcnow
from scheduler.web.access import Access, access
from scheduler.web.fields import seen_version
from scheduler.web.forms import Form, accepted
from scheduler.web.session import actor
from scheduler.web.uploads import Typed, takes_files
from scheduler.web.volunteer.blueprint import blueprint
from scheduler.web.volunteer.qualification_forms import ClaimForm
from scheduler.web.wording import words_for

TOO_LARGE = 413


@dataclass(frozen=True, slots=True)
class Card:
    """One qualification: what it is worth today, and how many days are left where they are few."""

    held: Qualification
    standing: QualificationStanding
    days_left: int | None

    @property
    def is_open(self) -> bool:
        """Tell whether its owner may still change it."""
        return not self.held.verified

    @property
    def renewable(self) -> bool:
        """Tell whether a newer certificate is wanted."""
        return self.held.verified and (
            self.days_left is not None or self.standing is QualificationStanding.EXPIRED
        )


def _card(held: Qualification, today: date) -> Card:
    standing = held.standing(today)
    left = (held.valid_until - today).days if held.valid_until else None
    soon = left is not None and left <= max(WARNINGS) and standing is QualificationStanding.COUNTS
    carried_on = held.verified and is_carried_on(held)
    return Card(held, standing, left if soon and not carried_on else None)


@blueprint.get("/my/qualifications")
@access(Access.SIGNED_IN)
def qualifications() -> str:
    """List the reader's qualifications."""
    today = _today()
    cards = [_card(held, today) for held in list_qualifications(actor())]
    return render_template("volunteer/qualifications.html", cards=cards, form=Form())


def _too_large(typed: Typed, qualification_id: int | None = None) -> tuple[str, int]:
    form = ClaimForm(formdata=typed)
    form.offer(all_skills())
    most = megabytes(_keeping().most_bytes)
    form.file.errors = [words_for(InvalidInput("file", "evidence.too_large", most=most))]
    held = service.find_own(qualification_id, actor=actor()) if qualification_id else None
    return _form_page(form, held), TOO_LARGE


@blueprint.route("/my/qualifications/new", methods=["GET", "POST"])
@access(Access.SIGNED_IN)
@takes_files(_too_large)
def new_qualification() -> str | Response | tuple[str, int]:
    """Send in a qualification; ``renew`` names an own one that this one follows."""
    form = ClaimForm()
    form.offer(all_skills())
    if not form.is_submitted():
        renewed = _renewed()
        form.suggest(_today(), renewed, request.args.get("skill"))
        return _form_page(form, None)
    if accepted(form, lambda: _submit(form)):
        return _sent()
    return _form_page(form, None), 422


def _renewed() -> Qualification | None:
    number = request.args.get("renew", 0, type=int)
    return next((held for held in actor().qualifications if held.id == number), None)


def _submit(form: ClaimForm) -> None:
    uploads = form.uploads()
    service.submit_claim(form.claim(), uploads, keeping=_keeping(), actor=actor(), now=utcnow())


@blueprint.route("/my/qualifications/<int:qualification_id>", methods=["GET", "POST"])
@access(Access.SIGNED_IN)
@takes_files(_too_large)
def qualification(qualification_id: int) -> str | Response | tuple[str, int]:
    """Change what the reader sent in, until it is verified."""
    held = service.find_own(qualification_id, actor=actor())
    if held.verified:
        return redirect(url_for("volunteer.qualifications", _anchor=f"qualification-{held.id}"))
    form = ClaimForm()
    form.offer(all_skills())
    if not form.is_submitted():
        form.show(held)
        return _form_page(form, held)
    if accepted(form, lambda: _change(form, qualification_id)):
        return _sent()
    held = service.find_own(qualification_id, actor=actor())
    form.version.data = str(held.version)  # what was changed in another tab is said, and can be overruled
    return _form_page(form, held), 422


def _change(form: ClaimForm, qualification_id: int) -> None:
    service.change_claim(
        qualification_id,
        form.claim(),
        form.uploads(),
        version=seen_version(form),
        keeping=_keeping(),
        actor=actor(),
        now=utcnow(),
    )


def _sent() -> Response:
    flash(gettext("Sent. You are told as soon as somebody has looked at it."), "success")
    return redirect(url_for("volunteer.qualifications"))


@blueprint.post("/my/qualifications/<int:qualification_id>/withdraw")
@access(Access.SIGNED_IN)
def withdraw_qualification(qualification_id: int) -> Response:
    """Take back what is not verified."""
    if accepted(
        Form(),
        lambda: service.withdraw_claim(qualification_id, keeping=_keeping(), actor=actor(), now=utcnow()),
    ):
        flash(gettext("It is withdrawn, and its files are deleted."), "success")
    return redirect(url_for("volunteer.qualifications"))


@blueprint.post("/my/qualifications/<int:qualification_id>/files/<int:evidence_id>/remove")
@access(Access.SIGNED_IN)
def remove_evidence(qualification_id: int, evidence_id: int) -> Response:
    """Remove one file of what is not verified."""
    if accepted(
        Form(),
        lambda: service.remove_file(
            qualification_id, evidence_id, keeping=_keeping(), actor=actor(), now=utcnow()
        ),
    ):
        flash(gettext("The file is deleted."), "success")
    return redirect(url_for("volunteer.qualification", qualification_id=qualification_id))


def _form_page(form: ClaimForm, held: Qualification | None) -> str:
    return render_template(
        "volunteer/qualification_form.html",
        form=form,
        held=held,
        most_files=service.MOST_FILES,
        most_megabytes=megabytes(_keeping().most_bytes),
    )


def _keeping() -> Keeping:
    settings: Settings = current_app.config["SETTINGS"]
    return Keeping(settings.instance, settings.evidence_bytes)


def _today() -> date:
    return local_date(utcnow(), actor().home_unit.zone)
