"""The child process of ``partners``: a problem on its input, then requests; answers on its output."""

import os
import pickle
import sys
from pathlib import Path

from scheduler.rostering.domain import domain
from scheduler.rostering.facts import Facts


def main() -> None:
    """Answer requests until the input ends."""
    # Solvers greet on the standard output; the answers need it for themselves.
    with os.fdopen(os.dup(1), "wb") as output, Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        facts = Facts(pickle.load(sys.stdin.buffer))  # noqa: S301 - written by our own parent
        possible = domain(facts)
        while True:
            try:
                request = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our own parent
            except EOFError:
                return
            pickle.dump(request.answer(facts, possible), output)
            output.flush()


if __name__ == "__main__":
    main()
