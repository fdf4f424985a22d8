"""Why this person is on a shift, and why that one is not: at most three sentences, without the solver."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scheduler.rostering.explaining.hindrances import Hindrances, each_rule, singular
from scheduler.rostering.explaining.naming import Names, Text, listed, plain
from scheduler.rostering.explaining.phrasing import rule_name, short_of
from scheduler.rostering.explaining.weighing import Edit, Effect, Scale
from scheduler.rostering.problem import Assignment, Person, Shift, Wish
from scheduler.rostering.solution import Unfilled, Violation
from scheduler.rostering.words import WORDS

#: No answer is longer, and no more causes of a price are named.
MOST_SENTENCES, _MOST_CAUSES = 3, 2
#: So many who might take a place are weighed by every rule.
_WEIGHED = 6


@dataclass(frozen=True, slots=True)
class _Exchange:
    """Somebody in somebody else's place, or in an empty one, and what it brings about."""

    person: str
    instead: str | None
    effect: Effect


class Reasons:
    """Answers about the people and shifts of one roster."""

    def __init__(self, scale: Scale, names: Names) -> None:
        self._scale, self._names = scale, names
        self._facts, self._view = scale.facts, scale.view
        self._hindrances = Hindrances(scale.view, names)

    def why(self, person: str, shift: str, stops: Iterable[Violation] = ()) -> tuple[Text, ...]:
        """Return why somebody is on a shift, or why not; ``stops``: the hard rules that adding her breaks."""
        item = next((item for item in self._view.by_shift.get(shift, ()) if item.person == person), None)
        who, place = self._facts.people[person], self._facts.shifts[shift]
        sentences = self._there(item, place) if item is not None else self._absent(who, place, list(stops))
        return tuple(sentences)[:MOST_SENTENCES]

    def _there(self, item: Assignment, shift: Shift) -> Iterator[Text]:
        who = self._names.person(item.person)
        if any((pin.person, pin.shift) == (item.person, item.shift) for pin in self._facts.problem.pins):
            yield Text(f"{who}固定在这个班次。", f"{who} is pinned to this shift.")
        elif (item.person, item.shift) in {(old.person, old.shift) for old in self._facts.problem.published}:
            yield Text(
                f"已发布的班表里{who}就在这个班次。", f"The published roster has {who} on this shift already."
            )
        lost = self._scale.lost(Edit((item,)))
        yield self._needed(who, [post for post in lost if post.shift == shift.id])
        yield self._successor(item, shift, lost)

    def _needed(self, who: str, lost: list[Unfilled]) -> Text:
        if not lost:
            return Text(
                f"即使没有{who}，这个班次的人也够。",
                f"The shift would have enough people even without {who}.",
            )
        named = short_of(lost, self._names)
        return Text(
            f"没有{who}，这个班次会少{named.zh}。", f"Without {who} this shift would be short by {named.en}."
        )

    def _successor(self, item: Assignment, shift: Shift, lost: list[Unfilled]) -> Text:
        """Say who could take somebody's place, and what that would cost more."""
        wanted = {post.demand for post in lost if post.shift == shift.id}
        posts = [post for post in shift.demands if post.id in wanted]
        others = [person.id for person in self._scale.able(shift, posts)]
        exchange = self._cheapest(
            Edit((item,), (Assignment(other, shift.id, item.demand),)) for other in others
        )
        who = self._names.person(item.person)
        if exchange is None:
            return Text(f"没有其他人能接替{who}。", f"Nobody else could take the place of {who}.")
        other = self._names.person(exchange.person)
        price = exchange.effect.penalty
        if price > 0:
            price_of = self._price(exchange)
            return Text(
                f"{other}也能接替，但班表罚分会多{price:,}{price_of.zh}。",
                f"{other} could take the place, but the roster would cost {price:,} more{price_of.en}.",
            )
        if price < 0:
            return Text(
                f"换成{other}，班表罚分会少{-price:,}。",
                f"With {other} instead the roster would cost {-price:,} less.",
            )
        return Text(f"换成{other}，班表罚分不变。", f"With {other} instead the roster would cost the same.")

    def _cheapest(self, edits: Iterable[Edit]) -> _Exchange | None:
        """Return the cheapest exchange that breaks no hard rule and leaves no post with fewer people."""
        fitting = [edit for edit in edits if not self._scale.broken(edit) and not self._scale.lost(edit)]
        fitting.sort(key=self._scale.nearly)
        weighed = [
            _Exchange(edit.add[0].person, edit.remove[0].person, self._scale.weigh(edit))
            for edit in fitting[:_WEIGHED]
        ]
        kept = [exchange for exchange in weighed if not exchange.effect.broken]
        return min(kept, key=lambda exchange: exchange.effect.penalty, default=None)

    def _price(self, exchange: _Exchange) -> Text:
        causes = self._causes(exchange)
        if not causes:
            return plain("")
        named = listed(causes)
        return Text(f"：{named.zh}", f": {named.en}")

    def _causes(self, exchange: _Exchange) -> list[Text]:
        """Return what costs most: the words of a rule about somebody, or the rule's name."""
        prices: Counter[str] = Counter()
        worst: dict[str, Violation] = {}
        for violation in (*exchange.effect.dearer, *exchange.effect.cheaper):
            prices[violation.rule] += violation.penalty
            if violation.penalty > (worst[violation.rule].penalty if violation.rule in worst else 0):
                worst[violation.rule] = violation
        dearest = [rule for rule, price in prices.most_common() if price > 0][:_MOST_CAUSES]
        return [self._cause(worst[rule], exchange.instead) for rule in dearest]

    def _cause(self, violation: Violation, instead: str | None) -> Text:
        rule, person = violation.rule, violation.person
        if person is None:
            name = rule_name(rule)
            return Text(f"“{name.zh}”", f"“{name.en}”")
        who = self._names.person(person)
        if rule == "preferences" and violation.shift is not None:
            wish = self._facts.wish(person, self._facts.shifts[violation.shift])
            if wish is Wish.AVAILABLE:
                return Text(f"{who}更愿意在别的时间服务", f"{who} prefers other times")
        if rule == "fairness":
            return self._load(person, instead)
        return Text(f"{who}{WORDS[rule].blocked}", f"{who} {singular(rule)}")

    def _load(self, person: str, instead: str | None) -> Text:
        """Say how many shifts somebody has already, compared with whom she would follow."""
        held = self._view.by_person
        load, who = len(held.get(person, ())), self._names.person(person)
        if instead is not None and load > len(held.get(instead, ())):
            other, less = self._names.person(instead), len(held.get(instead, ()))
            return Text(
                f"{who}已有{load}个班次，{other}只有{less}个",
                f"{who} has {_count(load, 'shift')} already, {other} only {less}",
            )
        if load and instead is None:
            return Text(f"{who}已有{load}个班次", f"{who} has {_count(load, 'shift')} already")
        return Text(
            f"对{who}来说，再多一个班次负担较重",
            f"one more shift weighs more on {who}",
        )

    def _absent(self, person: Person, shift: Shift, stops: list[Violation]) -> Iterator[Text]:
        who = self._names.person(person.id)
        full = {"capacity", "coverage_surplus"}
        barriers = [violation for violation in stops if violation.rule not in full]
        if barriers:
            for violation in each_rule(barriers)[:MOST_SENTENCES]:
                yield self._hindrances.say(person, shift, violation)
            return
        if stops:
            yield Text(f"{who}符合要求，但这个班次人已满。", f"{who} would fit, but the shift is full.")
        else:
            useless = self._useless(person, shift)
            yield useless if useless is not None else self._added(person, shift)
        yield from self._compared(person, shift)

    def _useless(self, person: Person, shift: Shift) -> Text | None:
        """Say what somebody lacks where the shift misses people, but nobody like her."""
        missing = [post for post in shift.demands if self._view.filled(shift, post) < post.target]
        if not missing or any(self._facts.qualified(person, post, shift) for post in missing):
            return None
        lack = Violation("qualification", True, 1, 0, person.id, shift.id, missing[0].id)
        return self._hindrances.say(person, shift, lack)

    def _added(self, person: Person, shift: Shift) -> Text:
        who = self._names.person(person.id)
        post = self._post(person, shift)
        effect = self._scale.weigh(Edit(add=(Assignment(person.id, shift.id, post),)))
        price = effect.penalty
        if effect.broken:
            rule = rule_name(effect.broken[0].rule)
            return Text(f"加上{who}会违反“{rule.zh}”。", f"Adding {who} would break the rule “{rule.en}”.")
        if price < 0:
            return Text(
                f"{who}符合要求，加上后班表罚分会少{-price:,}。",
                f"{who} would fit, and with {who} added the roster would cost {-price:,} less.",
            )
        if price == 0:
            return Text(
                f"{who}符合要求，加上后班表罚分不变。",
                f"{who} would fit, and with {who} added the roster would cost the same.",
            )
        causes = self._price(_Exchange(person.id, None, effect))
        return Text(
            f"{who}符合要求，但加上后班表罚分会多{price:,}{causes.zh}。",
            f"{who} would fit, but adding {who} would cost the roster {price:,} more{causes.en}.",
        )

    def _post(self, person: Person, shift: Shift) -> str | None:
        """Return the exclusive post for somebody: one she has the skill for, rather an unfilled one."""
        posts = [post for post in shift.demands if post.exclusive]
        missing = {post.id: post.target - self._view.filled(shift, post) for post in posts}
        able = [post for post in posts if self._facts.qualified(person, post, shift)] or posts
        return max(able, key=lambda post: missing[post.id]).id if able else None

    def _compared(self, person: Person, shift: Shift) -> Iterator[Text]:
        """Compare somebody with those who are there and may go."""
        pinned = {(pin.person, pin.shift) for pin in self._facts.problem.pins}
        crew = [
            item for item in self._view.by_shift.get(shift.id, ()) if (item.person, item.shift) not in pinned
        ]
        edits = [Edit((item,), (Assignment(person.id, shift.id, item.demand),)) for item in crew]
        found = [(edit.remove[0].person, self._cheapest([edit])) for edit in edits]
        able = [(there, exchange) for there, exchange in found if exchange is not None]
        if not able:
            return
        there, best = min(able, key=lambda pair: pair[1].effect.penalty)
        who, other, price = self._names.person(person.id), self._names.person(there), best.effect.penalty
        if price < 0:
            yield Text(
                f"换下{other}，班表罚分会少{-price:,}。",
                f"In the place of {other} the roster would cost {-price:,} less.",
            )
        elif price == 0:
            yield Text(f"{who}和{other}一样合适。", f"{who} would do as well as {other}.")
        else:
            causes = self._price(best)
            yield Text(
                f"换下{other}，班表罚分会多{price:,}{causes.zh}。",
                f"In the place of {other} the roster would cost {price:,} more{causes.en}.",
            )


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
