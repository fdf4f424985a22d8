"""Refuse problems that would not fit into memory, before anything is built for them.

Measured for 12 and 50 grids (OR-Tools 9.15, Python 3.11): a person and a shift within her reach take 155 to
162 bytes in look-ups and domain, a possible assignment 0.9 to 1.0 kB in a CP-SAT model and 1.1 to 1.3 kB more
where the model is written as a linear program. All processes of an attempt together: 0.6 GB for 118,000 pairs
within reach (12 grids), 1.8 GB for 563,000 (50): 0.3 GB, and 2.7 kB a pair.

A city of 1,000 grids (40,000 people, 64,000 shifts) has 12.5 million pairs, 2 GB of look-ups; its parts are
solved one by one, so that no model holds them all.
"""

from collections import Counter

from scheduler.rostering.parts.cutting import wants_parts
from scheduler.rostering.problem import ProblemError, RosterProblem

#: Most pairs of a person and a shift within her reach: 2.5 GB of look-ups.
MOST_PAIRS = 16_000_000
#: Most of them that may have to be planned together: 5.5 GB.
MOST_TOGETHER = 2_000_000


def check_size(problem: RosterProblem) -> None:
    """Raise ``ProblemError`` with the number of possible assignments where it exceeds what memory holds.

    Counts units only, in time proportional to people and shifts: every person and shift within reach is a
    possible assignment, whatever else forbids it. The units must exist.
    """
    people = Counter(person.unit for person in problem.people)
    shifts = Counter(shift.unit for shift in problem.shifts)
    pairs = _within_reach(problem, people, shifts)
    if pairs > MOST_PAIRS:
        raise ProblemError(
            "shifts",
            f"{len(problem.people):,} people and {len(problem.shifts):,} shifts within their reach make "
            f"{pairs:,} possible assignments; at most {MOST_PAIRS:,} fit into memory",
        )
    if not wants_parts(problem) and pairs > MOST_TOGETHER:
        raise ProblemError(
            "shifts",
            f"{len(problem.people):,} people and {len(problem.shifts):,} shifts within their reach make "
            f"{pairs:,} possible assignments, which cannot be planned in parts; at most {MOST_TOGETHER:,} "
            "fit into memory together",
        )
    for unit, number in people.items():
        if number * shifts[unit] > MOST_TOGETHER:
            raise ProblemError(
                "shifts",
                f"unit {unit!r} has {number:,} people and {shifts[unit]:,} shifts, which make "
                f"{number * shifts[unit]:,} possible assignments; at most {MOST_TOGETHER:,} of a unit fit "
                "into memory",
            )


def _within_reach(problem: RosterProblem, people: Counter[str], shifts: Counter[str]) -> int:
    """Return how many pairs of a person and a shift a hard rule ``reach`` leaves."""
    if not any(rule.hard for rule in problem.rules if rule.code == "reach"):
        return len(problem.people) * len(problem.shifts)
    near = {unit.id: {unit.id, *unit.neighbours} for unit in problem.units}
    return sum(number * sum(shifts[other] for other in near[unit]) for unit, number in people.items())
