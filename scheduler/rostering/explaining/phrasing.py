"""Sentences about changes and contradictions, in Chinese and in English."""

from collections.abc import Callable, Iterable

from scheduler.rostering.explaining.adjusting import Adjustment, Agreement
from scheduler.rostering.explaining.changes import Change, Kind
from scheduler.rostering.explaining.naming import Names, Text, day_of, hours_of, listed, plain
from scheduler.rostering.solution import Conflict, Unfilled, Violation
from scheduler.rostering.words import WORDS

#: Every assignment costs a little of these; to say so each time would only be noise.
QUIET = frozenset({"fairness", "fairness_unpopular", "coverage_minimum", "coverage_target", "balance"})
_MINUTES = frozenset({"minutes_per_day", "minutes_per_week", "max_minutes"})


def describe(change: Change, names: Names) -> tuple[Text, ...]:
    """Return what a change asks for, then which posts lose somebody, then which soft rules suffer."""
    first = _SENTENCES[change.kind](change, names)
    lost = [_left(post, names) for post in change.effect.lost]
    against = side_effects(change.effect.dearer, names)
    return (first, *lost, *((against,) if against is not None else ()))


def side_effects(dearer: Iterable[Violation], names: Names) -> Text | None:
    """Return one sentence about the soft rules that suffer; ``None`` where none worth a word does."""
    people: dict[str, dict[str, None]] = {}
    for violation in dearer:
        if violation.rule not in QUIET:
            named = people.setdefault(violation.rule, {})
            if violation.person is not None:
                named[names.person(violation.person)] = None
    if not people:
        return None
    suffering = listed([_suffering(rule, list(named)) for rule, named in people.items()])
    return Text(f"影响：{suffering.zh}。", f"Side effects: {suffering.en}.")


def _suffering(rule: str, people: list[str]) -> Text:
    name = rule_name(rule)
    small = f"{name.en[0].lower()}{name.en[1:]}"
    if not people:
        return Text(name.zh, small)
    return Text(f"{name.zh}（{'、'.join(people)}）", f"{small} ({', '.join(people)})")


def rule_name(code: str) -> Text:
    """Return the name of a rule."""
    return Text(WORDS[code].name, WORDS[code].name_en)


def short_of(lost: Iterable[Unfilled], names: Names) -> Text:
    """Return how many people are missing, and for what, as a part of a sentence."""
    parts = []
    for post in lost:
        number, skill = post.missing_target, names.demand(post.shift, post.demand)
        parts.append(Text(f"{number}名{skill.zh}", f"{number} for {skill.en}"))
    return listed(parts)


def _left(post: Unfilled, names: Names) -> Text:
    place, short = names.shift(post.shift), short_of([post], names)
    return Text(f"{place.zh}会因此少{short.zh}。", f"That leaves {place.en} short by {short.en}.")


def _added(change: Change, names: Names) -> Text:
    who = names.person(change.people[0])
    return Text(f"安排{who}到这个班次。", f"Put {who} on this shift.")


def _lent(change: Change, names: Names) -> Text:
    who = names.person(change.people[0])
    return Text(f"从其他单位借调{who}。", f"Borrow {who} from another unit.")


def _asked(change: Change, names: Names) -> Text:
    who = names.person(change.people[0])
    if change.adjustments:
        return Text(
            f"问问{who}能否来：登记为这个时间不可服务。",
            f"Ask {who} to come, who is marked as unavailable at this time.",
        )
    return Text(
        f"问问{who}能否来：不太愿意在这个时间服务。",
        f"Ask {who} to come, who would rather not serve at this time.",
    )


def _agreed(change: Change, names: Names) -> Text:
    parts = [agreement(adjustment, names) for adjustment in change.adjustments]
    return Text(
        f"征得同意后，{'；'.join(part.zh for part in parts)}。",
        f"By agreement, {' and '.join(part.en for part in parts)}.",
    )


def agreement(adjustment: Adjustment, names: Names) -> Text:
    """Return what is to be agreed on, as the end of a sentence."""
    return _AGREEMENTS[adjustment.kind](adjustment, names.person(adjustment.person), names)


def _limit(adjustment: Adjustment, who: str, names: Names) -> Text:
    del names
    rule = rule_name(adjustment.rule)
    if adjustment.rule in _MINUTES:
        before, after = hours_of(adjustment.before), hours_of(adjustment.after)
    else:
        before, after = plain(str(adjustment.before)), plain(str(adjustment.after))
    return Text(
        f"把{who}的“{rule.zh}”从{before.zh}提高到{after.zh}",
        f"raise “{rule.en}” of {who} from {before.en} to {after.en}",
    )


def _rest(adjustment: Adjustment, who: str, names: Names) -> Text:
    del names
    before, after = hours_of(adjustment.before), hours_of(adjustment.after)
    return Text(
        f"允许{who}只休息{after.zh}（规定{before.zh}）",
        f"let {who} rest for {after.en} instead of {before.en}",
    )


def _skill(adjustment: Adjustment, who: str, names: Names) -> Text:
    skill = names.skill(adjustment.item)
    ended, until = (day_of(day) if day else plain("") for day in (adjustment.ended, adjustment.until))
    return Text(
        f"把{who}的“{skill.zh}”资质延期到{until.zh}（现于{ended.zh}到期）",
        f"extend {who}'s qualification “{skill.en}” to {until.en} (it ends on {ended.en})",
    )


def _time(adjustment: Adjustment, who: str, names: Names) -> Text:
    if adjustment.start is None or adjustment.end is None:
        return plain(who)
    when = names.span(adjustment.start, adjustment.end)
    return Text(f"请{who}在{when.zh}来服务", f"have {who} come on {when.en}")


_AGREEMENTS: dict[Agreement, Callable[[Adjustment, str, Names], Text]] = {
    Agreement.LIMIT: _limit,
    Agreement.REST: _rest,
    Agreement.SKILL: _skill,
    Agreement.TIME: _time,
}


def _moved(change: Change, names: Names) -> Text:
    who, (left, *_) = names.person(change.people[0]), change.edit.remove
    if left.shift == change.shift:
        post = names.demand(change.shift, left.demand or change.demand)
        return Text(
            f"让{who}从“{post.zh}”岗位换到这个岗位。", f"Give {who} this post instead of “{post.en}”."
        )
    place = names.shift(left.shift)
    return Text(f"把{who}从{place.zh}调过来。", f"Move {who} here from {place.en}.")


def _chained(change: Change, names: Names) -> Text:
    """Say who comes, who follows, and so on: each addition but the first fills what the one before left."""
    parts = [_moved(change, names)]
    for item in change.edit.add[1:]:
        who, place = names.person(item.person), names.shift(item.shift)
        came = next((gone for gone in change.edit.remove if gone.person == item.person), None)
        if came is None:
            parts.append(Text(f"由{who}补上{place.zh}的空缺。", f"Put {who} on {place.en}."))
        else:
            origin = names.shift(came.shift)
            parts.append(
                Text(f"把{who}从{origin.zh}调到{place.zh}。", f"Move {who} from {origin.en} to {place.en}.")
            )
    return Text("".join(part.zh for part in parts), " ".join(part.en for part in parts))


def _swapped(change: Change, names: Names) -> Text:
    one, other = names.person(change.people[0]), names.person(change.people[1])
    place = names.shift(change.edit.add[1].shift)
    return Text(
        f"让{one}与{other}互换：{other}改去{place.zh}。",
        f"Swap {one} and {other}, who goes to {place.en} instead.",
    )


def _replaced(change: Change, names: Names) -> Text:
    one, other = names.person(change.people[0]), names.person(change.people[1])
    return Text(f"用{one}替换{other}。", f"Put {one} in the place of {other}.")


_SENTENCES: dict[Kind, Callable[[Change, Names], Text]] = {
    Kind.ADD: _added,
    Kind.LEND: _lent,
    Kind.ASK: _asked,
    Kind.MOVE: _moved,
    Kind.CHAIN: _chained,
    Kind.SWAP: _swapped,
    Kind.REPLACE: _replaced,
    Kind.LIMIT: _agreed,
    Kind.REST: _agreed,
    Kind.SKILL: _agreed,
}


def describe_conflict(conflict: Conflict, names: Names) -> tuple[Text, ...]:
    """Return the sentence that says that these cannot all be kept, then each pin and each rule."""
    first = Text(
        "以下各项不能同时满足，去掉其中任意一项，其余就能满足：",
        "These cannot all be kept; without any one of them the others can:",
    )
    if not conflict.smallest:
        first = Text(
            "以下各项不能同时满足（时间不够，其中可能有无关的）：",
            "These cannot all be kept; time was too short to tell which of them matter:",
        )
    pins = []
    for pin in conflict.pins:
        who, place = names.person(pin.person), names.shift(pin.shift)
        post = names.demand(pin.shift, pin.demand) if pin.demand is not None else None
        pins.append(
            Text(
                f"{who}固定在{place.zh}{f'（{post.zh}）' if post else ''}",
                f"{who} is pinned to {place.en}{f' ({post.en})' if post else ''}",
            )
        )
    rules = [
        Text(
            f"{WORDS[code].name}：{WORDS[code].explanation.rstrip('。')}",
            f"{WORDS[code].name_en}: {WORDS[code].explanation_en.rstrip('.')}",
        )
        for code in conflict.rules
    ]
    return (first, *pins, *rules)
