"""The best published scores: those the package knows, those in a file beside an instance, those given."""

import json
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path

from scheduler.rostering.codecs import LONGEST_ID, mapping, text
from scheduler.rostering.problem import ProblemError
from scheduler.rostering.serialising import TOTAL, parse_json, read_root

#: A file of this name beside an instance holds scores by the instance's name, as JSON.
BESIDE = "best-known.json"
_SCORES = mapping(text(longest=LONGEST_ID), TOTAL)


def published() -> dict[str, int]:
    """Return the scores that the package knows, by the instance's name."""
    content = json.loads(files(__package__).joinpath("best_known.json").read_text(encoding="utf-8"))
    return read_root(_SCORES, content["values"], "best_known.json")


def beside(folder: Path) -> dict[str, int]:
    """Return the scores that a folder's own file holds; none without one. Raises ``ProblemError``."""
    path = folder / BESIDE
    return read_scores(path) if path.is_file() else {}


def read_scores(path: Path) -> dict[str, int]:
    """Return the scores in a JSON file of names and numbers; raises ``ProblemError``."""
    try:
        content = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise ProblemError(path.name, "cannot be read as a text file in UTF-8") from error
    return read_root(_SCORES, parse_json(content), path.name)


def given(items: Iterable[str]) -> Mapping[str, int]:
    """Return the scores of ``NAME=SCORE`` items and of files; raises ``ProblemError``."""
    scores: dict[str, int] = {}
    for item in items:
        name, equals, value = item.rpartition("=")
        if equals and value.isascii() and value.isdigit():
            scores[name] = int(value)
        else:
            scores |= read_scores(Path(item))
    return scores
