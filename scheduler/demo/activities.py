"""What the demo city does: patrols of the past and coming weeks, a hotline, two drills, eight trainings."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from random import Random

from scheduler.database import db
from scheduler.demo.names import PLACES
from scheduler.enums import ActivityKind, EnrolmentOrigin, EnrolmentStatus, UnitKind
from scheduler.models import Enrolment, Person, Shift, ShiftDemand, ShiftTemplate, Skill, Unit
from scheduler.timeutils import local_date, to_utc

WEEKS = 4
_ZONE = "Asia/Shanghai"
#: Title, weekdays, start, minutes.
_PATTERNS = (
    ("晚间平安巡逻", (0, 1, 2, 3, 4), time(19, 30), 120),
    ("周末隐患巡查", (5, 6), time(15, 0), 150),
)
_TRAININGS = (
    ("心肺复苏与AED使用", "medical", "guihua", 1, 9, 30),
    ("家庭急救包扎", "medical", "liuxi-2", 5, 14, 25),
    ("灭火器实操", "fire", "guihua-1", 8, 9, 40),
    ("地震避险与自救", "earthquake", "guihua", 12, 14, 40),
    ("汛期巡查要点", "flood", "liuxi-4", 13, 9, 30),
    ("带队与点名规范", "lead", "anhe", 18, 19, 30),
    ("应急物资管理", "logistics", "shiqiao", 20, 14, 24),
    ("灾后心理支持入门", "psychology", "anhe", 26, 14, 36),
)
_DRILLS = (
    ("高层火灾疏散演练", "fire", "guihua", 10),
    ("地震综合应急演练", "earthquake", "anhe", 24),
)


_DRILL_HOUR = 9


def next_monday(now: datetime) -> date:
    """Return the first Monday after today."""
    return last_monday(now) + timedelta(weeks=1)


def last_monday(now: datetime) -> date:
    """Return the Monday of this week."""
    today = local_date(now, _ZONE)
    return today - timedelta(days=today.weekday())


def _demand(skill: Skill | None, minimum: int, target: int, level: int = 1) -> ShiftDemand:
    return ShiftDemand(skill_id=skill.id if skill else None, level=level, minimum=minimum, target=target)


def _as_json(skill: str | None, minimum: int, target: int, level: int = 1) -> dict[str, object]:
    return {"skill": skill, "level": level, "minimum": minimum, "target": target, "maximum": None}


def add_templates(grids: list[Unit], *, seed: int, now: datetime) -> list[ShiftTemplate]:
    """Add the weekly patrols of every grid."""
    rng = Random(seed + 2)
    templates = [
        ShiftTemplate(
            unit_id=grid.id,
            kind=ActivityKind.PATROL,
            title=title,
            place=rng.choice(PLACES),
            notes="请穿反光背心，带手电，提前五分钟到岗。",
            weekdays=list(weekdays),
            start_time=start,
            duration_minutes=minutes,
            capacity=4,
            demands=[_as_json(None, 2, 3), _as_json("lead", 1, 1), _as_json("medical", 0, 1)],
            updated=now,
        )
        for grid in grids
        for title, weekdays, start, minutes in _PATTERNS
    ]
    db.session.add_all(templates)
    db.session.flush()
    return templates


def add_hotlines(communities: Iterable[Unit], *, now: datetime) -> list[ShiftTemplate]:
    """Add a counselling line for two communities, which have too few trained counsellors to fill it."""
    templates = [
        ShiftTemplate(
            unit_id=community.id,
            kind=ActivityKind.DUTY,
            title="心理援助热线值守",
            place=f"{community.name}党群服务中心",
            notes="在安静房间接听，填写来电记录，紧急情况转接专业机构。",
            weekdays=[0, 2, 4],
            start_time=time(18, 0),
            duration_minutes=120,
            capacity=2,
            demands=[_as_json("psychology", 1, 2, 3)],
            updated=now,
        )
        for community in communities
    ]
    db.session.add_all(templates)
    db.session.flush()
    return templates


def _from_template(template: ShiftTemplate, day: date, skills: dict[str, Skill], now: datetime) -> Shift:
    starts = to_utc(datetime.combine(day, template.start_time), _ZONE)
    return Shift(
        unit_id=template.unit_id,
        template_id=template.id,
        kind=template.kind,
        title=template.title,
        place=template.place,
        notes=template.notes,
        starts_at=starts,
        ends_at=starts + timedelta(minutes=template.duration_minutes),
        capacity=template.capacity,
        created=now,
        updated=now,
        demands=[
            _demand(skills.get(item["skill"]), item["minimum"], item["target"], item["level"])
            for item in template.demands
        ],
    )


def add_shifts(
    templates: Iterable[ShiftTemplate],
    skills: dict[str, Skill],
    first: date,
    *,
    weeks: int,
    now: datetime,
) -> list[Shift]:
    """Add every template's shifts for so many weeks from ``first`` on."""
    days = [first + timedelta(days=number) for number in range(7 * weeks)]
    shifts = [
        _from_template(template, day, skills, now)
        for template in templates
        for day in days
        if day.weekday() in template.weekdays
    ]
    db.session.add_all(shifts)
    db.session.flush()
    return shifts


def add_events(
    units: dict[str, Unit], skills: dict[str, Skill], first: date, *, now: datetime
) -> list[Shift]:
    """Add the public trainings and drills of the four weeks from ``first`` on."""
    trainings = [
        _training(title, units[unit], skills[skill], _local(first, day, hour), seats, now)
        for title, skill, unit, day, hour, seats in _TRAININGS
    ]
    drills = [
        _drill(title, units[unit], _local(first, day, _DRILL_HOUR), skills, skill, now)
        for title, skill, unit, day in _DRILLS
    ]
    db.session.add_all([*trainings, *drills])
    db.session.flush()
    return [*trainings, *drills]


def _local(first: date, days: int, hour: int) -> datetime:
    return to_utc(datetime.combine(first + timedelta(days=days), time(hour)), _ZONE)


def _training(title: str, unit: Unit, skill: Skill, starts: datetime, seats: int, now: datetime) -> Shift:
    return Shift(
        unit_id=unit.id,
        kind=ActivityKind.TRAINING,
        title=title,
        place=_hall(unit),
        notes=f"技能：{skill.name}。欢迎居民参加，请提前十分钟签到。",
        starts_at=starts,
        ends_at=starts + timedelta(minutes=120),
        capacity=seats,
        created=now,
        updated=now,
    )


def _drill(
    title: str, unit: Unit, starts: datetime, skills: dict[str, Skill], skill: str, now: datetime
) -> Shift:
    return Shift(
        unit_id=unit.id,
        kind=ActivityKind.DRILL,
        title=title,
        place=_hall(unit),
        notes="演练期间有警报声和烟雾，请勿惊慌，按引导员指示行动。",
        starts_at=starts,
        ends_at=starts + timedelta(minutes=150),
        capacity=60,
        created=now,
        updated=now,
        demands=[
            _demand(skills["lead"], 1, 2),
            _demand(skills[skill], 2, 4),
            _demand(skills["medical"], 1, 2),
        ],
    )


def _hall(unit: Unit) -> str:
    return f"{unit.name}{'活动室' if unit.kind is UnitKind.GRID else '党群服务中心'}"


def add_history(shifts: list[Shift], people: list[Person], *, seed: int, now: datetime) -> None:
    """Let three people of the grid have served on each past patrol; some served more often than others."""
    rng = Random(seed + 3)
    by_grid: dict[int, list[Person]] = {}
    for person in people:
        by_grid.setdefault(person.home_unit_id, []).append(person)
    for shift in shifts:
        crew = rng.sample(by_grid[shift.unit_id][:25], 3)
        for seat, person in enumerate(crew, start=1):
            db.session.add(_place(shift, person, seat, EnrolmentOrigin.ROSTER, now))
    db.session.flush()


def add_sign_ups(events: list[Shift], people: list[Person], *, seed: int, now: datetime) -> None:
    """Let some volunteers have signed up for the trainings already; one training is nearly full."""
    rng = Random(seed + 4)
    for index, shift in enumerate(event for event in events if event.kind is ActivityKind.TRAINING):
        number = shift.capacity - 1 if index == 0 else rng.randrange(2, shift.capacity // 2)
        for seat, person in enumerate(rng.sample(people, number), start=1):
            db.session.add(_place(shift, person, seat, EnrolmentOrigin.SELF, now))
    db.session.flush()


def _place(shift: Shift, person: Person, seat: int, origin: EnrolmentOrigin, now: datetime) -> Enrolment:
    return Enrolment(
        shift_id=shift.id,
        person_id=person.id,
        seat=seat,
        origin=origin,
        status=EnrolmentStatus.CONFIRMED,
        created=now,
        updated=now,
    )
