"""Print the instances that khal reads from the calendars named on the command line, as JSON.

A process of its own, since khal changes how the calendar library handles zones for everybody in it.
"""

import json
import re
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytz
from khal.icalendar import split_ics
from khal.khalendar import CalendarCollection

_LOCALE = {
    "local_timezone": pytz.utc,
    "default_timezone": pytz.utc,
    "timeformat": "%H:%M",
    "dateformat": "%Y-%m-%d",
    "longdateformat": "%Y-%m-%d",
    "datetimeformat": "%Y-%m-%d %H:%M",
    "longdatetimeformat": "%Y-%m-%d %H:%M",
    "unicode_symbols": True,
    "firstweekday": 0,
    "weeknumbers": False,
}


def read(path: Path, folder: Path) -> list[dict[str, object]]:
    """Import a calendar into a vdir below ``folder`` and return what khal shows of it."""
    vdir = folder / "vdir"
    vdir.mkdir()
    for number, item in enumerate(split_ics(path.read_bytes().decode())):
        (vdir / f"{number}.ics").write_bytes(item.encode())
    settings = {
        "name": "feed",
        "path": str(vdir),
        "readonly": False,
        "color": "",
        "priority": 10,
        "addresses": [],
    }
    collection = CalendarCollection({"feed": settings}, locale=_LOCALE, dbpath=str(folder / "khal.db"))
    found = collection.get_localized(
        pytz.utc.localize(datetime(1970, 1, 2)),
        pytz.utc.localize(datetime(2199, 1, 1)),
    )
    return [_instance(event) for event in found]


def _instance(event: Any) -> dict[str, object]:
    sequence = re.search(r"^SEQUENCE:(\d+)", event.raw, re.MULTILINE)
    return {
        "uid": event.uid,
        "start": _stamp(event.start),
        "end": _stamp(event.end),
        "title": event.summary,
        "status": event.status,
        "sequence": int(sequence[1]) if sequence else None,
        "alarms": [int(trigger.total_seconds()) for trigger, _ in event.alarms],
    }


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(pytz.utc):%Y-%m-%dT%H:%M:%SZ}"


def main() -> None:
    """Read every calendar in a folder of its own."""
    results = []
    for name in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as folder:
            results.append(read(Path(name), Path(folder)))
    sys.stdout.write(json.dumps(results))


if __name__ == "__main__":
    main()
