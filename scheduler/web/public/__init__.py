"""Pages for everybody: home, units, calendar, one event."""

from scheduler.web.public import calendar, certificates, events, health, home, offers, privacy, times, units
from scheduler.web.public.blueprint import blueprint

__all__ = [
    "blueprint",
    "calendar",
    "certificates",
    "events",
    "health",
    "home",
    "offers",
    "privacy",
    "times",
    "units",
]
