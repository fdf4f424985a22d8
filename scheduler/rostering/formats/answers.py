"""Solution files: who does what, with score, bound, status and time; ``JSON.md`` documents them."""

from dataclasses import dataclass
from typing import Any

from scheduler.rostering.certifying import CERTIFICATE, Certificate
from scheduler.rostering.codecs import NUMBER, Codec, array, at, choice, optional, record, text, whole
from scheduler.rostering.facts import Facts
from scheduler.rostering.formats.calendar import shift_id
from scheduler.rostering.formats.reading import Loaded, Source, in_file
from scheduler.rostering.problem import MOST_DAYS, Assignment, ProblemError
from scheduler.rostering.serialising import ASSIGNMENT, TOTAL, parse_json, read_root
from scheduler.rostering.solution import Result, Solution, Status
from scheduler.rostering.validation import check_assignments


@dataclass(frozen=True, slots=True)
class _Post:
    """An assignment of a format that knows days by number and shifts by type."""

    person: str
    day: int
    shift: str
    skill: str | None = None


@dataclass(frozen=True, slots=True)
class _File:
    """A solution file whose assignments are not read yet."""

    assignments: tuple[Any, ...]
    score: int | None = None
    bound: int | None = None
    status: Status | None = None
    seconds: float | None = None
    certificate: Certificate | None = None


_POST = record(_Post, person=text(), day=whole(most=MOST_DAYS), shift=text(), skill=optional(text()))
_FILE = record(
    _File,
    assignments=array(Codec(lambda value: value, lambda value: value)),
    score=optional(TOTAL),
    bound=optional(TOTAL),
    status=optional(choice(Status)),
    seconds=optional(NUMBER),
    certificate=optional(CERTIFICATE),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A roster, and the score, bound, status and certificate that its file states, if any."""

    solution: Solution
    score: int | None
    bound: int | None = None
    status: Status | None = None
    certificate: Certificate | None = None


def answer_to_json(loaded: Loaded, result: Result, certificate: Certificate | None = None) -> dict[str, Any]:
    """Return the content of the solution file for an attempt; without a roster it assigns nobody."""
    assignments = result.solution.assignments if result.solution is not None else ()
    return {
        "assignments": _posts(loaded, assignments)
        if loaded.numbered
        else [_named(item) for item in assignments],
        "score": result.score.total if result.score is not None else None,
        "bound": result.bound,
        "status": result.status.value,
        "seconds": round(result.seconds, 3),
        **({} if certificate is None else {"certificate": CERTIFICATE.write(certificate)}),
    }


def _named(item: Assignment) -> dict[str, Any]:
    return {"person": item.person, "shift": item.shift, "demand": item.demand}


def _posts(loaded: Loaded, assignments: tuple[Assignment, ...]) -> list[dict[str, Any]]:
    facts = Facts(loaded.problem)
    posts = [
        {
            "person": item.person,
            "day": facts.day[item.shift],
            "shift": facts.shifts[item.shift].type,
            "skill": item.demand,
        }
        for item in assignments
    ]
    order = {person.id: index for index, person in enumerate(loaded.problem.people)}
    return sorted(posts, key=lambda post: (order[post["person"]], post["day"]))


def read_answer(source: Source, loaded: Loaded) -> Answer:
    """Return the roster that a solution file holds.

    Raises ``ProblemError``, whose path begins with the name of the file, for what is malformed or names what
    the problem does not have.
    """
    with in_file(source):
        file = read_root(_FILE, parse_json(source.text), "solution")
        codec: Codec[tuple[Assignment, ...]] = array(_numbered(loaded) if loaded.numbered else ASSIGNMENT)
        try:
            solution = Solution(codec.read(list(file.assignments)))
        except ProblemError as error:
            raise at("assignments", error) from error
        check_assignments(loaded.problem, "assignments", solution.assignments)
    return Answer(solution, file.score, file.bound, file.status, file.certificate)


def _numbered(loaded: Loaded) -> Codec[Assignment]:
    """Return the reader of assignments that name a day and a shift type."""
    days, types = loaded.problem.days, {kind.id for kind in loaded.problem.types}

    def read(value: object) -> Assignment:
        post = _POST.read(value)
        if post.day >= days:
            raise ProblemError("day", f"must be between 0 and {days - 1}, not {post.day}")
        if post.shift not in types:
            raise ProblemError("shift", f"there is no {post.shift!r}")
        return Assignment(post.person, shift_id(post.day, post.shift), post.skill)

    return Codec(read, _named)
