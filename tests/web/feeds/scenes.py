"""Rows that make feeds worth reading: every zone, awkward texts, what was called off and given up."""

from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any
from zoneinfo import ZoneInfo

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from scheduler.database import atomic, db
from scheduler.enums import ActivityKind, EnrolmentOrigin, EnrolmentStatus, ShiftStatus
from scheduler.models import Enrolment, Person, Shift, Unit
from scheduler.services.feed_tokens import issue_token
from tests.factories import NOW, make_shift
from tests.ical.zone_checks import true_changes

TITLES = (
    "培训, 第二场; 带水",
    "急救👩‍🚒🧯培训 🇨🇳 e\u0301",
    "evil\u202egnp.exe",
    "楼" * 120,
    r"C:\new\, folder\; \\",
    "a" * 66 + "联防联防",
)
DAY = timedelta(days=1)
_SHIFTS = tuple(timedelta(minutes=minutes) for minutes in (-181, -30, 0, 29, 60, 135))


def fill(unit: Unit) -> list[Shift]:
    """Make trainings and drills of a unit around the changes of clocks in its zone, some called off."""
    changes = [when for when, _, _ in true_changes(ZoneInfo(unit.zone), 2026, 2027) if when > NOW]
    starts = sorted({when + shift for when in [*changes[:2], NOW + DAY, NOW - 3 * DAY] for shift in _SHIFTS})
    titles, kinds = cycle(TITLES), cycle((ActivityKind.TRAINING, ActivityKind.DRILL))
    return [
        make_shift(
            unit,
            kind=next(kinds),
            title=next(titles),
            place="幸福路12号, 居委会",
            notes="请带手电筒, 反光背心; 集合于东门。\n迟到请联系网格长" if number % 2 else "",
            starts_at=start,
            ends_at=start + timedelta(minutes=90),
            sequence=number % 3 + 1,
            status=ShiftStatus.CANCELLED if number % 4 == 0 else ShiftStatus.ACTIVE,
            created=NOW - 9 * DAY,
            updated=NOW - timedelta(minutes=number),
        )
        for number, start in enumerate(starts)
    ]


def place(person: Person, shift: Shift, **values: Any) -> Enrolment:
    """Give a person a place on a shift, confirmed unless told."""
    given = {
        "status": EnrolmentStatus.CONFIRMED,
        "seat": 1,
        "origin": EnrolmentOrigin.SELF,
        "created": NOW,
        "updated": NOW,
        **values,
    }
    with atomic():
        enrolment = Enrolment(person_id=person.id, shift_id=shift.id, **given)
        db.session.add(enrolment)
    return enrolment


def enrol_everywhere(person: Person, shifts: list[Shift]) -> None:
    """Give a person places on all shifts, every third of them given up since."""
    for number, shift in enumerate(shifts):
        given_up = number % 3 == 0
        place(
            person,
            shift,
            status=EnrolmentStatus.CANCELLED if given_up else EnrolmentStatus.CONFIRMED,
            seat=None if given_up else 1,
            sequence=int(given_up),
        )


def private_path(person: Person) -> str:
    """Return the address of a person's own calendar, made anew."""
    return f"/calendar/private/{issue_token(actor=person, now=NOW)}.ics"


def fetch(client: FlaskClient, path: str, status: int = 200, **headers: str) -> TestResponse:
    """Ask for ``path`` as a calendar does; underscores in names of headers stand for hyphens."""
    answer = client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    assert answer.status_code == status, answer.text
    return answer


def moment(year: int, month: int, day: int, hour: int = 0) -> datetime:
    """Return a moment in UTC."""
    return datetime(year, month, day, hour, tzinfo=UTC)
