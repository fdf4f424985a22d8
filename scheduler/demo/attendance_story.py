"""The story of the demo's volunteer: what she did before, what is asked and praised, and what is on now."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import (
    ActivityKind,
    EnrolmentOrigin,
    EnrolmentStatus,
    HoursKind,
    ServiceNoteKind,
)
from scheduler.models import Enrolment, HoursEntry, HoursObjection, Person, ServiceNote, Shift, Unit
from scheduler.timeutils import local_date, to_utc

_ZONE = "Asia/Shanghai"
#: What the demo's volunteer did before the patrols: title, kind, months back, day, hour, minutes.
_EARLIER = (
    ("防汛物资搬运", HoursKind.SERVICE, 2, 6, 9, 180),
    ("心肺复苏与AED使用", HoursKind.TRAINING, 2, 20, 14, 120),
    ("社区卫生清扫", HoursKind.SERVICE, 3, 8, 8, 150),
    ("独居老人探访", HoursKind.SERVICE, 3, 22, 15, 90),
    ("高温送清凉", HoursKind.SERVICE, 4, 12, 10, 120),
    ("灭火器实操", HoursKind.TRAINING, 5, 10, 9, 90),
    ("社区疏散演练", HoursKind.SERVICE, 6, 18, 9, 150),
    ("防震减灾宣传", HoursKind.SERVICE, 7, 12, 9, 180),
    ("春季安全巡查", HoursKind.SERVICE, 8, 15, 15, 150),
    ("新志愿者入门培训", HoursKind.TRAINING, 9, 5, 14, 120),
)
_LONG = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Roles:
    """The people of the demo's accounts whom the stories are about."""

    volunteer: Person
    team_leader: Person
    leader: Person
    coordinator: Person


def story_roles() -> Roles:
    """Return the people of the demo's accounts whom the stories are about."""

    def holder(role: str) -> Person:
        query = select(Person).where(Person.email == f"{role}@lianfang.example")
        return db.session.scalars(query).one()

    return Roles(*(holder(role) for role in ("volunteer", "team.leader", "grid.leader", "coordinator")))


def tell_story(roles: Roles, grid: Unit, now: datetime) -> None:
    """Add the volunteer's earlier hours, what became of some, and the post that is manned just now."""
    _add_earlier(roles, grid, now)
    _add_story(roles, grid, now)
    _man_post(grid, roles, now)


def _add_earlier(roles: Roles, grid: Unit, now: datetime) -> None:
    today = local_date(now, _ZONE)
    for title, kind, back, day, hour, minutes in _EARLIER:
        began = to_utc(datetime.combine(_months_back(today, back, day), time(hour)), _ZONE)
        db.session.add(
            HoursEntry(
                person_id=roles.volunteer.id,
                unit_id=grid.id,
                kind=kind,
                title=title,
                began=began,
                minutes=minutes,
                reason="按纸质签到表补录",
                made_by_id=roles.leader.id,
                created=began + timedelta(days=2),
            )
        )


def _months_back(today: date, back: int, day: int) -> date:
    months = today.year * 12 + today.month - 1 - back
    return date(months // 12, months % 12 + 1, day)


def _add_story(roles: Roles, grid: Unit, now: datetime) -> None:
    """Let one line have been corrected, another be asked about, and the volunteer be praised."""
    query = select(HoursEntry).where(
        HoursEntry.person_id == roles.volunteer.id, HoursEntry.shift_id.is_not(None)
    )
    lines = list(db.session.scalars(query.order_by(HoursEntry.began)))
    served = [line for line in lines if line.minutes] or lines
    first, last = served[0], served[-1]
    db.session.add(
        HoursEntry(
            person_id=first.person_id,
            unit_id=first.unit_id,
            shift_id=first.shift_id,
            corrects_id=first.id,
            kind=first.kind,
            title=first.title,
            began=first.began,
            minutes=15,
            reason="交接值班记录，延后离岗",
            made_by_id=roles.leader.id,
            created=first.created + timedelta(days=1),
        )
    )
    text = "那天我帮忙收反光背心，走得晚，签退时手机没电了。"
    asked = min(last.created + timedelta(hours=3), now)
    db.session.add(HoursObjection(entry_id=last.id, text=text, created=asked))
    today = local_date(now, _ZONE)
    for kind, back, words in (
        (ServiceNoteKind.COMMENDATION, 3, "社区年度优秀志愿者"),
        (ServiceNoteKind.EVALUATION, 1, "到岗准时，熟悉急救，能带新人。服务质量：优秀"),
    ):
        db.session.add(
            ServiceNote(
                person_id=roles.volunteer.id,
                unit_id=grid.id,
                kind=kind,
                given_on=_months_back(today, back, 15),
                text=words,
                made_by_id=roles.leader.id,
                created=now,
            )
        )
    db.session.flush()


def _man_post(grid: Unit, roles: Roles, now: datetime) -> None:
    """Add a post that is manned right now, so that a visitor can check in and take the attendance."""
    start = now.replace(minute=0, second=0, microsecond=0)
    shift = Shift(
        unit_id=grid.id,
        kind=ActivityKind.DUTY,
        title="便民服务点值守",
        place=f"{grid.name}活动室",
        notes="为居民量血压、发放应急手册。",
        starts_at=start,
        ends_at=start + _LONG,
        capacity=6,
        created=now,
        updated=now,
    )
    db.session.add(shift)
    db.session.flush()
    neighbours = select(Person).where(Person.home_unit_id == grid.id, Person.phone.is_not(None))
    others = list(db.session.scalars(neighbours.order_by(Person.id).limit(3)))
    for seat, person in enumerate([roles.volunteer, roles.team_leader, *others], start=1):
        db.session.add(roster_place(shift, person, seat, now))
    db.session.flush()


def roster_place(shift: Shift, person: Person, seat: int, now: datetime) -> Enrolment:
    """Return a place that a roster gave."""
    return Enrolment(
        shift_id=shift.id,
        person_id=person.id,
        seat=seat,
        origin=EnrolmentOrigin.ROSTER,
        status=EnrolmentStatus.CONFIRMED,
        created=now,
        updated=now,
    )
