"""Start the search from a roster: a value for every variable, so that the solver need not find them."""

from collections.abc import Iterable

from scheduler.rostering.cpsat.model import Literal, Model
from scheduler.rostering.problem import Assignment


def hint_roster(model: Model, assignments: Iterable[Assignment]) -> None:
    """Give every variable the value it has in a roster; assignments outside the domain are left out."""
    values = _values(model, assignments)
    proto = model.cp.proto.solution_hint
    proto.vars.extend(list(values))
    proto.values.extend(list(values.values()))


def _values(model: Model, assignments: Iterable[Assignment]) -> dict[int, int]:
    present = {(item.person, item.shift): item.demand for item in assignments}
    values: dict[int, int] = {}
    for person, shifts in model.on.items():
        for shift, literal in shifts.items():
            posts = model.posts.get((person, shift), {})
            for post, filled in posts.items():
                values[filled.index] = int(present.get((person, shift)) == post)
            if len(posts) != 1:
                values[literal.index] = int((person, shift) in present)

    def value(literal: Literal) -> int:
        if isinstance(literal, bool):
            return int(literal)
        index = literal.index
        return values[index] if index >= 0 else 1 - values[-index - 1]

    for var, of_roster in model.defined:
        values[var.index] = int(of_roster(value))
    return values
