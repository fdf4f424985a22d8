"""A leader's pages: shifts, templates, roster periods and the board."""

from scheduler.web.leader import (
    attendance,
    attendance_closing,
    attendance_paper,
    board,
    hours,
    periods,
    publishing,
    roster_editing,
    roster_views,
    rule_words,
    runs,
    service_records,
    shift_editing,
    shifts,
    templates,
    waiting,
)
from scheduler.web.leader.blueprint import blueprint

__all__ = [
    "attendance",
    "attendance_closing",
    "attendance_paper",
    "blueprint",
    "board",
    "hours",
    "periods",
    "publishing",
    "roster_editing",
    "roster_views",
    "rule_words",
    "runs",
    "service_records",
    "shift_editing",
    "shifts",
    "templates",
    "waiting",
]
