"""Put together what the parts of a large run have found, without the solver."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scheduler.rostering.checking import check
from scheduler.rostering.parts.cutting import Cutter
from scheduler.rostering.parts.standing import Standing
from scheduler.rostering.parts.tasks import Gap, Outcome, PartOutcome, Worth
from scheduler.rostering.problem import Assignment, RosterProblem
from scheduler.rostering.solution import Conflict, Result, Solution, Status, stated


@dataclass(frozen=True, slots=True)
class Done:
    """The outcome of a task; ``units`` are those of its part."""

    units: Sequence[str]
    outcome: Outcome


def judge(problem: RosterProblem, roster: Iterable[Assignment]) -> tuple[Worth, tuple[Gap, ...]]:
    """Return what a roster is worth, and the units that miss people."""
    found = check(problem, Solution(tuple(roster)))
    unit = {shift.id: shift.unit for shift in problem.shifts}
    minimum, target = Counter[str](), Counter[str]()
    for post in found.unfilled:
        minimum[unit[post.shift]] += post.missing_minimum
        target[unit[post.shift]] += post.missing_target
    gaps = tuple(Gap(place, minimum[place], target[place]) for place in target)
    return Worth(found.score.total, target.total(), found.score.hard), gaps


def standing(cutter: Cutter, done: Iterable[Done]) -> Standing:
    """Return the roster after all these parts, in the order of their rounds; at first there are the pins."""
    roster = Standing(cutter.problem.pins)
    for one in done:
        if isinstance(one.outcome, PartOutcome) and one.outcome.roster is not None:
            roster.put(cutter.scope(one.units), one.outcome.roster)
    return roster


def conflicts(outcome: Outcome) -> tuple[Conflict, ...]:
    """Return the contradictions for which a part, and so the whole, can have no roster."""
    if isinstance(outcome, PartOutcome) and outcome.after.hard:
        return outcome.conflicts
    return ()


def result(
    problem: RosterProblem,
    rosters: Iterable[Solution],
    *,
    bound: int,
    seconds: float,
    stopped: bool,
    found: tuple[Conflict, ...],
) -> Result:
    """Return the best of some rosters that break no hard rule, by the checker's word."""
    scored = [(check(problem, roster).score, roster) for roster in rosters]
    kept = [(score, roster) for score, roster in scored if not score.hard]
    score, solution = min(kept, key=lambda one: one[0].total) if kept else (None, None)
    if score is not None and bound >= score.total:
        status = Status.OPTIMAL
    elif score is None and found:
        status = Status.INFEASIBLE
    elif stopped:
        status = Status.CANCELLED
    else:
        status = Status.UNKNOWN if score is None else Status.FEASIBLE
    return Result(
        status=status,
        solution=solution,
        score=score,
        bound=stated(bound, score),
        seconds=seconds,
        conflicts=() if kept else found,
    )
