"""The worker's side of a run: what the solver is given, and what becomes of its answer."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from scheduler.database import atomic, db
from scheduler.enums import AssignmentOrigin, Role, RunStatus, ShiftStatus
from scheduler.errors import Conflict
from scheduler.models import AuditEntry, Job, Person, Roster, RosterPeriod, Run, Shift, ShiftDemand, Unit
from scheduler.rostering.certifying import CERTIFICATE, Terms, problem_hash
from scheduler.rostering.problem import ProblemError
from scheduler.rostering.serialising import problem_from_json, result_from_json, solution_from_json
from scheduler.rostering.solution import Score, Status
from scheduler.services import jobs
from scheduler.services.rosters import attempts, building, runs
from tests.factories import NOW, enrol, make_period, make_person, make_shift, make_unit
from tests.services.rosters.helpers import draft_for, pairs_of, put_on, seats_of

pytestmark = pytest.mark.usefixtures("app")

DAY = timedelta(days=1)
HAND, SIGN_UP, SOLVER = AssignmentOrigin.HAND, AssignmentOrigin.SIGN_UP, AssignmentOrigin.SOLVER


class World:
    """A run that a worker called ``w`` has claimed, over two shifts of two places each."""

    def __init__(self) -> None:
        self.unit: Unit = make_unit()
        self.leader: Person = make_person(self.unit, Role.GRID_LEADER)
        self.period: RosterPeriod = make_period(self.unit)
        self.draft: Roster = draft_for(self.period)
        self.one, self.two = (
            make_shift(self.unit, [ShiftDemand(target=2)], capacity=2, starts_at=NOW + days * DAY)
            for days in (3, 5)
        )
        self.anna, self.ben, self.cleo = (make_person(self.unit) for _ in range(3))

    def start(self, *, few_changes: bool = False) -> Run:
        run = runs.start_run(
            self.period.id, time_limit=10, few_changes=few_changes, actor=self.leader, now=NOW
        )
        job = jobs.claim_job(self.job(run).id, owner="w", now=NOW)
        assert job is not None
        return run

    def job(self, run: Run) -> Job:
        job: Job = db.session.scalars(db.select(Job).where(Job.subject_id == run.id)).one()
        return job

    def begin(self, run: Run, owner: str = "w") -> dict[str, Any] | None:
        return attempts.begin_run(run.id, job_id=self.job(run).id, owner=owner, now=NOW)

    def finish(self, run: Run, *pairs: tuple[Shift, Person], now: datetime = NOW, **other: Any) -> None:
        job_id, owner = self.job(run).id, other.pop("owner", "w")
        attempts.finish_run(run.id, _result(*pairs, **other), job_id=job_id, owner=owner, now=now)

    def solve(self, *pairs: tuple[Shift, Person]) -> Run:
        run = self.start()
        self.begin(run)
        self.finish(run, *pairs)
        return run


@pytest.fixture
def world() -> World:
    return World()


def _result(*pairs: tuple[Shift, Person], **other: Any) -> dict[str, Any]:
    assignments = [{"person": str(person.id), "shift": str(shift.id)} for shift, person in pairs]
    return {
        "status": "optimal",
        "solution": {"assignments": assignments},
        "score": {"total": 7, "by_rule": {"fairness": 7}, "hard": 0},
        "bound": 7,
        "seconds": 0.5,
        "trace": [],
        "conflicts": [],
        **other,
    }


def test_task_holds_problem_options_and_the_draft_as_hint(world: World) -> None:
    put_on(world.draft, world.anna, world.one)
    run = world.start()
    task = world.begin(run)
    assert task is not None
    problem = problem_from_json(task["problem"])
    assert [shift.id for shift in problem.shifts] == [str(world.one.id), str(world.two.id)]
    assert task["options"] == {"time_limit": 10.0, "seed": 1}
    hint = solution_from_json(task["hint"], problem)
    assert [(item.person, item.shift) for item in hint.assignments] == [
        (str(world.anna.id), str(world.one.id))
    ]
    assert (run.status, run.started, run.problem) == (RunStatus.RUNNING, NOW, task["problem"])


def test_result_is_kept_with_a_certificate_of_its_problem(world: World) -> None:
    run = world.solve((world.one, world.anna))
    assert run.result is not None
    assert run.problem is not None
    certificate = CERTIFICATE.read(run.result["certificate"])
    assert certificate.problem == problem_hash(problem_from_json(run.problem))
    assert certificate.options == Terms(10.0, 1, None, None)
    assert (certificate.status, certificate.bound) == (Status.OPTIMAL, 7)
    assert certificate.score == Score(7, {"fairness": 7}, 0)


@pytest.mark.parametrize(("few", "weight"), [(False, 6), (True, 1_000)])
def test_task_of_a_run_with_few_changes_makes_disruption_dear(
    world: World, *, few: bool, weight: int
) -> None:
    task = world.begin(world.start(few_changes=few))
    assert task is not None
    rules = {rule.code: rule.weight for rule in problem_from_json(task["problem"]).rules}
    assert rules["stability"] == weight


def test_task_of_an_empty_draft_has_no_hint(world: World) -> None:
    enrol(world.anna, world.one)
    task = world.begin(world.start())
    assert task is not None
    assert task["hint"] is None


def test_second_attempt_begins_anew(world: World) -> None:
    run = world.start()
    world.begin(run)
    attempts.note_progress(run.id, {"seconds": 1})
    assert world.begin(run) is not None
    assert (run.status, run.progress) == (RunStatus.RUNNING, [])


def test_cancelled_and_ended_runs_are_not_begun(world: World) -> None:
    run = world.start()
    runs.cancel_run(run.id, actor=world.leader, now=NOW)
    assert world.begin(run) is None
    assert run.status is RunStatus.CANCELLED
    assert world.begin(run) is None
    assert attempts.begin_run(run.id + 1, job_id=world.job(run).id, owner="w", now=NOW) is None


def test_contradictory_problem_fails_the_run_with_the_reason(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_problem: object) -> None:
        raise ProblemError("shifts[0].end", "must be after the start")

    monkeypatch.setattr(attempts, "validate", refuse)
    run = world.start()
    assert world.begin(run) is None
    assert run.status is RunStatus.FAILED
    assert run.error == "run.bad_problem\nshifts[0].end: must be after the start"


def test_result_becomes_the_draft_and_is_kept(world: World) -> None:
    run = world.solve((world.one, world.anna), (world.two, world.ben))
    assert seats_of(world.draft) == {
        (world.one.id, world.anna.id, False, SOLVER),
        (world.two.id, world.ben.id, False, SOLVER),
    }
    assert (run.status, run.finished, run.error) == (RunStatus.DONE, NOW, "")
    assert run.result is not None
    assert result_from_json(run.result).bound == 7
    actions = db.session.scalars(
        db.select(AuditEntry.action).where(AuditEntry.subject == "run").order_by(AuditEntry.id)
    )
    assert list(actions) == ["run.start", "run.done"]


def test_result_raises_the_revision(world: World) -> None:
    before = world.draft.revision
    world.solve((world.one, world.anna))
    assert world.draft.revision > before


def test_pinned_people_and_sign_ups_stay_and_others_move(world: World) -> None:
    put_on(world.draft, world.anna, world.one, pinned=True, origin=HAND)
    put_on(world.draft, world.cleo, world.two, origin=HAND)
    enrol(world.ben, world.one)
    world.solve((world.one, world.anna), (world.one, world.ben), (world.two, world.leader))
    assert seats_of(world.draft) == {
        (world.one.id, world.anna.id, True, HAND),
        (world.one.id, world.ben.id, True, SIGN_UP),
        (world.two.id, world.leader.id, False, SOLVER),
    }


def test_unpinned_seat_that_the_solver_chose_again_is_the_solvers(world: World) -> None:
    put_on(world.draft, world.anna, world.one, origin=HAND)
    world.solve((world.one, world.anna))
    assert seats_of(world.draft) == {(world.one.id, world.anna.id, False, SOLVER)}


def test_seats_on_shifts_that_have_begun_stay(world: World) -> None:
    begun = make_shift(world.unit, [ShiftDemand()], starts_at=NOW)
    put_on(world.draft, world.anna, begun)
    world.solve((world.one, world.ben))
    assert pairs_of(world.draft) == {(begun.id, world.anna.id), (world.one.id, world.ben.id)}


def test_world_that_moved_during_the_run_is_respected(world: World) -> None:
    run = world.start()
    world.begin(run)
    with atomic():
        world.two.status = ShiftStatus.CANCELLED
        world.anna.active = False
    for seat in (1, 2):
        enrol(make_person(world.unit), world.one, seat)
    world.finish(run, (world.one, world.anna), (world.one, world.ben), (world.two, world.cleo))
    assert run.status is RunStatus.DONE
    assert {origin for *_, origin in seats_of(world.draft)} == {SIGN_UP}
    assert len(pairs_of(world.draft)) == 2


def test_shift_that_began_during_the_run_is_left_alone(world: World) -> None:
    run = world.start()
    world.begin(run)
    world.finish(run, (world.one, world.anna), (world.two, world.ben), now=world.one.starts_at)
    assert pairs_of(world.draft) == {(world.two.id, world.ben.id)}


def test_busy_time_is_not_stored(world: World) -> None:
    run = world.start()
    world.begin(run)
    data = _result((world.one, world.anna))
    data["solution"]["assignments"].append({"person": str(world.anna.id), "shift": "busy-1"})
    attempts.finish_run(run.id, data, job_id=world.job(run).id, owner="w", now=NOW)
    assert pairs_of(world.draft) == {(world.one.id, world.anna.id)}


def test_draft_that_was_changed_meanwhile_is_kept(world: World) -> None:
    run = world.start()
    world.begin(run)
    put_on(world.draft, world.cleo, world.two)
    world.finish(run, (world.one, world.anna))
    assert (run.status, run.error) == (RunStatus.FAILED, "run.draft_changed")
    assert pairs_of(world.draft) == {(world.two.id, world.cleo.id)}


@dataclass(frozen=True)
class Ending:
    """What the solver says without a roster, and what the run says then."""

    status: RunStatus
    error: str
    result: dict[str, Any] = field(default_factory=dict)
    cancel: bool = False


@pytest.mark.parametrize(
    "ending",
    [
        Ending(RunStatus.FAILED, "run.infeasible", {"status": "infeasible"}),
        Ending(RunStatus.FAILED, "run.no_roster", {"status": "unknown"}),
        Ending(RunStatus.CANCELLED, "", {"status": "cancelled"}, cancel=True),
    ],
    ids=lambda ending: ending.result["status"],
)
def test_result_without_a_roster_leaves_the_draft(world: World, ending: Ending) -> None:
    put_on(world.draft, world.anna, world.one)
    run = world.start()
    world.begin(run)
    if ending.cancel:
        runs.cancel_run(run.id, actor=world.leader, now=NOW)
    world.finish(run, solution=None, score=None, bound=None, **ending.result)
    assert (run.status, run.error) == (ending.status, ending.error)
    assert pairs_of(world.draft) == {(world.one.id, world.anna.id)}


def test_stopped_run_keeps_the_best_so_far(world: World) -> None:
    run = world.start()
    world.begin(run)
    runs.cancel_run(run.id, actor=world.leader, now=NOW)
    world.finish(run, (world.one, world.anna), status="cancelled")
    assert run.status is RunStatus.CANCELLED
    assert pairs_of(world.draft) == {(world.one.id, world.anna.id)}


def test_worker_that_lost_its_lease_writes_nothing(world: World) -> None:
    run = world.start()
    with pytest.raises(Conflict, match=r"job\.lost"):
        world.begin(run, owner="another")
    world.begin(run)
    with pytest.raises(Conflict, match=r"job\.lost"):
        world.finish(run, (world.one, world.anna), owner="another")
    assert (run.status, run.result) == (RunStatus.RUNNING, None)
    assert pairs_of(world.draft) == set()


def test_answer_that_comes_after_the_end_is_dropped(world: World) -> None:
    run = world.solve((world.one, world.anna))
    world.finish(run, (world.two, world.ben))
    assert pairs_of(world.draft) == {(world.one.id, world.anna.id)}


def test_problem_can_be_built_from_every_draft_that_a_result_made(world: World) -> None:
    world.solve((world.one, world.anna), (world.two, world.ben))
    built = building.build_problem(world.draft, now=NOW)
    assert len(built.solution.assignments) == 2
