"""How far the roster of a period is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import RosterStatus, RunStatus
from scheduler.models import Person, Roster, RosterPeriod, Run, Shift
from scheduler.services.rosters.coverage import Staffing, staff_shifts
from scheduler.services.rosters.drafts import draft_of, published_of
from scheduler.services.rosters.publishing import list_versions
from scheduler.services.rosters.runs import ACTIVE, latest_run
from scheduler.services.rosters.scope import count_people, period_shifts

Row = TypeVar("Row", Person, Shift)


@dataclass(frozen=True, slots=True)
class PinConflict:
    """Rules and pins that cannot all be kept; a pin without a shift is time that is taken elsewhere.

    Not ``smallest``: some of them may have nothing to do with it.
    """

    rules: Sequence[str]
    pins: Sequence[tuple[Person, Shift | None]]
    smallest: bool


@dataclass(frozen=True, slots=True)
class PeriodState:
    """What a period's page shows; ``staffing`` is the draft's, else the published roster's."""

    shifts: int
    people: int
    draft: Roster | None
    published: Roster | None
    versions: Sequence[Roster]
    run: Run | None
    conflicts: Sequence[PinConflict]
    staffing: Staffing

    @property
    def solving(self) -> bool:
        """Tell whether a run is waiting or under way."""
        return self.run is not None and self.run.status in ACTIVE

    @property
    def assigned(self) -> int:
        """Return how many assignments the roster shown holds."""
        return sum(len(crew) for crew in self.staffing.crews.values())


def describe_period(period: RosterPeriod) -> PeriodState:
    """Return the state of a period."""
    draft, published = draft_of(period), published_of(period)
    shifts, run = period_shifts(period), latest_run(period)
    return PeriodState(
        shifts=len(shifts),
        people=count_people(period),
        draft=draft,
        published=published,
        versions=list_versions(period),
        run=run,
        conflicts=_pin_conflicts(run),
        staffing=staff_shifts(draft or published, shifts),
    )


def _pin_conflicts(run: Run | None) -> list[PinConflict]:
    """Return what made a run impossible, with the rows that its result names by their ids."""
    found = (run.result or {}).get("conflicts", []) if run else []
    pins = [pin for conflict in found for pin in conflict.get("pins", ())]
    people = _rows(Person, {pin["person"] for pin in pins})
    shifts = _rows(Shift, {pin["shift"] for pin in pins if pin["shift"].isdecimal()})
    return [
        PinConflict(
            conflict["rules"],
            [
                (people[pin["person"]], shifts.get(pin["shift"]))
                for pin in conflict.get("pins", ())
                if pin["person"] in people
            ],
            conflict.get("smallest", True),
        )
        for conflict in found
    ]


def _rows(model: type[Row], ids: Collection[str]) -> dict[str, Row]:
    query = select(model).where(model.id.in_([int(number) for number in ids]))
    return {str(row.id): row for row in db.session.scalars(query)}


@dataclass(frozen=True, slots=True)
class Mark:
    """What the list says about a period: the version in force, and whether the solver is at it."""

    number: int | None
    solving: bool


def mark_periods(periods: Sequence[RosterPeriod]) -> dict[int, Mark]:
    """Return the marks of the periods by id, in two queries."""
    ids = [period.id for period in periods]
    rosters = select(Roster.period_id, Roster.number).where(
        Roster.period_id.in_(ids), Roster.status == RosterStatus.PUBLISHED
    )
    numbers = dict(db.session.execute(rosters).all())
    active: tuple[RunStatus, ...] = ACTIVE
    runs = select(Run.period_id).where(Run.period_id.in_(ids), Run.status.in_(active))
    solving = set(db.session.scalars(runs))
    return {number: Mark(numbers.get(number), number in solving) for number in ids}
