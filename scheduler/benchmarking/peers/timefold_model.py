"""Timefold's model of a Curtois-Qu problem: a duty for each person and day, of some shift type or of none.

Importing this module starts the Java machine. The functions below are translated to Java byte code one by
one, so they keep to plain expressions.
"""

from dataclasses import dataclass, field
from typing import Annotated

from timefold.solver.domain import (
    PlanningEntityCollectionProperty,
    PlanningId,
    PlanningScore,
    PlanningVariable,
    ProblemFactCollectionProperty,
    ValueRangeProvider,
    planning_entity,
    planning_solution,
)
from timefold.solver.score import (
    Constraint,
    ConstraintCollectors,
    ConstraintFactory,
    HardSoftScore,
    Joiners,
    constraint_provider,
)

#: Minutes too many or too few count as hours, so that they do not drown other hard rules.
HOUR = 60


@dataclass
class Kind:
    """A shift type and its place in the order of types."""

    id: Annotated[int, PlanningId]
    minutes: int
    banned_next: list[int]


@dataclass
class Staff:
    """A person's limits; ``most`` by type."""

    id: Annotated[int, PlanningId]
    most: list[int]
    most_minutes: int
    fewest_minutes: int
    longest: int
    shortest: int
    days_off: int
    weekends: int
    last_day: int


@dataclass
class Cover:
    """How many are wanted on a type of a day, and what each missing or surplus one costs."""

    day: int
    kind: int
    wanted: int
    under: int
    over: int


@dataclass
class Wish:
    """A request for (or against) a type on a day."""

    staff: int
    day: int
    kind: int
    wanted: bool
    weight: int


@planning_entity
@dataclass
class Duty:
    """What a person does on a day; there is none on a fixed day off."""

    id: Annotated[int, PlanningId]
    staff: Staff
    day: int
    kinds: Annotated[list[Kind], ValueRangeProvider]
    kind: Annotated[Kind | None, PlanningVariable(allows_unassigned=True)] = field(default=None)


@planning_solution
@dataclass
class Plan:
    """The whole roster."""

    staff: Annotated[list[Staff], ProblemFactCollectionProperty]
    cover: Annotated[list[Cover], ProblemFactCollectionProperty]
    wishes: Annotated[list[Wish], ProblemFactCollectionProperty]
    duties: Annotated[list[Duty], PlanningEntityCollectionProperty]
    score: Annotated[HardSoftScore | None, PlanningScore] = field(default=None)


@constraint_provider
def constraints(factory: ConstraintFactory) -> list[Constraint]:
    """Return the hard rules and the costs of the published definition."""
    return [
        _succession(factory),
        _per_type(factory),
        _most_minutes(factory),
        _fewest_minutes(factory),
        _idle(factory),
        _longest(factory),
        _shortest(factory),
        _days_off(factory),
        _weekends(factory),
        _cover(factory),
        _uncovered(factory),
        _refused(factory),
        _imposed(factory),
    ]


def _succession(factory: ConstraintFactory) -> Constraint:
    return (
        factory.for_each(Duty)
        .join(
            Duty,
            Joiners.equal(lambda duty: duty.staff.id),
            Joiners.equal(lambda duty: duty.day + 1, lambda duty: duty.day),
        )
        .filter(lambda duty, following: following.kind.id in duty.kind.banned_next)
        .penalize(HardSoftScore.ONE_HARD)
        .as_constraint("succession")
    )


def _per_type(factory: ConstraintFactory) -> Constraint:
    return (
        factory.for_each(Duty)
        .group_by(lambda duty: duty.staff, lambda duty: duty.kind.id, ConstraintCollectors.count())
        .filter(lambda staff, kind, number: number > staff.most[kind])
        .penalize(HardSoftScore.ONE_HARD, lambda staff, kind, number: number - staff.most[kind])
        .as_constraint("shifts per type")
    )


def _most_minutes(factory: ConstraintFactory) -> Constraint:
    return (
        factory.for_each(Duty)
        .group_by(lambda duty: duty.staff, ConstraintCollectors.sum(lambda duty: duty.kind.minutes))
        .filter(lambda staff, minutes: minutes > staff.most_minutes)
        .penalize(HardSoftScore.ONE_HARD, lambda staff, minutes: (minutes - staff.most_minutes) // HOUR + 1)
        .as_constraint("most minutes")
    )


def _fewest_minutes(factory: ConstraintFactory) -> Constraint:
    return (
        factory.for_each(Duty)
        .group_by(lambda duty: duty.staff, ConstraintCollectors.sum(lambda duty: duty.kind.minutes))
        .filter(lambda staff, minutes: minutes < staff.fewest_minutes)
        .penalize(HardSoftScore.ONE_HARD, lambda staff, minutes: (staff.fewest_minutes - minutes) // HOUR + 1)
        .as_constraint("fewest minutes")
    )


def _idle(factory: ConstraintFactory) -> Constraint:
    return (
        factory.for_each(Staff)
        .filter(lambda staff: staff.fewest_minutes > 0)
        .if_not_exists(Duty, Joiners.equal(lambda staff: staff.id, lambda duty: duty.staff.id))
        .penalize(HardSoftScore.ONE_HARD, lambda staff: staff.fewest_minutes // HOUR + 1)
        .as_constraint("nothing to do")
    )


def _longest(factory: ConstraintFactory) -> Constraint:
    return (
        factory.for_each(Duty)
        .group_by(
            lambda duty: duty.staff, ConstraintCollectors.to_consecutive_sequences(lambda duty: duty.day)
        )
        .flatten_last(lambda chain: chain.getConsecutiveSequences())
        .filter(lambda staff, run: run.getCount() > staff.longest)
        .penalize(HardSoftScore.ONE_HARD, lambda staff, run: run.getCount() - staff.longest)
        .as_constraint("days on, most")
    )


def _shortest(factory: ConstraintFactory) -> Constraint:
    return (
        factory.for_each(Duty)
        .group_by(
            lambda duty: duty.staff, ConstraintCollectors.to_consecutive_sequences(lambda duty: duty.day)
        )
        .flatten_last(lambda chain: chain.getConsecutiveSequences())
        .filter(
            lambda staff, run: (
                run.getCount() < staff.shortest
                and run.getFirstItem().day > 0
                and run.getLastItem().day < staff.last_day
            )
        )
        .penalize(HardSoftScore.ONE_HARD, lambda staff, run: staff.shortest - run.getCount())
        .as_constraint("days on, fewest")
    )


def _days_off(factory: ConstraintFactory) -> Constraint:
    return (
        factory.for_each(Duty)
        .group_by(
            lambda duty: duty.staff, ConstraintCollectors.to_consecutive_sequences(lambda duty: duty.day)
        )
        .flatten_last(lambda chain: chain.getBreaks())
        .filter(lambda staff, gap: gap.getLength() - 1 < staff.days_off)
        .penalize(HardSoftScore.ONE_HARD, lambda staff, gap: staff.days_off + 1 - gap.getLength())
        .as_constraint("days off, fewest")
    )


def _weekends(factory: ConstraintFactory) -> Constraint:
    return (
        factory.for_each(Duty)
        .filter(lambda duty: duty.day % 7 >= 5)  # noqa: PLR2004 - day 0 is a Monday
        .group_by(lambda duty: duty.staff, ConstraintCollectors.count_distinct(lambda duty: duty.day // 7))
        .filter(lambda staff, number: number > staff.weekends)
        .penalize(HardSoftScore.ONE_HARD, lambda staff, number: number - staff.weekends)
        .as_constraint("weekends")
    )


def _cover(factory: ConstraintFactory) -> Constraint:
    return (
        factory.for_each(Duty)
        .group_by(lambda duty: duty.day, lambda duty: duty.kind.id, ConstraintCollectors.count())
        .join(
            Cover,
            Joiners.equal(lambda day, kind, number: day, lambda cover: cover.day),
            Joiners.equal(lambda day, kind, number: kind, lambda cover: cover.kind),
        )
        .filter(lambda day, kind, number, cover: number != cover.wanted)
        .penalize(
            HardSoftScore.ONE_SOFT,
            lambda day, kind, number, cover: (
                (cover.wanted - number) * cover.under
                if number < cover.wanted
                else (number - cover.wanted) * cover.over
            ),
        )
        .as_constraint("cover")
    )


def _uncovered(factory: ConstraintFactory) -> Constraint:
    return (
        factory.for_each(Cover)
        .filter(lambda cover: cover.wanted > 0)
        .if_not_exists(
            Duty,
            Joiners.equal(lambda cover: cover.day, lambda duty: duty.day),
            Joiners.equal(lambda cover: cover.kind, lambda duty: duty.kind.id),
        )
        .penalize(HardSoftScore.ONE_SOFT, lambda cover: cover.wanted * cover.under)
        .as_constraint("nobody")
    )


def _refused(factory: ConstraintFactory) -> Constraint:
    return (
        factory.for_each(Wish)
        .filter(lambda wish: wish.wanted)
        .if_not_exists(
            Duty,
            Joiners.equal(lambda wish: wish.staff, lambda duty: duty.staff.id),
            Joiners.equal(lambda wish: wish.day, lambda duty: duty.day),
            Joiners.equal(lambda wish: wish.kind, lambda duty: duty.kind.id),
        )
        .penalize(HardSoftScore.ONE_SOFT, lambda wish: wish.weight)
        .as_constraint("requests on")
    )


def _imposed(factory: ConstraintFactory) -> Constraint:
    return (
        factory.for_each(Wish)
        .filter(lambda wish: not wish.wanted)
        .if_exists(
            Duty,
            Joiners.equal(lambda wish: wish.staff, lambda duty: duty.staff.id),
            Joiners.equal(lambda wish: wish.day, lambda duty: duty.day),
            Joiners.equal(lambda wish: wish.kind, lambda duty: duty.kind.id),
        )
        .penalize(HardSoftScore.ONE_SOFT, lambda wish: wish.weight)
        .as_constraint("requests off")
    )
