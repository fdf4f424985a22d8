"""Mend a published roster after a change: only the shifts that the change touched are planned anew.

On these shifts those may be who are there and those who would come at the least cost; all other shifts stay
as they are. So little is solved to the end in a second, under every rule and the price of disruption.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from ortools.sat.python import cp_model_helper

from scheduler.rostering.cpsat.building import build
from scheduler.rostering.cpsat.hinting import hint_roster
from scheduler.rostering.cpsat.search import search
from scheduler.rostering.domain import Domain, Posts
from scheduler.rostering.drafting import Draft
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import Assignment
from scheduler.rostering.resolving import changed, disliked, gaps

Roster = tuple[Assignment, ...]
#: For each shift the people who may be on it.
Crews = dict[str, set[str]]
#: How many people may newly come to a demand, the least burdened first.
_CANDIDATES = 40
#: Most possible assignments that are decided at once: about a second.
_MOST = 10_000
#: How many batches of gaps in a row may help nothing.
_PATIENCE = 2
#: Seconds that one batch may take at most, and without which none begins.
_SEARCHING, _LEAST = 10.0, 0.2
#: Days around a gap whose shifts keep people from filling it.
_NEAR = 3


class Repairing:
    """The search around a change; with a deterministic limit, in the solver's units, it repeats itself."""

    def __init__(
        self,
        facts: Facts,
        possible: Domain,
        *,
        seed: int,
        left: Callable[[], float],
        stop: Callable[[], bool],
        deterministic_limit: float | None,
    ) -> None:
        self._facts = facts
        self._possible = possible
        self._seed = seed
        self._left = left
        self._stop = stop
        self._limit = deterministic_limit

    def run(self, roster: Roster, better: Callable[[Roster], bool]) -> Roster:
        """Return the best roster found from a given one on, which keeps all hard rules.

        ``better`` tells whether a roster is better than all before.
        """
        draft = self._draft(roster)
        touched = self._sorted(changed(self._facts, roster) | disliked(self._facts, roster))
        for crews in _batches([self._crew(draft, shift)] for shift in touched):
            planned = self._plan(roster, crews)
            if planned is not None and better(planned):
                roster = planned
        return self._around_gaps(roster, better)

    def _around_gaps(self, roster: Roster, better: Callable[[Roster], bool]) -> Roster:
        """Let those who could fill a gap leave what keeps them from it, and others take that over."""
        failed = 0
        for crews in _batches(self._rings(roster)):
            planned = self._plan(roster, crews)
            if planned is not None and better(planned):
                roster, failed = planned, 0
            else:
                failed += 1
            if failed == _PATIENCE:
                break
        return roster

    def _rings(self, roster: Roster) -> Iterator[list[tuple[str, set[str]]]]:
        """Yield each gap that somebody could fill, with the shifts nearby that such people hold."""
        draft = self._draft(roster)
        for shift, demand in gaps(self._facts, roster):
            day = self._facts.day[shift.id]
            near = {
                item.shift
                for person in draft.candidates(shift, demand)[:_CANDIDATES]
                for item in draft.held[person]
                if abs(self._facts.day[item.shift] - day) <= _NEAR
            }
            if near:
                yield [self._crew(draft, key) for key in (shift.id, *self._sorted(near))]

    def _draft(self, roster: Roster) -> Draft:
        draft = Draft(self._facts, self._possible)
        for item in roster:
            draft.place(item)
        return draft

    def _crew(self, draft: Draft, key: str) -> tuple[str, set[str]]:
        """Return a shift with those who could newly come to it."""
        shift = self._facts.shifts[key]
        return key, {
            person for demand in shift.demands for person in draft.candidates(shift, demand)[:_CANDIDATES]
        }

    def _sorted(self, shifts: Iterable[str]) -> list[str]:
        """Return shifts by unit, so that those decided together are near each other, then by start."""
        facts = self._facts
        return sorted(shifts, key=lambda key: (facts.shifts[key].unit, facts.span[key], key))

    def _plan(self, roster: Roster, crews: Crews) -> Roster | None:
        """Return the best roster with these shifts planned anew; ``None`` where there was no time for it."""
        if self._stop() or self._left() < _LEAST:
            return None
        model = build(self._facts, self._restricted(roster, crews), stop=self._stop)
        if model is None:
            return None
        for item in roster:
            if item.shift not in crews:
                model.demand_any([model.on[item.person][item.shift]])
        hint_roster(model, roster)
        return search(model, self._parameters(), stop=self._stop, report=lambda _: None).assignments

    def _restricted(self, roster: Roster, crews: Crews) -> Domain:
        """Return the domain of what people hold and where they may newly come, by start as ever."""
        held: dict[str, dict[str, Posts]] = defaultdict(dict)
        for item in roster:
            held[item.person][item.shift] = (item.demand,)
        wanted: dict[str, set[str]] = defaultdict(set)
        for shift, crew in crews.items():
            for person in crew:
                wanted[person].add(shift)
        return {
            person: {
                key: held[person].get(key, posts) if key not in crews else posts
                for key, posts in own.items()
                if key in held[person] or key in wanted[person]
            }
            for person, own in self._possible.items()
        }

    def _parameters(self) -> cp_model_helper.SatParameters:
        """Return the parameters of one batch: one worker is as fast here as several, and repeats itself."""
        chosen = cp_model_helper.SatParameters()
        chosen.max_time_in_seconds = min(_SEARCHING, max(self._left(), _LEAST))
        chosen.random_seed = self._seed
        chosen.num_workers = 1
        chosen.linearization_level = 2
        chosen.cp_model_probing_level = 0
        chosen.max_presolve_iterations = 1
        chosen.catch_sigint_signal = False  # Ctrl-C is the caller's affair, who may want the best so far
        if self._limit is not None:
            # Each batch may take half of what is left, so that all of them together keep the limit.
            self._limit /= 2
            chosen.max_deterministic_time = self._limit
            chosen.max_time_in_seconds = max(self._left(), _LEAST)
        return chosen


def _batches(groups: Iterable[list[tuple[str, set[str]]]]) -> Iterator[Crews]:
    """Yield groups of shifts put together up to the size that is decided at once."""
    batch: Crews = {}
    for group in groups:
        more = batch | dict(group)
        if batch and sum(map(len, more.values())) > _MOST:
            yield batch
            more = dict(group)
        batch = more
    if batch:
        yield batch
