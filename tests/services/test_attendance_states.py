"""What taps add up to, in whatever order they arrive, and how many minutes of service that is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import permutations

import pytest

from scheduler.enums import AttendanceState, TapAction
from scheduler.services.attendance_states import Presence, minutes_served, most_minutes, presence_after
from tests.factories import NOW

MINUTE = timedelta(minutes=1)
EXPECTED, IN, OUT, NO_SHOW, EXCUSED = AttendanceState


@dataclass(frozen=True)
class Span:
    """Two hours from NOW on."""

    starts_at: datetime = NOW
    ends_at: datetime = NOW + 120 * MINUTE


@dataclass(frozen=True)
class Tap:
    action: TapAction
    at: datetime
    arrived_at: datetime | None = None
    left_at: datetime | None = None


SPAN = Span()


def _tap(action: str, minute: int, arrived: int | None = None, left: int | None = None) -> Tap:
    return Tap(
        TapAction(action),
        NOW + minute * MINUTE,
        None if arrived is None else NOW + arrived * MINUTE,
        None if left is None else NOW + left * MINUTE,
    )


def _presence(state: AttendanceState, arrived: int | None = None, left: int | None = None) -> Presence:
    tap = _tap("times", 0, arrived, left)
    return Presence(state, tap.arrived_at, tap.left_at)


@pytest.mark.parametrize(
    ("taps", "wanted"),
    [
        ([], _presence(EXPECTED)),
        ([("in", 2)], _presence(IN, 2)),
        ([("in", 2), ("in", 9)], _presence(IN, 2)),
        ([("in", 2), ("out", 100)], _presence(OUT, 2, 100)),
        ([("out", 100)], _presence(EXPECTED)),
        ([("in", 2), ("out", 50), ("in", 60)], _presence(IN, 2)),
        ([("in", 2), ("out", 50), ("in", 60), ("out", 118)], _presence(OUT, 2, 118)),
        ([("no_show", 20)], _presence(NO_SHOW)),
        ([("no_show", 20), ("in", 25)], _presence(IN, 25)),
        ([("in", 2), ("excused", 5)], _presence(EXCUSED)),
        ([("in", 2), ("undo", 5)], _presence(EXPECTED)),
        ([("whole", 125)], _presence(OUT, 0, 120)),
        ([("in", 2), ("times", 150, 1, 119)], _presence(OUT, 1, 119)),
        ([("times", 150, 1)], _presence(IN, 1)),
    ],
)
def test_taps_add_up_whatever_the_order_in_which_they_arrive(
    taps: list[tuple[str, int]], wanted: Presence
) -> None:
    made = [_tap(*tap) for tap in taps]
    for order in permutations(made):
        assert presence_after(order, SPAN) == wanted


@pytest.mark.parametrize(
    ("arrived", "left", "minutes"),
    [
        (0, 120, 120),
        (-30, 120, 120),  # waiting before the start is no service
        (5, 115, 120),  # within the grace
        (6, 120, 114),
        (0, 114, 114),
        (10, 100, 90),
        (0, 140, 140),  # handing over
        (0, 300, 150),  # half an hour past the end at most
        (0, None, 120),  # never checked out
        (130, 140, 10),  # came to help with the handing over
        (160, None, 0),
    ],
)
def test_minutes_are_those_served(arrived: int, left: int | None, minutes: int) -> None:
    assert minutes_served(_presence(OUT, arrived, left), SPAN) == minutes


def test_seconds_do_not_count() -> None:
    late = Presence(OUT, NOW + timedelta(minutes=10, seconds=59), NOW + timedelta(minutes=90, seconds=58))
    assert minutes_served(late, SPAN) == 79


@pytest.mark.parametrize("state", [EXPECTED, NO_SHOW, EXCUSED])
def test_who_did_not_come_has_no_minutes(state: AttendanceState) -> None:
    assert minutes_served(Presence(state), SPAN) == 0


def test_a_shift_counts_as_its_length_and_half_an_hour_at_most() -> None:
    assert most_minutes(SPAN) == 150


@pytest.mark.parametrize(
    ("arrived", "left", "flags"),
    [
        (-16, 121, (True, False, False)),
        (-15, 115, (False, False, False)),
        (5, 114, (False, False, True)),
        (6, None, (False, True, False)),
    ],
)
def test_early_late_and_left_early(arrived: int, left: int | None, flags: tuple[bool, bool, bool]) -> None:
    presence = _presence(OUT, arrived, left)
    assert (presence.is_early(SPAN), presence.is_late(SPAN), presence.left_early(SPAN)) == flags
