"""Open shifts: list, calendar, each shift, and a place on it taken or given back."""

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from scheduler.enums import EnrolmentStatus, ShiftStatus
from scheduler.errors import Conflict
from scheduler.models import Enrolment
from scheduler.services import enrolments, open_shifts
from scheduler.services.dislikes import dislike_shift, own_dislikes
from scheduler.services.enrolment_waiting import positions
from scheduler.services.open_shift_fits import fit_of, fits_of
from scheduler.services.public_units import all_units
from scheduler.services.shift_lists import all_skills
from scheduler.timeutils import local_date, utcnow
from scheduler.web.access import Access, access
from scheduler.web.next_page import local_path
from scheduler.web.session import actor
from scheduler.web.volunteer.blueprint import blueprint
from scheduler.web.volunteer.offer_calendar import SIGNS, calendar_of, sign_of
from scheduler.web.volunteer.offer_forms import CalendarForm, OfferFilterForm
from scheduler.web.volunteer.offer_views import card, sections
from scheduler.web.volunteer.swap_views import actions_of
from scheduler.web.wording import words_for

#: Pressing a button twice is no mistake worth a warning.
_HARMLESS = frozenset(
    {"enrolment.already", "enrolment.listed", "enrolment.not_listed", "enrolment.not_on_shift"}
)


@blueprint.get("/open-shifts", endpoint="open_shifts")
@access(Access.SIGNED_IN)
def offers() -> str:
    """Show what a volunteer can sign up for, the nearest first, and why not for the rest."""
    reader, units, skills, now = actor(), all_units(), all_skills(), utcnow()
    form = OfferFilterForm(request.args)
    form.offer(units, skills)
    found = open_shifts.all_offers(reader, form.wanted(units, skills), units, now=now)
    page = open_shifts.page_of(found, request.args.get("page", 1, type=int))
    fits = fits_of(page.items, reader, among=found, now=now)
    return render_template(
        "volunteer/open_shifts.html", form=form, page=page, sections=sections(page.items, fits)
    )


@blueprint.get("/open-shifts/calendar")
@access(Access.SIGNED_IN)
def open_calendar() -> str:
    """Show a week or a month of open shifts, each with whether it fits the reader."""
    reader, units, skills, now = actor(), all_units(), all_skills(), utcnow()
    form = CalendarForm(request.args)
    form.offer(units, skills)
    zone = reader.home_unit.zone
    span = form.days(local_date(now, zone))
    wanted = replace(form.wanted(units, skills), first=span.first, last=span.last)
    found = open_shifts.all_offers(reader, wanted, units, now=now)
    view = calendar_of(span, [card(offer) for offer in found], today=local_date(now, zone))
    cut = len(found) == open_shifts.MOST_CONSIDERED
    return render_template(
        "volunteer/open_calendar.html", form=form, view=view, cut=cut, sign_of=sign_of, signs=SIGNS
    )


@blueprint.get("/open-shifts/<int:shift_id>")
@access(Access.SIGNED_IN)
def open_shift(shift_id: int) -> str:
    """Show one shift: what it is, who is wanted, whether the reader can come."""
    reader, now = actor(), utcnow()
    offer = open_shifts.find_offer(shift_id, person=reader, now=now)
    return render_template(
        "volunteer/open_shift.html",
        card=card(offer, fit_of(offer, reader, now=now)),
        shift=offer.shift,
        crew=open_shifts.companions(offer.shift) if offer.place else [],
        actions=actions_of([offer.place], now=now).get(offer.place.id) if offer.place else None,
        marked=offer.shift.id in own_dislikes(reader).shifts,
        ahead=offer.shift.starts_at > now and offer.shift.status is ShiftStatus.ACTIVE,
    )


@blueprint.post("/open-shifts/<int:shift_id>/sign-up")
@access(Access.SIGNED_IN)
def sign_up(shift_id: int) -> Response:
    """Take a place on a shift, or on its waiting list where all are taken."""
    try:
        confirmed = request.form.get("confirm") == "yes"
        place = enrolments.sign_up(shift_id, actor=actor(), now=utcnow(), confirmed=confirmed)
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


@blueprint.post("/open-shifts/<int:shift_id>/dislike")
@access(Access.SIGNED_IN)
def dislike(shift_id: int) -> Response:
    """Note that the reader would rather not do a shift, or minds no more."""
    disliked = request.form.get("disliked") == "yes"
    try:
        dislike_shift(shift_id, disliked=disliked, actor=actor(), now=utcnow())
    except Conflict as refusal:
        _explain(refusal)
    else:
        noted = gettext("Noted: for this shift the roster takes others first.")
        flash(noted if disliked else gettext("You no longer mind this shift."), "success")
    return redirect(_back(shift_id))


def _explain(refusal: Conflict) -> None:
    flash(words_for(refusal), "info" if refusal.code in _HARMLESS else "warning")


def _back(shift_id: int) -> str:
    """Return the page on which the button was pressed."""
    return local_path(request.form.get("next")) or url_for("volunteer.open_shift", shift_id=shift_id)
