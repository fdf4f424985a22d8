"""Service certificates: issued from the ledger, verified by anyone, revoked with a reason.

Who organises records, and who records certifies: a certificate is issued in the name of the smallest
unit that contains the home unit and every unit served. Hours count once a leader has confirmed them, so the
person may have it made herself.
"""

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from scheduler.database import atomic, db
from scheduler.enums import HoursKind
from scheduler.errors import Conflict, InvalidInput, NotAllowed, NotFound
from scheduler.models import Certificate, Person, Unit
from scheduler.services import audit
from scheduler.services.hours_lists import LedgerLine, lines_between
from scheduler.services.permissions import Right, require
from scheduler.services.rows import get_row
from scheduler.services.shift_inputs import REASON_LENGTH, clean_line
from scheduler.timeutils import local_date

#: Letters and digits that nobody takes for another: no I, L, O, U, 0, 1.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_SIGNS_IN_CODE, _GROUP = 12, 4
_CODE_LENGTH = 20


def issue_certificate(
    person_id: int, *, first: date, last: date, actor: Person, now: datetime
) -> Certificate:
    """Issue a certificate of what a person served from ``first`` to ``last``, both included.

    For the actor herself, or by who keeps the hours of her home unit. The same content gives the certificate
    that is there already. Raises ``NotFound``, ``NotAllowed``, ``InvalidInput``, and ``Conflict`` where the
    ledger holds nothing of these days.
    """
    with atomic():
        person = get_row(Person, person_id, lock=True)
        if person.id != actor.id:
            require(actor, Right.KEEP_HOURS, person.home_unit)
        zone = person.home_unit.zone
        if last < first:
            raise InvalidInput("last", "certificate.order")
        if last > local_date(now, zone):
            raise InvalidInput("last", "certificate.future")
        lines = [line for line in lines_between(person, first, last, zone=zone) if line.minutes > 0]
        if not lines:
            raise Conflict("certificate.nothing")
        certificate = _certificate(person, lines, first, last, actor, now)
        twin = _twin(certificate)
        if twin is not None:
            return twin
        db.session.add(certificate)
        _note("certificate.issued", certificate, actor, now, number=certificate_code_text(certificate.code))
    return certificate


def revoke_certificate(certificate_id: int, *, reason: str, actor: Person, now: datetime) -> Certificate:
    """Declare a certificate void; ``actor`` keeps the hours of the unit that issued it or of the home unit.

    Raises ``NotFound``, ``NotAllowed``, ``InvalidInput``, ``Conflict`` where it is void already.
    """
    with atomic():
        certificate = get_row(Certificate, certificate_id, lock=True)
        require(actor, Right.KEEP_HOURS, certificate.person.home_unit)
        if certificate.person_id == actor.id:
            raise NotAllowed("hours.own")
        if certificate.revoked_at is not None:
            raise Conflict("certificate.revoked_already")
        certificate.revoked_reason = clean_line("reason", reason, most=REASON_LENGTH, required=True)
        certificate.revoked_at = now
        _note("certificate.revoked", certificate, actor, now, reason=certificate.revoked_reason)
    return certificate


def find_certificate(text: str) -> Certificate:
    """Return the certificate with this code, however it was typed; raise ``NotFound``."""
    code = "".join(sign for sign in text.upper() if sign in _SIGNS)
    query = select(Certificate).where(Certificate.code == code).options(joinedload(Certificate.unit))
    found = db.session.scalar(query) if len(code) == _SIGNS_IN_CODE else None
    if found is None:
        raise NotFound("certificate.unknown")
    return found


def hide_name(name: str) -> str:
    """Return a name of which only the first sign is readable: enough to compare with a paper at hand."""
    return name[:1] + "*" * (len(name) - 1)


def certificates_of(person: Person) -> Sequence[Certificate]:
    """Return the certificates of a person, the latest first."""
    query = select(Certificate).where(Certificate.person_id == person.id)
    return db.session.scalars(query.order_by(Certificate.id.desc())).all()


def certificate_number(certificate: Certificate) -> str:
    """Return the number of a certificate: the year it was issued in, and which one it is."""
    year = local_date(certificate.issued_at, str(certificate.content["zone"])).year
    return f"LF{year}-{certificate.id:06d}"


def certificate_code_text(code: str) -> str:
    """Return a code as people read and type it, in groups."""
    return "-".join(code[place : place + _GROUP] for place in range(0, len(code), _GROUP))


def _certificate(
    person: Person, lines: Sequence[LedgerLine], first: date, last: date, actor: Person, now: datetime
) -> Certificate:
    issuer = _issuer(person, lines)
    return Certificate(
        code="".join(secrets.choice(_SIGNS) for _ in range(_SIGNS_IN_CODE)),
        person_id=person.id,
        unit_id=issuer.id,
        first_day=first,
        last_day=last,
        service_minutes=_minutes(lines, HoursKind.SERVICE),
        training_minutes=_minutes(lines, HoursKind.TRAINING),
        content={
            "name": person.name,
            "volunteer": volunteer_number(person),
            "unit": issuer.name,
            "unit_en": issuer.name_en,
            "contact": _contact(issuer),
            "zone": issuer.zone,
            "lines": _content(lines),
        },
        issued_at=now,
        issued_by_id=actor.id,
    )


def volunteer_number(person: Person) -> str:
    """Return the number under which a volunteer is known on paper."""
    return number_of(person.id)


def number_of(person_id: int) -> str:
    """Return the volunteer number of the person with this id; it stays when the account is deleted."""
    return f"ZY{person_id:06d}"


def _minutes(lines: Sequence[LedgerLine], kind: HoursKind) -> int:
    return sum(line.minutes for line in lines if line.entry.kind is kind)


def _content(lines: Sequence[LedgerLine]) -> list[dict[str, Any]]:
    """Return what was done, a line for each title, the longest service first."""
    found: dict[tuple[str, str], list[int]] = {}
    for line in lines:
        key = (line.entry.kind.value, line.entry.title)
        found.setdefault(key, []).append(line.minutes)
    rows = [
        {"kind": kind, "title": title, "times": len(minutes), "minutes": sum(minutes)}
        for (kind, title), minutes in found.items()
    ]
    return sorted(rows, key=lambda row: (row["kind"], -int(str(row["minutes"])), row["title"]))


def _issuer(person: Person, lines: Sequence[LedgerLine]) -> Unit:
    """Return the smallest unit that contains the home unit and every unit served."""
    unit: Unit = person.home_unit
    served = [line.entry.unit for line in lines]
    while unit.parent is not None and not all(unit.contains(other) for other in served):
        unit = unit.parent
    return unit


def _contact(unit: Unit) -> str:
    above: Unit | None = unit
    while above is not None and not above.contact:
        above = above.parent
    return above.contact if above else ""


def _twin(certificate: Certificate) -> Certificate | None:
    query = select(Certificate).where(
        Certificate.person_id == certificate.person_id,
        Certificate.first_day == certificate.first_day,
        Certificate.last_day == certificate.last_day,
        Certificate.revoked_at.is_(None),
    )
    same = [other for other in db.session.scalars(query) if other.content == certificate.content]
    return same[0] if same else None


def _note(action: str, certificate: Certificate, actor: Person, now: datetime, **details: object) -> None:
    name = certificate.content["name"]
    audit.record(action, certificate, actor=actor, now=now, unit_id=certificate.unit_id, name=name, **details)
