"""Every worker process gives the same bytes and the same validators (C42)."""

import json
import os
import subprocess
import sys
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from scheduler.config import Settings
from tests.factories import make_person, make_unit
from tests.web.feeds.scenes import enrol_everywhere, fetch, fill, private_path

ROOT = Path(__file__).parents[3]
_CHILD = """
import hashlib, json, sys
from datetime import datetime
import time_machine
from scheduler.app import create_app

client = create_app().test_client()
with time_machine.travel(datetime.fromisoformat("2026-03-02T01:00:00+00:00"), tick=False):
    for path in sys.argv[1:]:
        for packing in ("identity", "gzip"):
            answer = client.get(path, headers={"Accept-Encoding": packing})
            print(json.dumps([answer.headers["ETag"], hashlib.sha256(answer.data).hexdigest()]))
"""


def _elsewhere(settings: Settings, seed: str, paths: list[str]) -> list[list[str]]:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONHASHSEED": seed,
        "TZ": "Asia/Tokyo",
        "SCHEDULER_INSTANCE": str(settings.instance),
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key,
        "CALENDAR_HOST": settings.calendar_host,
        "SITE_URL": "https://lianfang.example",
    }
    result = subprocess.run(
        [sys.executable, "-c", _CHILD, *paths],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_processes_agree_on_bytes_and_tags(app: Flask, client: FlaskClient) -> None:
    top = make_unit(code="top")
    person = make_person(top)
    for zone in ("Asia/Shanghai", "America/New_York", "Africa/Casablanca"):
        enrol_everywhere(person, fill(make_unit(top, zone=zone)))
    paths = ["/calendar/units/top.ics?lang=en", private_path(person)]
    settings: Settings = app.config["SETTINGS"]
    first, second = (_elsewhere(settings, seed, paths) for seed in ("1", "2"))
    assert first == second
    here = [
        fetch(client, path, Accept_Encoding=packing).headers["ETag"]
        for path in paths
        for packing in ("identity", "gzip")
    ]
    assert [tag for tag, _ in first] == here
