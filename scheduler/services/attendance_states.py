"""What taps add up to, and how many minutes of service that is; no rows are read here.

Minutes are those actually served: from arrival to leaving, not before the start, and at most
``OVERRUN`` past the end, without the seconds. Within ``GRACE`` of start and end nobody is late or
leaves early, and the whole time counts. Who never checked out counts until the end; the leader
confirms it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from scheduler.enums import AttendanceState, TapAction

#: Arriving up to so late, or leaving up to so early, is on time.
GRACE = timedelta(minutes=5)
#: Arriving longer before the start than this is early.
EARLY = timedelta(minutes=15)
#: Handing over may take so long after the end and still be service.
OVERRUN = timedelta(minutes=30)
_MINUTE = timedelta(minutes=1)


class TimeSpan(Protocol):
    """Anything with a planned start and end, as a shift has."""

    @property
    def starts_at(self) -> datetime:
        """Return the planned start."""

    @property
    def ends_at(self) -> datetime:
        """Return the planned end."""


class TapLike(Protocol):
    """What counts of a tap; ``arrived_at`` and ``left_at`` are read of the action ``times`` only."""

    @property
    def action(self) -> TapAction:
        """Return what the tap says."""

    @property
    def at(self) -> datetime:
        """Return when it was made."""

    @property
    def arrived_at(self) -> datetime | None:
        """Return the arrival it tells."""

    @property
    def left_at(self) -> datetime | None:
        """Return the leaving it tells."""


@dataclass(frozen=True, slots=True)
class Presence:
    """A state with its times: ``arrived`` where somebody came, ``left`` where she left again."""

    state: AttendanceState = AttendanceState.EXPECTED
    arrived: datetime | None = None
    left: datetime | None = None

    def is_early(self, span: TimeSpan) -> bool:
        """Tell whether she came well before the start."""
        return self.arrived is not None and self.arrived < span.starts_at - EARLY

    def is_late(self, span: TimeSpan) -> bool:
        """Tell whether she came after the start and its grace."""
        return self.arrived is not None and self.arrived > span.starts_at + GRACE

    def left_early(self, span: TimeSpan) -> bool:
        """Tell whether she left before the end and its grace."""
        return self.left is not None and self.left < span.ends_at - GRACE


def presence_after(taps: Iterable[TapLike], span: TimeSpan) -> Presence:
    """Return what the taps of one person add up to; they are told in the order in which they were made."""
    presence = Presence()
    for tap in sorted(taps, key=lambda tap: tap.at):
        presence = _after(presence, tap, span)
    return presence


#: What these taps say does not depend on what was before.
_WITHOUT_TIMES = {
    TapAction.NO_SHOW: Presence(AttendanceState.NO_SHOW),
    TapAction.EXCUSED: Presence(AttendanceState.EXCUSED),
    TapAction.UNDO: Presence(),
}


def _after(before: Presence, tap: TapLike, span: TimeSpan) -> Presence:
    if tap.action in _WITHOUT_TIMES:
        return _WITHOUT_TIMES[tap.action]
    if tap.action is TapAction.IN:  # again after leaving: the leaving was a mistake, or a pause
        return Presence(AttendanceState.IN, before.arrived or tap.at)
    if tap.action is TapAction.WHOLE:
        return Presence(AttendanceState.OUT, span.starts_at, span.ends_at)
    if tap.action is TapAction.TIMES:
        state = AttendanceState.IN if tap.left_at is None else AttendanceState.OUT
        return Presence(state, tap.arrived_at, tap.left_at)
    if before.arrived is None:  # left without having come
        return before
    return Presence(AttendanceState.OUT, before.arrived, max(tap.at, before.arrived))


def minutes_served(presence: Presence, span: TimeSpan) -> int:
    """Return the minutes of service, from 0 to ``most_minutes``; the module says how they count."""
    if presence.arrived is None:
        return 0
    start = presence.arrived if presence.is_late(span) else span.starts_at
    left = presence.left or span.ends_at
    end = max(left, span.ends_at) if not presence.left_early(span) else left
    served = min(end, span.ends_at + OVERRUN) - start
    return max(0, served // _MINUTE)


def most_minutes(span: TimeSpan) -> int:
    """Return the minutes that a shift can count as at most."""
    return (span.ends_at - span.starts_at + OVERRUN) // _MINUTE
