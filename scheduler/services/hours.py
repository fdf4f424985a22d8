"""The ledger of hours: lines added by hand, corrected by further lines, and objected to."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from scheduler.database import atomic, db
from scheduler.enums import HoursKind, NotificationKind
from scheduler.errors import Conflict, InvalidInput, NotAllowed, NotFound, StaleVersion
from scheduler.models import HoursEntry, HoursObjection, Person, Unit
from scheduler.services import audit
from scheduler.services.attendance_states import most_minutes
from scheduler.services.notifications import notify
from scheduler.services.permissions import Right, require
from scheduler.services.right_holders import nearest_holders
from scheduler.services.rows import get_row
from scheduler.services.shift_inputs import REASON_LENGTH, TITLE_LENGTH, clean_line, clean_text

#: A line without a shift is at most a day.
MOST_BY_HAND = 24 * 60
OBJECTION_LENGTH = 1_000
#: Hours are entered for so long afterwards at most.
OLDEST = timedelta(days=731)


@dataclass(frozen=True, slots=True)
class NewHours:
    """What a leader writes into the ledger without a shift."""

    kind: HoursKind
    title: str
    began: datetime
    minutes: int
    reason: str


def add_hours(person_id: int, new: NewHours, *, unit: Unit, actor: Person, now: datetime) -> HoursEntry:
    """Enter service or training of ``unit`` that no shift tells of; ``actor`` keeps the hours there.

    Raises ``NotFound``, ``NotAllowed`` (nobody enters her own hours), ``InvalidInput``.
    """
    with atomic():
        person = get_row(Person, person_id, lock=True)
        require(actor, Right.KEEP_HOURS, unit)
        require(actor, Right.VIEW_ATTENDANCE, person.home_unit)
        _refuse_own(person, actor)
        if not 1 <= new.minutes <= MOST_BY_HAND:
            raise InvalidInput("minutes", "hours.minutes_by_hand", most=MOST_BY_HAND)
        if not now - OLDEST <= new.began <= now:
            raise InvalidInput("began", "hours.began")
        entry = HoursEntry(
            person_id=person.id,
            unit_id=unit.id,
            kind=new.kind,
            title=clean_line("title", new.title, most=TITLE_LENGTH, required=True),
            began=new.began,
            minutes=new.minutes,
            reason=clean_line("reason", new.reason, most=REASON_LENGTH, required=True),
            made_by_id=actor.id,
            created=now,
        )
        _refuse_twin(entry)
        db.session.add(entry)
        _note("hours.added", entry, actor, now, title=entry.title, minutes=entry.minutes)
    return entry


def correct_hours(
    entry_id: int, *, seen: int, minutes: int, reason: str, actor: Person, now: datetime
) -> HoursEntry:
    """Let a line of the ledger count as ``minutes`` from now on, by a line of its own with the difference.

    ``seen`` is what the actor saw it count as. An open objection is answered by it, and the person is told.
    Raises ``NotFound``, ``NotAllowed`` (nobody corrects her own hours), ``StaleVersion``, ``InvalidInput``.
    """
    with atomic():
        entry = _kept_entry(entry_id, actor=actor)
        counted = counted_minutes(entry)
        if counted != seen:
            raise StaleVersion("stale")
        most = most_minutes(entry.shift) if entry.shift else MOST_BY_HAND
        if not 0 <= minutes <= most:
            raise InvalidInput("minutes", "hours.minutes", most=most)
        if minutes == counted:
            raise InvalidInput("minutes", "hours.same")
        why = clean_line("reason", reason, most=REASON_LENGTH, required=True)
        correction = _correction(entry, minutes - counted, why, actor, now)
        db.session.add(correction)
        _answer_open(entry, why, actor, now)
        _tell_answer(entry, counted, minutes, why, now)
        _note("hours.corrected", correction, actor, now, title=entry.title, minutes=minutes, reason=why)
    return correction


def object_to(entry_id: int, *, text: str, actor: Person, now: datetime) -> HoursObjection:
    """Ask for a line of the actor's own ledger to be corrected; those who keep the hours are told.

    Raises ``NotFound`` for lines of others, ``InvalidInput``, and ``Conflict`` where she asked already.
    """
    with atomic():
        entry = _root_entry(entry_id)
        if entry.person_id != actor.id:
            raise NotFound("not_found")
        if open_objection(entry) is not None:
            raise Conflict("hours.objected_already")
        said = clean_text("text", text, most=OBJECTION_LENGTH)
        if not said:
            raise InvalidInput("text", "required")
        objection = HoursObjection(entry_id=entry.id, text=said, created=now)
        db.session.add(objection)
        params = {**_about(entry), "name": actor.name, "person_id": actor.id, "text": said}
        for keeper in keepers_of(entry.unit, without=actor):
            notify(keeper.id, NotificationKind.HOURS_OBJECTION, params=params, now=now)
        _note("hours.objected", entry, actor, now, title=entry.title)
    return objection


def leave_as_is(entry_id: int, *, reason: str, actor: Person, now: datetime) -> HoursObjection:
    """Answer an objection by saying why the line stays as it is; the person is told.

    Raises ``NotFound``, ``NotAllowed``, ``InvalidInput``, and ``Conflict`` where nobody objects (any more).
    """
    with atomic():
        entry = _kept_entry(entry_id, actor=actor)
        objection = open_objection(entry)
        if objection is None:
            raise Conflict("hours.no_objection")
        why = clean_line("reason", reason, most=REASON_LENGTH, required=True)
        _answer_open(entry, why, actor, now)
        counted = counted_minutes(entry)
        _tell_answer(entry, counted, counted, why, now)
        _note("hours.left_as_is", entry, actor, now, title=entry.title, reason=why)
    return objection


def counted_minutes(entry: HoursEntry) -> int:
    """Return what a first line counts as, its corrections included."""
    query = select(func.sum(HoursEntry.minutes)).where(
        (HoursEntry.id == entry.id) | (HoursEntry.corrects_id == entry.id)
    )
    return int(db.session.scalar(query) or 0)


def open_objection(entry: HoursEntry) -> HoursObjection | None:
    """Return the objection to a line that nobody has answered yet."""
    query = select(HoursObjection).where(
        HoursObjection.entry_id == entry.id, HoursObjection.answered_at.is_(None)
    )
    return db.session.scalar(query)


def keepers_of(unit: Unit, *, without: Person) -> list[Person]:
    """Return who keeps the hours of a unit: the holders of the right nearest above it, ``without`` one."""
    return nearest_holders(unit, Right.KEEP_HOURS, without=without)


def find_kept_entry(entry_id: int, *, actor: Person) -> HoursEntry:
    """Return a first line of the ledger that ``actor`` may correct, else ``NotFound``, ``NotAllowed``."""
    entry = get_row(HoursEntry, entry_id)
    if entry.corrects_id is not None:
        raise NotFound("not_found")
    require(actor, Right.KEEP_HOURS, entry.unit)
    return entry


def _root_entry(entry_id: int) -> HoursEntry:
    """Return a first line, locked; corrections are no lines of their own to object to or correct."""
    entry = get_row(HoursEntry, entry_id, lock=True)
    if entry.corrects_id is not None:
        raise NotFound("not_found")
    return entry


def _kept_entry(entry_id: int, *, actor: Person) -> HoursEntry:
    entry = _root_entry(entry_id)
    require(actor, Right.KEEP_HOURS, entry.unit)
    _refuse_own(entry.person, actor)
    return entry


def _refuse_own(person: Person, actor: Person) -> None:
    if person.id == actor.id:
        raise NotAllowed("hours.own")


def _refuse_twin(entry: HoursEntry) -> None:
    """Refuse a line that is there already: a button pressed twice must not count twice."""
    twin = select(HoursEntry.id).where(
        HoursEntry.person_id == entry.person_id,
        HoursEntry.unit_id == entry.unit_id,
        HoursEntry.shift_id.is_(None),
        HoursEntry.title == entry.title,
        HoursEntry.began == entry.began,
        HoursEntry.minutes == entry.minutes,
        HoursEntry.corrects_id.is_(None),
    )
    if db.session.scalar(twin) is not None:
        raise Conflict("hours.twin")


def _correction(entry: HoursEntry, minutes: int, reason: str, actor: Person, now: datetime) -> HoursEntry:
    return HoursEntry(
        person_id=entry.person_id,
        unit_id=entry.unit_id,
        shift_id=entry.shift_id,
        corrects_id=entry.id,
        kind=entry.kind,
        title=entry.title,
        began=entry.began,
        minutes=minutes,
        reason=reason,
        made_by_id=actor.id,
        created=now,
    )


def _answer_open(entry: HoursEntry, answer: str, actor: Person, now: datetime) -> None:
    objection = open_objection(entry)
    if objection is not None:
        objection.answer, objection.answered_at, objection.answered_by_id = answer, now, actor.id


def _tell_answer(entry: HoursEntry, before: int, after: int, reason: str, now: datetime) -> None:
    params = {**_about(entry), "before": before, "after": after, "reason": reason}
    notify(entry.person_id, NotificationKind.HOURS_ANSWERED, params=params, now=now)


def _about(entry: HoursEntry) -> dict[str, object]:
    return {
        "entry_id": entry.id,
        "title": entry.title,
        "began": entry.began.isoformat(),
        "unit": entry.unit.name,
        "unit_en": entry.unit.name_en,
        "zone": entry.unit.zone,
    }


def _note(action: str, subject: HoursEntry, actor: Person, now: datetime, **details: object) -> None:
    audit.record(action, subject, actor=actor, now=now, unit_id=subject.unit_id, **details)
