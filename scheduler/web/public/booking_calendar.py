"""A booking as a calendar entry."""

from flask_babel import gettext, ngettext

from scheduler.enums import GuestStatus, Language, ShiftStatus
from scheduler.ical.entries import Entry, EntryStatus, Feed
from scheduler.models import GuestBooking
from scheduler.web.labels import label, name_of


def booking_feed(booking: GuestBooking, *, host: str, site: str, language: Language) -> Feed:
    """Return a calendar that holds one booking; it names nobody and does not say the booking's link.

    Its UID and SEQUENCE are the booking's own: it is not the entry of the event that unit calendars show.
    """
    shift = booking.shift
    return Feed(
        name=shift.title,
        language="zh" if language is Language.CHINESE else "en",
        zone=shift.unit.zone,
        private=True,
        entries=(_entry(booking, host, site),),
    )


def _entry(booking: GuestBooking, host: str, site: str) -> Entry:
    shift = booking.shift
    called_off = shift.status is ShiftStatus.CANCELLED
    gone = called_off or booking.status is not GuestStatus.CONFIRMED
    sequence = shift.sequence + booking.sequence
    number = booking.party
    lines = [
        shift.notes.strip(),
        gettext("Unit: %(unit)s", unit=name_of(shift.unit)),
        ngettext("Booked: %(num)d place", "Booked: %(num)d places", number),
    ]
    return Entry(
        uid=f"guest_booking-{booking.id}@{host}",
        start=shift.starts_at,
        end=shift.ends_at,
        zone=shift.unit.zone,
        title=gettext("%(kind)s: %(title)s", kind=label(shift.kind), title=shift.title),
        description="\n".join(line for line in lines if line),
        location=shift.place,
        status=EntryStatus.CANCELLED if gone else EntryStatus.CONFIRMED,
        sequence=max(sequence, 1) if gone else sequence,
        created=booking.created,
        updated=max(shift.updated, booking.updated),
        url=f"{site}/events/{shift.id}",
        categories=(str(label(shift.kind)),),
    )
