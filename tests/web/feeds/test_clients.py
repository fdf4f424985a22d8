"""Readers that nobody here wrote see in the fetched feeds exactly what the rows say."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import EnrolmentStatus, ShiftStatus
from scheduler.ical.text import clean
from scheduler.models import Enrolment, Shift
from tests.factories import make_person, make_unit
from tests.ical.readers import Instance, read_home_assistant, read_ical_js, read_khal, stamp
from tests.ical.samples import ZONES
from tests.web.feeds.scenes import enrol_everywhere, fetch, fill, private_path

KINDS = {"zh": {"training": "培训", "drill": "演练"}, "en": {"training": "Training", "drill": "Drill"}}
MARKS = {"zh": "【已取消】", "en": "[Cancelled] "}
COLONS = {"zh": "：", "en": ": "}


def _instance(shift: Shift, language: str, uid: str, *, gone: bool, sequence: int) -> Instance:
    kind = KINDS[language][shift.kind.value]
    return Instance(
        uid=f"{uid}@calendar.test",
        start=stamp(shift.starts_at),
        end=stamp(shift.ends_at),
        title=f"{MARKS[language] if gone else ''}{kind}{COLONS[language]}{clean(shift.title)}",
        status="CANCELLED" if gone else "CONFIRMED",
        sequence=sequence,
        alarms=(),
    )


def _public(language: str) -> list[Instance]:
    return sorted(
        _instance(
            shift,
            language,
            f"shift-{shift.id}",
            gone=shift.status is ShiftStatus.CANCELLED,
            sequence=shift.sequence,
        )
        for shift in db.session.scalars(select(Shift))
    )


def _private(language: str) -> list[Instance]:
    return sorted(
        _instance(
            place.shift,
            language,
            f"enrolment-{place.id}",
            gone=place.status is EnrolmentStatus.CANCELLED or place.shift.status is ShiftStatus.CANCELLED,
            sequence=place.shift.sequence + place.sequence,
        )
        for place in db.session.scalars(select(Enrolment))
    )


@pytest.mark.parametrize(
    "reader",
    [read_home_assistant, read_khal, pytest.param(read_ical_js, marks=pytest.mark.node)],
)
def test_reader_sees_what_the_rows_say(
    client: FlaskClient, tmp_path: Path, reader: Callable[[list[Path]], list[list[Instance]]]
) -> None:
    top = make_unit(code="top")
    person = make_person(top)
    for zone in ZONES:
        enrol_everywhere(person, fill(make_unit(top, zone=zone)))
    paths: list[Path] = []
    wanted: list[list[Instance]] = []
    for language in ("zh", "en"):
        for address, expected in (
            ("/calendar/units/top.ics", _public(language)),
            (private_path(person), _private(language)),
        ):
            paths.append(tmp_path / f"{len(paths)}.ics")
            paths[-1].write_bytes(fetch(client, f"{address}?lang={language}").data)
            wanted.append(expected)
    assert all(len(expected) > 60 for expected in wanted)
    assert reader(paths) == wanted
