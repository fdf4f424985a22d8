"""What readers nobody here wrote see in a calendar, in one form that can be compared."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from ical.calendar_stream import IcsCalendarStream

_CLIENTS = Path(__file__).parent / "clients"


@dataclass(frozen=True, order=True)
class Instance:
    """One event as a reader sees it; alarms are seconds after the start."""

    uid: str
    start: str
    end: str
    title: str
    status: str
    sequence: int
    alarms: tuple[int, ...]


def stamp(moment: datetime) -> str:
    """Return a moment in the form that instances hold."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def read_home_assistant(paths: list[Path]) -> list[list[Instance]]:
    """Read calendars with the library of Home Assistant."""
    return [_home_assistant(path.read_bytes().decode()) for path in paths]


def _home_assistant(text: str) -> list[Instance]:
    found = [
        Instance(
            uid=event.uid,
            start=stamp(event.start_datetime),
            end=stamp(event.end_datetime),
            title=event.summary or "",
            status=event.status.value if event.status else "",
            sequence=event.sequence or 0,
            alarms=tuple(
                int(alarm.trigger.total_seconds())
                for alarm in event.alarm
                if isinstance(alarm.trigger, timedelta)
            ),
        )
        for event in IcsCalendarStream.calendar_from_ics(text).events
    ]
    return sorted(found)


def read_khal(paths: list[Path]) -> list[list[Instance]]:
    """Read calendars with khal, through an import into its own store."""
    home = {"PATH": "/usr/bin:/bin", "HOME": str(paths[0].parent), "PYTHONWARNINGS": "ignore"}
    return _run([sys.executable, str(_CLIENTS / "read_khal.py"), *map(str, paths)], home)


def read_ical_js(paths: list[Path]) -> list[list[Instance]]:
    """Read calendars with ical.js; skips where there is no Node.js or no module."""
    node, modules = shutil.which("node"), os.environ.get("SCHEDULER_NODE_MODULES", "")
    version = (_CLIENTS / "ical.js.version").read_text().strip()
    if node is None:
        pytest.skip("Node.js is not installed")
    if not (Path(modules) / "ical.js" / "package.json").is_file():
        pytest.skip(f"SCHEDULER_NODE_MODULES names no node_modules folder with ical.js {version}")
    command = [node, str(_CLIENTS / "read_ical_js.mjs"), *map(str, paths)]
    return _run(command, {"PATH": "/usr/bin:/bin", "SCHEDULER_NODE_MODULES": modules})


def _run(command: list[str], environment: dict[str, str]) -> list[list[Instance]]:
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode == 0, result.stderr
    calendars: list[list[dict[str, Any]]] = json.loads(result.stdout)
    return [
        sorted(Instance(**(found | {"alarms": tuple(found["alarms"])})) for found in calendar)
        for calendar in calendars
    ]
