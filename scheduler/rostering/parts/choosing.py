"""Solve a problem as a whole or in parts, by its size and its rules."""

from collections.abc import Callable

from scheduler.rostering.parts.cutting import wants_parts
from scheduler.rostering.parts.running import solve_in_parts
from scheduler.rostering.problem import RosterProblem
from scheduler.rostering.solution import Result, Solution
from scheduler.rostering.solving import OnProgress, Options
from scheduler.rostering.solving import solve as solve_whole
from scheduler.rostering.validation import validate

__all__ = ["Options", "in_parts", "solve"]


def in_parts(problem: RosterProblem, options: Options) -> bool:
    """Tell whether a problem is to be solved in parts."""
    return options.deterministic_limit is None and wants_parts(problem)


def solve(
    problem: RosterProblem,
    options: Options = Options(),  # noqa: B008 - frozen
    *,
    hint: Solution | None = None,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Result:
    """Find a roster of small penalty within the time limit; see ``solving.solve``.

    Raises besides ``ChildDied`` where a solver process was killed.
    """
    if not in_parts(problem, options):
        return solve_whole(problem, options, hint=hint, on_progress=on_progress, cancelled=cancelled)
    validate(problem)
    return solve_in_parts(problem, options, hint=hint, on_progress=on_progress, cancelled=cancelled)
