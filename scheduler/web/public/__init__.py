"""Pages for everybody: home, units, calendar, one event."""

from scheduler.web.public import (
    booking_pages,
    bookings,
    calendar,
    certificates,
    events,
    health,
    home,
    offers,
    partner_groups,
    privacy,
    teams,
    times,
    units,
)
from scheduler.web.public.blueprint import blueprint

__all__ = [
    "blueprint",
    "booking_pages",
    "bookings",
    "calendar",
    "certificates",
    "events",
    "health",
    "home",
    "offers",
    "partner_groups",
    "privacy",
    "teams",
    "times",
    "units",
]
