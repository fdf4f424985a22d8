"""What a hard rule that keeps somebody from a shift is about, in a sentence of each language."""

from scheduler.rostering.explaining.adjusting import LIMIT_OF
from scheduler.rostering.explaining.naming import Names, Text, day_of, hours_of, plain
from scheduler.rostering.facts import View
from scheduler.rostering.problem import Person, Shift
from scheduler.rostering.solution import Violation
from scheduler.rostering.words import WORDS

#: The first word of a rule's words about several people, and the same about one.
SINGULAR = {
    "are": "is",
    "lack": "lacks",
    "need": "needs",
    "have": "has",
    "belong": "belongs",
    "carry": "carries",
    "would": "would",
    "asked": "asked",
}


class Hindrances:
    """Says what stops people, as exactly as the problem and the roster tell."""

    def __init__(self, view: View, names: Names) -> None:
        self._view, self._names = view, names

    def say(self, person: Person, shift: Shift, violation: Violation) -> Text:
        """Say what a hard rule that stops somebody is about, as exactly as is known."""
        who = self._names.person(person.id)
        detail = self._detail(person, shift, violation)
        if detail is None:
            detail = Text(WORDS[violation.rule].blocked, f" {singular(violation.rule)}")
        return Text(f"{who}{detail.zh}。", f"{who}{detail.en}.")

    def _detail(self, person: Person, shift: Shift, violation: Violation) -> Text | None:
        if violation.rule == "qualification":
            return self._skill(person, shift, violation.demand)
        if violation.rule == "overlap":
            return self._overlap(person, shift)
        if violation.rule == "rest":
            return self._rest(person, shift)
        return _limit(person, violation.rule)

    def _skill(self, person: Person, shift: Shift, demand: str | None) -> Text | None:
        post = next((post for post in shift.demands if post.id == demand), None)
        if post is None or post.skill is None:
            return None
        skill, day = self._names.skill(post.skill), self._view.facts.date[shift.id]
        held = [item for item in person.skills if item.skill == post.skill]
        able = [item for item in held if item.level >= post.level]
        ended = [item.valid_until for item in able if item.valid_until and item.valid_until < day]
        if ended:
            last = day_of(max(ended))
            return Text(
                f"的“{skill.zh}”资质已于{last.zh}到期", f"'s qualification “{skill.en}” ends on {last.en}"
            )
        if able:
            return Text(f"的“{skill.zh}”资质当天尚未生效", f"'s qualification “{skill.en}” is not valid yet")
        if held:
            level = max(item.level for item in held)
            return Text(
                f"的“{skill.zh}”只有{level}级，需要{post.level}级",
                f" has “{skill.en}” at level {level}, and level {post.level} is asked for",
            )
        return Text(f"没有“{skill.zh}”资质", f" does not have the qualification “{skill.en}”")

    def _overlap(self, person: Person, shift: Shift) -> Text | None:
        span = self._view.facts.span
        start, end = span[shift.id]
        for other in self._view.shifts_of(person.id):
            if span[other.id][0] < end and start < span[other.id][1]:
                place = self._names.shift(other.id)
                return Text(f"同时在{place.zh}", f" is on {place.en} at that time")
        return None

    def _rest(self, person: Person, shift: Shift) -> Text | None:
        span = self._view.facts.span
        start, end = span[shift.id]
        gaps = {
            other.id: max(start - span[other.id][1], span[other.id][0] - end)
            for other in self._view.shifts_of(person.id)
        }
        near = min(((gap, key) for key, gap in gaps.items() if gap >= 0), default=None)
        wanted = person.limits.min_rest_minutes or 0
        if near is None or near[0] >= wanted * 60:
            return None
        rest, least, place = hours_of(near[0] // 60), hours_of(wanted), self._names.shift(near[1])
        return Text(
            f"与{place.zh}之间只能休息{rest.zh}，规定{least.zh}",
            f" would rest for {rest.en} between this and {place.en}, and {least.en} are the rule",
        )


def _limit(person: Person, rule: str) -> Text | None:
    """Return the words of a limit with its number."""
    field = LIMIT_OF.get(rule)
    limit = getattr(person.limits, field) if field and field != "max_per_type" else None
    if limit is None:
        return None
    number = hours_of(limit) if "minutes" in rule else plain(str(limit))
    return Text(f"{WORDS[rule].blocked}（上限{number.zh}）", f" {singular(rule)} ({number.en})")


def each_rule(violations: list[Violation]) -> list[Violation]:
    """Return the first violation of each rule."""
    return list({violation.rule: violation for violation in reversed(violations)}.values())[::-1]


def singular(rule: str) -> str:
    """Return how a rule stops one person, in English: what completes her name."""
    first, _, rest = WORDS[rule].blocked_en.partition(" ")
    return f"{SINGULAR[first]} {rest}"
