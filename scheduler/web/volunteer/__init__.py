"""A volunteer's own pages: shifts, open shifts, availability, notifications."""

from scheduler.web.volunteer import availability, my_shifts, notifications, offers
from scheduler.web.volunteer.blueprint import blueprint

__all__ = ["availability", "blueprint", "my_shifts", "notifications", "offers"]
