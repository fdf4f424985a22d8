"""A volunteer's lists ask the database as often for three hundred rows as for three."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert

from scheduler.database import atomic, db
from scheduler.enums import (
    ActivityKind,
    EnrolmentOrigin,
    EnrolmentStatus,
    HoursKind,
    NotificationKind,
    UnitKind,
    Wish,
)
from scheduler.models import (
    AvailabilityException,
    Dislike,
    Enrolment,
    HoursEntry,
    Notification,
    Person,
    Shift,
    ShiftDemand,
    Skill,
    Unit,
)
from scheduler.timeutils import utcnow
from tests.factories import make_person, make_skill, make_unit, qualify
from tests.web.public.looking import queries_of

SignIn = Callable[[Person], FlaskClient]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FEW, MANY = 3, 300
PAGES = (
    "/open-shifts",
    "/open-shifts?unit=*&page=12",
    "/open-shifts/calendar?day={day}",
    "/open-shifts/calendar?span=week&day={day}",
    "/my",
    "/my?view=past",
    "/my/availability",
    "/my/notifications",
    "/my/hours",
)


class _World:
    """A volunteer and her city; rows are added by the hundred, with ids counted on."""

    def __init__(self) -> None:
        self.now = utcnow()
        self.units: list[Unit] = [make_unit(kind=UnitKind.GRID) for _ in range(9)]
        self.skills: list[Skill] = [make_skill(code) for code in ("fire", "medical", "lead")]
        self.person: Person = make_person(self.units[0], max_shifts_per_week=14, max_shifts_per_month=31)
        qualify(self.person, self.skills[0], valid_from=self.now.date() - 9 * DAY, valid_until=None)
        self.other: Person = make_person(self.units[1])
        self._rows = 0

    def grow(self, number: int) -> None:
        """Add so many rows of everything that the lists show."""
        numbers = range(self._rows + 1, self._rows + number + 1)
        self._rows += number
        tables: dict[Any, list[dict[str, Any]]] = {
            Shift: [row for number in numbers for row in self._shifts(number)],
            ShiftDemand: [self._demand(number) for number in numbers],
            Enrolment: [row for number in numbers for row in self._places(number)],
            Dislike: [
                {"person_id": self.person.id, "shift_id": 10 * number + 1, "created": self.now}
                for number in numbers
                if number % 7 == 0 or number == 1
            ],
            AvailabilityException: [self._exception(number) for number in numbers],
            Notification: [self._notification(number) for number in numbers],
            HoursEntry: [self._entry(number) for number in numbers],
        }
        with atomic():
            for model, rows in tables.items():
                db.session.execute(insert(model), rows)

    def _shifts(self, number: int) -> Iterator[dict[str, Any]]:
        """Yield an open shift, one of her own to come, and one of her past."""
        kind = ActivityKind.TRAINING if number % 3 else ActivityKind.DRILL
        start = self.now + DAY + number % 40 * HOUR
        for place, begins in ((1, start), (2, self.now + (30 + number) * DAY), (3, self.now - number * DAY)):
            yield {
                "id": 10 * number + place,
                "unit_id": self.units[number % 9].id,
                "kind": kind,
                "title": f"班次{number}",
                "starts_at": begins,
                "ends_at": begins + HOUR,
                "capacity": 1 if number % 3 == 1 else 9,
                "open_for_sign_up": place == 1,
                "created": self.now,
                "updated": self.now,
            }

    def _demand(self, number: int) -> dict[str, Any]:
        skill = self.skills[number % 3]
        return {"shift_id": 10 * number + 1, "skill_id": skill.id, "minimum": 1, "target": 1}

    def _places(self, number: int) -> Iterator[dict[str, Any]]:
        """Yield her own places, and somebody else's on some of the open shifts."""
        confirmed = {"seat": 1, "turn": None, "status": EnrolmentStatus.CONFIRMED}
        waiting = {"seat": None, "turn": 1, "status": EnrolmentStatus.WAITING}
        rows = [(2, self.person, confirmed), (3, self.person, confirmed)]
        rows += [(1, self.other, confirmed)] if number % 3 == 2 else []
        rows += [(1, self.person, waiting)] if number % 5 == 2 else []
        for place, person, values in rows:
            yield {
                "shift_id": 10 * number + place,
                "person_id": person.id,
                "origin": EnrolmentOrigin.SELF,
                "created": self.now,
                "updated": self.now,
                **values,
            }

    def _exception(self, number: int) -> dict[str, Any]:
        start = self.now + DAY + number * 3 * HOUR
        wish = (Wish.PREFERRED, Wish.UNWANTED)[number % 2]
        return {"person_id": self.person.id, "starts_at": start, "ends_at": start + HOUR, "wish": wish}

    def _notification(self, number: int) -> dict[str, Any]:
        params = {
            "shift_id": 10 * number + 2,
            "title": f"班次{number}",
            "kind": "drill",
            "place": "",
            "unit": self.units[number % 9].name,
            "zone": "Asia/Shanghai",
            "starts_at": self.now.isoformat(),
            "ends_at": (self.now + HOUR).isoformat(),
            "reason": "暴雨",
        }
        kind = NotificationKind.SHIFT_CANCELLED
        return {"person_id": self.person.id, "kind": kind, "params": params, "created": self.now}

    def _entry(self, number: int) -> dict[str, Any]:
        return {
            "person_id": self.person.id,
            "unit_id": self.units[number % 9].id,
            "shift_id": 10 * number + 3,
            "kind": HoursKind.SERVICE,
            "title": f"班次{number}",
            "began": self.now - number * DAY,
            "minutes": 60,
            "made_by_id": self.other.id,
            "created": self.now,
        }


def test_lists_of_a_volunteer_need_no_more_queries_for_more_rows(app: Flask, sign_in: SignIn) -> None:
    world = _World()
    client = sign_in(world.person)
    paths = [page.format(day=(world.now + DAY).date()) for page in PAGES]
    world.grow(FEW)
    few = {path: queries_of(client, path) for path in paths}
    world.grow(MANY - FEW)
    assert {path for path in paths if queries_of(client, path) > few[path]} == set()
    assert client.get(paths[0]).text.count("lf-offer-when") == 25


@pytest.mark.parametrize("path", ["/open-shifts", "/open-shifts/calendar", "/my/availability"])
def test_pages_without_any_row_ask_no_more_than_with_some(app: Flask, sign_in: SignIn, path: str) -> None:
    world = _World()
    client = sign_in(world.person)
    empty = queries_of(client, path)
    world.grow(FEW)
    assert empty <= queries_of(client, path)
