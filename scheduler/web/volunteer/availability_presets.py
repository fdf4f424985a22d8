"""Usual weeks to start from, so that few cells remain to be changed by hand."""

from dataclasses import dataclass

from flask_babel import LazyString, lazy_gettext

from scheduler.enums import Wish
from scheduler.services.availability_week import CELLS, Cell

_WORKDAYS = range(5)
_EVENING, _NIGHT = 2, 3


@dataclass(frozen=True, slots=True)
class Preset:
    """A usual week to start from; the cells that are not ``free`` are unavailable."""

    name: LazyString
    free: frozenset[Cell]

    @property
    def cells(self) -> dict[Cell, Wish]:
        """Return the wish of every cell."""
        return {cell: Wish.AVAILABLE if cell in self.free else Wish.UNAVAILABLE for cell in CELLS}


_DAYS = frozenset(cell for cell in CELLS if cell[1] != _NIGHT)
_WEEKENDS = frozenset(cell for cell in _DAYS if cell[0] not in _WORKDAYS)
PRESETS: dict[str, Preset] = {
    "evenings": Preset(
        lazy_gettext("Evenings and weekends"),
        _WEEKENDS | {cell for cell in CELLS if cell[1] == _EVENING},
    ),
    "weekends": Preset(lazy_gettext("Weekends only"), _WEEKENDS),
    "daytime": Preset(
        lazy_gettext("In the daytime"), frozenset(cell for cell in CELLS if cell[1] < _EVENING)
    ),
    "days": Preset(lazy_gettext("Any time but nights"), _DAYS),
    "always": Preset(lazy_gettext("Any time"), frozenset(CELLS)),
}
