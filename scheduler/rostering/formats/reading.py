"""Tell by its content what a file is, and read the problem it belongs to."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum

from scheduler.rostering.formats.curtois import read_curtois
from scheduler.rostering.formats.inrc2 import join_weeks
from scheduler.rostering.formats.inrc2_files import read_history, read_scenario, read_week
from scheduler.rostering.formats.lines import lines_of
from scheduler.rostering.problem import ProblemError, RosterProblem
from scheduler.rostering.serialising import parse_json, problem_from_json
from scheduler.rostering.validation import validate


class Kind(Enum):
    """What a file may be; the value completes "this is …"."""

    JSON = "JSON"
    CURTOIS = "a Curtois-Qu instance"
    SCENARIO = "an INRC-II scenario"
    HISTORY = "an INRC-II history"
    WEEK = "an INRC-II week"


@dataclass(frozen=True, slots=True)
class Source:
    """A text and the name people know it by."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """A problem; ``numbered`` where its format knows days by number and shifts by type."""

    problem: RosterProblem
    numbered: bool


def source_of(name: str, content: bytes) -> Source:
    """Return the text of a file's bytes: UTF-8, or Windows-1252 where a published format is recognised.

    Raises ``ProblemError`` for what is no text.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Instances come from Windows too, with accents in comments and names.
        text = content.decode("cp1252", errors="replace")
        if recognise(text) in {None, Kind.JSON}:
            raise _NamedError(name, "is not a text file in UTF-8") from error
    if "\0" in text:
        raise _NamedError(name, "is a binary file, not text")
    return Source(name, text)


def recognise(text: str) -> Kind | None:
    """Return what a text holds, by its first line that is no comment; ``None``: nothing known."""
    lines = lines_of(text[:100_000], comment="#")
    first = lines[0].text if lines else ""
    if first.startswith(("{", "[")):
        return Kind.JSON
    if first.startswith("SECTION_"):
        return Kind.CURTOIS
    if first.partition("=")[0].strip() == "SCENARIO":
        return Kind.SCENARIO
    return {"HISTORY": Kind.HISTORY, "WEEK_DATA": Kind.WEEK}.get(first)


def read_problem(source: Source, history: Source | None = None, weeks: Sequence[Source] = ()) -> Loaded:
    """Return the valid problem that files hold, in our JSON or one of the public formats.

    Raises ``ProblemError``, whose path begins with the name of the file.
    """
    kind = recognise(source.text)
    with in_file(source):
        if kind is Kind.SCENARIO:
            problem = _inrc2(source, history, weeks)
        elif history is not None or weeks:
            message = "is no INRC-II scenario (Sc-*.txt), so it takes neither a history nor weeks"
            raise ProblemError("", message)
        elif kind is Kind.CURTOIS:
            problem = read_curtois(source.text)
        elif kind is Kind.JSON:
            return Loaded(problem_from_json(parse_json(source.text)), numbered=False)
        else:
            raise ProblemError("", _strange(kind))
        validate(problem)
    return Loaded(problem, numbered=True)


def _strange(kind: Kind | None) -> str:
    if kind is None:
        return "holds neither a problem in JSON, nor a Curtois-Qu instance, nor an INRC-II scenario"
    return f"is {kind.value}, which belongs to a scenario (Sc-*.txt): give that as the problem"


def _inrc2(source: Source, history: Source | None, weeks: Sequence[Source]) -> RosterProblem:
    scenario = read_scenario(source.text)
    if history is None or not weeks:
        message = "is an INRC-II scenario, which needs a history (H0-*.txt) and its weeks (WD-*.txt)"
        raise ProblemError("", message)
    with in_file(history):
        _expect(Kind.HISTORY, history)
        past = read_history(history.text, scenario)
    read = []
    for week in weeks:
        with in_file(week):
            _expect(Kind.WEEK, week)
            read.append(read_week(week.text, scenario))
    return join_weeks(scenario, past, read)


def _expect(wanted: Kind, source: Source) -> None:
    kind = recognise(source.text)
    if kind is not wanted:
        found = "something else" if kind is None else kind.value
        raise ProblemError("", f"should be {wanted.value} and is {found}")


class _NamedError(ProblemError):
    """An error whose path begins with a file's name already."""


@contextmanager
def in_file(source: Source) -> Iterator[None]:
    """Put a file's name before the path of errors in it."""
    try:
        yield
    except _NamedError:
        raise
    except ProblemError as error:
        path = f"{source.name}, {error.path}" if error.path else source.name
        raise _NamedError(path, error.message) from error
