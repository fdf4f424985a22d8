"""Who may be on which shift at all, by the hard rules that look at a single assignment."""

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import Person, Shift, Wish
from scheduler.rostering.rules.times import too_early

#: The posts a person may fill on a shift; ``None`` stands for a covering shift, which has no posts.
Posts = tuple[str | None, ...]
#: For each person her possible shifts, by start, with their posts.
Domain = dict[str, dict[str, Posts]]


#: The posts of a shift that has none.
_COVERING: Posts = (None,)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is asked of every assignment."""

    availability: bool
    rest: bool
    qualification: bool

    @classmethod
    def of(cls, facts: Facts) -> "Kept":
        """Look these up once for a problem."""
        return cls(
            availability=facts.hard("availability"),
            rest=facts.hard("rest"),
            qualification=facts.hard("qualification"),
        )


def domain(facts: Facts) -> Domain:
    """Return every assignment that no hard rule forbids by itself, and every pin that must be kept."""
    pinned, kept = _pinned(facts), Kept.of(facts)
    possible: Domain = {}
    for person in facts.problem.people:
        pins = pinned.get(person.id, {})
        found: dict[str, Posts] = {}
        for shift in _near(facts, person, set(pins)):
            posts = _posts(facts, person, shift, kept)
            wanted = pins.get(shift.id)
            if wanted:
                posts = (*posts, *(post for post in wanted if post not in posts))
            if posts:
                found[shift.id] = posts
        possible[person.id] = found
    return possible


def _pinned(facts: Facts) -> dict[str, dict[str, Posts]]:
    if not facts.hard("pins"):
        return {}
    pinned: dict[str, dict[str, Posts]] = {}
    for pin in facts.problem.pins:
        pinned.setdefault(pin.person, {})[pin.shift] = (facts.settled(pin).demand,)
    return pinned


def _near(facts: Facts, person: Person, pins: set[str]) -> Iterator[Shift]:
    """Yield by start the shifts that a hard rule ``reach`` leaves to a person."""
    if not facts.hard("reach"):
        yield from facts.ordered
        return
    units = {person.unit, *facts.neighbours[person.unit]}
    near = [shift for unit in units for shift in facts.by_unit[unit]]
    near += [facts.shifts[pin] for pin in pins if facts.shifts[pin].unit not in units]
    yield from sorted(near, key=lambda shift: (*facts.span[shift.id], shift.id))


def _posts(facts: Facts, person: Person, shift: Shift, kept: Kept) -> Posts:
    if kept.availability and facts.wish(person.id, shift) is Wish.UNAVAILABLE:
        return ()
    if kept.rest and too_early(person, shift):
        return ()
    if shift.id not in facts.exclusive:
        return _COVERING
    return tuple(
        demand.id
        for demand in shift.demands
        if not kept.qualification or facts.qualified(person, demand, shift)
    )
