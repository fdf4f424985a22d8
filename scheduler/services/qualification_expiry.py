"""What time does to qualifications: warnings before they end, and evidence that is no longer needed."""

from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from scheduler.database import atomic, db
from scheduler.models import Person, Qualification, QualificationEvidence
from scheduler.services import evidence_store as store
from scheduler.services.qualification_notices import tell_expiring
from scheduler.timeutils import local_date, to_local

#: So many days before its end the owner of a qualification is warned.
WARNINGS = (60, 30, 7)
#: Evidence goes so many days after its qualification ended or was refused; the privacy notice says so.
EVIDENCE_DAYS = 90
#: Nobody is woken by a warning.
FIRST_HOUR = 8


def warn_of_expiry(*, now: datetime) -> int:
    """Warn the owners of qualifications that end soon, and return how many warnings were written.

    Each is warned once at each distance. Who could not be warned in time, because no worker ran, gets the
    nearest warning only. A qualification that a later one of the same skill carries on is left alone.
    """
    return sum(_warn(number, now) for number in _ending(now))


def due_warning(held: Qualification, today: date) -> int | None:
    """Return at which distance the owner is to be warned now, nothing where she was or need not be."""
    if held.valid_until is None or not held.verified or held.valid_until < today:
        return None
    left = (held.valid_until - today).days
    reached = [days for days in WARNINGS if left <= days]
    if not reached:
        return None
    warned = held.warned_days if held.warned_until == held.valid_until else None
    return min(reached) if warned is None or min(reached) < warned else None


def _ending(now: datetime) -> list[int]:
    today = now.date()  # the day of a unit differs from it by one at most
    query = select(Qualification.id).where(
        Qualification.verified,
        Qualification.valid_until >= today - timedelta(days=1),
        Qualification.valid_until <= today + timedelta(days=max(WARNINGS) + 1),
        or_(
            Qualification.warned_days.is_(None),
            Qualification.warned_days > min(WARNINGS),
            Qualification.warned_until != Qualification.valid_until,
        ),
        Qualification.person.has(Person.active),
    )
    rows = (
        select(Qualification)
        .where(Qualification.id.in_(query))
        .options(joinedload(Qualification.person).joinedload(Person.home_unit))
    )
    return [held.id for held in db.session.scalars(rows.order_by(Qualification.id)) if _is_due(held, now)]


def _is_due(held: Qualification, now: datetime) -> bool:
    local = to_local(now, held.person.home_unit.zone)
    return local.hour >= FIRST_HOUR and due_warning(held, local.date()) is not None


def _warn(qualification_id: int, now: datetime) -> bool:
    """Write one warning, unless another worker just has."""
    with atomic():
        held = db.session.get(Qualification, qualification_id, with_for_update=True, populate_existing=True)
        if held is None:
            return False
        today = local_date(now, held.person.home_unit.zone)
        distance = due_warning(held, today)
        if distance is None:
            return False
        held.warned_days, held.warned_until = distance, held.valid_until
        if is_carried_on(held):
            return False
        tell_expiring(held, today=today, now=now)
    return True


def is_carried_on(held: Qualification) -> bool:
    """Tell whether another verified qualification of the same skill and level follows without a gap."""
    end = held.valid_until or date.max
    return any(
        other.verified
        and other.skill_id == held.skill_id
        and other.level >= held.level
        and other.valid_from <= end + timedelta(days=1)
        and (other.valid_until is None or other.valid_until > end)
        for other in held.person.qualifications
    )


def remove_old_evidence(instance: Path, *, now: datetime) -> int:
    """Remove the evidence of what ended or was refused long ago, and return how many files."""
    oldest = now - timedelta(days=EVIDENCE_DAYS)
    query = (
        select(QualificationEvidence.id)
        .join(QualificationEvidence.qualification)
        .where(or_(Qualification.valid_until < oldest.date(), Qualification.refused_at < oldest))
    )
    removed = []
    for number in db.session.scalars(query).all():
        with atomic():
            file = db.session.get(QualificationEvidence, number, with_for_update=True)
            if file is not None:
                removed.append(file.stored_name)
                db.session.delete(file)
    store.remove(instance, removed)
    return len(removed)


def sweep_evidence(instance: Path, *, now: datetime) -> int:
    """Remove the files that no row knows, such as those of a server that was killed; return how many.

    A database without any evidence may be the wrong one for this folder, so it removes nothing.
    """
    if not db.session.scalar(select(func.count(QualificationEvidence.id))):
        return 0
    known = set(db.session.scalars(select(QualificationEvidence.stored_name)))
    return store.sweep(instance, known, now=now)
