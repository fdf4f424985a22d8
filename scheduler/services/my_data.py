"""Everything that is stored about a person, as one document that she can take along."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Table, or_, select

from scheduler.database import Base, db
from scheduler.models import AuditEntry, Person
from scheduler.services.my_data_tables import HOLDINGS, OWN, Holding
from scheduler.services.service_record_certificates import number_of

#: Rises when a key changes its meaning or goes; new keys may come at any time.
SCHEMA_VERSION = 1
_FORMAT = "lianfang-my-data"
#: Of what a row refers to, these columns are told with it.
_TELLING = ("code", "kind", "title", "name", "name_en", "place", "starts_at", "ends_at", "number", "status")

Names = Mapping[str, Mapping[int, dict[str, Any]]]


def export_of(person: Person, *, site: str, now: datetime) -> dict[str, Any]:
    """Return what is stored about a person: a list for each kind of rows, under English keys that last.

    Times are ISO 8601 in UTC; other people appear by their volunteer numbers. What is left out is listed with
    the reason. The number of queries depends on the number of tables alone.
    """
    found = {holding.key: _rows(holding, person.id) for holding in HOLDINGS if holding.key}
    found["changes_to_my_account"] = _changes(person)
    tables = {holding.key: holding.table for holding in HOLDINGS if holding.key}
    names = _names(found, tables)
    document: dict[str, Any] = {
        "format": _FORMAT,
        "schema_version": SCHEMA_VERSION,
        "made_at": _plain(now),
        "site": site,
        "volunteer_number": number_of(person.id),
    }
    for key, rows in found.items():
        document[key] = [_told(row, tables.get(key), names) for row in rows]
    document["account"] = document["account"][0]
    document["left_out"] = left_out()
    return document


def left_out() -> list[dict[str, str]]:
    """Return what the copy does not hold although it names the person, and why."""
    lines = [{"what": held.column, "why": held.reason} for held in HOLDINGS if not held.key]
    for held in HOLDINGS:
        name = held.table.name
        lines += [{"what": f"{name}.{column}", "why": why} for column, why in held.hidden.items()]
    return sorted(lines, key=lambda line: line["what"])


def _rows(holding: Holding, person_id: int) -> list[dict[str, Any]]:
    shown = [column for column in holding.table.c if column.name not in holding.hidden]
    query = select(*shown).where(holding.of(person_id)).order_by(holding.table.c.id)
    return [dict(row) for row in db.session.execute(query).mappings()]


def _changes(person: Person) -> list[dict[str, Any]]:
    """Return what was done to the account, and to rows of hers, by whomever."""
    audit = AuditEntry
    about = [
        (audit.subject == name) & audit.subject_id.in_(select(held.table.c.id).where(held.of(person.id)))
        for name, held in OWN.items()
        if name != audit.__tablename__
    ]
    query = (
        select(audit.at, audit.action, audit.subject, audit.subject_id, audit.actor_id, audit.details)
        .where(or_(*about), or_(audit.actor_id.is_(None), audit.actor_id != person.id))
        .order_by(audit.id)
    )
    rows = [dict(row) for row in db.session.execute(query).mappings()]
    return [{**row, "by": _number(row.pop("actor_id"))} for row in rows]


def _names(found: Mapping[str, Sequence[Mapping[str, Any]]], tables: Mapping[str, Table]) -> Names:
    """Return what the rows refer to by table and id, a query for each table."""
    wanted: dict[str, set[int]] = {}
    for key, table in tables.items():
        for column in _references(table):
            ids = {row[column.name] for row in found[key] if row.get(column.name) is not None}
            wanted.setdefault(_target(column).name, set()).update(ids)
    return {name: _looked_up(Base.metadata.tables[name], ids) for name, ids in wanted.items() if ids}


def _looked_up(table: Table, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    columns = [table.c[name] for name in _TELLING if name in table.c]
    query = select(table.c.id, *columns).where(table.c.id.in_(ids))
    return {
        row["id"]: {name: _plain(row[name]) for name in _TELLING if name in row}
        for row in db.session.execute(query).mappings()
    }


def _references(table: Table) -> list[Column[Any]]:
    """Return the columns that refer to rows which are nobody's own."""
    return [column for column in table.c if column.foreign_keys and _target(column).name not in OWN]


def _target(column: Column[Any]) -> Table:
    (key,) = column.foreign_keys
    return key.column.table


def _told(row: Mapping[str, Any], table: Table | None, names: Names) -> dict[str, Any]:
    """Return a row as people and programs read it: what it refers to stands beside the reference."""
    told: dict[str, Any] = {}
    for name, value in row.items():
        column = table.c.get(name) if table is not None else None
        target = _target(column).name if column is not None and column.foreign_keys else ""
        if target == "person":
            told[name.removesuffix("_id")] = _number(value)
            continue
        told[name] = _plain(value)
        if target and target not in OWN and value is not None:
            told[name.removesuffix("_id")] = names[target][value]
    return told


def _number(person_id: int | None) -> str | None:
    return None if person_id is None else number_of(person_id)


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date | time):  # a datetime is a date
        return value.isoformat()
    return value
