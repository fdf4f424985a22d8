"""The weekly pattern as people edit it: four blocks on each of seven days."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby

from sqlalchemy import delete, insert, select

from scheduler.database import atomic, db
from scheduler.enums import Wish
from scheduler.models import Person, WeeklyAvailability
from scheduler.services import audit
from scheduler.services.availability import CAREFUL_FIRST

#: Morning, afternoon, evening, night: minutes from the day's midnight. Together they tile the week.
BLOCKS = ((360, 720), (720, 1080), (1080, 1320), (1320, 1800))
_DAY = 1_440
_WEEK = 7 * _DAY

#: Weekday (0 is Monday) and number of the block.
Cell = tuple[int, int]
CELLS: tuple[Cell, ...] = tuple((weekday, block) for weekday in range(7) for block in range(len(BLOCKS)))
#: What is said about each minute of the week, from Monday 00:00; nothing said is ``None``.
_Timeline = list[Wish | None]


def weekly_blocks(person: Person) -> dict[Cell, Wish | None]:
    """Return the wish of each cell; where nothing is said a person is available.

    ``None`` marks a cell whose minutes differ, such as one of an imported pattern.
    """
    timeline = _timeline(_stored(person.id))
    found: dict[Cell, Wish | None] = {}
    for cell in CELLS:
        said = {timeline[minute] or Wish.AVAILABLE for minute in _minutes(cell)}
        found[cell] = said.pop() if len(said) == 1 else None
    return found


def replace_week(cells: Mapping[Cell, Wish], *, actor: Person, now: datetime) -> int:
    """Let ``cells`` of the actor's own week say what they map to, and return how many of them changed.

    Cells that are not mentioned keep what is stored, minute by minute.
    """
    with atomic():
        # Two saves at once must not mix: the row of the person is the lock of the pattern.
        person = db.session.get_one(Person, actor.id, with_for_update=True)
        before = weekly_blocks(person)
        changed = {cell: wish for cell, wish in cells.items() if before[cell] is not wish}
        if changed:
            _store(person, _painted(_stored(person.id), changed))
            said = {f"{day}.{block}": wish.value for (day, block), wish in sorted(changed.items())}
            audit.record(
                "availability.week", person, actor=actor, now=now, unit_id=person.home_unit_id, cells=said
            )
    return len(changed)


def _stored(person_id: int) -> list[tuple[int, int, Wish]]:
    """Return start, end (in minutes of the week, the end perhaps beyond it) and wish of each row."""
    query = select(WeeklyAvailability).where(WeeklyAvailability.person_id == person_id)
    return [
        (row.weekday * _DAY + row.start_minute, row.weekday * _DAY + row.end_minute, row.wish)
        for row in db.session.scalars(query)
    ]


def _timeline(rows: Iterable[tuple[int, int, Wish]]) -> _Timeline:
    timeline: _Timeline = [None] * _WEEK
    for start, end, wish in sorted(rows, key=lambda row: -CAREFUL_FIRST.index(row[2])):
        for minute in range(start, end):
            timeline[minute % _WEEK] = wish
    return timeline


def _minutes(cell: Cell) -> Iterator[int]:
    weekday, block = cell
    start, end = BLOCKS[block]
    return (minute % _WEEK for minute in range(weekday * _DAY + start, weekday * _DAY + end))


def _painted(rows: Iterable[tuple[int, int, Wish]], cells: Mapping[Cell, Wish]) -> _Timeline:
    timeline = _timeline(rows)
    for cell, wish in cells.items():
        for minute in _minutes(cell):
            timeline[minute] = None if wish is Wish.AVAILABLE else wish
    return timeline


def _store(person: Person, timeline: _Timeline) -> None:
    """Write the timeline as one row for each run of minutes that say the same within a cell."""
    db.session.execute(delete(WeeklyAvailability).where(WeeklyAvailability.person_id == person.id))
    rows = [
        {"person_id": person.id, "weekday": weekday, "start_minute": start, "end_minute": end, "wish": wish}
        for weekday, start, end, wish in _runs(timeline)
    ]
    if rows:
        db.session.execute(insert(WeeklyAvailability), rows)


def _runs(timeline: _Timeline) -> Iterator[tuple[int, int, int, Wish]]:
    for weekday, block in CELLS:
        start = BLOCKS[block][0]
        said = (timeline[minute] for minute in _minutes((weekday, block)))
        for wish, group in groupby(said):
            end = start + sum(1 for _ in group)
            if wish is not None:
                later, first = divmod(start, _DAY)  # a run after midnight belongs to the next weekday
                yield (weekday + later) % 7, first, first + end - start, wish
            start = end
