"""Problem, solution, result and progress to and from JSON, as ``JSON.md`` documents it field by field."""

import json
from typing import Any, NoReturn, TypeVar

from scheduler.rostering.codecs import (
    DAY,
    LONGEST_ID,
    MOMENT,
    MOST_WEIGHT,
    NUMBER,
    TRUTH,
    Codec,
    array,
    choice,
    mapping,
    optional,
    pairs,
    record,
    shown,
    text,
    whole,
)
from scheduler.rostering.problem import (
    MOST_PEOPLE,
    MOST_POINTS,
    MOST_SHIFTS,
    Assignment,
    Availability,
    Demand,
    History,
    Limits,
    Pairing,
    Person,
    PersonSkill,
    ProblemError,
    Request,
    RosterProblem,
    RuleSetting,
    Shift,
    ShiftType,
    Unit,
    Wish,
)
from scheduler.rostering.solution import Conflict, Progress, Result, Score, Solution, Status
from scheduler.rostering.validation import check_assignments, validate

T = TypeVar("T")

_ID = text(longest=LONGEST_ID, empty=False)
_NAME = text()
_COUNT = whole()
_LIMIT = optional(_COUNT)
_HEADS = whole(most=MOST_PEOPLE)
_POINTS = whole(most=MOST_POINTS)
_WEIGHT = whole(most=MOST_WEIGHT)

_UNIT = record(Unit, id=_ID, neighbours=array(_ID), name=_NAME)
_SKILL = record(PersonSkill, skill=_ID, level=_COUNT, valid_from=optional(DAY), valid_until=optional(DAY))
_LIMITS = record(
    Limits,
    min_rest_minutes=_LIMIT,
    max_shifts_per_day=_LIMIT,
    max_shifts_per_week=_LIMIT,
    max_minutes_per_day=_LIMIT,
    max_minutes_per_week=_LIMIT,
    min_minutes_per_day=_LIMIT,
    min_shifts_per_week=_LIMIT,
    min_minutes_per_week=_LIMIT,
    min_shifts=_LIMIT,
    max_shifts=_LIMIT,
    min_minutes=_LIMIT,
    max_minutes=_LIMIT,
    min_consecutive_days=_LIMIT,
    max_consecutive_days=_LIMIT,
    min_days_off=_LIMIT,
    max_days_off=_LIMIT,
    max_weekends=_LIMIT,
    complete_weekends=TRUTH,
    max_per_type=pairs(mapping(_ID, _COUNT)),
    min_per_type=pairs(mapping(_ID, _COUNT)),
)
_HISTORY = record(
    History,
    known=TRUTH,
    last_end=optional(MOMENT),
    last_type=optional(_ID),
    consecutive_days=_COUNT,
    consecutive_days_off=_COUNT,
    consecutive_type=_COUNT,
    shifts=_COUNT,
    minutes=_COUNT,
    weekends=_COUNT,
    week_shifts=_COUNT,
    week_minutes=_COUNT,
    recent_minutes=_COUNT,
    recent_unpopular=_COUNT,
)
_PERSON = record(
    Person,
    id=_ID,
    unit=_ID,
    skills=array(_SKILL),
    limits=_LIMITS,
    history=_HISTORY,
    pledged_minutes=_COUNT,
    newcomer=TRUTH,
    name=_NAME,
)
_DEMAND = record(
    Demand,
    id=_ID,
    skill=optional(_ID),
    level=_COUNT,
    minimum=_HEADS,
    target=_HEADS,
    maximum=optional(_HEADS),
    exclusive=TRUTH,
    under_weight=optional(_WEIGHT),
    over_weight=optional(_WEIGHT),
)
_TYPE = record(ShiftType, id=_ID, forbidden_next=array(_ID), min_consecutive=_LIMIT, max_consecutive=_LIMIT)
_SHIFT = record(
    Shift,
    id=_ID,
    unit=_ID,
    start=MOMENT,
    end=MOMENT,
    demands=array(_DEMAND),
    capacity=optional(_HEADS),
    type=text(longest=LONGEST_ID),
    minutes=_LIMIT,
    lead=optional(_ID),
    people_per_lead=_HEADS,
    unpopular=_POINTS,
)
_AVAILABILITY = record(Availability, person=_ID, start=MOMENT, end=MOMENT, wish=choice(Wish))
_REQUEST = record(Request, person=_ID, shifts=array(_ID), wanted=TRUTH, weight=_WEIGHT)
_PAIRING = record(Pairing, people=array(_ID), together=TRUTH, weight=optional(_WEIGHT))
ASSIGNMENT = record(Assignment, person=_ID, shift=_ID, demand=optional(_ID))
_ASSIGNMENTS = array(ASSIGNMENT)
_RULE = record(RuleSetting, code=_ID, hard=TRUTH, weight=_WEIGHT)
_PROBLEM = record(
    RosterProblem,
    name=_NAME,
    zone=_ID,
    start=DAY,
    end=DAY,
    units=array(_UNIT),
    people=array(_PERSON, most=MOST_PEOPLE),
    shifts=array(_SHIFT, most=MOST_SHIFTS),
    rules=array(_RULE),
    types=array(_TYPE),
    availability=array(_AVAILABILITY),
    requests=array(_REQUEST),
    pairings=array(_PAIRING),
    pins=_ASSIGNMENTS,
    published=_ASSIGNMENTS,
)

TOTAL = whole(-(2**62), 2**62)
_SOLUTION = record(Solution, assignments=_ASSIGNMENTS)
SCORE = record(Score, total=TOTAL, by_rule=mapping(_ID, TOTAL), hard=TOTAL)
_PROGRESS = record(Progress, seconds=NUMBER, objective=TOTAL, bound=TOTAL, unfilled=TOTAL)
CONFLICT = record(Conflict, rules=array(_ID), pins=_ASSIGNMENTS, smallest=TRUTH)
_RESULT = record(
    Result,
    status=choice(Status),
    solution=optional(_SOLUTION),
    score=optional(SCORE),
    bound=optional(TOTAL),
    seconds=NUMBER,
    trace=array(_PROGRESS),
    conflicts=array(CONFLICT),
)


def parse_json(source: str) -> object:
    """Return what JSON text holds; raise ``ProblemError``, with the line, where it is no JSON.

    Stricter than the standard library: no NaN or Infinity, no key twice in one object.
    """
    try:
        return json.loads(source, parse_constant=_refuse_constant, object_pairs_hook=_refuse_twins)
    except json.JSONDecodeError as error:
        message = f"this is not JSON: {error.msg[0].lower()}{error.msg[1:]}"
        raise ProblemError(f"line {error.lineno}, column {error.colno}", message) from error
    except RecursionError as error:
        raise ProblemError("JSON", "is nested too deeply") from error
    except ProblemError:
        raise
    except ValueError as error:  # a number of more digits than Python converts
        raise ProblemError("JSON", "holds a number that is too long") from error


def _refuse_constant(name: str) -> NoReturn:
    raise ProblemError("JSON", f"{name} is not a number of JSON")


def _refuse_twins(items: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in items:
        if key in found:
            raise ProblemError("JSON", f"the key {shown(key)} stands twice in one object")
        found[key] = value
    return found


def read_root(codec: Codec[T], data: object, root: str) -> T:
    """Read a whole document; ``root`` is the path of what is wrong with the document itself."""
    try:
        return codec.read(data)
    except ProblemError as error:
        raise error if error.path else ProblemError(root, error.message) from error


def problem_to_json(problem: RosterProblem) -> dict[str, Any]:
    """Return a problem as JSON values; what holds its default is left out."""
    written: dict[str, Any] = _PROBLEM.write(problem)
    return written


def problem_from_json(data: object) -> RosterProblem:
    """Return the valid problem that JSON values describe.

    Raises ``ProblemError`` with the path to the first item that is wrong: wrong type, unknown key, out of
    range, or contradicting another.
    """
    problem = read_root(_PROBLEM, data, "problem")
    validate(problem)
    return problem


def solution_to_json(solution: Solution) -> dict[str, Any]:
    """Return a roster as JSON values."""
    written: dict[str, Any] = _SOLUTION.write(solution)
    return written


def solution_from_json(data: object, problem: RosterProblem) -> Solution:
    """Return the roster that JSON values describe.

    Raises ``ProblemError`` for what is malformed or names what ``problem`` does not have.
    """
    solution = read_root(_SOLUTION, data, "solution")
    check_assignments(problem, "assignments", solution.assignments)
    return solution


def result_to_json(result: Result) -> dict[str, Any]:
    """Return an attempt's outcome as JSON values."""
    written: dict[str, Any] = _RESULT.write(result)
    return written


def result_from_json(data: object) -> Result:
    """Return the outcome that JSON values describe; raises ``ProblemError`` for what is malformed.

    A certificate beside it is left to ``certifying.CERTIFICATE``.
    """
    if isinstance(data, dict):
        data = {key: value for key, value in data.items() if key != "certificate"}
    return read_root(_RESULT, data, "result")


def progress_to_json(progress: Progress) -> dict[str, Any]:
    """Return a line of a run as JSON values."""
    written: dict[str, Any] = _PROGRESS.write(progress)
    return written
