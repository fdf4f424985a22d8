"""Many browsers sign up for one shift at the same moment, against a server that really serves.

The browsers hold session cookies that this program makes with the server's own secret, since a thousand
passwords would take longer than a thousand sign-ups.
"""

import http.client
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from scheduler.database import atomic, db
from scheduler.enums import Role
from scheduler.models import AuditEntry, Enrolment, Person, RoleGrant, Unit
from tests.factories import NOW

CONFIRMED, WAITING, FULL = "confirmed", "waiting", "full"
#: How the answers begin, in English, and what they mean.
_ANSWERS = {
    "You have a place": CONFIRMED,
    "Every place is taken. You are number": WAITING,
    "Every place is taken (": FULL,
    # To those whose first answer got lost on its way.
    "You are on this shift already": CONFIRMED,
    "You are on the waiting list of this shift already": WAITING,
}
_PATIENCE_SECONDS = 60
_TOKEN = "0" * 40


@dataclass(slots=True)
class Answers:
    """What the browsers were told: by person id one of the three answers, and whatever else came."""

    told: dict[int, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def count(self) -> Counter[str]:
        """Return how many were told what."""
        return Counter(self.told.values())

    def of(self, answer: str) -> set[int]:
        """Return who was told so."""
        return {person_id for person_id, told in self.told.items() if told == answer}


def make_crowd(unit: Unit, number: int) -> list[Person]:
    """Return ``number`` volunteers of a unit, committed at once."""
    people = [
        Person(
            home_unit_id=unit.id,
            name=f"志愿者{index}",
            phone=f"+86139{index:08d}",
            session_key=f"crowd-{index}",
            consent_version="2026-11",
            consent_at=NOW,
            created=NOW,
            updated=NOW,
            grants=[RoleGrant(unit_id=unit.id, role=Role.VOLUNTEER, created=NOW)],
        )
        for index in range(number)
    ]
    with atomic():
        db.session.add_all(people)
    return people


class Crowd:
    """Browsers in ``threads`` threads; each person presses the button once."""

    def __init__(
        self, app: Flask, port: int, path: str, *, threads: int, answers: Answers | None = None
    ) -> None:
        serializer = SecureCookieSessionInterface().get_signing_serializer(app)
        secret = app.secret_key
        assert serializer is not None
        assert secret is not None
        self._cookies = serializer
        self._token = str(URLSafeTimedSerializer(secret, salt="wtf-csrf-token").dumps(_TOKEN))
        self._port, self._path, self._threads = port, path, threads
        self.answers = answers or Answers()

    def press(self, people: Sequence[Person], *, alive: threading.Event | None = None) -> Answers:
        """Let everybody press the button; who gets no answer from a server that is down counts as an error.

        ``alive`` is set once the first answers have come.
        """
        waiting: SimpleQueue[tuple[int, str]] = SimpleQueue()
        for person in people:
            waiting.put((person.id, self._cookie(person)))
        barrier = threading.Barrier(self._threads)
        runners = [
            threading.Thread(target=self._run, args=(waiting, barrier, alive)) for _ in range(self._threads)
        ]
        for runner in runners:
            runner.start()
        for runner in runners:
            runner.join()
        return self.answers

    def _cookie(self, person: Person) -> str:
        values = {
            "_user_id": f"{person.id}.{person.session_key}",
            "_fresh": True,
            "csrf_token": _TOKEN,
            "language": "en",
        }
        return str(self._cookies.dumps(values))

    def _run(
        self,
        waiting: "SimpleQueue[tuple[int, str]]",
        barrier: threading.Barrier,
        alive: threading.Event | None,
    ) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_PATIENCE_SECONDS)
        barrier.wait(_PATIENCE_SECONDS)
        while True:
            try:
                person_id, cookie = waiting.get_nowait()
            except Empty:
                break
            try:
                self._note(person_id, self._send(connection, cookie))
            except (OSError, http.client.HTTPException) as error:
                self.answers.errors.append(f"{type(error).__name__}: {error}")
                connection.close()
            if alive is not None and len(self.answers.told) > self._threads // 4:
                alive.set()
        connection.close()

    def _send(self, connection: http.client.HTTPConnection, cookie: str) -> tuple[int, str]:
        headers = {
            "Cookie": f"session={cookie}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept-Language": "en",
        }
        connection.request("POST", self._path, urlencode({"csrf_token": self._token}), headers)
        answer = connection.getresponse()
        answer.read()
        morsel = SimpleCookie(answer.getheader("Set-Cookie", "")).get("session")
        return answer.status, morsel.value if morsel else ""

    def _note(self, person_id: int, answer: tuple[int, str]) -> None:
        status, cookie = answer
        session: dict[str, Any] = self._cookies.loads(cookie) if cookie else {}
        words = [text for _, text in session.get("_flashes", [])]
        known = [
            meaning for beginning, meaning in _ANSWERS.items() for text in words if text.startswith(beginning)
        ]
        if status == http.client.FOUND and len(known) == 1:
            self.answers.told[person_id] = known[0]
        else:
            self.answers.errors.append(f"{status}: {words}")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the database holds: people by seat, the line, and who came when by the audit trail."""

    seats: dict[int, int]
    line: list[int]
    commits: list[int]


def outcome_of(shift_id: int) -> Outcome:
    """Return who has which seat on a shift, who waits in which order, and the order of the commits."""
    db.session.rollback()  # what was read before the crowd came is no longer true
    rows = db.session.execute(
        select(Enrolment.person_id, Enrolment.seat)
        .where(Enrolment.shift_id == shift_id, Enrolment.turn.is_not(None))
        .order_by(Enrolment.turn)
    ).all()
    # Entries are numbered under the lock of the shift, so in the order of the commits.
    deeds = select(AuditEntry.actor_id).join(Enrolment, Enrolment.id == AuditEntry.subject_id)
    deeds = deeds.where(AuditEntry.subject == "enrolment", Enrolment.shift_id == shift_id)
    return Outcome(
        seats={seat: person_id for person_id, seat in rows if seat is not None},
        line=[person_id for person_id, seat in rows if seat is None],
        commits=[actor for actor in db.session.scalars(deeds.order_by(AuditEntry.id)) if actor],
    )
