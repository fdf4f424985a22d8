"""Solve a problem: a quick first roster, then columns or CP-SAT, then the checker's word on it."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from scheduler.rostering.checking import check
from scheduler.rostering.columns.running import applies, run_columns
from scheduler.rostering.cpsat.building import build
from scheduler.rostering.cpsat.conflicts import find_conflict
from scheduler.rostering.cpsat.exact import Exact, start_exact
from scheduler.rostering.cpsat.hinting import hint_roster
from scheduler.rostering.cpsat.large import Large
from scheduler.rostering.cpsat.portfolio import is_large, is_small, parameters
from scheduler.rostering.cpsat.repairing import Repairing
from scheduler.rostering.cpsat.search import Answer, Snapshot, search
from scheduler.rostering.domain import Domain, domain
from scheduler.rostering.facts import Facts
from scheduler.rostering.greedy import construct
from scheduler.rostering.problem import Assignment, RosterProblem
from scheduler.rostering.resolving import changed, mostly_holds
from scheduler.rostering.solution import Conflict, Progress, Result, Score, Solution, Status, stated
from scheduler.rostering.validation import check_assignments, validate

OnProgress = Callable[[Progress], None]

#: Shares of the time limit: when a first roster is due, at the earliest, and what is kept for the last check.
_FIRST, _EARLIEST, _LAST = 0.085, 0.03, 0.01
#: Seconds before an attempt in which its process starts; a first roster is due that much earlier.
_STARTING = 0.9
#: Seconds that the exact solver has for itself at most, and between two looks at it.
_EXACT_SECONDS, _TICK = 5.0, 0.01
#: More threads than these wait for each other, because only their arithmetic runs side by side.
_COLUMN_THREADS = 2


@dataclass(frozen=True, slots=True)
class Options:
    """How to solve: seconds of wall time, seed, and whether to end by the solver's own clock.

    With a ``deterministic_limit`` (in its units, about a second each) the same problem and seed give the same
    roster, as long as the time limit does not end it first. ``workers`` None: chosen by the problem's size.
    A published roster that mostly still holds is only mended around what changed, unless ``thorough``.
    """

    time_limit: float = 30.0
    seed: int = 1
    deterministic_limit: float | None = None
    workers: int | None = None
    thorough: bool = False


def solve(
    problem: RosterProblem,
    options: Options = Options(),
    *,
    hint: Solution | None = None,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Result:
    """Find a roster of small penalty within the time limit.

    ``hint`` is a roster to start from; it may break rules. ``on_progress`` hears of every better roster or
    bound, in the caller's thread; ``cancelled`` is asked some twenty times a second, and ends the search with
    the best roster so far. Raises ``ProblemError`` for a problem or hint that makes no sense.
    """
    clock = _Clock(options.time_limit, cancelled, patient=options.deterministic_limit is not None)
    validate(problem)
    attempt = _Attempt(problem, clock, on_progress)
    facts = Facts(problem)
    if hint is not None:
        check_assignments(problem, "hint", hint.assignments)
        hint = Solution(tuple(map(facts.settled, hint.assignments)))
    possible = domain(facts)
    if not is_small(possible) and _mended(attempt, facts, possible, hint, options):
        return _result(attempt, None)
    if options.deterministic_limit is not None:
        return _result(
            attempt, _search(attempt, facts, possible, _start(attempt, facts, possible, hint), options)
        )
    if options.workers is None and is_small(possible):
        attempt.exact = _exact(facts, possible, clock)
        _meanwhile(attempt, facts, possible)
    if applies(facts):
        hint = _columns(attempt, facts, possible, hint, options)
        if attempt.over():
            return _result(attempt, None)
    if is_large(possible):
        return _result(attempt, _improve(attempt, facts, possible, hint, options))
    start = _start(attempt, facts, possible, hint)
    return _result(attempt, _search(attempt, facts, possible, start, options))


def _mended(
    attempt: "_Attempt", facts: Facts, possible: Domain, hint: Solution | None, options: Options
) -> bool:
    """Mend a published roster that mostly holds, and tell whether there was one that a change had touched."""
    known = hint.assignments if hint is not None else facts.problem.published
    if options.thorough or not mostly_holds(facts, possible, known):
        return False
    start = _start(attempt, facts, possible, hint)
    if attempt.best is None or not changed(facts, start):
        return False
    repairing = Repairing(
        facts,
        possible,
        seed=options.seed,
        left=lambda: attempt.clock.left,
        stop=attempt.over,
        deterministic_limit=options.deterministic_limit,
    )
    repairing.run(start, attempt.consider)
    return True


def _exact(facts: Facts, possible: Domain, clock: "_Clock") -> Exact | None:
    """Set a mixed-integer solver to work beside the search, if it can hold the model."""
    model = build(facts, possible, stop=clock.over)
    return None if model is None else start_exact(model, seconds=min(_EXACT_SECONDS, clock.left / 6))


def _meanwhile(attempt: "_Attempt", facts: Facts, possible: Domain) -> None:
    """Make a first roster while the exact solver is at work, then leave the processors to it."""

    def over() -> bool:
        return attempt.over() or attempt.exact is None

    if attempt.exact is not None:
        known = facts.problem.published
        for roster in construct(facts, possible, start=known, soon=attempt.clock.soon, stop=over):
            attempt.consider(roster)
            if over():
                return
        while not over():
            time.sleep(_TICK)


def _start(
    attempt: "_Attempt", facts: Facts, possible: Domain, hint: Solution | None
) -> tuple[Assignment, ...]:
    """Make the roster that the search starts from: the hint where nothing better is made quickly."""
    if hint is not None:
        attempt.consider(hint.assignments)
    kept = hint.assignments if hint is not None else facts.problem.published
    roster: tuple[Assignment, ...] = ()
    for roster in construct(facts, possible, start=kept, soon=attempt.clock.soon, stop=attempt.over):
        attempt.consider(roster)
        if attempt.over():
            break
    return attempt.best[1].assignments if attempt.best is not None else roster


def _columns(
    attempt: "_Attempt", facts: Facts, possible: Domain, hint: Solution | None, options: Options
) -> Solution | None:
    """Put rosters together from columns, for as long as that helps; return the best roster so far."""
    if hint is not None:
        attempt.consider(hint.assignments)
    run_columns(
        facts,
        possible,
        start=hint.assignments if hint is not None else facts.problem.published,
        seed=options.seed,
        threads=min(options.workers or _COLUMN_THREADS, _COLUMN_THREADS),
        stop=attempt.over,
        found=attempt.consider,
        proved=lambda bound: attempt.report(None, bound, 0),
    )
    return attempt.best[1] if attempt.best is not None else hint


def _improve(
    attempt: "_Attempt", facts: Facts, possible: Domain, hint: Solution | None, options: Options
) -> Answer | None:
    """Improve a first roster part by part: the problem is too large to be searched as a whole."""
    if hint is not None:
        attempt.consider(hint.assignments)
    known = hint.assignments if hint is not None else facts.problem.published
    large = Large(
        facts,
        possible,
        left=lambda: attempt.clock.left,
        soon=attempt.clock.soon,
        stop=attempt.over,
        better=attempt.consider,
        proved=lambda bound: attempt.report(None, bound, 0),
    )
    large.run(known, seed=options.seed, first=hint is not None)
    return _search(attempt, facts, possible, known, options) if attempt.best is None else None


def _search(
    attempt: "_Attempt", facts: Facts, possible: Domain, start: tuple[Assignment, ...], options: Options
) -> Answer | None:
    """Search the whole model from a roster on."""
    clock = attempt.clock
    model = build(facts, possible, stop=attempt.over)
    if model is None or clock.left <= 0:
        return None
    hint_roster(model, start)

    def report(snapshot: Snapshot) -> None:
        attempt.report(snapshot.objective, snapshot.bound, snapshot.unfilled)

    chosen = parameters(
        possible,
        seconds=clock.left,
        seed=options.seed,
        workers=options.workers,
        deterministic_limit=options.deterministic_limit,
    )
    return search(model, chosen, stop=attempt.over, report=report)


def _result(attempt: "_Attempt", answer: Answer | None) -> Result:
    if answer is not None and answer.assignments is not None:
        attempt.consider(answer.assignments)
    if answer is not None:
        attempt.report(None, answer.bound, 0)
    conflicts: tuple[Conflict, ...] = ()
    if answer is not None and answer.infeasible and attempt.best is None:
        seconds = max(attempt.clock.left / 10, 0.1)
        conflicts = (find_conflict(attempt.problem, stop=attempt.clock.over, seconds=seconds),)
    score, solution = attempt.best if attempt.best is not None else (None, None)
    return Result(
        status=_status(attempt, answer),
        solution=solution,
        score=score,
        bound=stated(attempt.bound, score),
        seconds=attempt.clock.seconds,
        trace=tuple(attempt.trace),
        conflicts=conflicts,
    )


def _status(attempt: "_Attempt", answer: Answer | None) -> Status:
    if attempt.proved:
        return Status.OPTIMAL
    if answer is not None and answer.infeasible and attempt.best is None:
        return Status.INFEASIBLE
    if attempt.clock.cancelled:
        return Status.CANCELLED
    return Status.UNKNOWN if attempt.best is None else Status.FEASIBLE


class _Clock:
    """The time of one attempt, and the wish to cancel it; once over, it stays so.

    A ``patient`` one never asks for a first roster before there is a whole one, as only a slow machine would.
    """

    def __init__(self, limit: float, cancelled: Callable[[], bool] | None, *, patient: bool) -> None:
        self._began = time.monotonic()
        self._limit = limit
        self._patient = patient
        self._asked = cancelled
        self.cancelled = False
        self.kept = limit * _LAST

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    @property
    def left(self) -> float:
        """Return the seconds until the last check must begin."""
        return self._limit - self.kept - self.seconds

    def over(self) -> bool:
        self.cancelled = self.cancelled or (self._asked is not None and self._asked())
        return self.cancelled or self.left <= 0

    def soon(self) -> bool:
        """Tell whether a first roster is due."""
        due = max(self._limit * _FIRST - _STARTING, self._limit * _EARLIEST)
        return self.over() or (self.seconds > due and not self._patient)


class _Attempt:
    """Best roster and trace so far."""

    def __init__(self, problem: RosterProblem, clock: _Clock, on_progress: OnProgress | None) -> None:
        self.problem = problem
        self.clock = clock
        self.on_progress = on_progress
        self.trace: list[Progress] = []
        self.best: tuple[Score, Solution] | None = None
        self.bound = 0
        self.exact: Exact | None = None

    def over(self) -> bool:
        """Tell whether the time is up or nothing better can be found, after a look at the exact solver."""
        if self.exact is not None and self.exact.ended:
            exact, self.exact = self.exact, None
            self._take(exact.answer())
        return self.clock.over() or self.proved

    def _take(self, answer: Answer | None) -> None:
        if answer is None or answer.assignments is None:
            return
        self.consider(answer.assignments)
        if self.best is not None and answer.bound <= self.best[0].total:
            self.report(None, answer.bound, 0)

    @property
    def proved(self) -> bool:
        """Tell whether no roster costs less than the best."""
        return self.best is not None and self.bound >= self.best[0].total

    def consider(self, assignments: tuple[Assignment, ...]) -> bool:
        """Keep a roster that breaks no hard rule and costs less, and tell whether it was kept."""
        solution = Solution(assignments)
        began = self.clock.seconds
        found = check(self.problem, solution)
        self.clock.kept = max(self.clock.kept, 2 * (self.clock.seconds - began))
        if found.score.hard or (self.best is not None and found.score.total >= self.best[0].total):
            return False
        self.best = (found.score, solution)
        self.report(found.score.total, 0, sum(post.missing_target for post in found.unfilled))
        return True

    def report(self, objective: int | None, bound: int, unfilled: int) -> None:
        """Record what is new."""
        bound = self.bound = max(bound, self.bound)
        if self.best is not None:
            objective = self.best[0].total if objective is None else min(objective, self.best[0].total)
        last = self.trace[-1] if self.trace else None
        if last is not None and objective == last.objective:
            unfilled = last.unfilled
        if objective is None or (last and (objective, bound) == (last.objective, last.bound)):
            return
        self.trace.append(Progress(self.clock.seconds, objective, min(bound, objective), unfilled))
        if self.on_progress is not None:
            self.on_progress(self.trace[-1])
