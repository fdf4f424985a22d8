"""Guests at the door: heads counted by a tap on the list, or on the page that a guest's code opens."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response
from wtforms import StringField

from scheduler.enums import GuestStatus
from scheduler.errors import InvalidInput
from scheduler.models import GuestBooking, Shift
from scheduler.services.attendance import list_refusal
from scheduler.services.guest_lists import (
    MOST_HEADS,
    GuestSums,
    count_guests,
    find_guest,
    guest_sums,
    guests_at_door,
)
from scheduler.services.permissions import Right
from scheduler.timeutils import utcnow
from scheduler.web.access import access
from scheduler.web.fields import whole_number
from scheduler.web.forms import Form, accepted
from scheduler.web.leader.blueprint import blueprint
from scheduler.web.session import actor
from scheduler.web.wording import words_for


@dataclass(frozen=True, slots=True)
class DoorList:
    """The parties with places on a shift, and their sums."""

    bookings: list[GuestBooking]
    sums: GuestSums


class CountForm(Form):
    """How many heads; nothing takes the count back."""

    came = StringField()


@blueprint.route("/leader/guests/<int:booking_id>", methods=["GET", "POST"])
@access(Right.TAKE_ATTENDANCE)
def guest(booking_id: int) -> Response | tuple[str, int]:
    """Show a party, and count its heads; the code on a guest's booking page leads here."""
    found = find_guest(booking_id, right=Right.TAKE_ATTENDANCE, actor=actor())
    form = CountForm()
    if accepted(form, lambda: _count(booking_id, form)):
        _say(found)
        return redirect(_after(found))
    refused = list_refusal(found.shift, now=utcnow())
    page = render_template(
        "leader/guest.html",
        booking=found,
        shift=found.shift,
        form=form,
        most=MOST_HEADS,
        why_not=words_for(refused) if refused else "",
        placed=found.status is GuestStatus.CONFIRMED,
        may_tap=refused is None and found.status is GuestStatus.CONFIRMED,
    )
    return page, 422 if form.is_submitted() else 200


def _count(booking_id: int, form: CountForm) -> None:
    try:
        came = whole_number(form.came.data or "")
    except ValueError as error:
        raise InvalidInput("came", "guest.heads", most=MOST_HEADS) from error
    count_guests(booking_id, came, actor=actor(), now=utcnow())


def _say(found: GuestBooking) -> None:
    if found.came is None:
        words = gettext("%(name)s: the count is taken back.", name=found.name)
    elif found.came == 0:
        words = gettext("%(name)s: did not come.", name=found.name)
    else:
        words = ngettext(
            "%(name)s: %(num)d person is here.",
            "%(name)s: %(num)d people are here.",
            found.came,
            name=found.name,
        )
    flash(words, "success")


def _after(found: GuestBooking) -> str:
    """Return to the list, where a tap on it came from, else to the party's own page."""
    if request.args.get("from") == "list":
        return url_for("leader.attendance", shift_id=found.shift_id, _anchor=f"g{found.id}")
    return url_for("leader.guest", booking_id=found.id)


def door_list(shift: Shift) -> DoorList:
    """Return the parties with places on a shift as templates show them."""
    bookings = guests_at_door(shift)
    return DoorList(bookings, guest_sums(bookings))
