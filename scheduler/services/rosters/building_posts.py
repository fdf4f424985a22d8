"""Shifts for the engine: what is still wanted once everybody who comes anyway is counted."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from scheduler.models import Person, Qualification, Shift, ShiftDemand
from scheduler.rostering import problem as engine
from scheduler.services.rosters.burdens import unpopular_points
from scheduler.services.rosters.coverage import meets, verified_qualifications
from scheduler.services.rosters.crews import Seat
from scheduler.timeutils import local_date

Held = Mapping[int, Sequence[Qualification]]


def qualifications_of(people: Iterable[Person], others: Iterable[Seat]) -> dict[int, list[Qualification]]:
    """Return the verified qualifications by person's id, of people loaded with them and of others."""
    held = {person.id: [one for one in person.qualifications if one.verified] for person in people}
    strangers = {seat.person_id for seat in others} - held.keys()
    return held | verified_qualifications(strangers) if strangers else held


def describe_shift(shift: Shift, fixed: Collection[int], filled: Collection[int], held: Held) -> engine.Shift:
    """Return a shift less the posts that the people ``filled`` take, who are not part of the problem.

    ``fixed`` are people who signed up and are: if they are more than a maximum allows, it gives way.
    """
    return engine.Shift(
        id=str(shift.id),
        unit=str(shift.unit_id),
        start=shift.starts_at,
        end=shift.ends_at,
        demands=tuple(_demand(shift, demand, fixed, filled, held) for demand in shift.demands),
        capacity=max(shift.capacity - len(filled), len(fixed)),
        type=shift.kind.value,
        unpopular=unpopular_points(shift.starts_at, shift.unit.zone),
    )


def _demand(
    shift: Shift, demand: ShiftDemand, fixed: Collection[int], filled: Collection[int], held: Held
) -> engine.Demand:
    day = local_date(shift.starts_at, shift.unit.zone)

    def count(people: Collection[int]) -> int:
        return sum(meets(held[person_id], demand, day) for person_id in people)

    gone = count(filled)
    maximum = demand.maximum
    return engine.Demand(
        id=str(demand.id),
        skill=str(demand.skill_id) if demand.skill_id is not None else None,
        level=demand.level,
        minimum=max(demand.minimum - gone, 0),
        target=max(demand.target - gone, 0),
        maximum=None if maximum is None else max(maximum - gone, count(fixed)),
    )
