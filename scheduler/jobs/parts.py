"""Parts of large runs: plan a round, solve one part of it, and end the run after the last."""

import logging
import threading
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from scheduler.enums import JobKind
from scheduler.errors import Conflict
from scheduler.jobs.child import solve_in_child
from scheduler.jobs.faults import with_last_words
from scheduler.jobs.leases import HandedBack, Lease, LeaseLost
from scheduler.rostering.parts import cutting
from scheduler.rostering.parts.cutting import Cutter
from scheduler.rostering.parts.merging import Done, conflicts, judge, result, standing
from scheduler.rostering.parts.planning import bound_seconds, gaps_after, mends, part_seconds, parts_of_round
from scheduler.rostering.parts.serialising import outcome_from_json, task_to_json
from scheduler.rostering.parts.splitting import Part
from scheduler.rostering.parts.standing import Standing
from scheduler.rostering.parts.tasks import BoundOutcome, PartTask
from scheduler.rostering.problem import Assignment
from scheduler.rostering.serialising import problem_from_json, result_to_json, solution_from_json
from scheduler.rostering.solution import Solution
from scheduler.services.rosters import attempts, parts
from scheduler.timeutils import utcnow

log = logging.getLogger(__name__)

#: A run's time is shared out for so many workers; more of them are done sooner.
_WORKERS = 2
#: A task may take so many times what it was given: flows are not broken off.
_PATIENCE = 3.0


class Stopped(Exception):  # noqa: N818 - it says what happened
    """The run of a part was cancelled; what the part has found by then is dropped."""


def begin_in_parts(run_id: int, task: dict[str, Any], lease: Lease) -> bool:
    """Add the first round of a run that is to be solved in parts; return whether it is one."""
    if len(task["problem"].get("people", ())) <= cutting.MOST_PEOPLE:
        return False
    problem = problem_from_json(task["problem"])
    if not cutting.wants_parts(problem):
        return False
    cutter = Cutter(problem)
    hint = solution_from_json(task["hint"], problem).assignments if task["hint"] else ()
    left = float(task["options"]["time_limit"])
    plan = _plan(cutter, 0, [], left)
    tasks = _tasks(cutter, plan, Standing(problem.pins), hint, task["options"]["seed"])
    parts.add_round(
        run_id,
        0,
        tasks,
        bound={"bound": {"seconds": bound_seconds(left, _WORKERS)}},
        first=judge(problem, problem.pins)[0],
        job_id=lease.job_id,
        owner=lease.owner,
        now=utcnow(),
    )
    log.info("run %s: %s parts in the first round", run_id, len(tasks))
    return True


def continue_run(run_id: int, stage: parts.Stage, lease: Lease) -> None:
    """Add the next round to a run whose round is complete, or end the run. Raises ``Conflict``."""
    if not stage.complete:
        return
    problem = problem_from_json(stage.problem)
    cutter = Cutter(problem)
    done = [Done(units, outcome_from_json(outcome)) for units, outcome in stage.outcomes]
    roster = standing(cutter, done)
    found = next(filter(None, (conflicts(one.outcome) for one in done)), ())
    spent = _spent(stage.started)
    if not stage.cancelled and not found:
        gaps = gaps_after((one.units, one.outcome) for one in done)
        plan = _plan(cutter, stage.number + 1, gaps, stage.options["time_limit"] - spent)
        if plan.seconds:
            tasks = _tasks(cutter, plan, roster, (), stage.options["seed"])
            parts.add_round(run_id, plan.number, tasks, job_id=lease.job_id, owner=lease.owner, now=utcnow())
            return
        if not stage.bounded:
            return
    bound = max((one.outcome.bound for one in done if isinstance(one.outcome, BoundOutcome)), default=0)
    rosters = [Solution(roster.assignments())]
    answer = result(problem, rosters, bound=bound, seconds=spent, stopped=stage.cancelled, found=found)
    attempts.finish_run(run_id, result_to_json(answer), job_id=lease.job_id, owner=lease.owner, now=utcnow())


def _spent(started: datetime | None) -> float:
    return 0.0 if started is None else (utcnow() - started).total_seconds()


@dataclass(frozen=True, slots=True)
class _Plan:
    """The parts of a round and the seconds for each; 0: there is no such round."""

    number: int
    units: list[Part]
    seconds: float


def _plan(cutter: Cutter, number: int, gaps: list[str], left: float) -> _Plan:
    units = parts_of_round(cutter.problem, number, gaps)
    return _Plan(number, units, part_seconds(left, _WORKERS, len(units), number) if units else 0.0)


def _tasks(
    cutter: Cutter, plan: _Plan, roster: Standing, hint: tuple[Assignment, ...], seed: int
) -> list[parts.NewPart]:
    """Cut the parts of a round out of the roster that stands."""
    known = Standing(hint)
    found = []
    for part in plan.units:
        cut = cutter.cut(part, roster)
        inside = tuple(filter(cut.scope.free, known.touching(cut.scope)))
        seconds, mend = plan.seconds, mends(plan.number)
        task = PartTask(cut.problem, cut.roster, inside, seconds, seed + plan.number, mend)
        found.append(parts.NewPart(part, task_to_json(task)))
    return found


def solve_part(part_id: int, *, lease: Lease, stopping: threading.Event) -> None:
    """Solve a part of a run in a child process and keep what it found.

    Does nothing for a part that is done, or whose run has ended. Raises ``LeaseLost``, ``HandedBack`` once
    ``stopping`` is set, and ``ChildDied``.
    """
    job_id, owner = lease.job_id, lease.owner
    try:
        task = parts.begin_part(part_id, job_id=job_id, owner=owner, now=utcnow())
        if task is None:
            return
        ((_, given),) = task.items()
        outcome: dict[str, Any] | None = None
        try:
            watch = partial(_watch, part_id, lease, stopping)
            outcome = solve_in_child(task, time_limit=_PATIENCE * given["seconds"], watch=watch)
        except Stopped:
            log.info("part %s: stopped", part_id)
        parts.finish_part(part_id, outcome, job_id=job_id, owner=owner, now=utcnow())
    except Conflict as refusal:
        if refusal.code == attempts.LOST:
            raise LeaseLost from refusal
        raise


def _watch(part_id: int, lease: Lease, stopping: threading.Event, _news: dict[str, Any] | None) -> bool:
    if lease.lost.is_set():
        raise LeaseLost
    if stopping.is_set():
        raise HandedBack
    if parts.stop_wanted(part_id):
        raise Stopped
    return False


def give_up_part(part_id: int, code: str) -> None:
    """Note that the run of a part failed for good, and why, as ``give_up_run`` does."""
    run_id = parts.run_of(part_id)
    if run_id is not None:
        attempts.fail_run(run_id, with_last_words(code, JobKind.ROSTER_PART, part_id), now=utcnow())
