"""Tiny random problems that a roster made beforehand satisfies, whichever rules are hard."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from scheduler.rostering.checking import check
from scheduler.rostering.problem import (
    Assignment,
    Availability,
    Demand,
    History,
    Limits,
    Pairing,
    Person,
    PersonSkill,
    Request,
    RosterProblem,
    RuleSetting,
    Shift,
    ShiftType,
    Unit,
    Wish,
)
from scheduler.rostering.rules import RULES
from scheduler.rostering.solution import Solution
from tests.rostering.making import moment

TYPES = ("early", "late")
SKILLS = ("medical", "lead")


def tiny(random: Random, *, people: int = 4, shifts: int = 10) -> tuple[RosterProblem, Solution]:
    """Return a problem of all rules, hard and soft, and a roster that breaks none of the hard ones."""
    start = date(2026, 3, 2) + timedelta(days=random.randrange(7))
    days = random.randint(3, 9)
    first = (start - date(2026, 3, 2)).days
    posts = tuple(_shift(random, f"s{index}", first, days) for index in range(shifts))
    crew = tuple(_person(random, f"p{index}", first) for index in range(people))
    planted = _roster(random, crew, posts)
    others = _roster(random, crew, posts).assignments
    problem = RosterProblem(
        zone="Asia/Shanghai",
        start=start,
        end=start + timedelta(days=days),
        units=(Unit("a", ("b",)), Unit("b"), Unit("c", ("a", "b"))),
        people=crew,
        shifts=posts,
        rules=(),
        types=tuple(_types(random)),
        availability=tuple(_wish(random, first, days, crew) for _ in range(random.randrange(6))),
        requests=tuple(_request(random, crew, posts) for _ in range(random.randrange(4))),
        pairings=tuple(_pairing(random, crew) for _ in range(random.randrange(3))),
        pins=tuple(item for item in planted.assignments if random.random() < 0.2),
        published=tuple(item for item in others if random.random() < 0.5),
    )
    return replace(problem, rules=tuple(_rules(random, problem, planted))), planted


def _rules(random: Random, problem: RosterProblem, planted: Solution) -> Iterator[RuleSetting]:
    """Choose which rules are on; only what the planted roster keeps may be hard."""
    everything = tuple(RuleSetting(code, hard=True) for code in RULES)
    broken = {violation.rule for violation in check(replace(problem, rules=everything), planted).violations}
    for code in random.sample(sorted(RULES), len(RULES)):
        if random.random() < 0.7:
            hard = code not in broken and random.random() < 0.5
            yield RuleSetting(code, hard=hard, weight=random.choice((0, 1, 2, 7, 30)))


def _shift(random: Random, name: str, first: int, days: int) -> Shift:
    start = moment(first + random.randrange(days), random.choice((0, 6, 9, 14, 22)))
    exclusive = random.random() < 0.4
    return Shift(
        id=name,
        unit=random.choice("abc"),
        start=start,
        end=start + timedelta(hours=random.choice((1, 4, 8))),
        demands=tuple(_demand(random, f"d{index}", exclusive) for index in range(random.randint(0, 2))),
        capacity=random.choice((None, None, 1, 2)),
        type=random.choice((*TYPES, "")),
        minutes=random.choice((None, None, 30)),
        lead=random.choice((None, *SKILLS)),
        people_per_lead=random.randrange(3),
        unpopular=random.choice((0, 0, 1, 2)),
    )


def _demand(random: Random, name: str, exclusive: bool) -> Demand:
    minimum = random.randrange(3)
    target = minimum + random.randrange(3)
    return Demand(
        id=name,
        skill=random.choice((None, *SKILLS)),
        level=random.choice((1, 1, 2)),
        minimum=minimum,
        target=target,
        maximum=random.choice((None, target, target + 1)),
        exclusive=exclusive,
        under_weight=random.choice((None, None, 0, 5, 50)),
        over_weight=random.choice((None, None, 3)),
    )


def _person(random: Random, name: str, first: int) -> Person:
    known = random.random() < 0.5
    return Person(
        id=name,
        unit=random.choice("abc"),
        skills=tuple(_skill(random, skill, first) for skill in SKILLS if random.random() < 0.6),
        limits=_limits(random),
        history=_history(random, first) if known else History(consecutive_days=random.randrange(3)),
        pledged_minutes=random.choice((0, 120, 240, 480)),
        newcomer=random.random() < 0.4,
    )


def _skill(random: Random, skill: str, first: int) -> PersonSkill:
    until = random.choice((None, None, date(2026, 3, 2) + timedelta(days=first + random.randrange(4))))
    return PersonSkill(skill, random.choice((1, 2)), valid_until=until)


def _limits(random: Random) -> Limits:
    def maybe(*values: int) -> int | None:
        return random.choice((None, None, *values))

    return Limits(
        min_rest_minutes=maybe(0, 480, 660),
        max_shifts_per_day=maybe(1, 1, 1, 2),
        max_shifts_per_week=maybe(1, 2),
        max_minutes_per_day=maybe(60, 500),
        max_minutes_per_week=maybe(240, 600),
        min_minutes_per_day=maybe(60, 300),
        min_shifts_per_week=maybe(1, 2),
        min_minutes_per_week=maybe(60, 700),
        min_shifts=maybe(1, 4),
        max_shifts=maybe(2, 3),
        min_minutes=maybe(60, 900),
        max_minutes=maybe(500, 900),
        min_consecutive_days=maybe(1, 2, 3),
        max_consecutive_days=maybe(0, 1, 2),
        min_days_off=maybe(1, 2, 3),
        max_days_off=maybe(1, 2),
        max_weekends=maybe(0, 1),
        complete_weekends=random.random() < 0.4,
        max_per_type=tuple((kind, random.randrange(2)) for kind in TYPES if random.random() < 0.3),
        min_per_type=tuple((kind, random.randrange(3)) for kind in TYPES if random.random() < 0.3),
    )


def _history(random: Random, first: int) -> History:
    on = random.randrange(4)
    return History(
        known=True,
        last_end=random.choice((None, moment(first, -2))),
        last_type=random.choice((None, *TYPES)),
        consecutive_days=on,
        consecutive_days_off=0 if on else random.randrange(4),
        consecutive_type=random.randint(0, on),
        shifts=random.randrange(2),
        minutes=random.choice((0, 240)),
        weekends=random.randrange(2),
        week_shifts=random.randrange(3) if first else 0,
        week_minutes=random.choice((0, 240, 500)) if first else 0,
        recent_minutes=random.choice((0, 1000)),
        recent_unpopular=random.choice((0, 7)),
    )


def _types(random: Random) -> Iterator[ShiftType]:
    for kind in TYPES:
        yield ShiftType(
            kind,
            forbidden_next=tuple(other for other in TYPES if random.random() < 0.4),
            min_consecutive=random.choice((None, 2, 3)),
            max_consecutive=random.choice((None, 1, 2)),
        )


def _wish(random: Random, first: int, days: int, crew: tuple[Person, ...]) -> Availability:
    start = moment(first + random.randrange(days), random.choice((0, 8, 12)))
    length = timedelta(hours=random.choice((6, 24, 48)))
    return Availability(random.choice(crew).id, start, start + length, random.choice(list(Wish)))


def _request(random: Random, crew: tuple[Person, ...], posts: tuple[Shift, ...]) -> Request:
    wanted = random.sample(posts, random.randint(0, min(3, len(posts))))
    shifts = tuple(post.id for post in wanted)
    return Request(random.choice(crew).id, shifts, wanted=random.random() < 0.5, weight=random.choice((1, 9)))


def _pairing(random: Random, crew: tuple[Person, ...]) -> Pairing:
    people = tuple(person.id for person in random.sample(crew, min(len(crew), random.choice((2, 2, 3)))))
    return Pairing(people, together=random.random() < 0.5, weight=random.choice((None, 0, 4)))


def _roster(random: Random, crew: tuple[Person, ...], posts: tuple[Shift, ...]) -> Solution:
    found = []
    for person in crew:
        for post in posts:
            if random.random() < 0.3:
                exclusive = any(demand.exclusive for demand in post.demands)
                name = random.choice(post.demands).id if exclusive else None
                found.append(Assignment(person.id, post.id, name))
    return Solution(tuple(found))
