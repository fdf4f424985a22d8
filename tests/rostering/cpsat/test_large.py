"""A large problem is searched beside two children, which end with the search."""

import time
from collections.abc import Callable

from scheduler.rostering.checking import check
from scheduler.rostering.cpsat.large import Large, Roster
from scheduler.rostering.domain import domain
from scheduler.rostering.facts import Facts
from scheduler.rostering.instances import make
from scheduler.rostering.solution import Solution


class _Search:
    """A search in one grid, and what it said; ``stop`` may end it before its minute is over."""

    def __init__(self, stop: Callable[["_Search"], bool]) -> None:
        self.problem = make("grid_month")
        self.began = time.monotonic()
        self.scores: list[int] = []
        self.bounds: list[int] = [0]
        facts = Facts(self.problem)
        self.large = Large(
            facts,
            domain(facts),
            left=lambda: 60 - self.seconds,
            soon=lambda: self.seconds > 30,
            stop=lambda: self.seconds > 60 or stop(self),
            better=self._better,
            proved=self.bounds.append,
        )

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def _better(self, roster: Roster) -> bool:
        score = check(self.problem, Solution(roster)).score
        assert score.hard == 0
        self.scores.append(score.total)
        return score.total == min(self.scores)


def test_large_search_ends_with_rosters_near_their_bound() -> None:
    search = _Search(stop=lambda said: max(said.bounds) > 0.9 * min(said.scores, default=0) > 0)
    search.large.run((), seed=1, first=False)
    assert 0.9 * min(search.scores) < max(search.bounds) <= min(search.scores)


def test_large_search_improves_a_known_roster_first() -> None:
    search = _Search(stop=lambda said: bool(said.scores))
    search.large.run((), seed=1, first=True)
    assert len(search.scores) == 1


def test_large_search_ends_at_once_when_it_is_told_to() -> None:
    search = _Search(stop=lambda _: True)
    search.large.run((), seed=1, first=False)
    assert search.seconds < 10
    assert search.bounds == [0, 0]
