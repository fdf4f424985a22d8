"""A small town whose roster the tests solve: dates follow the real clock, as the worker's do."""

from datetime import datetime, timedelta
from typing import Any

from scheduler.database import db
from scheduler.enums import Role
from scheduler.models import Job, Person, Roster, RosterPeriod, Run, Shift, ShiftDemand, Unit
from scheduler.services.rosters.drafts import draft_of
from scheduler.services.rosters.runs import start_run
from scheduler.timeutils import utcnow
from tests.factories import make_period, make_person, make_shift, make_skill, make_unit, qualify
from tests.services.rosters.helpers import draft_for

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Town:
    """A grid with a leader, so many people, two weeks, and shifts for two with a medic each."""

    def __init__(self, people: int = 6, shifts: int = 6) -> None:
        self.now: datetime = utcnow()
        self.unit: Unit = make_unit()
        self.leader: Person = make_person(self.unit, Role.GRID_LEADER)
        today = self.now.date()
        self.period: RosterPeriod = make_period(
            self.unit, starts_on=today, ends_on=today + timedelta(days=14)
        )
        draft_for(self.period)
        self.medical = make_skill()
        self.people: list[Person] = [
            make_person(self.unit, pledged_hours_per_week=number % 5 + 1) for number in range(people)
        ]
        for person in self.people[::2]:
            qualify(person, self.medical, valid_from=today - DAY, valid_until=today + 60 * DAY)
        self.shifts: list[Shift] = [self._shift(number) for number in range(shifts)]

    def _shift(self, number: int) -> Shift:
        demands = [
            ShiftDemand(minimum=1, target=2),
            ShiftDemand(skill_id=self.medical.id, minimum=1, target=1),
        ]
        start = self.now + (number % 12 + 1) * DAY + (number % 3) * HOUR
        return make_shift(self.unit, demands, starts_at=start, capacity=3)

    def start(self, time_limit: float = 2.0) -> Run:
        """Ask for a roster and return the run."""
        return start_run(self.period.id, time_limit=time_limit, actor=self.leader, now=utcnow())

    @property
    def draft(self) -> Roster:
        """Return the draft, read anew."""
        db.session.rollback()
        draft = draft_of(self.period)
        assert draft is not None
        return draft

    @property
    def seats(self) -> int:
        """Return how many assignments the draft holds."""
        return len(self.draft.assignments)


def job_of(run: Run) -> Job:
    """Return the job of a run, read anew."""
    db.session.rollback()
    job: Job = db.session.scalars(db.select(Job).where(Job.subject_id == run.id)).one()
    return job


def read(run: Run) -> dict[str, Any]:
    """Return what a run says now, read anew."""
    db.session.rollback()
    return {"status": run.status, "error": run.error, "progress": run.progress, "result": run.result}
