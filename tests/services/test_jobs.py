"""Jobs: one owner at a time, taken over when the lease runs out, given up after its last attempt."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from scheduler.database import atomic, db
from scheduler.enums import JobKind, JobStatus
from scheduler.models import Job
from scheduler.services import jobs
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("app")
LATER = NOW + jobs.LEASE + timedelta(seconds=1)


@pytest.fixture
def knocks() -> Iterator[list[int]]:
    heard: list[int] = []
    before = jobs.set_knock(heard.append)
    yield heard
    jobs.set_knock(before)


@pytest.fixture
def job_id() -> int:
    with atomic():
        job = jobs.enqueue_job(JobKind.MESSAGE, 7, now=NOW)
    return job.id


def _job(job_id: int) -> Job:
    db.session.rollback()
    job = db.session.get(Job, job_id)
    assert job is not None
    return job


def test_enqueue_knocks_once_after_the_commit(knocks: list[int]) -> None:
    with atomic():
        job = jobs.enqueue_job(JobKind.MESSAGE, 7, now=NOW)
        assert knocks == []
    assert knocks == [job.id]


def test_enqueue_that_is_rolled_back_never_knocks(knocks: list[int]) -> None:
    def fail() -> None:
        with atomic():
            jobs.enqueue_job(JobKind.MESSAGE, 7, now=NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert knocks == []
    assert jobs.due_jobs(now=NOW) == []


def test_claim_gives_a_job_to_the_first_owner_only(job_id: int) -> None:
    job = jobs.claim_job(job_id, owner="a", now=NOW)
    assert job is not None
    assert (job.status, job.lease_owner, job.attempts) == (JobStatus.RUNNING, "a", 1)
    assert jobs.claim_job(job_id, owner="b", now=NOW + timedelta(seconds=1)) is None


def test_claim_takes_over_once_the_lease_has_run_out(job_id: int) -> None:
    jobs.claim_job(job_id, owner="a", now=NOW)
    assert jobs.due_jobs(now=NOW + jobs.LEASE) == []
    assert jobs.due_jobs(now=LATER) == [job_id]
    job = jobs.claim_job(job_id, owner="b", now=LATER)
    assert job is not None
    assert (job.lease_owner, job.attempts) == ("b", 2)
    assert jobs.renew_lease(job_id, owner="a", now=LATER) is False
    assert jobs.finish_job(job_id, owner="a", now=LATER) is False
    assert _job(job_id).status is JobStatus.RUNNING


def test_renewed_lease_keeps_others_out(job_id: int) -> None:
    jobs.claim_job(job_id, owner="a", now=NOW)
    assert jobs.renew_lease(job_id, owner="a", now=NOW + timedelta(seconds=5)) is True
    assert jobs.claim_job(job_id, owner="b", now=LATER) is None


def test_finished_job_is_not_due_again(job_id: int) -> None:
    jobs.claim_job(job_id, owner="a", now=NOW)
    assert jobs.finish_job(job_id, owner="a", now=LATER) is True
    job = _job(job_id)
    assert (job.status, job.finished, job.lease_owner) == (JobStatus.DONE, LATER, None)
    assert jobs.due_jobs(now=LATER + timedelta(days=1)) == []


@pytest.mark.parametrize(("kind", "most"), [(JobKind.ROSTER_RUN, 3), (JobKind.MESSAGE, 9)])
def test_failed_attempt_waits_and_the_last_gives_up(kind: JobKind, most: int) -> None:
    with atomic():
        job_id = jobs.enqueue_job(kind, 7, now=NOW).id
    now = NOW
    outcomes = []
    for _ in range(most):
        assert jobs.claim_job(job_id, owner="a", now=now) is not None
        outcomes.append(jobs.fail_job(job_id, owner="a", error="no network", now=now))
        assert jobs.claim_job(job_id, owner="b", now=now) is None
        now += timedelta(hours=12)
    assert outcomes == [False] * (most - 1) + [True]
    job = _job(job_id)
    assert (job.status, job.error) == (JobStatus.FAILED, "no network")


def test_handed_back_job_is_due_at_once_and_costs_no_attempt(job_id: int) -> None:
    jobs.claim_job(job_id, owner="a", now=NOW)
    jobs.hand_back_job(job_id, owner="a", now=NOW)
    job = jobs.claim_job(job_id, owner="b", now=NOW)
    assert job is not None
    assert job.attempts == 1


def test_given_up_job_keeps_its_reason(job_id: int) -> None:
    jobs.claim_job(job_id, owner="a", now=NOW)
    assert jobs.give_up_job(job_id, owner="a", error="bad problem", now=NOW) is True
    assert (_job(job_id).status, _job(job_id).error) == (JobStatus.FAILED, "bad problem")


def test_open_job_finds_only_unfinished_ones(job_id: int) -> None:
    found = jobs.open_job(JobKind.MESSAGE, 7)
    assert found is not None
    assert found.id == job_id
    assert jobs.open_job(JobKind.ROSTER_RUN, 7) is None
    jobs.claim_job(job_id, owner="a", now=NOW)
    jobs.finish_job(job_id, owner="a", now=NOW)
    assert jobs.open_job(JobKind.MESSAGE, 7) is None
