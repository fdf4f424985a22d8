"""A leader's pages: shifts, templates, roster periods and the board."""

from scheduler.web.leader import (
    board,
    periods,
    publishing,
    roster_editing,
    roster_views,
    rule_words,
    runs,
    shift_editing,
    shifts,
    templates,
)
from scheduler.web.leader.blueprint import blueprint

__all__ = [
    "blueprint",
    "board",
    "periods",
    "publishing",
    "roster_editing",
    "roster_views",
    "rule_words",
    "runs",
    "shift_editing",
    "shifts",
    "templates",
]
