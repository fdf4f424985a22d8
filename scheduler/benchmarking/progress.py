"""The line in which a solver's process tells of a better roster or bound."""

import re

_LINE = re.compile(r"\s*[0-9.]+ s   score (-?[0-9]+)   bound (-?[0-9]+)")


def line(seconds: float, objective: int, bound: int) -> str:
    """Return what ``scheduler roster solve --progress`` writes as well."""
    return f"{seconds:6.1f} s   score {objective}   bound {bound}"


def tells_of_a_roster(text: str) -> bool:
    """Tell whether a line of a process's output is such a line."""
    return _LINE.match(text) is not None
