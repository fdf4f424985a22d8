"""The examples of JSON.md, and problems that between them hold every key."""

import json
import re
from pathlib import Path
from typing import Any

import scheduler.rostering
from scheduler.rostering.problem import RosterProblem
from scheduler.rostering.serialising import problem_from_json
from tests.rostering.formats.support import tiny_curtois, tiny_inrc2

DOCUMENT = Path(scheduler.rostering.__file__).with_name("JSON.md")
EXAMPLES = re.findall(r"```json\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)


def example() -> dict[str, Any]:
    problem: dict[str, Any] = json.loads(EXAMPLES[0])
    return problem


def problems() -> list[RosterProblem]:
    return [problem_from_json(example()), tiny_curtois().loaded.problem, tiny_inrc2().loaded.problem]
