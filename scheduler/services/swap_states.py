"""What ends a request for a swap, cover or release before anybody has decided."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, or_, select
from sqlalchemy.orm import aliased

from scheduler.enums import EnrolmentStatus, ReleaseStatus, ShiftStatus, SwapStatus
from scheduler.models import (
    Attendance,
    AttendanceClosing,
    Enrolment,
    Person,
    ReleaseRequest,
    Shift,
    SwapRequest,
)

#: Requests that still wait for somebody.
LIVE = (SwapStatus.OPEN, SwapStatus.AWAITING_LEADER)
#: The one reason that is nobody's doing.
EXPIRED = "expired"

OFFERED, OFFERED_SHIFT = aliased(Enrolment), aliased(Shift)
WANTED, WANTED_SHIFT = aliased(Enrolment), aliased(Shift)
TAKER = aliased(Person)


def _attended(place: type[Enrolment]) -> ColumnElement[bool]:
    """Tell whether somebody's attendance on her shift has begun: then nobody can stand in for her."""
    taken = (
        select(Attendance.id)
        .where(Attendance.shift_id == place.shift_id, Attendance.person_id == place.person_id)
        .exists()
    )
    closed = select(AttendanceClosing.id).where(AttendanceClosing.shift_id == place.shift_id).exists()
    return or_(taken, closed)


def _gone(place: type[Enrolment], sequence: Any) -> ColumnElement[bool]:
    return or_(place.status != EnrolmentStatus.CONFIRMED, place.sequence != sequence)


def reason_at(now: datetime) -> ColumnElement[str | None]:
    """Return the code of the first reason for which a request can come to nothing any more, or NULL."""
    return case(
        (
            or_(OFFERED_SHIFT.status == ShiftStatus.CANCELLED, WANTED_SHIFT.status == ShiftStatus.CANCELLED),
            "shift_cancelled",
        ),
        (_gone(OFFERED, SwapRequest.offered_sequence), "place_gone"),
        (and_(WANTED.id.is_not(None), _gone(WANTED, SwapRequest.wanted_sequence)), "wanted_gone"),
        (
            or_(
                OFFERED_SHIFT.sequence != SwapRequest.offered_shift_sequence,
                WANTED_SHIFT.sequence != SwapRequest.wanted_shift_sequence,
            ),
            "shift_moved",
        ),
        (or_(_attended(OFFERED), and_(WANTED.id.is_not(None), _attended(WANTED))), "attendance"),
        (and_(TAKER.id.is_not(None), TAKER.active.is_(False)), "inactive"),
        (SwapRequest.expires_at <= now, EXPIRED),
        else_=None,
    )


def with_reason(*columns: Any) -> Select[Any]:
    """Return a query for columns of requests whose tables are joined as ``reason_at`` needs them."""
    return (
        select(*columns)
        .select_from(SwapRequest)
        .join(OFFERED, OFFERED.id == SwapRequest.enrolment_id)
        .join(OFFERED_SHIFT, OFFERED_SHIFT.id == OFFERED.shift_id)
        .outerjoin(WANTED, WANTED.id == SwapRequest.wanted_id)
        .outerjoin(WANTED_SHIFT, WANTED_SHIFT.id == WANTED.shift_id)
        .outerjoin(TAKER, TAKER.id == SwapRequest.taker_id)
    )


def still_live(now: datetime) -> ColumnElement[bool]:
    """Return a condition, within ``with_reason``, for requests that still wait for somebody."""
    return and_(SwapRequest.status.in_(LIVE), reason_at(now).is_(None))


def live_release(now: datetime) -> ColumnElement[bool]:
    """Return a condition, with place and shift joined, for requests to be released that wait for a leader."""
    return and_(
        ReleaseRequest.status == ReleaseStatus.OPEN,
        Enrolment.status == EnrolmentStatus.CONFIRMED,
        Enrolment.sequence == ReleaseRequest.sequence,
        Shift.status == ShiftStatus.ACTIVE,
        Shift.starts_at > now,
        ~_attended(Enrolment),
    )
