"""A quick first roster: the scarcest posts first, each to whom it burdens least, then chains for the rest."""

from collections.abc import Callable, Iterable, Iterator

from scheduler.rostering.domain import Domain
from scheduler.rostering.drafting import Draft
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import Assignment, Demand, Shift

#: How many people a chain may move beside the first, and how many placements one gap may try.
_DEPTH, _TRIES = 2, 2000
Post = tuple[Shift, Demand, int]


def construct(
    facts: Facts,
    domain: Domain,
    *,
    start: Iterable[Assignment] = (),
    soon: Callable[[], bool],
    stop: Callable[[], bool],
) -> Iterator[tuple[Assignment, ...]]:
    """Yield a roster that keeps every hard ceiling, as far as pins allow; ``stop`` ends it early.

    What there is when ``soon`` comes true is yielded before. Pins come first, then what fits of ``start``,
    then the most pressing posts. Rules that ask for more work (fewest shifts, complete weekends) are left to
    the solver.
    """
    draft = Draft(facts, domain)
    pins = tuple(map(facts.settled, facts.problem.pins if facts.hard("pins") else ()))
    for pin in pins:
        draft.place(pin)
    for item in map(facts.settled, start):
        if item.demand in domain[item.person].get(item.shift, ()):
            draft.try_placing(item)
    posts, early = list(_pressing(draft)), False
    for post in posts:
        if not early and soon():
            early = True
            yield draft.roster()
        if stop():
            break
        _fill(draft, post)
    for post in posts:
        if stop():
            break
        _mend(draft, post, frozenset(pins))
    yield draft.roster()


def _pressing(draft: Draft) -> Iterator[Post]:
    """Yield what to fill and up to which number: minimums, then targets, the fewest candidates first."""
    facts, posts = draft.facts, []
    for index, shift in enumerate(facts.ordered):
        crew = [facts.people[person] for person in draft.possible.get(shift.id, ())]
        for demand in shift.demands:
            spare = sum(facts.qualified(person, demand, shift) for person in crew) / max(demand.target, 1)
            posts.append((spare, index, shift, demand))
    posts.sort(key=lambda post: post[:2])
    for _, _, shift, demand in posts:
        if demand.minimum:
            yield shift, demand, demand.minimum
    for _, _, shift, demand in posts:
        yield shift, demand, demand.target


def _fill(draft: Draft, post: Post) -> None:
    shift, demand, wanted = post
    missing = wanted - draft.filled(shift, demand)
    if missing <= 0:
        return
    for person in draft.candidates(shift, demand):
        missing -= draft.try_placing(_item(person, shift, demand))
        if not missing:
            return


def _item(person: str, shift: Shift, demand: Demand) -> Assignment:
    return Assignment(person, shift.id, demand.id if demand.exclusive else None)


def _mend(draft: Draft, post: Post, pins: frozenset[Assignment]) -> None:
    """Fill a gap by chains: somebody comes from another shift, and somebody else takes her place there."""
    shift, demand, wanted = post
    while draft.filled(shift, demand) < wanted:
        if not _Chain(draft, pins).fill(shift, demand, _DEPTH, frozenset()):
            return


class _Chain:
    def __init__(self, draft: Draft, pins: frozenset[Assignment]) -> None:
        self._draft = draft
        self._pins = pins
        self._tries = _TRIES

    def fill(self, shift: Shift, demand: Demand, depth: int, moved: frozenset[str]) -> bool:
        """Bring one more person to a demand without taking any from another, and tell whether it was done."""
        draft = self._draft
        people = [person for person in draft.candidates(shift, demand) if person not in moved]
        if any(self._try(_item(person, shift, demand)) for person in people):
            return True
        if not depth:
            return False
        for person in people:
            for item in list(draft.held[person]):
                if item in self._pins or self._tries <= 0:
                    continue
                mark = draft.mark()
                if self._exchange(item, _item(person, shift, demand), depth - 1, moved | {person}):
                    return True
                draft.back(mark)
        return False

    def _try(self, item: Assignment) -> bool:
        self._tries -= 1
        return self._tries >= 0 and self._draft.try_placing(item)

    def _exchange(self, old: Assignment, new: Assignment, depth: int, moved: frozenset[str]) -> bool:
        """Move a person from one shift to another, and fill what she leaves behind."""
        draft, left = self._draft, self._draft.facts.shifts[old.shift]
        before = [min(draft.filled(left, demand), demand.target) for demand in left.demands]
        draft.take(old)
        if not self._try(new):
            return False
        return all(
            draft.filled(left, demand) >= wanted or self.fill(left, demand, depth, moved)
            for demand, wanted in zip(left.demands, before, strict=True)
        )
