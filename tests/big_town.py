"""A town of any size, written with bulk inserts: what list pages are measured on."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, insert

from scheduler.database import Base, atomic, db
from scheduler.enums import (
    ActivityKind,
    AssignmentOrigin,
    AttendanceState,
    EnrolmentOrigin,
    EnrolmentStatus,
    HoursKind,
    Language,
    NotificationKind,
    Role,
    UnitKind,
)
from scheduler.models import (
    Assignment,
    Attendance,
    AuditEntry,
    Enrolment,
    HoursEntry,
    Notification,
    Person,
    Qualification,
    RoleGrant,
    Shift,
    ShiftDemand,
    Unit,
)
from scheduler.services.rosters.drafts import open_draft
from tests.factories import make_period, make_person, make_skill, make_unit

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
#: Places taken on each shift, of those that there are.
TAKEN, PLACES = 4, 6
#: Most shifts are for the neighbours, one in five is for everybody.
KINDS = 5 * [ActivityKind.PATROL] + 3 * [ActivityKind.DUTY] + [ActivityKind.TRAINING, ActivityKind.DRILL]
GRIDS_IN_COMMUNITY = 6
#: Pages that hold a list, by who looks at it. ``{period}`` is that of a community, ``{whole}`` that
#: of the whole town.
PAGES: dict[str, tuple[str, ...]] = {
    "volunteer": ("/open-shifts", "/my", "/my?view=past", "/my/hours", "/my/notifications"),
    "admin": (
        "/leader/shifts",
        "/leader/attendance",
        "/leader/hours",
        "/leader/periods/{period}",
        "/leader/periods/{period}/board",
        "/leader/periods/{period}/board?by=person",
        "/admin/people",
        "/admin/units",
        "/admin/audit",
    ),
    "planner of everything": (
        "/leader/periods/{whole}",
        "/leader/periods/{whole}/board",
        "/leader/periods/{whole}/board?by=person",
    ),
    "nobody": ("/", "/calendar", "/calendar?view=list", "/units", "/units/{unit}"),
}


class BigTown:
    """A committee with grids; ``grow`` adds people and shifts, half of them past, with all their rows.

    The first volunteer is on a shift in thirty, so that her own pages are full as well.
    """

    def __init__(self, *, grids: int, now: datetime) -> None:
        self.now = now.replace(minute=0, second=0, microsecond=0)
        self.top: Unit = make_unit(kind=UnitKind.COMMITTEE, name="安和", code="anhe")
        self.skills = [make_skill(code, name=code, name_en=code) for code in ("medical", "lead", "fire")]
        self.admin: Person = make_person(self.top, Role.ADMIN, language=Language.CHINESE)
        self._ids = {model: count(100_000) for model in (Unit, Person, Shift, Enrolment)}
        self.grids = self._add_grids(grids)
        today = self.now.date()
        days = {"starts_on": today - 14 * DAY, "ends_on": today + 14 * DAY}
        first = db.session.get_one(Unit, self.grids[0]).parent
        self.periods = [make_period(unit, **days) for unit in (first, self.top) if unit]
        with atomic():
            self.rosters = [open_draft(period, now=self.now).id for period in self.periods]
        self._people: list[int] = []
        self.volunteer: Person | None = None

    def grow(self, *, people: int, shifts: int) -> None:
        """Add people, shifts, places, hours, messages and entries of the audit trail."""
        with atomic():
            self._add_people(people)
            past = self._add_shifts(shifts)
            self._add_ledger(past)
            self._add_words(shifts)
        self.volunteer = self.volunteer or db.session.get_one(Person, self._people[0])

    def _add_grids(self, number: int) -> list[int]:
        rows: list[dict[str, Any]] = []
        community = self.top
        for place in range(number):
            if place % GRIDS_IN_COMMUNITY == 0:
                community = make_unit(self.top, UnitKind.COMMUNITY)
            unit_id = next(self._ids[Unit])
            rows.append(
                {
                    "id": unit_id,
                    "code": f"grid-{unit_id}",
                    "kind": UnitKind.GRID,
                    "parent_id": community.id,
                    "path": f"{community.path}{unit_id}/",
                    "name": f"网格{unit_id}",
                    "updated": self.now,
                }
            )
        with atomic():
            _insert(Unit, rows)
        return [row["id"] for row in rows]

    def _add_people(self, number: int) -> None:
        ids = [next(self._ids[Person]) for _ in range(number)]
        homes = {person_id: self.grids[person_id % len(self.grids)] for person_id in ids}
        _insert(
            Person,
            [
                {
                    "id": person_id,
                    "name": f"志愿者{person_id}",
                    "phone": f"+86139{person_id:08d}",
                    "session_key": f"town-{person_id}",
                    "home_unit_id": home,
                    "consent_version": "2026-11",
                    "consent_at": self.now,
                    "max_shifts_per_week": 14,
                    "created": self.now,
                    "updated": self.now,
                }
                for person_id, home in homes.items()
            ],
        )
        grant = {"role": Role.VOLUNTEER, "created": self.now}
        _insert(RoleGrant, [{"person_id": key, "unit_id": home, **grant} for key, home in homes.items()])
        proof = {"verified_at": self.now, "verified_by_id": self.admin.id}
        proof |= {"valid_from": self.now.date() - 99 * DAY, "valid_until": self.now.date() + 99 * DAY}
        _insert(
            Qualification,
            [
                {"person_id": person_id, "skill_id": skill.id, **proof}
                for person_id in ids
                for skill in self.skills[: person_id % 3]
            ],
        )
        self._people += ids

    def _add_shifts(self, number: int) -> list[dict[str, Any]]:
        """Add shifts from four weeks ago to four weeks ahead; return the past ones with who was there."""
        made = [self._shift(place, number) for place in range(number)]
        crews = {shift["id"]: self._crew(shift["id"]) for shift in made}
        _insert(Shift, made)
        _insert(
            ShiftDemand,
            [
                {"shift_id": shift["id"], "skill_id": skill, "minimum": 1, "target": target}
                for shift in made
                for skill, target in ((None, TAKEN), (self.skills[0].id, 1))
            ],
        )
        _insert(Enrolment, list(self._places(crews)))
        coming = [
            {"roster_id": roster_id, "shift_id": shift["id"], "person_id": person_id}
            for roster_id in self.rosters
            for shift in made
            if abs(shift["starts_at"] - self.now) < 13 * DAY
            for person_id in crews[shift["id"]]
        ]
        _insert(Assignment, [{**row, "origin": AssignmentOrigin.SOLVER} for row in coming])
        return [{**shift, "crew": crews[shift["id"]]} for shift in made if shift["ends_at"] < self.now]

    def _shift(self, place: int, number: int) -> dict[str, Any]:
        start = self.now + 28 * DAY * (2 * place / max(1, number - 1) - 1) + HOUR / 2
        return {
            "id": next(self._ids[Shift]),
            "unit_id": self.grids[place % len(self.grids)],
            "kind": KINDS[place // len(self.grids) % len(KINDS)],
            "title": f"班次{place}",
            "place": "东门",
            "starts_at": start.replace(microsecond=0),
            "ends_at": (start + 2 * HOUR).replace(microsecond=0),
            "capacity": PLACES,
            "created": self.now,
            "updated": self.now,
        }

    def _crew(self, shift_id: int) -> list[int]:
        crew = [self._people[(shift_id * TAKEN + seat) % len(self._people)] for seat in range(TAKEN)]
        crew = crew if shift_id % 30 else [self._people[0], *crew[1:]]
        return list(dict.fromkeys(crew))

    def _places(self, crews: dict[int, list[int]]) -> Iterator[dict[str, Any]]:
        for shift_id, crew in crews.items():
            for seat, person_id in enumerate(crew, start=1):
                yield {
                    "id": next(self._ids[Enrolment]),
                    "shift_id": shift_id,
                    "person_id": person_id,
                    "seat": seat,
                    "turn": seat,
                    "origin": EnrolmentOrigin.SELF,
                    "status": EnrolmentStatus.CONFIRMED,
                    "created": self.now,
                    "updated": self.now,
                }

    def _add_ledger(self, past: list[dict[str, Any]]) -> None:
        served = [(shift, person_id) for shift in past for person_id in shift["crew"]]
        came = {"state": AttendanceState.OUT, "walk_in": False, "updated": self.now}
        _insert(
            Attendance,
            [
                {
                    "shift_id": shift["id"],
                    "person_id": person_id,
                    "arrived_at": shift["starts_at"],
                    "left_at": shift["ends_at"],
                    **came,
                }
                for shift, person_id in served
            ],
        )
        line = {"kind": HoursKind.SERVICE, "minutes": 120, "created": self.now, "made_by_id": self.admin.id}
        _insert(
            HoursEntry,
            [
                {
                    "person_id": person_id,
                    "unit_id": shift["unit_id"],
                    "shift_id": shift["id"],
                    "title": shift["title"],
                    "began": shift["starts_at"],
                    **line,
                }
                for shift, person_id in served
            ],
        )

    def _add_words(self, number: int) -> None:
        told = {"kind": NotificationKind.PASSWORD_RESET, "params": {}, "created": self.now}
        first = [{"person_id": self._people[0], **told} for _ in range(number // 10 + 1)]
        _insert(Notification, [*first, *({"person_id": person_id, **told} for person_id in self._people)])
        deed = {"at": self.now, "action": "shift.created", "subject": "shift", "details": {"title": "巡逻"}}
        _insert(
            AuditEntry,
            [
                {
                    "actor_id": self._people[place % len(self._people)],
                    "subject_id": 100_000 + place,
                    "unit_id": self.grids[place % len(self.grids)],
                    **deed,
                }
                for place in range(number)
            ],
        )

    def pages(
        self, app: Flask, whose: Collection[str] = tuple(PAGES)
    ) -> Iterator[tuple[str, FlaskClient, str]]:
        """Yield the pages of ``PAGES`` with who looks at them, and a browser of theirs."""
        readers = {"volunteer": self.volunteer, "nobody": None}
        period, whole = (period.id for period in self.periods)
        for who in whose:
            client, reader = app.test_client(), readers.get(who, self.admin)
            if reader is not None:
                with client.session_transaction() as session:
                    session["_user_id"] = f"{reader.id}.{reader.session_key}"
                    session["_fresh"] = True
            for path in PAGES[who]:
                yield who, client, path.format(period=period, whole=whole, unit=f"grid-{self.grids[0]}")


def look(client: FlaskClient, path: str) -> int:
    """Open a page as its reader does, with a session of its own, and return how many queries it took."""
    seen: list[None] = []

    def note(*_arguments: object) -> None:
        seen.append(None)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        with client.application.app_context():
            answer = client.get(path)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert answer.status_code == 200, (path, answer.status_code)
    return len(seen)


def _insert(model: type[Base], rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(model), rows)
