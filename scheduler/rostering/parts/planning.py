"""How a large problem is worked off: rounds of parts, a bound beside them, and how time is shared out."""

from collections.abc import Iterable, Sequence

from scheduler.rostering.parts.splitting import Part, balls, split
from scheduler.rostering.parts.tasks import Outcome, PartOutcome
from scheduler.rostering.problem import RosterProblem

#: People of a part: with more, tasks take long; with fewer, much lies at borders.
PEOPLE = 500
#: Rounds that divide the whole, and rounds after them around units that still miss people.
ROUNDS, MENDING = 2, 6
#: Share of all working time that the bound may take.
_BOUND = 0.2
#: Shares of the time left that the rounds over the whole may take, and each round of mending.
_SHARES = (0.45, 0.7, 0.5)
#: Seconds without which a part is not begun.
_LEAST = 2.0


def parts_of_round(problem: RosterProblem, number: int, gaps: Sequence[str]) -> list[Part]:
    """Return the parts of a numbered round; none where it is not needed any more.

    ``gaps`` are the units that miss people, the worst first. What a ball could not mend gets a larger one.
    """
    if number < ROUNDS:
        return split(problem, people=PEOPLE, rounds=number + 1)[number]
    if number < ROUNDS + MENDING:
        return balls(problem, gaps, people=PEOPLE * (1 + (number - ROUNDS) / 2))
    return []


def mends(number: int) -> bool:
    """Tell whether a numbered round is there only to find missing people."""
    return number >= ROUNDS


def gaps_after(done: Iterable[tuple[Sequence[str], Outcome]]) -> list[str]:
    """Return the units that miss people after all these parts, in the order of their rounds."""
    missing: dict[str, tuple[int, int]] = {}
    for units, outcome in done:
        if isinstance(outcome, PartOutcome):
            for unit in units:
                missing.pop(unit, None)
            missing |= {gap.unit: (-gap.minimum, -gap.target) for gap in outcome.gaps}
    return sorted(missing, key=lambda unit: (missing[unit], unit))


def bound_seconds(left: float, workers: int) -> float:
    """Return how long the bound may take of what is left for so many workers, in seconds."""
    return max(_BOUND * left * workers, 1.0)


def part_seconds(left: float, workers: int, parts: int, number: int) -> float:
    """Return how long each part of a numbered round may take; 0: there is no time for it."""
    share = _SHARES[min(number, len(_SHARES) - 1)]
    turns = -(-parts // workers)
    seconds = share * left / turns
    return seconds if seconds >= _LEAST or not number else 0.0
