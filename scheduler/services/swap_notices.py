"""What people are told about swaps, covers and releases, and which leaders decide."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from scheduler.database import Base, db
from scheduler.enums import NotificationKind, Role, SwapAnswer
from scheduler.models import Enrolment, Person, RoleGrant, SwapRequest, Unit
from scheduler.services import audit
from scheduler.services.enrolment_notices import shift_params, tell
from scheduler.services.permissions import RIGHTS, Right

_DECIDING = tuple(role for role in Role if Right.PLAN_SHIFTS in RIGHTS[role])


def deciding_units(request: SwapRequest) -> list[Unit]:
    """Return the units whose leader must agree to a request; none where neither unit asks for it."""
    units = [request.enrolment.shift.unit, *([request.wanted.shift.unit] if request.wanted else [])]
    return [unit for unit in dict.fromkeys(units) if unit.swaps_need_leader]


def leaders_of(units: Sequence[Unit], *, without: Collection[int]) -> list[Person]:
    """Return who plans the shifts of all of ``units``: the nearest above them, ``without`` some people."""
    above = [set(unit.ancestor_ids) for unit in units]
    common = set.intersection(*above)
    query = (
        select(RoleGrant)
        .join(RoleGrant.person)
        .where(
            RoleGrant.unit_id.in_(common),
            RoleGrant.role.in_(_DECIDING),
            Person.active,
            Person.id.not_in(without),
        )
        .order_by(RoleGrant.person_id)
    )
    grants = list(db.session.scalars(query))
    depth = {number: place for place, number in enumerate(units[0].ancestor_ids)}
    nearest = max((depth[grant.unit_id] for grant in grants), default=0)
    return list(dict.fromkeys(grant.person for grant in grants if depth[grant.unit_id] == nearest))


def tell_about(
    people: Iterable[int], kind: NotificationKind, request: SwapRequest, *, now: datetime, **more: Any
) -> None:
    """Tell people about a request: the shift offered, what is given for it, and who gives and takes."""
    params = {
        "request_id": request.id,
        "swap": request.kind.value,
        "giver": request.enrolment.person.name,
        "giver_id": request.enrolment.person_id,
        "taker": request.taker.name if request.taker else "",
        "taker_id": request.taker_id,
        "other": shift_params(request.wanted.shift) if request.wanted else None,
        **more,
    }
    for person_id in dict.fromkeys(people):
        tell(person_id, kind, request.enrolment.shift, now=now, **params)


def concerned(request: SwapRequest) -> list[int]:
    """Return the ids of those who wait for what becomes of a request.

    These are the one who offers, the one who takes over, and whoever was asked alone and has not answered.
    """
    people = [request.enrolment.person_id]
    if request.taker_id is not None:
        people.append(request.taker_id)
    if not request.everyone:
        people += [asked.person_id for asked in request.asked if asked.answer is not SwapAnswer.DECLINED]
    return list(dict.fromkeys(people))


def note(
    action: str, subject: Base, place: Enrolment, *, actor: Person | None, now: datetime, **details: Any
) -> None:
    """Write a deed about somebody's place into the audit trail."""
    shift = place.shift
    audit.record(
        action,
        subject,
        actor=actor,
        now=now,
        unit_id=shift.unit_id,
        shift_id=shift.id,
        title=shift.title,
        **details,
    )
