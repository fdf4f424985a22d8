"""Problems made from a size and a seed, as cities have them: for tests, for measuring, for trying out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import isqrt
from random import Random
from zoneinfo import ZoneInfo

from scheduler.rostering.presets import BALANCED
from scheduler.rostering.problem import (
    Availability,
    Demand,
    History,
    Limits,
    Person,
    PersonSkill,
    RosterProblem,
    Shift,
    ShiftType,
    Unit,
    Wish,
)

ZONE, MONDAY, WEEKS = "Asia/Shanghai", date(2026, 3, 2), 4
DAYS = 7 * WEEKS
WORKDAYS = 5
PEOPLE_A_GRID = 40
SKILLS = {"lead": 0.25, "medical": 0.25, "fire": 0.3}
TYPES = (ShiftType("patrol"), ShiftType("duty"), ShiftType("drill"))
#: Hour, length in hours and type of the shifts of a working day and of a day of the weekend: 16 a week.
WORKDAY_SHIFTS = ((14, 2, "duty"), (19, 2, "patrol"))
WEEKEND_SHIFTS = ((9, 3, "drill"), (14, 2, "duty"), (19, 2, "patrol"))


@dataclass(frozen=True, slots=True)
class Size:
    """How many grids; each has 40 people and 64 shifts in four weeks."""

    name: str
    grids: int


SIZES = {
    "grid_month": Size("grid_month", 1),
    "community": Size("community", 12),
    "district": Size("district", 50),
    "city": Size("city", 1000),
}


def make(size: str | Size, seed: int = 1) -> RosterProblem:
    """Return the problem of a size and a seed; raises ``KeyError`` for an unknown size's name."""
    chosen = SIZES[size] if isinstance(size, str) else size
    random = Random(f"{chosen.name} {seed}")
    units = tuple(_units(chosen.grids))
    people: list[Person] = []
    wishes: list[Availability] = []
    shifts: list[Shift] = []
    for unit in units:
        crew = list(_people(random, unit))
        people += crew
        for person in crew:
            wishes += _wishes(random, person)
        shifts += _shifts(random, unit)
    return RosterProblem(
        zone=ZONE,
        start=MONDAY,
        end=MONDAY + timedelta(days=DAYS),
        units=units,
        people=tuple(people),
        shifts=tuple(shifts),
        rules=BALANCED,
        types=TYPES,
        availability=tuple(wishes),
        name=f"{chosen.name}-{seed}",
    )


def _units(number: int) -> Iterator[Unit]:
    """Yield units on a rectangle; those that share a side are neighbours."""
    width = max(isqrt(number), 1)
    for index in range(number):
        beside = [index + step for step in (-1, 1) if (index + step) // width == index // width]
        around = [index - width, *beside, index + width]
        near = tuple(f"g{other}" for other in around if 0 <= other < number)
        yield Unit(f"g{index}", near)


def _people(random: Random, unit: Unit) -> Iterator[Person]:
    talent = {skill: share * random.uniform(0.4, 1.6) for skill, share in SKILLS.items()}
    for index in range(PEOPLE_A_GRID):
        yield Person(
            id=f"{unit.id}-p{index}",
            unit=unit.id,
            skills=tuple(_skill(random, skill) for skill, share in talent.items() if random.random() < share),
            limits=Limits(
                min_rest_minutes=10 * 60,
                max_shifts_per_day=1,
                max_shifts_per_week=random.choice((1, 2, 2, 2, 3)),
                max_minutes_per_week=8 * 60,
                max_consecutive_days=3,
                max_weekends=3,
            ),
            history=History(known=True, recent_minutes=random.randrange(0, 2400, 120)),
            pledged_minutes=random.choice((120, 240, 240, 360)),
        )


def _skill(random: Random, skill: str) -> PersonSkill:
    """Return a skill of which one in eight ends within the period, and one in twenty ended before it."""
    fate = random.random()
    if fate < 1 / 20:
        return PersonSkill(skill, valid_until=MONDAY - timedelta(days=random.randint(1, 200)))
    if fate < 1 / 20 + 1 / 8:
        return PersonSkill(skill, valid_until=MONDAY + timedelta(days=random.randrange(DAYS)))
    return PersonSkill(skill, level=random.choice((1, 1, 2)))


def _wishes(random: Random, person: Person) -> Iterator[Availability]:
    """Yield a person's times: half of them work by day; some evenings suit them, some do not."""
    employed = random.random() < 1 / 2
    bad, liked, unwanted = random.sample(range(7), 2), random.sample(range(7), 2), random.randrange(7)
    for day in range(DAYS):
        weekday = day % 7
        if employed and weekday < WORKDAYS:
            yield _times(person, day, 8, 18, Wish.UNAVAILABLE)
        if weekday in bad:
            yield _times(person, day, 17, 23, Wish.UNAVAILABLE)
        elif weekday in liked:
            yield _times(person, day, 8, 23, Wish.PREFERRED)
        elif weekday == unwanted:
            yield _times(person, day, 8, 23, Wish.UNWANTED)
    if random.random() < 1 / 10:
        first = random.randrange(DAYS - 7)
        away = _times(person, first, 0, 24 * random.randint(3, 7), Wish.UNAVAILABLE)
        yield away


def _times(person: Person, day: int, first: int, last: int, wish: Wish) -> Availability:
    return Availability(person.id, _moment(day, first), _moment(day, last), wish)


def _moment(day: int, hour: int) -> datetime:
    midnight = datetime.combine(MONDAY + timedelta(days=day), datetime.min.time(), ZoneInfo(ZONE))
    return (midnight + timedelta(hours=hour)).astimezone(UTC)


def _shifts(random: Random, unit: Unit) -> Iterator[Shift]:
    for day in range(DAYS):
        for hour, length, kind in WORKDAY_SHIFTS if day % 7 < WORKDAYS else WEEKEND_SHIFTS:
            yield Shift(
                id=f"{unit.id}-d{day}-{hour}",
                unit=unit.id,
                start=_moment(day, hour),
                end=_moment(day, hour + length),
                demands=_demands(random, kind),
                capacity=8,
                type=kind,
            )


def _demands(random: Random, kind: str) -> tuple[Demand, ...]:
    skilled = "fire" if kind == "drill" else random.choice(("medical", "medical", "fire"))
    many = 6 if kind == "drill" else random.choice((3, 4))
    return (
        Demand("lead", "lead", minimum=1, target=1),
        Demand(skilled, skilled, minimum=0, target=1),
        Demand("people", None, minimum=2, target=many),
    )
