"""Tasks and outcomes as JSON, so that a queue can carry them to any machine."""

from typing import Any

from scheduler.rostering.codecs import NUMBER, TRUTH, Codec, array, optional, record, text, whole
from scheduler.rostering.parts.tasks import (
    BoundOutcome,
    BoundTask,
    Gap,
    Outcome,
    PartOutcome,
    PartTask,
    Task,
    Worth,
)
from scheduler.rostering.problem import ProblemError
from scheduler.rostering.serialising import ASSIGNMENT, CONFLICT, TOTAL, problem_from_json, problem_to_json

_PROBLEM = Codec(problem_from_json, problem_to_json)
_ROSTER = array(ASSIGNMENT)
_WORTH = record(Worth, penalty=TOTAL, missing=TOTAL, hard=TOTAL)
_GAP = record(Gap, unit=text(), minimum=TOTAL, target=TOTAL)
_TASKS: dict[str, Codec[Any]] = {
    "part": record(
        PartTask,
        problem=_PROBLEM,
        roster=_ROSTER,
        hint=_ROSTER,
        seconds=NUMBER,
        seed=whole(most=2**31 - 1),
        mend=TRUTH,
    ),
    "bound": record(BoundTask, problem=_PROBLEM, seconds=NUMBER),
}
_OUTCOMES: dict[str, Codec[Any]] = {
    "part": record(
        PartOutcome,
        before=_WORTH,
        after=_WORTH,
        roster=optional(_ROSTER),
        gaps=array(_GAP),
        conflicts=array(CONFLICT),
    ),
    "bound": record(BoundOutcome, bound=TOTAL),
}


def task_to_json(task: Task) -> dict[str, Any]:
    """Return a task as JSON values, under the name of its kind."""
    kind = "part" if isinstance(task, PartTask) else "bound"
    return {kind: _TASKS[kind].write(task)}


def task_from_json(data: dict[str, Any]) -> Task:
    """Return the task that JSON values describe; raises ``ProblemError`` for what is malformed."""
    task: Task = _read(_TASKS, data)
    return task


def outcome_to_json(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as JSON values, under the name of its kind."""
    kind = "part" if isinstance(outcome, PartOutcome) else "bound"
    return {kind: _OUTCOMES[kind].write(outcome)}


def outcome_from_json(data: dict[str, Any]) -> Outcome:
    """Return the outcome that JSON values describe; raises ``ProblemError`` for what is malformed."""
    outcome: Outcome = _read(_OUTCOMES, data)
    return outcome


def _read(codecs: dict[str, Codec[Any]], data: dict[str, Any]) -> Any:
    for kind, codec in codecs.items():
        if kind in data:
            return codec.read(data[kind])
    raise ProblemError("", "is neither a part nor a bound")
