"""Residents book places at a training without an account: the form, and the page that asks for the code."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from werkzeug.wrappers import Response

from scheduler.config import Settings
from scheduler.enums import GuestStatus
from scheduler.errors import NotFound
from scheduler.models import GuestBooking
from scheduler.services import guest_bookings, guest_states
from scheduler.services.guest_codes import token_of
from scheduler.services.guest_inputs import clean_contact
from scheduler.services.guest_places import free_for_guests
from scheduler.timeutils import local_date, utcnow
from scheduler.web.access import Access, access
from scheduler.web.account.limits import Limit, address
from scheduler.web.forms import accepted
from scheduler.web.locale import current_language
from scheduler.web.public.blueprint import blueprint
from scheduler.web.public.booking_answers import gone, private_page
from scheduler.web.public.booking_forms import BookingForm, CodeForm, PlainForm, masked, most_of, offers_wait
from scheduler.web.secrets import server_secret
from scheduler.web.wording import words_for

#: A whole queue at a community centre may book over one network.
BOOKINGS_BY_ADDRESS = Limit("guest-booking-address", RateLimitItemPerHour(40))
MESSAGES_TO_CONTACT = Limit("guest-booking-contact", RateLimitItemPerHour(5))
CODES_BY_ADDRESS = Limit("guest-code-address", RateLimitItemPerMinute(40, 15))


@blueprint.route("/events/<int:shift_id>/book", methods=["GET", "POST"])
@access(Access.PUBLIC)
def book_places(shift_id: int) -> Response | tuple[str, int]:
    """Book places; the answer is the same where this phone number or address has a booking already."""
    shift, now, form = guest_bookings.find_event_to_book(shift_id), utcnow(), BookingForm()
    form.most, free = most_of(shift), free_for_guests([shift], now=now).get(shift.id, 0)
    if not form.is_submitted():
        form.suggest(shift, free=free)
    sent: list[str] = []
    if accepted(form, lambda: sent.append(_book(shift_id, form))):
        return redirect(url_for("public.check_booking", ref=sent[0]))
    refused = guest_bookings.booking_refusal(shift, now=now)
    if refused is not None:
        if request.method == "GET":
            flash(words_for(refused), "warning")
        return redirect(url_for("public.event", shift_id=shift_id))
    page = render_template(
        "public/book.html",
        event=shift,
        form=form,
        free=free,
        today=local_date(now, shift.unit.zone),
        offers_wait=offers_wait(form, free),
    )
    return page, 422 if form.is_submitted() else 200


def _book(shift_id: int, form: BookingForm) -> str:
    contact = clean_contact("contact", form.contact.data or "")
    BOOKINGS_BY_ADDRESS.require(address())
    MESSAGES_TO_CONTACT.require(contact)
    settings: Settings = current_app.config["SETTINGS"]
    ref = guest_bookings.book(
        shift_id,
        party=form.read(),
        contact=contact,
        language=current_language(),
        wait=bool(form.wait.data),
        consent=bool(form.consent.data),
        privacy_version=settings.privacy_version,
        secret=server_secret(),
        now=utcnow(),
    )
    BOOKINGS_BY_ADDRESS.count(address())
    MESSAGES_TO_CONTACT.count(contact)
    return ref


@blueprint.route("/booking-check/<ref>", methods=["GET", "POST"])
@access(Access.PUBLIC)
def check_booking(ref: str) -> Response | tuple[str, int]:
    """Ask for the code that was sent; it confirms the booking and leads to its page."""
    form, now = CodeForm(), utcnow()
    done: list[GuestBooking] = []
    try:
        if accepted(form, lambda: done.append(_confirm(ref, form))):
            return redirect(url_for("public.booking", token=token_of(done[0], secret=server_secret())))
        state = guest_states.code_page(ref, now=now)
    except NotFound as refusal:
        return gone(refusal)
    if state.refused is not None:
        return gone(state.refused, event=state.shift, again=ref if state.can_resend else "")
    page = render_template(
        "public/booking_check.html",
        form=form,
        again=PlainForm(),
        ref=ref,
        state=state,
        to=masked(state.contact),
        today=local_date(now, state.shift.unit.zone),
    )
    return private_page(page, 422 if form.is_submitted() else 200)


def _confirm(ref: str, form: CodeForm) -> GuestBooking:
    CODES_BY_ADDRESS.spend(address())
    booking = guest_bookings.confirm_by_code(ref, form.code.data or "", secret=server_secret(), now=utcnow())
    tell_outcome(booking)
    return booking


@blueprint.post("/booking-check/<ref>/again")
@access(Access.PUBLIC)
def send_code_again(ref: str) -> Response | tuple[str, int]:
    """Send another code to the same phone number or address."""
    sent: list[str] = []
    try:
        if accepted(PlainForm(), lambda: sent.append(_again(ref))):
            flash(gettext("A new message is on its way."), "success")
            return redirect(url_for("public.check_booking", ref=sent[0]))
    except NotFound as refusal:
        return gone(refusal)
    return redirect(url_for("public.check_booking", ref=ref))


def _again(ref: str) -> str:
    contact = guest_states.code_page(ref, now=utcnow()).contact
    MESSAGES_TO_CONTACT.require(contact)
    new = guest_bookings.send_again(ref, now=utcnow())
    MESSAGES_TO_CONTACT.count(contact)
    return new


def tell_outcome(booking: GuestBooking) -> None:
    """Say on the next page what a confirmation has brought."""
    if booking.status is GuestStatus.CONFIRMED:
        flash(
            gettext("Your booking is confirmed. Keep the link: with it you can change or cancel."), "success"
        )
    elif booking.status is GuestStatus.WAITING:
        flash(
            gettext(
                "You are on the waiting list. We write to you as soon as there are places for all of you."
            ),
            "info",
        )
