"""The accounts that the rows of a list belong to, and why some rows may not touch theirs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.database import db
from scheduler.errors import InvalidInput
from scheduler.models import Person, RoleGrant, Skill, Unit
from scheduler.services.people import outranks
from scheduler.services.people_import_cells import Known, fold
from scheduler.services.people_import_columns import Column
from scheduler.services.people_import_plan import ImportRow
from scheduler.services.permissions import Right
from scheduler.services.shift_lists import units_where

#: So many rows are looked up at once; databases limit the values of one query.
_CHUNK = 400
Refusal = tuple[Column, InvalidInput]
Named = TypeVar("Named", Unit, Skill)


def known_things() -> Known:
    """Return every unit and skill by the words that cells may use."""
    units = _by_words(db.session.scalars(select(Unit)).all())
    skills = _by_words(db.session.scalars(select(Skill)).all())
    return Known(units, {word: skill for word, skill in skills.items() if skill})


def _by_words(things: Sequence[Named]) -> dict[str, Named | None]:
    """Return things by code, and by names in either language; a name of several stands for ``None``."""
    found: dict[str, Named | None] = {}
    for thing in things:
        for name in {fold(thing.name), fold(thing.name_en)} - {""}:
            found[name] = None if name in found else thing
    return {**found, **{fold(thing.code): thing for thing in things}}


def find_accounts(rows: Sequence[ImportRow], *, lock: bool) -> "Accounts":
    """Return the accounts that hold any phone or e-mail of ``rows``; ``lock`` them for a change."""
    accounts = Accounts()
    for start in range(0, len(rows), _CHUNK):
        for person in _accounts_of(rows[start : start + _CHUNK], lock=lock):
            if person.phone:
                accounts.by_phone[person.phone] = person
            if person.email:
                accounts.by_email[person.email] = person
    return accounts


def _accounts_of(rows: Sequence[ImportRow], *, lock: bool) -> Iterator[Person]:
    query = (
        select(Person)
        .where(
            or_(
                Person.phone.in_([row.phone for row in rows if row.phone]),
                Person.email.in_([row.email for row in rows if row.email]),
            )
        )
        .options(
            joinedload(Person.home_unit, innerjoin=True),
            selectinload(Person.grants).joinedload(RoleGrant.unit),
            selectinload(Person.qualifications),
        )
        .order_by(Person.id)
    )
    if lock:
        query = query.with_for_update(of=Person)
    yield from db.session.scalars(query)


@dataclass(slots=True)
class Accounts:
    """Accounts by phone and by e-mail, and which row has claimed which."""

    by_phone: dict[str, Person] = field(default_factory=dict)
    by_email: dict[str, Person] = field(default_factory=dict)
    _claims: dict[str, int] = field(default_factory=dict)

    def claim(self, row: ImportRow) -> Person | Refusal | None:
        """Return the account of a row, ``None`` for a new one, or the column to blame and why.

        A phone, an e-mail address and an account belong to one row only.
        """
        by_phone = self.by_phone.get(row.phone or "")
        by_email = self.by_email.get(row.email or "")
        if by_phone and by_email and by_phone is not by_email:
            return Column.EMAIL, InvalidInput("cell", "import.two_people")
        person = by_phone or by_email
        keys = {row.phone or "": Column.PHONE, row.email or "": Column.EMAIL}
        if person:
            keys[f"#{person.id}"] = Column.PHONE if by_phone else Column.EMAIL
        for key, column in keys.items():
            if key and key in self._claims:
                return column, InvalidInput("cell", "import.duplicate_row", row=self._claims[key])
        self._claims.update(dict.fromkeys(keys, row.number))
        return person


class Gate:
    """What the importer may touch; without an ``actor`` (the command line) everything."""

    def __init__(self, actor: Person | None) -> None:
        self._actor = actor
        units = units_where(actor, Right.MANAGE_PEOPLE) if actor else []
        self._units = {unit.id for unit in units}

    def refuse_unit(self, unit: Unit) -> Refusal | None:
        """Return why people of ``unit`` may not be imported, if they may not."""
        if self._actor is None or unit.id in self._units:
            return None
        return Column.UNIT, InvalidInput("cell", "import.not_your_unit", unit=unit.name)

    def refuse_person(self, person: Person, column: Column) -> Refusal | None:
        """Return why ``person`` may not be changed, if so; ``column`` is what the account was found by."""
        if self._actor is not None and person.home_unit_id not in self._units:
            return column, InvalidInput("cell", "import.elsewhere")
        if self._actor is not None and outranks(person, self._actor):
            return column, InvalidInput("cell", "import.outranks")
        if not person.active:
            return column, InvalidInput("cell", "import.inactive")
        return None
