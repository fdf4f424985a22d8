"""The demo city's volunteers: names, qualifications (uneven, some expired), and when they can serve."""

from datetime import date, datetime, timedelta
from random import Random

from scheduler.database import db
from scheduler.demo.names import made_up_names
from scheduler.enums import Language, Role, Wish
from scheduler.models import (
    AvailabilityException,
    Person,
    Qualification,
    RoleGrant,
    Skill,
    Unit,
    WeeklyAvailability,
)
from scheduler.timeutils import day_start, local_date

PER_GRID = 40
_ZONE = "Asia/Shanghai"
#: The share of a grid's volunteers who have a skill; a few grids are poor in medics on purpose.
_SHARE = {
    "lead": 0.2,
    "medical": 0.22,
    "fire": 0.3,
    "earthquake": 0.15,
    "flood": 0.15,
    "epidemic": 0.25,
    "psychology": 0.08,
    "logistics": 0.3,
}
_POOR_IN_MEDICS = frozenset({"liuxi-3", "shiqiao-4"})
_POOR_SHARE = 0.05
_EXPIRED, _EXPIRING = 0.12, 0.12
_BLOCKS = ((360, 720), (720, 1080), (1080, 1320), (1320, 1800))
#: Weeks of working people, retired people, students: chance of being unavailable per block on workdays.
_LIVES = ((0.85, 0.85, 0.15, 0.6), (0.1, 0.15, 0.3, 0.85), (0.8, 0.6, 0.3, 0.7))
_WEEKEND_AWAY = 0.2
_SATURDAY = 5
#: The shares of blocks that are liked or disliked, and of people who are away for some days.
_FAVOURITES, _DISLIKED, _TRAVELLERS = 0.1, 0.08, 0.15


def add_volunteers(grids: list[Unit], skills: list[Skill], *, seed: int, now: datetime) -> list[Person]:
    """Add about forty volunteers a grid with all that belongs to them, and return them."""
    rng = Random(seed + 1)
    names = made_up_names(rng, PER_GRID * len(grids))
    people = [
        _volunteer(number, name, grids[number // PER_GRID], rng, now) for number, name in enumerate(names)
    ]
    db.session.add_all(people)
    db.session.flush()
    codes = {grid.id: grid.code for grid in grids}
    verifier = people[0]
    for person in people:
        _qualify(person, codes[person.home_unit_id], skills, verifier, rng, now)
        _say_when(person, rng)
        _travel(person, rng, now)
    db.session.flush()
    return people


def _volunteer(number: int, name: str, grid: Unit, rng: Random, now: datetime) -> Person:
    person = Person(
        name=name,
        phone=f"+861380000{number + 1:04d}",  # valid in form, and plainly a placeholder
        session_key=f"{rng.getrandbits(120):030x}",
        language=Language.CHINESE,
        home_unit_id=grid.id,
        consent_version="2026-11",
        consent_at=now,
        pledged_hours_per_week=rng.choice((2, 3, 4, 4, 6)),
        max_shifts_per_week=rng.choice((1, 2, 2, 3, 3)),
        created=now,
        updated=now,
    )
    person.grants = [RoleGrant(unit_id=grid.id, role=Role.VOLUNTEER, created=now)]
    return person


def _validity(rng: Random, today: date) -> tuple[date, date]:
    """Return from–until: most are good for a year or two, some have run out, some soon will."""
    draw = rng.random()
    if draw < _EXPIRED:
        until = today - timedelta(days=rng.randrange(5, 200))
    elif draw < _EXPIRED + _EXPIRING:
        until = today + timedelta(days=rng.randrange(8, 80))
    else:
        until = today + timedelta(days=rng.randrange(120, 700))
    return until - timedelta(days=730), until


def _qualify(
    person: Person, grid: str, skills: list[Skill], verifier: Person, rng: Random, now: datetime
) -> None:
    for skill in skills:
        poor = skill.code == "medical" and grid in _POOR_IN_MEDICS
        if rng.random() >= (_POOR_SHARE if poor else _SHARE[skill.code]):
            continue
        valid_from, valid_until = _validity(rng, local_date(now, _ZONE))
        db.session.add(
            Qualification(
                person_id=person.id,
                skill_id=skill.id,
                level=rng.choice((1, 1, 1, 2, 2, 3)),
                valid_from=valid_from,
                valid_until=valid_until,
                verified_by_id=verifier.id,
                verified_at=now,
            )
        )


def _say_when(person: Person, rng: Random) -> None:
    life = rng.choices(_LIVES, weights=(5, 3, 2))[0]
    for weekday in range(7):
        for (start, end), away in zip(_BLOCKS, life, strict=True):
            wish = _wish(rng.random(), away if weekday < _SATURDAY else _WEEKEND_AWAY)
            if wish is None:
                continue
            db.session.add(
                WeeklyAvailability(
                    person_id=person.id,
                    weekday=weekday,
                    start_minute=start,
                    end_minute=end,
                    wish=wish,
                )
            )


def _wish(draw: float, away: float) -> Wish | None:
    """Return what a draw from 0 to 1 says about a block; nothing said means available."""
    if draw < away:
        return Wish.UNAVAILABLE
    if draw > 1 - _FAVOURITES:
        return Wish.PREFERRED
    return Wish.UNWANTED if draw > 1 - _FAVOURITES - _DISLIKED else None


def _travel(person: Person, rng: Random, now: datetime) -> None:
    if rng.random() >= _TRAVELLERS:
        return
    leaves = local_date(now, _ZONE) + timedelta(days=rng.randrange(3, 30))
    back = leaves + timedelta(days=rng.randrange(2, 8))
    db.session.add(
        AvailabilityException(
            person_id=person.id,
            starts_at=day_start(leaves, _ZONE),
            ends_at=day_start(back, _ZONE),
            wish=Wish.UNAVAILABLE,
            note="外出",
        )
    )
