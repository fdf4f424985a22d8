"""What people would rather not do: kinds of activity, what a template makes, and single shifts."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from scheduler.database import atomic, db
from scheduler.enums import ActivityKind, ShiftStatus
from scheduler.errors import Conflict, InvalidInput
from scheduler.models import Dislike, Person, Shift, ShiftTemplate, Unit
from scheduler.services import audit
from scheduler.services.nearness import Nearness, nearness
from scheduler.services.public_units import all_units
from scheduler.services.rows import get_row

#: Single shifts to come that one person may mark; whoever wants more marks a kind or a template.
MOST_SHIFTS = 100
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Dislikes:
    """What one person would rather not do."""

    kinds: frozenset[ActivityKind] = frozenset()
    templates: frozenset[int] = frozenset()
    shifts: frozenset[int] = frozenset()

    def cover(self, shift: Shift) -> bool:
        """Tell whether the person would rather not be on a shift."""
        return shift.id in self.shifts or shift.kind in self.kinds or shift.template_id in self.templates


NOTHING = Dislikes()


def dislikes_of(people: Collection[int]) -> dict[int, Dislikes]:
    """Return what people would rather not do, by their ids; whoever said nothing is absent."""
    found: dict[int, list[Dislike]] = {}
    for batch in _batches(sorted(people)):
        for row in db.session.scalars(select(Dislike).where(Dislike.person_id.in_(batch))):
            found.setdefault(row.person_id, []).append(row)
    return {
        person_id: Dislikes(
            frozenset(row.kind for row in rows if row.kind is not None),
            frozenset(row.template_id for row in rows if row.template_id is not None),
            frozenset(row.shift_id for row in rows if row.shift_id is not None),
        )
        for person_id, rows in found.items()
    }


def own_dislikes(person: Person) -> Dislikes:
    """Return what a person would rather not do."""
    return dislikes_of([person.id]).get(person.id, NOTHING)


def templates_near(person: Person) -> Sequence[ShiftTemplate]:
    """Return the templates whose shifts a person may be planned on: those near her, and those disliked."""
    near = nearness(person.home_unit, all_units())
    units = [unit_id for unit_id, how in near.items() if how <= Nearness.NEIGHBOUR]
    disliked = select(Dislike.template_id).where(Dislike.person_id == person.id)
    query = (
        select(ShiftTemplate)
        .join(ShiftTemplate.unit)
        .options(contains_eager(ShiftTemplate.unit))
        .where(
            or_(ShiftTemplate.active & ShiftTemplate.unit_id.in_(units), ShiftTemplate.id.in_(disliked)),
        )
        .order_by(ShiftTemplate.unit_id != person.home_unit_id, Unit.path, ShiftTemplate.id)
    )
    return db.session.scalars(query).all()


def disliked_shifts(person: Person, *, now: datetime) -> Sequence[Shift]:
    """Return the single shifts to come that a person would rather not do, by start."""
    query = _coming(person, now).options(joinedload(Shift.unit))
    return db.session.scalars(query.order_by(Shift.starts_at, Shift.id)).all()


def replace_dislikes(
    *, kinds: Collection[ActivityKind], templates: Collection[int], actor: Person, now: datetime
) -> None:
    """Let the actor's disliked kinds and templates be exactly these; single shifts stay as they are.

    Raises ``InvalidInput`` for a template that is not among ``templates_near``.
    """
    with atomic():
        # Two tabs must not both add the same row: the row of the person is the lock of her wishes.
        person = db.session.get_one(Person, actor.id, with_for_update=True)
        if not set(templates) <= {template.id for template in templates_near(person)}:
            raise InvalidInput("templates", "dislike.template")
        wanted: set[tuple[ActivityKind | None, int | None]] = {(kind, None) for kind in kinds}
        wanted |= {(None, template_id) for template_id in templates}
        query = select(Dislike).where(Dislike.person_id == person.id, Dislike.shift_id.is_(None))
        rows = {(row.kind, row.template_id): row for row in db.session.scalars(query)}
        if wanted == rows.keys():
            return
        for key in rows.keys() - wanted:
            db.session.delete(rows[key])
        for kind, template_id in wanted - rows.keys():
            db.session.add(Dislike(person_id=person.id, kind=kind, template_id=template_id, created=now))
        audit.record(
            "availability.dislikes",
            person,
            actor=actor,
            now=now,
            unit_id=person.home_unit_id,
            kinds=sorted(kind.value for kind in kinds),
            templates=sorted(templates),
        )


def dislike_shift(shift_id: int, *, disliked: bool, actor: Person, now: datetime) -> Shift:
    """Note that the actor would rather not be on a shift, or that she no longer minds; twice is once.

    Raises ``NotFound``, or ``Conflict`` for a shift that has begun or where too many are noted.
    """
    with atomic():
        person = db.session.get_one(Person, actor.id, with_for_update=True)
        shift = get_row(Shift, shift_id)
        row = db.session.scalar(
            select(Dislike).where(Dislike.person_id == person.id, Dislike.shift_id == shift.id)
        )
        if disliked is (row is not None):
            return shift
        if row is not None:
            db.session.delete(row)
        else:
            _check_shift(person, shift, now)
            db.session.add(Dislike(person_id=person.id, shift_id=shift.id, created=now))
        action = "availability.shift_disliked" if disliked else "availability.shift_not_disliked"
        audit.record(action, shift, actor=actor, now=now, unit_id=shift.unit_id, title=shift.title)
    return shift


def _check_shift(person: Person, shift: Shift, now: datetime) -> None:
    if shift.starts_at <= now or shift.status is ShiftStatus.CANCELLED:
        raise Conflict("dislike.over")
    if len(db.session.scalars(_coming(person, now).limit(MOST_SHIFTS)).all()) >= MOST_SHIFTS:
        raise Conflict("dislike.too_many", most=MOST_SHIFTS)


def _coming(person: Person, now: datetime) -> Select[Shift]:
    return (
        select(Shift)
        .join(Dislike, Dislike.shift_id == Shift.id)
        .where(
            Dislike.person_id == person.id,
            Shift.starts_at > now,
            Shift.status == ShiftStatus.ACTIVE,
        )
    )


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Cut a list into parts that every database takes as parameters."""
    return (ids[number : number + _BATCH] for number in range(0, len(ids), _BATCH))
