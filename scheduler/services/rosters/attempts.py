"""The worker's side of a run: what the solver is asked, and what becomes of its answer.

Every function first makes sure that the worker still holds the lease of the run's job.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from scheduler.database import atomic, db
from scheduler.enums import AssignmentOrigin, RosterStatus, RunStatus
from scheduler.errors import Conflict
from scheduler.models import Assignment, Person, Roster, RosterPeriod, Run
from scheduler.rostering.certifying import CERTIFICATE, Terms, certify, values_hash
from scheduler.rostering.presets import FEW_CHANGES
from scheduler.rostering.problem import ProblemError
from scheduler.rostering.serialising import problem_to_json, result_from_json, solution_to_json
from scheduler.rostering.solution import Result, Solution, Status
from scheduler.rostering.validation import validate
from scheduler.services.jobs import hold_job
from scheduler.services.rosters.building import Built, build_problem
from scheduler.services.rosters.drafts import take_in_sign_ups, touch
from scheduler.services.rosters.runs import ACTIVE, end_run
from scheduler.services.rosters.scope import period_shifts

#: The code of the refusal that a worker gets which was taken for dead.
LOST = "job.lost"


def begin_run(run_id: int, *, job_id: int, owner: str, now: datetime) -> dict[str, Any] | None:
    """Build and keep a run's problem and return the task for the solver, as ``solve_child`` reads it.

    ``None`` where there is nothing to solve: the run has ended, is cancelled, or makes no sense. An
    earlier attempt, whose worker died, starts anew. Raises ``Conflict`` (``LOST``).
    """
    with atomic():
        if _open_run(run_id, job_id, owner, now) is None:
            return None
    # A city takes longer than a lease: no writing waits for it, least of all the lease's own renewal. The
    # draft stays as it is meanwhile, since a run is under way.
    problem, hint, error = _describe(run_id, now)
    with atomic():
        run = _open_run(run_id, job_id, owner, now)
        if run is None:
            return None
        if error:
            end_run(run, RunStatus.FAILED, now, error=error)
            return None
        run.problem = problem
        run.options = {**run.options, "revision": run.roster.revision}
        run.status, run.started, run.progress = RunStatus.RUNNING, now, []
        options = {key: run.options[key] for key in ("time_limit", "seed")}
        return {"problem": problem, "options": options, "hint": hint}


def _open_run(run_id: int, job_id: int, owner: str, now: datetime) -> Run | None:
    """Lock and return a run that is to be solved; ``None`` where it has ended, or is cancelled."""
    _hold(job_id, owner)
    run = db.session.get(Run, run_id, with_for_update=True)
    if run is None or run.status not in ACTIVE:
        return None
    if run.cancel_requested:
        end_run(run, RunStatus.CANCELLED, now)
        return None
    return run


def _describe(run_id: int, now: datetime) -> tuple[dict[str, Any], dict[str, Any] | None, str]:
    """Return a run's problem and hint as JSON values, and what is wrong with the problem, if anything."""
    run = db.session.get_one(Run, run_id)
    try:
        built = build_problem(run.roster, now=now)
        problem = (
            replace(built.problem, rules=FEW_CHANGES) if run.options.get("few_changes") else built.problem
        )
        validate(problem)
    except ProblemError as error:
        return {}, None, f"run.bad_problem\n{error}"
    return problem_to_json(problem), _hint(built), ""


def _hold(job_id: int, owner: str) -> None:
    if hold_job(job_id, owner=owner) is None:
        raise Conflict(LOST)


def _hint(built: Built) -> dict[str, Any] | None:
    """Return the draft, where it holds more than the solver must keep anyway."""
    if len(built.solution.assignments) <= len(built.problem.pins):
        return None
    return solution_to_json(built.solution)


def finish_run(run_id: int, data: dict[str, Any], *, job_id: int, owner: str, now: datetime) -> None:
    """Keep the solver's result and make its roster the draft, as far as the world still allows it.

    Nobody is put on a shift that was cancelled or has begun meanwhile, nobody who left, and nobody
    beyond the places that sign-ups have left. Raises ``Conflict`` (``LOST``) and ``ProblemError``.
    """
    result = result_from_json(data)
    with atomic():
        _hold(job_id, owner)
        run = db.session.get(Run, run_id)
        if run is None:
            return
        db.session.get(RosterPeriod, run.period_id, with_for_update=True)
        db.session.refresh(run, with_for_update=True)
        if run.status not in ACTIVE:
            return
        run.result = {**data, "certificate": _certificate(run, result)}
        status, error = _outcome(run, result)
        if result.solution is not None and not error:
            _store(run.roster, result.solution, now)
        end_run(run, status, now, error=error)


def _certificate(run: Run, result: Result) -> dict[str, Any]:
    terms = Terms(run.options["time_limit"], run.options["seed"], workers=None, deterministic_limit=None)
    written: dict[str, Any] = CERTIFICATE.write(certify(values_hash(run.problem or {}), result, terms))
    return written


def _outcome(run: Run, result: Result) -> tuple[RunStatus, str]:
    if run.roster.status is not RosterStatus.DRAFT or run.roster.revision != run.options["revision"]:
        return RunStatus.FAILED, "run.draft_changed"
    if result.solution is not None:
        stopped = result.status is Status.CANCELLED
        return (RunStatus.CANCELLED if stopped else RunStatus.DONE), ""
    if run.cancel_requested:
        return RunStatus.CANCELLED, ""
    infeasible = result.status is Status.INFEASIBLE
    return RunStatus.FAILED, "run.infeasible" if infeasible else "run.no_roster"


def _store(draft: Roster, solution: Solution, now: datetime) -> None:
    take_in_sign_ups(draft, now=now)
    capacity = {shift.id: shift.capacity for shift in period_shifts(draft.period, after=now)}
    wanted = _wanted(solution, capacity)
    for assignment in list(draft.assignments):
        key = (assignment.shift_id, assignment.person_id)
        if assignment.pinned or assignment.shift_id not in capacity:
            continue
        if key in wanted:
            assignment.origin = AssignmentOrigin.SOLVER
        else:
            draft.assignments.remove(assignment)
    for assignment in draft.assignments:
        wanted.discard((assignment.shift_id, assignment.person_id))
        if assignment.shift_id in capacity:
            capacity[assignment.shift_id] -= 1
    for shift_id, person_id in sorted(wanted):
        if capacity[shift_id] > 0:
            capacity[shift_id] -= 1
            draft.assignments.append(
                Assignment(shift_id=shift_id, person_id=person_id, origin=AssignmentOrigin.SOLVER)
            )
    touch(draft)


def _wanted(solution: Solution, shifts: Collection[int]) -> set[tuple[int, int]]:
    """Return the (shift, person) pairs of a solution that still make sense; busy time is none of them."""
    pairs = {(int(item.shift), int(item.person)) for item in solution.assignments if item.shift.isdecimal()}
    active = set(db.session.scalars(select(Person.id).where(Person.active)))
    return {
        (shift_id, person_id) for shift_id, person_id in pairs if shift_id in shifts and person_id in active
    }


def note_progress(run_id: int, progress: dict[str, Any] | None) -> bool:
    """Add a line of progress to a run, if there is one; return whether the run shall stop."""
    if progress is None:
        stop = db.session.scalar(select(Run.cancel_requested).where(Run.id == run_id))
        db.session.rollback()
        return stop is None or stop
    with atomic():
        run = db.session.get(Run, run_id, with_for_update=True)
        if run is None:
            return True
        run.progress = [*run.progress, progress]
        return run.cancel_requested


def fail_run(run_id: int, code: str, *, now: datetime) -> None:
    """Note, with the reason's code, that no further attempt is made; the draft stays as it was."""
    with atomic():
        run = db.session.get(Run, run_id, with_for_update=True)
        if run is not None and run.status in ACTIVE:
            end_run(run, RunStatus.FAILED, now, error=code)
