"""The tree of units: made, described, moved."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal, select, update
from sqlalchemy.orm.attributes import flag_modified

from scheduler.database import atomic, db
from scheduler.enums import PUBLIC_KINDS, ShiftStatus, UnitKind
from scheduler.errors import Conflict, InvalidInput, NotFound, StaleVersion
from scheduler.models import Person, Shift, Unit
from scheduler.services import audit
from scheduler.services.permissions import Right, may, require, within
from scheduler.services.rows import flush_or
from scheduler.services.shift_inputs import clean_line
from scheduler.services.unit_boundaries import parse_boundary
from scheduler.timeutils import is_zone

NAME_LENGTH = 80
NAME_EN_LENGTH = 120
LINE_LENGTH = 120
MOST_COUNT = 99_999_999
LONGEST_CUTOFF = 336
LONGEST_REST = 48
LONGEST_OFFER = 168
LONGEST_LIST = 1_000
COUNTS = ("households", "residents", "children", "older_people", "disabled_people")
_CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
#: The address of the page that makes one.
_RESERVED = "new"
_RANKS = {kind: rank for rank, kind in enumerate(UnitKind)}


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitInput:
    """What is said about a unit; ``boundary`` is GeoJSON text, empty for none; hours are whole.

    ``offer_hours``: how long a freed place is kept for the next on a waiting list; ``waiting_list_most``:
    how many may wait for one shift, ``None`` for any number. ``swaps_need_leader``: a leader must agree to
    every swap and cover.
    """

    kind: UnitKind
    name: str
    name_en: str = ""
    zone: str = "Asia/Shanghai"
    boundary: str = ""
    households: int = 0
    residents: int = 0
    children: int = 0
    older_people: int = 0
    disabled_people: int = 0
    party_branch: str = ""
    contact: str = ""
    cancel_cutoff_hours: int = 24
    min_rest_hours: int = 8
    offer_hours: int = 12
    waiting_list_most: int | None = None
    swaps_need_leader: bool = False


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit in the tree: how deep below the topmost shown, its people, what the reader may do."""

    unit: Unit
    depth: int
    people: int
    may_change: bool


def get_unit(code: str) -> Unit:
    """Return the unit with ``code``; raise ``NotFound`` where there is none."""
    unit = db.session.scalar(select(Unit).where(Unit.code == code)) if "\0" not in code else None
    if unit is None:
        raise NotFound("not_found")
    return unit


def find_unit(code: str, *, right: Right, actor: Person) -> Unit:
    """Return a unit on which ``actor`` holds ``right``, else raise ``NotFound`` or ``NotAllowed``."""
    unit = get_unit(code)
    require(actor, right, unit)
    return unit


def unit_tree(actor: Person, right: Right = Right.VIEW_PEOPLE) -> list[UnitLine]:
    """Return the units on which ``actor`` holds ``right``, each parent before its children by code."""
    units = list(db.session.scalars(select(Unit).where(within(actor, right)).order_by(Unit.code)))
    counted = select(Person.home_unit_id, func.count()).where(Person.active).group_by(Person.home_unit_id)
    people: dict[int, int] = dict(db.session.execute(counted).all())
    known = {unit.id for unit in units}
    below: dict[int | None, list[Unit]] = {}
    for unit in units:
        below.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)
    lines: list[UnitLine] = []

    def walk(parent: int | None, depth: int) -> None:
        for unit in below.get(parent, []):
            may_change = may(actor, Right.MANAGE_UNITS, unit)
            lines.append(UnitLine(unit, depth, people.get(unit.id, 0), may_change))
            walk(unit.id, depth + 1)

    walk(None, 0)
    return lines


def possible_parents(unit: Unit | None, *, actor: Person) -> Sequence[Unit]:
    """Return the units below which ``actor`` may put ``unit`` (or a new one), by their place in the tree."""
    query = select(Unit).where(within(actor, Right.MANAGE_UNITS), Unit.kind != UnitKind.GRID)
    if unit is not None:
        query = query.where(~Unit.path.startswith(unit.path))
    return db.session.scalars(query.order_by(Unit.path)).all()


def create_top_unit(*, code: str, said: UnitInput, now: datetime) -> Unit:
    """Make the first unit of an empty database; for the command line, which needs no right.

    Raises ``Conflict`` where units exist already, ``InvalidInput`` for what does not make sense.
    """
    with atomic():
        if db.session.scalar(select(func.count()).select_from(Unit)):
            raise Conflict("unit.top_exists")
        return _add(None, code, said, actor=None, now=now)


def create_unit(*, parent: Unit, code: str, said: UnitInput, actor: Person, now: datetime) -> Unit:
    """Make a unit below ``parent``; ``actor`` must manage units there.

    Raises ``InvalidInput`` for what does not make sense, a code that is taken among it.
    """
    with atomic():
        _lock_tree()
        require(actor, Right.MANAGE_UNITS, parent)
        return _add(parent, code, said, actor=actor, now=now)


def update_unit(
    code: str, *, version: int, parent_code: str | None, said: UnitInput, actor: Person, now: datetime
) -> Unit:
    """Change a unit and, where ``parent_code`` is another unit's, move it there with all below it.

    The code stays: calendars subscribed to carry it. Moving needs the right on both parents. Raises
    ``StaleVersion``, ``InvalidInput``, ``NotAllowed``.
    """
    with atomic():
        _lock_tree()
        unit = changeable_unit(code, version=version, actor=actor)
        before = {name: getattr(unit, name) for name in (*UnitInput.__dataclass_fields__, "parent")}
        if parent_code is not None and (unit.parent is None or parent_code != unit.parent.code):
            _move(unit, parent_code, actor, now)
        _check_kind(said.kind, parent=unit.parent, below=unit.children_units)
        _describe(unit, said)
        touch_unit(unit, now)
        changed = [name for name, value in before.items() if getattr(unit, name) != value]
        details = {"name": unit.name, "changed": changed}
        audit.record("unit.updated", unit, actor=actor, now=now, unit_id=unit.id, **details)
    return unit


def changeable_unit(code: str, *, version: int, actor: Person) -> Unit:
    """Return the locked unit if ``actor`` may change it and nobody did since ``version``."""
    query = select(Unit).where(Unit.id == get_unit(code).id).with_for_update()
    unit = db.session.scalars(query.execution_options(populate_existing=True)).one()
    require(actor, Right.MANAGE_UNITS, unit)
    if unit.version != version:
        raise StaleVersion("stale")
    return unit


def touch_unit(unit: Unit, now: datetime) -> None:
    """Let the version rise even where only partners changed, or two changes share a second."""
    unit.updated = now
    flag_modified(unit, "updated")


def _lock_tree() -> None:
    """Let changes of the tree wait for each other: two moves at once could close a circle."""
    db.session.scalars(select(Unit.id).order_by(Unit.id).with_for_update()).all()
    db.session.flush()
    db.session.expire_all()


def _add(parent: Unit | None, code: str, said: UnitInput, *, actor: Person | None, now: datetime) -> Unit:
    code = code.strip().lower()
    if not _CODE.fullmatch(code) or code == _RESERVED:
        raise InvalidInput("code", "unit.code")
    taken = InvalidInput("code", "unit.code_taken", taken=code)
    if db.session.scalar(select(Unit.id).where(Unit.code == code)) is not None:
        raise taken
    unit = Unit(code=code, parent_id=parent.id if parent else None)
    _check_kind(said.kind, parent=parent)
    _describe(unit, said)
    unit.updated = now
    db.session.add(unit)
    flush_or(taken)
    unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    audit.record("unit.created", unit, actor=actor, now=now, unit_id=unit.id, name=unit.name)
    return unit


def _check_kind(kind: UnitKind, *, parent: Unit | None, below: Sequence[Unit] = ()) -> None:
    """Refuse a kind that does not nest; levels may be skipped, never repeated."""
    if parent is not None and _RANKS[kind] <= _RANKS[parent.kind]:
        raise InvalidInput("kind", "unit.kind_not_below_parent", parent=parent.name)
    for child in below:
        if _RANKS[child.kind] <= _RANKS[kind]:
            raise InvalidInput("kind", "unit.kind_not_above_child", child=child.name)


def _move(unit: Unit, parent_code: str, actor: Person, now: datetime) -> None:
    target = db.session.scalar(select(Unit).where(Unit.code == parent_code))
    if target is None:
        raise InvalidInput("parent", "unit.no_such_parent")
    if unit.contains(target):
        raise InvalidInput("parent", "unit.circle")
    if unit.parent is None:
        raise InvalidInput("parent", "unit.top_stays")
    for parent in (unit.parent, target):
        require(actor, Right.MANAGE_UNITS, parent)
    if _is_followed(unit, now):
        raise InvalidInput("parent", "unit.followed")
    old, new = unit.path, f"{target.path}{unit.id}/"
    unit.parent = target
    rewritten = literal(new) + func.substr(Unit.path, len(old) + 1)
    db.session.execute(
        update(Unit)
        .where(Unit.path.startswith(old))
        .values(path=rewritten)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(unit, ["path"])


def _is_followed(unit: Unit, now: datetime) -> bool:
    """Tell whether events are to come that would vanish from the calendars of the units above."""
    coming = (
        select(Shift.id)
        .join(Shift.unit)
        .where(
            Unit.path.startswith(unit.path),
            Shift.kind.in_(PUBLIC_KINDS),
            Shift.status == ShiftStatus.ACTIVE,
            Shift.ends_at > now,
        )
    )
    return db.session.scalar(coming.limit(1)) is not None


def _describe(unit: Unit, said: UnitInput) -> None:
    unit.kind = said.kind
    unit.name = clean_line("name", said.name, most=NAME_LENGTH, required=True)
    unit.name_en = clean_line("name_en", said.name_en, most=NAME_EN_LENGTH)
    unit.party_branch = clean_line("party_branch", said.party_branch, most=LINE_LENGTH)
    unit.contact = clean_line("contact", said.contact, most=LINE_LENGTH)
    if not is_zone(said.zone):
        raise InvalidInput("zone", "unit.zone")
    unit.zone = said.zone
    unit.boundary = parse_boundary(said.boundary)
    _count(unit, said)
    for field, most in (("cancel_cutoff_hours", LONGEST_CUTOFF), ("min_rest_hours", LONGEST_REST)):
        hours = getattr(said, field)
        if not 0 <= hours <= most:
            raise InvalidInput(field, "unit.hours", most=most)
        setattr(unit, field, hours)
    _set_waiting(unit, said)
    unit.swaps_need_leader = said.swaps_need_leader


def _set_waiting(unit: Unit, said: UnitInput) -> None:
    if not 1 <= said.offer_hours <= LONGEST_OFFER:
        raise InvalidInput("offer_hours", "unit.offer_hours", most=LONGEST_OFFER)
    most = said.waiting_list_most
    if most is not None and not 0 <= most <= LONGEST_LIST:
        raise InvalidInput("waiting_list_most", "unit.waiting_list_most", most=LONGEST_LIST)
    unit.offer_hours, unit.waiting_list_most = said.offer_hours, most


def _count(unit: Unit, said: UnitInput) -> None:
    for field in COUNTS:
        number = getattr(said, field)
        if not 0 <= number <= MOST_COUNT:
            raise InvalidInput(field, "unit.count", most=MOST_COUNT)
        if field not in {"households", "residents"} and number > said.residents:
            raise InvalidInput(field, "unit.more_than_residents", residents=said.residents)
        setattr(unit, field, number)
