"""The solver's process: one task on standard input, progress and one result on standard output.

The first line in is ``{"problem": …, "options": {…}, "hint": … | null}``, or the task of a part as
``rostering.parts.serialising`` writes it; a later line ``cancel`` asks for the best so far. Lines out are
``{"progress": …}`` and at last ``{"result": …}``. It ends by itself when its input closes, so that no solver
outlives the worker that asked for it.
"""

import json
import os
import sys
import threading
from typing import IO, Any

from scheduler.rostering.parts.serialising import outcome_to_json, task_from_json
from scheduler.rostering.parts.working import perform
from scheduler.rostering.serialising import (
    problem_from_json,
    progress_to_json,
    result_to_json,
    solution_from_json,
)
from scheduler.rostering.solution import Progress
from scheduler.rostering.solving import Options, solve


def _claim_output() -> IO[str]:
    """Return the real standard output, and let whatever else prints go to the log."""
    sys.stdout.flush()
    output = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return output


def _say(output: IO[str], kind: str, value: dict[str, Any]) -> None:
    output.write(json.dumps({kind: value}) + "\n")
    output.flush()


def _listen(cancelled: threading.Event) -> None:
    for line in sys.stdin:
        if line.strip() == "cancel":
            cancelled.set()
    os._exit(1)  # nobody is left to take the result


def main() -> None:
    """Solve the task on standard input."""
    output = _claim_output()
    task = json.loads(sys.stdin.readline())
    cancelled = threading.Event()
    threading.Thread(target=_listen, args=(cancelled,), name="input", daemon=True).start()
    _say(output, "result", _solve(task, output, cancelled))
    os._exit(0)  # a thread that waits for input would spoil an ordinary end


def _solve(task: dict[str, Any], output: IO[str], cancelled: threading.Event) -> dict[str, Any]:
    if "problem" not in task:
        return outcome_to_json(perform(task_from_json(task), cancelled.is_set))
    problem = problem_from_json(task["problem"])

    def tell(progress: Progress) -> None:
        _say(output, "progress", progress_to_json(progress))

    result = solve(
        problem,
        Options(**task["options"]),
        hint=solution_from_json(task["hint"], problem) if task["hint"] else None,
        on_progress=tell,
        cancelled=cancelled.is_set,
    )
    return result_to_json(result)


if __name__ == "__main__":
    main()
