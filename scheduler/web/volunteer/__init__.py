"""A volunteer's own pages: shifts, open shifts, availability, notifications."""

from scheduler.web.volunteer import (
    availability,
    check_in,
    evidence,
    hours,
    my_shifts,
    notifications,
    offers,
    qualifications,
    releases,
    swaps,
    teams,
)
from scheduler.web.volunteer.blueprint import blueprint

__all__ = [
    "availability",
    "blueprint",
    "check_in",
    "evidence",
    "hours",
    "my_shifts",
    "notifications",
    "offers",
    "qualifications",
    "releases",
    "swaps",
    "teams",
]
