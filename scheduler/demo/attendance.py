"""Who came to the demo city's past patrols, and the hours that follow."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from scheduler.database import db
from scheduler.demo.attendance_story import Roles, roster_place, story_roles, tell_story
from scheduler.enums import (
    AttendanceState,
    TapAction,
    TapSource,
)
from scheduler.models import (
    Attendance,
    AttendanceClosing,
    AttendanceTap,
    Enrolment,
    HoursEntry,
    Person,
    Shift,
    Unit,
)
from scheduler.services.attendance_closing import hours_kind_of
from scheduler.services.attendance_states import Presence, minutes_served

_MINUTE = timedelta(minutes=1)
#: Shifts of the last days still wait for their leader to close them.
_OPEN_DAYS = timedelta(days=3)
_NO_SHOW, _EXCUSED, _LATE, _LEFT_EARLY = 0.03, 0.04, 0.06, 0.04


def add_attendance(shifts: Sequence[Shift], units: Mapping[str, Unit], *, seed: int, now: datetime) -> None:
    """Let the past patrols have been attended and closed, and tell the volunteer's own story."""
    rng = Random(seed + 5)
    roles = story_roles()
    _join_patrols(shifts, units["guihua-1"], roles, now)
    crews = _crews(shifts)
    keepers = {units["guihua-1"].id: roles.leader}
    for shift in shifts:
        keeper = keepers.get(shift.unit_id, roles.coordinator)
        closed = shift.ends_at < now - _OPEN_DAYS
        if closed:
            closing = shift.ends_at + timedelta(hours=14)
            db.session.add(AttendanceClosing(shift_id=shift.id, closed_at=closing, closed_by_id=keeper.id))
        for person_id in crews[shift.id]:
            _attend(shift, person_id, rng, keeper=keeper if closed else None)
    db.session.flush()
    tell_story(roles, units["guihua-1"], now)


def _join_patrols(shifts: Iterable[Shift], grid: Unit, roles: Roles, now: datetime) -> None:
    """Give the demo's volunteer and team leader the fourth place on some patrols of their grid."""
    own = [shift for shift in shifts if shift.unit_id == grid.id]
    for number, shift in enumerate(own):
        if number % 4 == 0:
            person = roles.team_leader if number % 12 == 0 else roles.volunteer
            db.session.add(roster_place(shift, person, 4, now))
    db.session.flush()


def _crews(shifts: Sequence[Shift]) -> Mapping[int, list[int]]:
    query = select(Enrolment.shift_id, Enrolment.person_id).where(
        Enrolment.shift_id.in_([shift.id for shift in shifts])
    )
    crews: dict[int, list[int]] = defaultdict(list)
    for shift_id, person_id in db.session.execute(query.order_by(Enrolment.id)):
        crews[shift_id].append(person_id)
    return crews


def _attend(shift: Shift, person_id: int, rng: Random, *, keeper: Person | None) -> None:
    """Write down what became of one person: row, taps, and the ledger's line where ``keeper`` closed it."""
    presence = _presence(shift, rng)
    db.session.add(
        Attendance(
            shift_id=shift.id,
            person_id=person_id,
            state=presence.state,
            arrived_at=presence.arrived,
            left_at=presence.left,
            walk_in=False,
            updated=presence.left or shift.ends_at,
        )
    )
    db.session.add_all(_taps(shift, person_id, presence, rng))
    if keeper is not None:
        db.session.add(_entry(shift, person_id, minutes_served(presence, shift), keeper))


def _presence(shift: Shift, rng: Random) -> Presence:
    draw = rng.random()
    if draw < _NO_SHOW:
        return Presence(AttendanceState.NO_SHOW)
    if draw < _NO_SHOW + _EXCUSED:
        return Presence(AttendanceState.EXCUSED)
    arrived = shift.starts_at + rng.randrange(-12, 4) * _MINUTE
    left = shift.ends_at + rng.randrange(0, 9) * _MINUTE
    if draw > 1 - _LATE:
        arrived = shift.starts_at + rng.randrange(8, 30) * _MINUTE
    elif draw > 1 - _LATE - _LEFT_EARLY:
        left = shift.ends_at - rng.randrange(10, 45) * _MINUTE
    return Presence(AttendanceState.OUT, arrived, left)


def _taps(shift: Shift, person_id: int, presence: Presence, rng: Random) -> list[AttendanceTap]:
    if presence.arrived is None or presence.left is None:
        action = TapAction.NO_SHOW if presence.state is AttendanceState.NO_SHOW else TapAction.EXCUSED
        return [_tap(shift, person_id, action, shift.ends_at, rng)]
    return [
        _tap(shift, person_id, TapAction.IN, presence.arrived, rng),
        _tap(shift, person_id, TapAction.OUT, presence.left, rng),
    ]


def _tap(shift: Shift, person_id: int, action: TapAction, at: datetime, rng: Random) -> AttendanceTap:
    return AttendanceTap(
        shift_id=shift.id,
        person_id=person_id,
        key=f"{rng.getrandbits(96):024x}",
        action=action,
        source=TapSource.CODE,
        at=at,
        by_id=person_id,
        created=at,
    )


def _entry(shift: Shift, person_id: int, minutes: int, keeper: Person) -> HoursEntry:
    return HoursEntry(
        person_id=person_id,
        unit_id=shift.unit_id,
        shift_id=shift.id,
        kind=hours_kind_of(shift.kind),
        title=shift.title,
        began=shift.starts_at,
        minutes=minutes,
        reason="",
        made_by_id=keeper.id,
        created=shift.ends_at + timedelta(hours=14),
    )
