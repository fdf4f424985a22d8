"""The instances to measure: made ones by name, published ones and problems in JSON by their files."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scheduler.benchmarking.bests import beside, published
from scheduler.rostering.formats import Kind, Loaded, Source, read_problem, recognise, source_of
from scheduler.rostering.instances import SIZES, make
from scheduler.rostering.problem import ProblemError
from scheduler.rostering.serialising import problem_to_json

#: Data set, history and weeks of an INRC-II instance: ``n030w4_1_6-2-9-1``.
_INRC2 = re.compile(r"(n[0-9]+w[0-9]+)_([0-9]+)_([0-9]+(?:-[0-9]+)*)")


@dataclass(frozen=True, slots=True)
class Instance:
    """A problem with the files that hold it and the best score known, if any."""

    name: str
    kind: Kind
    loaded: Loaded
    problem: Path
    history: Path | None = None
    weeks: tuple[Path, ...] = ()
    best: int | None = None

    @property
    def arguments(self) -> list[str]:
        """Return the files as the commands take them."""
        past = [] if self.history is None else ["--history", str(self.history)]
        weeks = [part for week in self.weeks for part in ("--week", str(week))]
        return [str(self.problem), *past, *weeks]


def find_instance(argument: str, scratch: Path, given: Mapping[str, int]) -> Instance:
    """Return the instance that ``argument`` names; made ones are written to the folder ``scratch``.

    ``argument``: a size of ``rostering.instances``; a file; or FOLDER/n030w4_1_6-2-9-1, where FOLDER is the
    INRC-II data set n030w4 or holds it. ``given`` are best scores by name, before all others. Raises
    ``ProblemError``.
    """
    if argument in SIZES:
        return _made(argument, scratch, given)
    path = Path(argument)
    name = _INRC2.fullmatch(path.name)
    if name is None:
        files: tuple[Path, Path | None, tuple[Path, ...]] = path, None, ()
    else:
        files = _inrc2(path.parent, *name.groups())
    problem, history, weeks = files
    source = _source(problem)
    loaded = read_problem(
        source, None if history is None else _source(history), [_source(week) for week in weeks]
    )
    title = path.name if name is not None else path.stem
    best = {**published(), **beside(path.parent), **beside(problem.parent), **given}.get(title)
    return Instance(title, recognise(source.text) or Kind.JSON, loaded, problem, history, weeks, best)


def _made(size: str, scratch: Path, given: Mapping[str, int]) -> Instance:
    problem = make(size)
    path = scratch / f"{size}.json"
    path.write_text(json.dumps(problem_to_json(problem)), encoding="utf-8")
    return Instance(size, Kind.JSON, Loaded(problem, numbered=False), path, best=given.get(size))


def _inrc2(folder: Path, dataset: str, history: str, weeks: str) -> tuple[Path, Path, tuple[Path, ...]]:
    home = folder if folder.name == dataset else folder / dataset
    return (
        home / f"Sc-{dataset}.txt",
        home / f"H0-{dataset}-{history}.txt",
        tuple(home / f"WD-{dataset}-{week}.txt" for week in weeks.split("-")),
    )


def _source(path: Path) -> Source:
    try:
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ProblemError(str(path), f"cannot be read: {reason}") from error
    return source_of(path.name, content)
