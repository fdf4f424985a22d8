"""A person's options: what she can do each day, and what that costs by itself."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from scheduler.rostering.columns.arrays import Floats, Ints
from scheduler.rostering.facts import Facts, View
from scheduler.rostering.problem import Assignment, Person
from scheduler.rostering.rules import RULES
from scheduler.rostering.rules.base import PersonRule
from scheduler.rostering.rules.times import too_early

#: Rules about single assignments; where nothing is pinned the domain keeps the first three if hard.
_SINGLE = ("qualification", "availability", "reach", "preferences", "lending")
_IN_DOMAIN = frozenset(_SINGLE[:3])

#: A shift, and the post of an exclusive demand on it.
Post = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Term:
    """A cost that depends on whether one of ``shifts`` (or the one ``post``) of a day is held."""

    day: int
    shifts: frozenset[str]
    post: Post | None
    held: float
    absent: float

    def cost(self, post: Post) -> float:
        """Return what a post of that day costs."""
        granted = post[0] in self.shifts if self.post is None else post == self.post
        return self.held if granted else self.absent


def own_costs(facts: Facts, person: Person, posts: list[Post]) -> tuple[Floats, Floats]:
    """Return what each post costs a person, and each day off; infinite: a hard rule forbids it."""
    held, off = np.zeros(len(posts)), np.zeros(facts.days)
    single = _single_costs(facts, person, posts)
    for i, post in enumerate(posts):
        held[i] = single.get(post, 0.0) + _alone(facts, person, post)
    by_day: dict[int, list[int]] = {}
    for i, (shift, _) in enumerate(posts):
        by_day.setdefault(facts.day[shift], []).append(i)
    for term in _terms(facts, person):
        off[term.day] += term.absent
        for i in by_day.get(term.day, ()):
            held[i] += term.cost(posts[i])
    return held, off


def _price(facts: Facts, code: str, weight: int | None = None) -> float:
    setting = facts.rules[code]
    if setting.hard:
        return float(np.inf)
    return float(setting.weight if weight is None else weight)


def _single_costs(facts: Facts, person: Person, posts: list[Post]) -> dict[Post, float]:
    pinned = person.id in facts.pins
    codes = [
        code
        for code in _SINGLE
        if code in facts.rules and (pinned or code not in _IN_DOMAIN or not facts.hard(code))
    ]
    if not codes:
        return {}
    view = View(facts, [Assignment(person.id, shift, demand) for shift, demand in posts])
    costs: dict[Post, float] = {}
    names: dict[str, list[Post]] = {}
    for post in posts:
        names.setdefault(post[0], []).append(post)
    for code in codes:
        rule, price = RULES[code], _price(facts, code)
        if isinstance(rule, PersonRule) and price:
            for finding in rule.find(view, person):
                shift = finding.shift or ""
                for post in names[shift] if finding.demand is None else [(shift, finding.demand)]:
                    costs[post] = costs.get(post, 0.0) + price * finding.amount
    return costs


def _alone(facts: Facts, person: Person, post: Post) -> float:
    """Return what a shift costs beside the past, by its length, and by a type that is not for her."""
    shift, cost = facts.shifts[post[0]], 0.0
    limits, past = person.limits, person.history
    if "rest" in facts.rules and too_early(person, shift):
        cost += _price(facts, "rest")
    if limits.max_minutes_per_day is not None and "minutes_per_day" in facts.rules:
        excess = facts.minutes[shift.id] - limits.max_minutes_per_day
        cost += _price(facts, "minutes_per_day") * excess if excess > 0 else 0.0
    if limits.min_minutes_per_day is not None and "min_minutes_per_day" in facts.rules:
        shortage = limits.min_minutes_per_day - facts.minutes[shift.id]
        cost += _price(facts, "min_minutes_per_day") * shortage if shortage > 0 else 0.0
    if facts.day[shift.id] == 0 and past.last_type and past.consecutive_days:
        kind = facts.types.get(past.last_type)
        if kind is not None and shift.type in kind.forbidden_next and "forbidden_succession" in facts.rules:
            cost += _price(facts, "forbidden_succession")
    if facts.hard("shifts_per_type") and (shift.type, 0) in limits.max_per_type:
        cost = np.inf
    return cost if limits.max_shifts_per_day else np.inf


def _terms(facts: Facts, person: Person) -> Iterator[Term]:
    if "requests" in facts.rules:
        for request in facts.requests[person.id]:
            price = _price(facts, "requests", request.weight)
            held, absent = (0.0, price) if request.wanted else (price, 0.0)
            if price:
                day = min((facts.day[shift] for shift in request.shifts), default=0)
                yield Term(day, frozenset(request.shifts), None, held, absent)
    yield from _kept(facts, "pins", facts.pins.get(person.id, ()))
    yield from _kept(facts, "stability", facts.published.get(person.id, ()))


def _kept(facts: Facts, code: str, wanted: Iterable[Assignment]) -> Iterator[Term]:
    if code not in facts.rules or not _price(facts, code):
        return
    for item in wanted:
        exclusive = item.shift in facts.exclusive
        post = (item.shift, item.demand) if exclusive and code == "pins" else None
        yield Term(facts.day[item.shift], frozenset([item.shift]), post, 0.0, _price(facts, code))


def ordered(days: Ints, labels: Ints) -> Ints:
    """Return the order by day, then label."""
    return np.lexsort((labels, days))
