"""Taps on the attendance of a shift: by its leader's list, by code at the place, from paper, each once."""

import secrets
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from scheduler.database import atomic, db
from scheduler.enums import (
    AttendanceState,
    EnrolmentStatus,
    ShiftStatus,
    TapAction,
    TapSource,
)
from scheduler.errors import Conflict, InvalidInput, SchedulerError
from scheduler.models import Attendance, AttendanceClosing, AttendanceTap, Enrolment, Person, Shift
from scheduler.services import audit
from scheduler.services.attendance_states import presence_after
from scheduler.services.permissions import Right, require
from scheduler.services.rows import flush_or, get_row

#: People check in by code from so long before the start until so long after the end.
CODE_WINDOW = timedelta(hours=2)
#: The leader's list opens so long before the start.
LIST_OPENS = timedelta(hours=12)
KEY_LENGTH = 40
MOST_TAPS = 500


@dataclass(frozen=True, slots=True)
class Tap:
    """One tap as it arrives; ``key`` is chosen where it was made, ``at`` is when."""

    key: str
    person_id: int
    action: TapAction
    at: datetime
    source: TapSource = TapSource.LIST
    arrived_at: datetime | None = None
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a tap: the person's state now, or why it was refused."""

    key: str
    state: AttendanceState | None
    refused: SchedulerError | None = None


def new_key() -> str:
    """Return a key for a tap that nobody can have made before."""
    return secrets.token_urlsafe(16)


def record_taps(shift_id: int, taps: Sequence[Tap], *, actor: Person, now: datetime) -> list[Outcome]:
    """Enter the taps of a leader's list, each once, and return what became of each, in their order.

    A tap that arrived before changes nothing; of two devices the tap made later wins, whichever arrives
    first. Raises ``NotFound``, ``NotAllowed``, and ``Conflict`` where the shift takes no taps (any more).
    """
    with atomic():
        shift = get_row(Shift, shift_id, lock=True)
        require(actor, Right.TAKE_ATTENDANCE, shift.unit)
        refused = list_refusal(shift, now=now)
        if refused is not None:
            raise refused
        taken = taps[:MOST_TAPS]
        sheet = _Sheet(shift, {tap.person_id for tap in taken}, _known_keys(actor, taken))
        outcomes = [sheet.enter(tap, actor=actor, now=now) for tap in taken]
        if sheet.entered:
            _note("attendance.taken", shift, actor, now, number=sheet.entered)
    return outcomes


def check_in(shift_id: int, action: TapAction, *, actor: Person, now: datetime) -> Attendance:
    """Enter that the actor came or left, after a code has proved that she is at the place.

    Saying so twice changes nothing. Raises ``NotFound``, or ``Conflict`` with the reason why not.
    """
    with atomic():
        shift = get_row(Shift, shift_id, lock=True)
        refused = code_refusal(shift, now=now)
        if refused is not None:
            raise refused
        sheet = _Sheet(shift, {actor.id})
        row = sheet.row(actor.id, now)
        if row is None:
            raise Conflict("attendance.not_on_shift")
        done = AttendanceState.IN if action is TapAction.IN else AttendanceState.OUT
        if row.state is done:
            return row
        if action is TapAction.OUT and row.state is not AttendanceState.IN:
            raise Conflict("attendance.not_in")
        sheet.enter(Tap(new_key(), actor.id, action, now, TapSource.CODE), actor=actor, now=now)
        _note(f"attendance.checked_{action}", shift, actor, now)
    return row


def add_walk_in(shift_id: int, person_id: int, *, actor: Person, now: datetime) -> Attendance:
    """Write down that somebody without a place on the shift has come; ``actor`` must see her.

    Raises as ``record_taps`` does, and ``Conflict`` where she is on the list already or deactivated.
    """
    with atomic():
        shift = get_row(Shift, shift_id, lock=True)
        require(actor, Right.TAKE_ATTENDANCE, shift.unit)
        refused = list_refusal(shift, now=now)
        if refused is not None:
            raise refused
        person = get_row(Person, person_id)
        require(actor, Right.VIEW_PEOPLE, person.home_unit)
        if not person.active:
            raise Conflict("attendance.inactive")
        sheet = _Sheet(shift, {person.id})
        if sheet.row(person.id, now) is not None:
            raise Conflict("attendance.on_list", name=person.name)
        row = sheet.add(person.id, now, walk_in=True)
        sheet.enter(Tap(new_key(), person.id, TapAction.IN, now), actor=actor, now=now)
        _note("attendance.walk_in", shift, actor, now, name=person.name)
    return row


def list_refusal(shift: Shift, *, now: datetime) -> SchedulerError | None:
    """Return why the leader's list of a shift takes no taps, or nothing."""
    if shift.status is ShiftStatus.CANCELLED:
        return Conflict("attendance.shift_cancelled")
    if now < shift.starts_at - LIST_OPENS:
        return Conflict("attendance.not_open", when=shift.starts_at - LIST_OPENS, zone=shift.unit.zone)
    if closing_of(shift) is not None:
        return Conflict("attendance.closed")
    return None


def code_refusal(shift: Shift, *, now: datetime) -> SchedulerError | None:
    """Return why nobody can check in or out by code now, or nothing."""
    if now < shift.starts_at - CODE_WINDOW and shift.status is ShiftStatus.ACTIVE:
        return Conflict("attendance.too_soon", when=shift.starts_at - CODE_WINDOW, zone=shift.unit.zone)
    if now > shift.ends_at + CODE_WINDOW:
        return Conflict("attendance.over")
    return list_refusal(shift, now=now)


def closing_of(shift: Shift) -> AttendanceClosing | None:
    """Return who confirmed the attendance of a shift and when; None while nobody did."""
    return db.session.scalar(select(AttendanceClosing).where(AttendanceClosing.shift_id == shift.id))


def _refusal(tap: Tap, shift: Shift, now: datetime) -> SchedulerError | None:
    """Return why what a tap tells cannot be true, or nothing."""
    if tap.action is TapAction.WHOLE and now < shift.ends_at:
        return Conflict("attendance.not_over")
    if tap.action is not TapAction.TIMES:
        return None
    arrived, left = tap.arrived_at, tap.left_at
    if arrived is None or not shift.starts_at - CODE_WINDOW <= arrived <= min(now, shift.ends_at):
        return InvalidInput("arrived", "attendance.arrived")
    if left is not None and not arrived <= left <= min(now, shift.ends_at + CODE_WINDOW):
        return InvalidInput("left", "attendance.left")
    return None


def _note(action: str, shift: Shift, actor: Person, now: datetime, **details: object) -> None:
    unit_id = shift.unit_id
    audit.record(action, shift, actor=actor, now=now, unit_id=unit_id, title=shift.title, **details)


def _known_keys(actor: Person, taps: Sequence[Tap]) -> set[str]:
    keys = [tap.key for tap in taps]
    query = select(AttendanceTap.key).where(AttendanceTap.by_id == actor.id, AttendanceTap.key.in_(keys))
    return set(db.session.scalars(query))


class _Sheet:
    """The rows of some people on one shift, loaded once; inside ``atomic``, under the shift's lock."""

    def __init__(self, shift: Shift, people: Collection[int], known: Collection[str] = ()) -> None:
        self._shift = shift
        self._known = set(known)
        self.entered = 0
        self._rows = _rows(shift, people)
        self._placed = _placed(shift, people)
        self._taps = _taps(shift, people)

    def row(self, person_id: int, now: datetime) -> Attendance | None:
        """Return the row of a person who is on the list, made on first use."""
        row = self._rows.get(person_id)
        if row is None and person_id in self._placed:
            row = self.add(person_id, now, walk_in=False)
        if row is not None and not row.walk_in and person_id not in self._placed:
            return None  # she gave her place back since
        return row

    def add(self, person_id: int, now: datetime, *, walk_in: bool) -> Attendance:
        """Return a new row of somebody who is expected so far."""
        row = self._rows.get(person_id)
        if row is None:
            row = Attendance(shift_id=self._shift.id, person_id=person_id)
            row.state, row.updated = AttendanceState.EXPECTED, now
            db.session.add(row)
        row.walk_in = walk_in
        self._rows[person_id] = row
        return row

    def enter(self, tap: Tap, *, actor: Person, now: datetime) -> Outcome:
        """Enter one tap and say what became of it."""
        row = self.row(tap.person_id, now)
        if row is None:
            return Outcome(tap.key, None, Conflict("attendance.not_listed"))
        refused = _refusal(tap, self._shift, now)
        if refused is not None:
            return Outcome(tap.key, row.state, refused)
        if tap.key not in self._known:
            self._known.add(tap.key)
            self.entered += 1
            taps = self._taps[tap.person_id]
            taps.append(self._keep(tap, actor, now))
            presence = presence_after(taps, self._shift)
            row.state, row.arrived_at, row.left_at = presence.state, presence.arrived, presence.left
            row.updated = now
        return Outcome(tap.key, row.state)

    def _keep(self, tap: Tap, actor: Person, now: datetime) -> AttendanceTap:
        kept = AttendanceTap(
            shift_id=self._shift.id,
            person_id=tap.person_id,
            key=tap.key,
            action=tap.action,
            source=tap.source,
            at=min(max(tap.at, self._shift.starts_at - LIST_OPENS), now),
            arrived_at=tap.arrived_at,
            left_at=tap.left_at,
            by_id=actor.id,
            created=now,
        )
        db.session.add(kept)
        flush_or(Conflict("attendance.again"))
        return kept


def _rows(shift: Shift, people: Collection[int]) -> dict[int, Attendance]:
    query = select(Attendance).where(Attendance.shift_id == shift.id, Attendance.person_id.in_(people))
    return {row.person_id: row for row in db.session.scalars(query)}


def _placed(shift: Shift, people: Collection[int]) -> set[int]:
    query = select(Enrolment.person_id).where(
        Enrolment.shift_id == shift.id,
        Enrolment.person_id.in_(people),
        Enrolment.status == EnrolmentStatus.CONFIRMED,
    )
    return set(db.session.scalars(query))


def _taps(shift: Shift, people: Collection[int]) -> Mapping[int, list[AttendanceTap]]:
    query = select(AttendanceTap).where(
        AttendanceTap.shift_id == shift.id, AttendanceTap.person_id.in_(people)
    )
    found: dict[int, list[AttendanceTap]] = defaultdict(list)
    for tap in db.session.scalars(query.order_by(AttendanceTap.at, AttendanceTap.id)):
        found[tap.person_id].append(tap)
    return found
