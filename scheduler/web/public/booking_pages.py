"""A booking by its link: look at it, confirm, change and cancel it, take an offer, put it into a calendar."""

from collections.abc import Callable

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from scheduler.config import Settings
from scheduler.errors import Conflict, NotFound
from scheduler.services import guest_bookings, guest_states
from scheduler.services.feeds import feed_day
from scheduler.services.guest_codes import find_booking
from scheduler.timeutils import local_date, utcnow
from scheduler.web.access import Access, access
from scheduler.web.feeds.answers import calendar_answer, rendered
from scheduler.web.fields import seen_version
from scheduler.web.forms import Form, accepted
from scheduler.web.locale import current_language
from scheduler.web.public.blueprint import blueprint
from scheduler.web.public.booking_answers import gone, private_page
from scheduler.web.public.booking_calendar import booking_feed
from scheduler.web.public.booking_forms import PartyForm, PlainForm, most_of
from scheduler.web.public.bookings import tell_outcome

Answer = Response | tuple[str, int]
Act = Callable[[], object]


@blueprint.get("/bookings/<token>")
@access(Access.PUBLIC)
def booking(token: str) -> Answer:
    """Show a booking, and what can be done with it now."""
    now = utcnow()
    try:
        found = find_booking(token)
    except NotFound as refusal:
        return gone(refusal)
    if found.erased_at is not None:
        return gone(Conflict("guest.erased"))
    page = render_template(
        "public/booking.html",
        booking=found,
        event=found.shift,
        state=guest_states.state_now(found, now=now),
        token=token,
        form=PlainForm(),
        today=local_date(now, found.shift.unit.zone),
    )
    return private_page(page)


@blueprint.post("/bookings/<token>/confirm")
@access(Access.PUBLIC)
def confirm_booking(token: str) -> Answer:
    """Confirm a booking; a link that is opened by a mail program alone confirms nothing."""
    return _act(token, PlainForm(), lambda: tell_outcome(guest_bookings.confirm_by_link(token, now=utcnow())))


@blueprint.post("/bookings/<token>/accept")
@access(Access.PUBLIC)
def accept_booking(token: str) -> Answer:
    """Take the places that are offered."""
    return _act(token, PlainForm(), lambda: tell_outcome(guest_bookings.accept_offer(token, now=utcnow())))


@blueprint.post("/bookings/<token>/cancel")
@access(Access.PUBLIC)
def cancel_booking(token: str) -> Answer:
    """Cancel a booking, or decline an offer."""

    def cancel() -> None:
        guest_bookings.cancel(token, now=utcnow())
        flash(gettext("Your booking is cancelled. Thank you for telling us."), "success")

    return _act(token, PlainForm(), cancel)


def _act(token: str, form: Form, action: Act) -> Answer:
    try:
        accepted(form, action)
    except NotFound as refusal:
        return gone(refusal)
    return redirect(url_for("public.booking", token=token))


@blueprint.route("/bookings/<token>/change", methods=["GET", "POST"])
@access(Access.PUBLIC)
def change_booking(token: str) -> Answer:
    """Change who comes."""
    try:
        found, form = find_booking(token), PartyForm()
        form.most = most_of(found.shift)
        if not form.is_submitted():
            form.show(found)
        if accepted(form, lambda: _change(token, form)):
            flash(gettext("Your booking is changed."), "success")
            return redirect(url_for("public.booking", token=token))
    except NotFound as refusal:
        return gone(refusal)
    return _change_page(token, form)


def _change_page(token: str, form: PartyForm) -> Answer:
    found = find_booking(token)
    if guest_bookings.change_refusal(found, now=utcnow()) is not None:
        return redirect(url_for("public.booking", token=token))
    page = render_template("public/booking_change.html", booking=found, form=form, token=token)
    return private_page(page, 422 if form.is_submitted() else 200)


def _change(token: str, form: PartyForm) -> None:
    guest_bookings.change(token, version=seen_version(form), party=form.read(), now=utcnow())


@blueprint.get("/bookings/<token>/calendar.ics")
@access(Access.PUBLIC)
def booking_calendar(token: str) -> Answer:
    """Serve a booking for a calendar, under a name that stays; later files replace earlier ones there."""
    try:
        found = find_booking(token)
    except NotFound as refusal:
        return gone(refusal)
    if found.sequence < 0:  # there never were places
        return gone(NotFound("guest.no_calendar"))
    settings: Settings = current_app.config["SETTINGS"]
    feed = booking_feed(
        found, host=settings.calendar_host, site=settings.site_url, language=current_language()
    )
    day = feed_day(min(utcnow(), found.shift.starts_at))
    done = rendered(feed, day=day, modified=found.shift.unit.updated)
    return calendar_answer(done, filename=f"booking-{found.id}", secret=True)
