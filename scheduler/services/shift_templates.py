"""Weekly patterns, and the shifts they make for a period."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from scheduler.database import atomic, db
from scheduler.enums import ActivityKind
from scheduler.errors import Conflict, InvalidInput, NotFound, StaleVersion
from scheduler.models import Person, Shift, ShiftDemand, ShiftTemplate, Skill, Unit
from scheduler.services import audit
from scheduler.services.guest_capacity import check_guest_places
from scheduler.services.permissions import Right, require
from scheduler.services.shift_inputs import (
    NOTES_LENGTH,
    PLACE_LENGTH,
    TITLE_LENGTH,
    DemandInput,
    check_places,
    clean_line,
    clean_text,
)
from scheduler.services.shift_patterns import Occurrence, OccurrenceState, preview_template

SHORTEST_MINUTES = 15
LONGEST_MINUTES = 2_880
_WEEK = range(7)


def create_template(
    *,
    unit: Unit,
    kind: ActivityKind,
    title: str,
    weekdays: Collection[int],
    start_time: time,
    duration_minutes: int,
    capacity: int,
    place: str = "",
    notes: str = "",
    demands: Sequence[DemandInput] = (),
    guest_places: int = 0,
    actor: Person,
    now: datetime,
) -> ShiftTemplate:
    """Make a template of ``unit``; ``actor`` must plan shifts there.

    ``weekdays`` count from Monday = 0, ``start_time`` is local to the unit. Raises ``InvalidInput``
    for what does not make sense, ``Conflict`` where the unit has such a template already.
    """
    with atomic():
        # The lock makes a form that is sent twice wait for its twin, which it then finds.
        locked = db.session.get_one(Unit, unit.id, with_for_update=True)
        require(actor, Right.PLAN_SHIFTS, locked)
        template = ShiftTemplate(unit_id=locked.id, active=True, updated=now)
        _describe(template, kind=kind, title=title, place=place, notes=notes)
        _repeat(template, weekdays, start_time, duration_minutes)
        _staff(template, capacity, demands)
        _admit(template, guest_places)
        _refuse_twin(template)
        db.session.add(template)
        audit.record(
            "template.created",
            template,
            actor=actor,
            now=now,
            unit_id=locked.id,
            title=template.title,
        )
    return template


def update_template(
    template_id: int,
    *,
    version: int,
    kind: ActivityKind,
    title: str,
    weekdays: Collection[int],
    start_time: time,
    duration_minutes: int,
    capacity: int,
    place: str = "",
    notes: str = "",
    demands: Sequence[DemandInput] = (),
    guest_places: int | None = None,
    active: bool = True,
    actor: Person,
    now: datetime,
) -> ShiftTemplate:
    """Change a template; the shifts it has made stay as they are.

    ``guest_places`` stay as they are where they are ``None``. Raises ``StaleVersion`` where ``version`` is
    not the template's.
    """
    with atomic():
        template = _locked(template_id, actor)
        if template.version != version:
            raise StaleVersion("stale")
        _describe(template, kind=kind, title=title, place=place, notes=notes)
        _repeat(template, weekdays, start_time, duration_minutes)
        _staff(template, capacity, demands)
        _admit(template, template.guest_places if guest_places is None else guest_places)
        template.active = active
        template.updated = now
        flag_modified(template, "updated")
        audit.record(
            "template.updated",
            template,
            actor=actor,
            now=now,
            unit_id=template.unit_id,
            title=template.title,
        )
    return template


def make_shifts(
    template_id: int,
    *,
    first: date,
    last: date,
    skipped: Collection[date] = (),
    actor: Person,
    now: datetime,
) -> list[Shift]:
    """Make the template's missing shifts of the days ``first`` to ``last`` and return them.

    Days that are over, have their shift already (cancelled ones included), or are ``skipped`` get
    none, so a second call makes nothing. ``actor`` must plan shifts for the unit. Raises
    ``Conflict`` for a template that is out of use or asks for a skill that is gone.
    """
    with atomic():
        template = _locked(template_id, actor)
        if not template.active:
            raise Conflict("template.out_of_use")
        occurrences = preview_template(template, first=first, last=last, now=now)
        missing = [o for o in occurrences if o.state is OccurrenceState.NEW and o.day not in skipped]
        demands, gone = known_demands(template)
        if gone:
            raise Conflict("template.skill_gone", skill=gone[0])
        shifts = [_shift(template, occurrence, demands, now) for occurrence in missing]
        db.session.add_all(shifts)
        days = {"first": first.isoformat(), "last": last.isoformat()}
        audit.record(
            "template.used",
            template,
            actor=actor,
            now=now,
            unit_id=template.unit_id,
            made=len(shifts),
            **days,
        )
    return shifts


def known_demands(template: ShiftTemplate) -> tuple[list[DemandInput], list[str]]:
    """Return the template's demands with their skills, and the codes of skills that are gone."""
    codes = {stored["skill"] for stored in template.demands if stored["skill"]}
    query = select(Skill).where(Skill.code.in_(codes))
    skills = {skill.code: skill for skill in db.session.scalars(query)}
    demands = [
        DemandInput(
            skill=skills[stored["skill"]] if stored["skill"] else None,
            level=stored["level"],
            minimum=stored["minimum"],
            target=stored["target"],
            maximum=stored["maximum"],
        )
        for stored in template.demands
        if not stored["skill"] or stored["skill"] in skills
    ]
    return demands, sorted(codes - skills.keys())


def _locked(template_id: int, actor: Person) -> ShiftTemplate:
    template = db.session.get(ShiftTemplate, template_id, with_for_update=True)
    if template is None:
        raise NotFound("not_found")
    require(actor, Right.PLAN_SHIFTS, template.unit)
    return template


def _describe(template: ShiftTemplate, *, kind: ActivityKind, title: str, place: str, notes: str) -> None:
    template.kind = kind
    template.title = clean_line("title", title, most=TITLE_LENGTH, required=True)
    template.place = clean_line("place", place, most=PLACE_LENGTH)
    template.notes = clean_text("notes", notes, most=NOTES_LENGTH)


def _repeat(
    template: ShiftTemplate, weekdays: Collection[int], start_time: time, duration_minutes: int
) -> None:
    if not weekdays or not set(weekdays) <= set(_WEEK):
        raise InvalidInput("weekdays", "template.no_weekday")
    if not SHORTEST_MINUTES <= duration_minutes <= LONGEST_MINUTES:
        raise InvalidInput("duration_minutes", "template.duration")
    template.weekdays = sorted(set(weekdays))
    template.start_time = start_time.replace(second=0, microsecond=0)
    template.duration_minutes = duration_minutes


def _staff(template: ShiftTemplate, capacity: int, demands: Sequence[DemandInput]) -> None:
    check_places(capacity, demands)
    template.capacity = capacity
    template.demands = [_stored(demand) for demand in demands]


def _admit(template: ShiftTemplate, guest_places: int) -> None:
    check_guest_places(template.kind, guest_places)
    template.guest_places = guest_places


def _stored(demand: DemandInput) -> dict[str, Any]:
    return {
        "skill": demand.skill.code if demand.skill else None,
        "level": demand.level,
        "minimum": demand.minimum,
        "target": demand.target,
        "maximum": demand.maximum,
    }


def _refuse_twin(template: ShiftTemplate) -> None:
    """Two equal patterns would fill the calendar twice."""
    query = select(ShiftTemplate).where(
        ShiftTemplate.unit_id == template.unit_id,
        ShiftTemplate.active,
        ShiftTemplate.kind == template.kind,
        ShiftTemplate.title == template.title,
        ShiftTemplate.place == template.place,
        ShiftTemplate.start_time == template.start_time,
    )
    if any(other.weekdays == template.weekdays for other in db.session.scalars(query)):
        raise Conflict("template.twin")


def _shift(
    template: ShiftTemplate, occurrence: Occurrence, demands: Sequence[DemandInput], now: datetime
) -> Shift:
    return Shift(
        unit_id=template.unit_id,
        template_id=template.id,
        kind=template.kind,
        title=template.title,
        place=template.place,
        notes=template.notes,
        starts_at=occurrence.starts_at,
        ends_at=occurrence.ends_at,
        capacity=template.capacity,
        guest_places=template.guest_places,
        open_for_sign_up=True,
        created=now,
        updated=now,
        demands=[
            ShiftDemand(
                skill_id=demand.skill.id if demand.skill else None,
                level=demand.level,
                minimum=demand.minimum,
                target=demand.target,
                maximum=demand.maximum,
            )
            for demand in demands
        ],
    )
