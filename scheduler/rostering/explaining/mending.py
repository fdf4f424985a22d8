"""The cheapest changes that fill a post, found without the solver and weighed by the checker's rules."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from scheduler.rostering.explaining.adjusting import Adjustment, Agreement, agree, propose
from scheduler.rostering.explaining.changes import Change, Kind
from scheduler.rostering.explaining.weighing import Edit, Edited, Scale
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import Assignment, Demand, Person, Shift, Wish
from scheduler.rostering.rules import RULES
from scheduler.rostering.rules.base import ShiftRule
from scheduler.rostering.solution import Violation

#: So many of each are looked into: people to agree something with, people who might come from another
#: shift, moves whose gap is filled again, people who fill a gap, people who replace somebody, changes
#: that are weighed by every rule. They keep an answer within a fraction of a second.
_ASKED, _MOVED, _CHAINED, _FILLERS, _REPLACING, _WEIGHED = 16, 32, 12, 4, 8, 24
#: That somebody else must change places counts as much as so many such steps are worth the filled post.
_STEPS = 50
#: More than two agreements at once are no cheap change.
_MOST_AGREEMENTS = 2

_KIND_OF = {
    Agreement.LIMIT: Kind.LIMIT,
    Agreement.REST: Kind.REST,
    Agreement.SKILL: Kind.SKILL,
    Agreement.TIME: Kind.ASK,
}


@dataclass(frozen=True, slots=True)
class _Idea:
    """A change that is not weighed by every rule yet."""

    kind: Kind
    edit: Edit
    estimate: int
    adjustments: tuple[Adjustment, ...] = ()
    facts: Facts | None = None


class Mender:
    """Finds changes that fill the posts of one roster; what they share is computed once."""

    def __init__(self, scale: Scale) -> None:
        self._scale = scale
        self._facts, self._view = scale.facts, scale.view
        self._pinned = {(pin.person, pin.shift) for pin in scale.facts.problem.pins}
        self._fillers: dict[tuple[str, str], list[Assignment]] = {}

    def changes(
        self, shift: Shift, demand: Demand, stopped: Iterable[tuple[str, Sequence[Violation]]], *, most: int
    ) -> list[Change]:
        """Return the cheapest changes that fill a demand, at most so many.

        ``stopped`` is everybody who is not on the shift with what stops her, the nearest first. First come
        changes that ask nobody anything, then those to be agreed on, then those that cost more than they
        save because they leave a gap elsewhere; each by what they cost and how many people they move.
        """
        everybody = [(self._facts.people[person], list(broken)) for person, broken in stopped]
        job = _Job(shift, demand, demand.id if demand.exclusive else None)
        ideas = [*self._direct(job, everybody), *self._agreed(job, everybody)]
        ideas += self._replaced(job, everybody)
        free = [(person, broken) for person, broken in everybody if not _held(broken)]
        free.sort(key=lambda pair: not pair[1])  # who fits anyhow need not come from elsewhere
        moves = list(self._moved(job, [person for person, _ in free]))
        ideas += [*moves, *self._swapped(job, everybody)]
        ideas += self._chained(moves)
        ideas.sort(key=_promise)
        found = [change for idea in ideas[:_WEIGHED] for change in self._weighed(job, idea)]
        step = max(-min((change.penalty for change in found), default=0) // _STEPS, 0)
        return sorted(found, key=lambda change: _cost(change, step))[:most]

    def _weighed(self, job: "_Job", idea: _Idea) -> Iterator[Change]:
        effect = self._scale.weigh(idea.edit, idea.facts)
        if not effect.broken:
            yield Change(idea.kind, job.shift.id, job.demand.id, idea.edit, idea.adjustments, effect)

    def _idea(self, kind: Kind, edit: Edit) -> Iterator[_Idea]:
        """Yield the change where it breaks no hard rule."""
        if not self._scale.broken(edit):
            yield _Idea(kind, edit, self._scale.nearly(edit))

    def _direct(self, job: "_Job", everybody: Iterable[tuple[Person, list[Violation]]]) -> Iterator[_Idea]:
        for person, broken in everybody:
            if not broken:
                edit = Edit(add=(job.place(person.id),))
                yield _Idea(self._kind(person, job.shift), edit, self._scale.nearly(edit))

    def _kind(self, person: Person, shift: Shift) -> Kind:
        if self._facts.wish(person.id, shift) in {Wish.UNWANTED, Wish.UNAVAILABLE}:
            return Kind.ASK
        return Kind.ADD if person.unit == shift.unit else Kind.LEND

    def _agreed(self, job: "_Job", everybody: Iterable[tuple[Person, list[Violation]]]) -> Iterator[_Idea]:
        found = (self._agreement(job, person, broken) for person, broken in everybody if broken)
        yield from islice((idea for idea in found if idea is not None), _ASKED)

    def _agreement(self, job: "_Job", person: Person, broken: list[Violation]) -> _Idea | None:
        rules = dict.fromkeys(violation.rule for violation in broken)
        if len(rules) > _MOST_AGREEMENTS:
            return None
        edit = Edit(add=(job.place(person.id),))
        view = Edited(self._view, edit, self._facts)
        wanted = [propose(view, person, rule, job.shift, job.demand) for rule in rules]
        agreed = tuple(item for item in wanted if item is not None)
        if len(agreed) < len(wanted):
            return None
        problem = agree(self._facts.problem, agreed)
        changed = next(item for item in problem.people if item.id == person.id)
        facts = self._facts.changed(problem, changed)
        if self._scale.broken(edit, facts):
            return None
        return _Idea(_KIND_OF[agreed[0].kind], edit, self._scale.nearly(edit, facts), agreed, facts)

    def _replaced(self, job: "_Job", everybody: Iterable[tuple[Person, list[Violation]]]) -> Iterator[_Idea]:
        """Yield exchanges on a full shift: somebody who does not count for the demand leaves it."""
        crowded = (
            person
            for person, broken in everybody
            if broken and all(isinstance(RULES[violation.rule], ShiftRule) for violation in broken)
        )
        for person in islice(crowded, _REPLACING):
            for item in self._idle(job):
                yield from self._idea(Kind.REPLACE, Edit((item,), (job.place(person.id),)))

    def _idle(self, job: "_Job") -> list[Assignment]:
        """Return who may leave the shift without the demand losing anybody."""
        people, qualified = self._facts.people, self._facts.qualified
        return [
            item
            for item in self._view.by_shift.get(job.shift.id, ())
            if self._free(item)
            and (
                item.demand != job.demand.id
                if job.demand.exclusive
                else not qualified(people[item.person], job.demand, job.shift)
            )
        ]

    def _free(self, item: Assignment) -> bool:
        return (item.person, item.shift) not in self._pinned

    def _moved(self, job: "_Job", people: Iterable[Person]) -> Iterator[_Idea]:
        """Yield moves of one person from another shift, or from another post of the same shift."""
        for person in islice(people, _MOVED):
            for item in self._view.by_person.get(person.id, ()):
                if self._free(item):
                    yield from self._idea(Kind.MOVE, Edit((item,), (job.place(person.id),)))
        if job.demand.exclusive:
            for item in self._idle(job):
                if self._facts.qualified(self._facts.people[item.person], job.demand, job.shift):
                    yield from self._idea(Kind.MOVE, Edit((item,), (job.place(item.person),)))

    def _swapped(self, job: "_Job", everybody: Iterable[tuple[Person, list[Violation]]]) -> Iterator[_Idea]:
        """Yield swaps: somebody of the shift, who does not count for the demand, goes where another left."""
        movable = (person for person, broken in everybody if broken and not _held(broken, full=False))
        idle = self._idle(job)
        for person in islice(movable, _REPLACING if idle else 0):
            for item in self._view.by_person.get(person.id, ()):
                crew = {other.person for other in self._view.by_shift[item.shift]}
                for other in idle:
                    if self._free(item) and other.person not in crew:
                        back = Assignment(other.person, item.shift, item.demand)
                        edit = Edit((item, other), (job.place(person.id), back))
                        yield from self._idea(Kind.SWAP, edit)

    def _chained(self, moves: Iterable[_Idea]) -> Iterator[_Idea]:
        """Yield moves whose gap somebody else fills, if need be from a third shift where another follows."""
        for move in sorted(moves, key=_promise)[:_CHAINED]:
            gap = next(iter(self._scale.lost(move.edit)), None)
            if gap is None:
                continue
            left = self._job(gap.shift, gap.demand)
            filled = list(self._filled(move.edit, left))
            yield from filled or self._passed_on(move.edit, left)

    def _filled(self, edit: Edit, left: "_Job") -> Iterator[_Idea]:
        busy = set(edit.people)
        for item in self._who_fills(left):
            if item.person not in busy:
                yield from self._idea(Kind.CHAIN, edit.then(Edit(add=(item,))))

    def _passed_on(self, edit: Edit, left: "_Job") -> Iterator[_Idea]:
        touched, there = set(edit.people), set(edit.shifts)
        able = (
            person
            for person in self._scale.able(left.shift, [left.demand])
            if person.id not in touched and self._view.by_person.get(person.id)
        )
        for person in islice(able, _FILLERS):
            for item in self._view.by_person[person.id]:
                if not self._free(item) or item.shift in there:
                    continue
                longer = edit.then(Edit((item,), (left.place(person.id),)))
                gap = next((lost for lost in self._scale.lost(longer) if lost.shift == item.shift), None)
                if gap is None:
                    yield from self._idea(Kind.CHAIN, longer)
                else:
                    yield from islice(self._filled(longer, self._job(gap.shift, gap.demand)), 1)

    def _who_fills(self, job: "_Job") -> list[Assignment]:
        """Return a few people who would fit a post as the roster stands, the least busy first."""
        key = job.shift.id, job.demand.id
        if key not in self._fillers:
            items = (job.place(person.id) for person in self._scale.able(job.shift, [job.demand]))
            fitting = (item for item in items if not self._scale.broken(Edit(add=(item,))))
            self._fillers[key] = list(islice(fitting, _FILLERS))
        return self._fillers[key]

    def _job(self, shift: str, demand: str) -> "_Job":
        place = self._facts.shifts[shift]
        post = next(item for item in place.demands if item.id == demand)
        return _Job(place, post, post.id if post.exclusive else None)


@dataclass(frozen=True, slots=True)
class _Job:
    """A demand to be filled, and the name of its post where it is exclusive."""

    shift: Shift
    demand: Demand
    post: str | None

    def place(self, person: str) -> Assignment:
        return Assignment(person, self.shift.id, self.post)


def _held(broken: Iterable[Violation], *, full: bool = True) -> bool:
    """Tell whether taking somebody off another shift cannot help; with ``full``: as this shift is full."""
    rules = {violation.rule for violation in broken}
    return bool(rules & {"reach", "qualification", "availability"}) or (
        full and bool(rules) and all(isinstance(RULES[rule], ShiftRule) for rule in rules)
    )


def _promise(idea: _Idea) -> tuple[int, int, int]:
    return len(idea.adjustments), idea.estimate, len(idea.edit.add)


def _cost(change: Change, step: int) -> tuple[bool, int, int, tuple[str, ...]]:
    """Return the order of changes; ``step`` is what it counts that one more person changes places."""
    worse = bool(change.effect.lost) and change.penalty >= 0
    moved = len(change.edit.people) + len(change.edit.remove) - 1
    return worse, len(change.adjustments), change.penalty + step * moved, change.people
