"""What a peer is given, and what it hands back."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from scheduler.rostering.formats import Loaded
from scheduler.rostering.problem import Assignment
from scheduler.rostering.solution import Status


@dataclass(frozen=True, slots=True)
class Task:
    """A problem, the file it came from, seconds of wall time and a seed.

    The time begins with the task, as the engine's does: what a peer's model takes to build is part of it.
    ``report`` is to be called with the objective and the bound of every better roster.
    """

    loaded: Loaded
    path: Path
    seconds: float
    seed: int
    report: Callable[[int, int], None]
    began: float = field(default_factory=time.monotonic)

    @property
    def left(self) -> float:
        """Return the seconds that are left, at least a tenth: some solvers take none for no limit."""
        return max(self.seconds - (time.monotonic() - self.began), 0.1)


@dataclass(frozen=True, slots=True)
class Found:
    """A peer's roster (``None``: it has none), what it claims about it, and its bound."""

    assignments: tuple[Assignment, ...] | None
    status: Status
    bound: int
