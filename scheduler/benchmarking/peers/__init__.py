"""Other solvers for the same problems: which there are, what each needs, and which problems it takes."""

import shutil
from dataclasses import dataclass
from importlib.util import find_spec

from scheduler.rostering.formats import Kind


@dataclass(frozen=True, slots=True)
class Peer:
    """A solver beside the engine; ``solver`` is the function that solves a ``Task``, as module and name.

    ``library`` is what must be installed for it, ``kinds`` what it reads (``None``: every problem).
    """

    name: str
    title: str
    solver: str
    library: str
    kinds: frozenset[Kind] | None = None
    java: bool = False

    def missing(self) -> str | None:
        """Return why this machine cannot run it; ``None``: it can."""
        if find_spec(self.library) is None:
            return f'the Python package {self.library} is not installed (extra "benchmark")'
        if self.java and shutil.which("java") is None:
            return "there is no Java machine (17 or later)"
        return None

    def takes(self, kind: Kind) -> bool:
        """Tell whether it reads problems of a kind."""
        return self.kinds is None or kind in self.kinds


_CURTOIS = frozenset({Kind.CURTOIS})
_HERE = "scheduler.benchmarking.peers"
PEERS = {
    peer.name: peer
    for peer in (
        Peer("cpsat", "OR-Tools CP-SAT, defaults", f"{_HERE}.cpsat:solve", "ortools"),
        Peer("cpsat8", "OR-Tools CP-SAT, 8 workers", f"{_HERE}.cpsat:solve_advised", "ortools"),
        Peer("highs", "HiGHS, same integer model", f"{_HERE}.highs:solve", "highspy"),
        Peer("cpmpy", "CPMpy, own reader and model", f"{_HERE}.cpmpy:solve", "cpmpy", _CURTOIS),
        Peer(
            "timefold",
            "Timefold, constraint streams",
            f"{_HERE}.timefold:solve",
            "timefold",
            _CURTOIS,
            java=True,
        ),
    )
}
