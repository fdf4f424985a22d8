"""Open shifts: the list, each shift, and a place on it taken or given back."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from scheduler.enums import ActivityKind, EnrolmentStatus
from scheduler.errors import Conflict
from scheduler.models import Enrolment
from scheduler.services import enrolments, open_shifts
from scheduler.services.enrolment_waiting import positions
from scheduler.services.public_units import all_units
from scheduler.services.shift_lists import all_skills
from scheduler.timeutils import utcnow
from scheduler.web.access import Access, access
from scheduler.web.labels import label
from scheduler.web.next_page import local_path
from scheduler.web.session import actor
from scheduler.web.volunteer.blueprint import blueprint
from scheduler.web.volunteer.offer_forms import OfferFilterForm
from scheduler.web.volunteer.offer_views import card, sections
from scheduler.web.wording import words_for

#: Pressing a button twice is no mistake worth a warning.
_HARMLESS = frozenset(
    {"enrolment.already", "enrolment.listed", "enrolment.not_listed", "enrolment.not_on_shift"}
)


@blueprint.get("/open-shifts", endpoint="open_shifts")
@access(Access.SIGNED_IN)
def offers() -> str:
    """Show what a volunteer can sign up for, the nearest first, and why not for the rest."""
    reader, units, skills = actor(), all_units(), all_skills()
    form = OfferFilterForm(request.args)
    form.offer(units, skills)
    form.validate()
    page = open_shifts.list_offers(
        reader,
        form.wanted(units, skills),
        units,
        now=utcnow(),
        number=request.args.get("page", 1, type=int),
    )
    found = sections(open_shifts.add_wishes(reader, page.items))
    return render_template(
        "volunteer/open_shifts.html",
        form=form,
        page=page,
        sections=found,
        kinds=[("", gettext("All kinds")), *((kind.value, label(kind)) for kind in ActivityKind)],
        kept_filter=form.kept(),
        filtered=any(field.data for field in form),
        narrowed=any(field.data for field in form if field is not form.kind),
    )


@blueprint.get("/open-shifts/<int:shift_id>")
@access(Access.SIGNED_IN)
def open_shift(shift_id: int) -> str:
    """Show one shift: what it is, who is wanted, whether the reader can come."""
    offer = open_shifts.find_offer(shift_id, person=actor(), now=utcnow())
    crew = open_shifts.companions(offer.shift) if offer.place else []
    return render_template("volunteer/open_shift.html", card=card(offer), shift=offer.shift, crew=crew)


@blueprint.post("/open-shifts/<int:shift_id>/sign-up")
@access(Access.SIGNED_IN)
def sign_up(shift_id: int) -> Response:
    """Take a place on a shift, or on its waiting list where all are taken."""
    try:
        place = enrolments.sign_up(shift_id, actor=actor(), now=utcnow())
    except Conflict as refusal:
        _explain(refusal)
    else:
        _tell_outcome(place)
    return redirect(_back(shift_id))


def _tell_outcome(place: Enrolment) -> None:
    if place.status is EnrolmentStatus.CONFIRMED:
        flash(gettext("You have a place: %(shift)s.", shift=place.shift.title), "success")
        return
    words = gettext(
        "Every place is taken. You are number %(number)s on the waiting list: %(shift)s. "
        "You will be told when it is your turn.",
        number=positions([place])[place.id],
        shift=place.shift.title,
    )
    flash(words, "info")


@blueprint.post("/open-shifts/<int:shift_id>/accept")
@access(Access.SIGNED_IN)
def accept_offer(shift_id: int) -> Response:
    """Take the place that is offered to the reader."""
    try:
        place = enrolments.accept_offer(shift_id, actor=actor(), now=utcnow())
    except Conflict as refusal:
        _explain(refusal)
    else:
        _tell_outcome(place)
    return redirect(_back(shift_id))


@blueprint.post("/open-shifts/<int:shift_id>/leave")
@access(Access.SIGNED_IN)
def leave_list(shift_id: int) -> Response:
    """Leave a waiting list, or decline the place that is offered."""
    try:
        declined = enrolments.leave_list(shift_id, actor=actor(), now=utcnow())
    except Conflict as refusal:
        _explain(refusal)
    else:
        left = gettext("You are no longer on the waiting list.")
        flash(
            gettext("You declined the place; it is offered to the next person.") if declined else left,
            "success",
        )
    return redirect(_back(shift_id))


@blueprint.post("/open-shifts/<int:shift_id>/cancel")
@access(Access.SIGNED_IN)
def cancel(shift_id: int) -> Response:
    """Give a place on a shift back."""
    try:
        place = enrolments.cancel(shift_id, actor=actor(), now=utcnow())
    except Conflict as refusal:
        _explain(refusal)
    else:
        flash(gettext("You gave your place back: %(shift)s.", shift=place.shift.title), "success")
    return redirect(_back(shift_id))


def _explain(refusal: Conflict) -> None:
    flash(words_for(refusal), "info" if refusal.code in _HARMLESS else "warning")


def _back(shift_id: int) -> str:
    """Return the page on which the button was pressed."""
    return local_path(request.form.get("next")) or url_for("volunteer.open_shift", shift_id=shift_id)
