"""Input files for the roster commands, and a way to call them."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

import scheduler.rostering
from scheduler.cli.roster import roster

DOCUMENT = Path(scheduler.rostering.__file__).with_name("JSON.md").read_text("utf-8")
EXAMPLE, ANSWER = re.findall(r"```json\n(.*?)```", DOCUMENT, re.DOTALL)


@dataclass
class Files:
    """A folder of inputs."""

    folder: Path

    def write(self, name: str, content: str | bytes | Any) -> str:
        """Write a file and return its path."""
        path = self.folder / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            text = content if isinstance(content, str) else json.dumps(content)
            path.write_text(text, encoding="utf-8")
        return str(path)

    def read(self, name: str) -> Any:
        """Return the JSON of a file."""
        return json.loads((self.folder / name).read_text("utf-8"))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(roster, arguments)
