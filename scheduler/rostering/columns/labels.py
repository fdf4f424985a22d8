"""Labels: what shifts share that the rules about a person's days cannot tell apart."""

from dataclasses import dataclass

from scheduler.rostering.facts import Facts

DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True, order=True)
class Label:
    """A type of shift, its times and points; seconds count from an evenly spaced beginning of its day."""

    type: str
    start: int
    end: int
    minutes: int
    unpopular: int


@dataclass(frozen=True, slots=True)
class Labels:
    """All labels; ``number`` gives a shift's, counted from 1, because 0 stands for a day off."""

    all: tuple[Label, ...]
    number: dict[str, int]

    @property
    def width(self) -> int:
        """Return how many numbers there are, the day off included."""
        return len(self.all) + 1

    def of_type(self, kind: str) -> frozenset[int]:
        """Return the numbers of the labels of a type."""
        return frozenset(i for i, label in enumerate(self.all, 1) if label.type == kind)


def label_shifts(facts: Facts) -> Labels:
    """Label every shift."""
    origin = min((facts.span[key][0] - facts.day[key] * DAY_SECONDS for key in facts.shifts), default=0)
    found = {}
    for shift in facts.problem.shifts:
        zero = origin + facts.day[shift.id] * DAY_SECONDS
        start, end = facts.span[shift.id]
        minutes = facts.minutes[shift.id]
        found[shift.id] = Label(shift.type, start - zero, end - zero, minutes, shift.unpopular)
    ordered = tuple(sorted(set(found.values())))
    number = {label: i for i, label in enumerate(ordered, 1)}
    return Labels(ordered, {key: number[label] for key, label in found.items()})
