"""Runs as a leader starts, looks at and stops them."""

from datetime import timedelta

import pytest

from scheduler.database import atomic, db
from scheduler.enums import AssignmentOrigin, JobKind, Role, RunStatus
from scheduler.errors import Conflict, InvalidInput, NotAllowed, NotFound
from scheduler.models import Job, Person, RosterPeriod, Run, Shift, ShiftDemand, Unit
from scheduler.services import jobs
from scheduler.services.rosters import runs
from scheduler.services.rosters.attempts import fail_run, note_progress
from scheduler.services.rosters.drafts import draft_of
from tests.factories import NOW, enrol, make_period, make_person, make_shift, make_unit
from tests.services.rosters.helpers import seats_of

pytestmark = pytest.mark.usefixtures("app")


class World:
    """A grid with a leader, a period and a shift."""

    def __init__(self) -> None:
        self.unit: Unit = make_unit()
        self.leader: Person = make_person(self.unit, Role.GRID_LEADER)
        self.period: RosterPeriod = make_period(self.unit)
        self.shift: Shift = make_shift(self.unit, [ShiftDemand()])

    def start(self, actor: Person | None = None, time_limit: float = 10) -> Run:
        who = actor or self.leader
        return runs.start_run(self.period.id, time_limit=time_limit, seed=3, actor=who, now=NOW)


@pytest.fixture
def world() -> World:
    return World()


def _job(run: Run) -> Job:
    job: Job = db.session.scalars(db.select(Job).where(Job.subject_id == run.id)).one()
    return job


def test_start_queues_a_run_and_its_job_over_a_draft_that_knows_the_sign_ups(world: World) -> None:
    enrol(world.leader, world.shift)
    run = world.start()
    draft = draft_of(world.period)
    assert draft is not None
    assert (run.status, run.options, run.roster_id, run.progress) == (
        RunStatus.QUEUED,
        {"time_limit": 10.0, "seed": 3, "few_changes": False},
        draft.id,
        [],
    )
    assert _job(run).kind is JobKind.ROSTER_RUN
    assert seats_of(draft) == {(world.shift.id, world.leader.id, True, AssignmentOrigin.SIGN_UP)}
    assert runs.latest_run(world.period) == run == runs.active_run(world.period)


def test_start_is_refused_while_another_run_is_active(world: World) -> None:
    world.start()
    with pytest.raises(Conflict, match=r"run\.active"):
        world.start()
    assert db.session.query(Run).count() == 1


@pytest.mark.parametrize("limit", [0, 0.5, 3601, float("nan")])
def test_impossible_time_limit_is_refused(world: World, limit: float) -> None:
    with pytest.raises(InvalidInput, match=r"run\.time_limit"):
        world.start(time_limit=limit)


def test_start_without_coming_shifts_or_without_people_is_refused() -> None:
    unit, empty = make_unit(), make_unit()
    period = make_period(unit)
    leader = make_person(unit, Role.GRID_LEADER)
    make_shift(unit, [ShiftDemand()], starts_at=NOW - timedelta(hours=1))
    with pytest.raises(Conflict, match=r"run\.no_shifts"):
        runs.start_run(period.id, time_limit=10, actor=leader, now=NOW)
    make_shift(empty, [ShiftDemand()])
    lonely, outsider = make_period(empty), make_person(empty, Role.GRID_LEADER)
    with atomic():
        outsider.home_unit_id = unit.id
    with pytest.raises(Conflict, match=r"run\.no_people"):
        runs.start_run(lonely.id, time_limit=10, actor=outsider, now=NOW)


def test_only_planners_start_and_stop_and_only_viewers_look(world: World) -> None:
    run = world.start()
    auditor, volunteer = make_person(world.unit, Role.AUDITOR), make_person(world.unit)
    for person in (auditor, volunteer, make_person(make_unit(), Role.GRID_LEADER)):
        with pytest.raises(NotAllowed):
            runs.cancel_run(run.id, actor=person, now=NOW)
        with pytest.raises(NotAllowed):
            world.start(person)
    assert runs.get_run(run.id, actor=auditor) == run
    with pytest.raises(NotAllowed):
        runs.get_run(run.id, actor=volunteer)
    for look in (runs.get_run, lambda number, actor: runs.cancel_run(number, actor=actor, now=NOW)):
        with pytest.raises(NotFound):
            look(run.id + 1, actor=world.leader)


def test_stop_ends_a_waiting_run_at_once(world: World) -> None:
    run = runs.cancel_run(world.start().id, actor=world.leader, now=NOW)
    assert (run.status, run.finished) == (RunStatus.CANCELLED, NOW)
    assert world.start().status is RunStatus.QUEUED


def test_stop_asks_the_worker_that_holds_the_lease(world: World) -> None:
    run = world.start()
    jobs.claim_job(_job(run).id, owner="w", now=NOW)
    assert note_progress(run.id, None) is False
    run = runs.cancel_run(run.id, actor=world.leader, now=NOW)
    assert (run.status, run.cancel_requested) == (RunStatus.QUEUED, True)
    assert note_progress(run.id, None) is True
    assert note_progress(run.id, {"seconds": 1}) is True


def test_stop_ends_a_run_whose_worker_fell_silent(world: World) -> None:
    run = world.start()
    jobs.claim_job(_job(run).id, owner="w", now=NOW)
    later = NOW + jobs.LEASE + timedelta(seconds=1)
    assert runs.cancel_run(run.id, actor=world.leader, now=later).status is RunStatus.CANCELLED


def test_stopping_a_run_that_has_ended_changes_nothing(world: World) -> None:
    run = world.start()
    fail_run(run.id, "job.fault", now=NOW)
    run = runs.cancel_run(run.id, actor=world.leader, now=NOW)
    assert (run.status, run.error, run.cancel_requested) == (RunStatus.FAILED, "job.fault", False)
    fail_run(run.id, "job.died", now=NOW)
    assert run.error == "job.fault"


def test_progress_grows_line_by_line_and_a_run_that_is_gone_shall_stop(world: World) -> None:
    run = world.start()
    for seconds in (1, 2):
        assert note_progress(run.id, {"seconds": seconds}) is False
    assert run.progress == [{"seconds": 1}, {"seconds": 2}]
    for news in (None, {"seconds": 3}):
        assert note_progress(run.id + 1, news) is True
