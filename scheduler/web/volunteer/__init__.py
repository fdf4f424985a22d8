"""A volunteer's own pages: shifts, open shifts, availability, notifications."""

from scheduler.web.volunteer import availability, check_in, hours, my_shifts, notifications, offers
from scheduler.web.volunteer.blueprint import blueprint

__all__ = ["availability", "blueprint", "check_in", "hours", "my_shifts", "notifications", "offers"]
