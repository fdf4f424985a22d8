"""Waiting lists: a free place is offered in turn, for a while, and then moves on.

Everything here happens inside ``atomic`` under the lock of the shift, but for what only reads.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from scheduler.database import db
from scheduler.enums import EnrolmentStatus, NotificationKind, ShiftStatus
from scheduler.errors import SchedulerError
from scheduler.models import Enrolment, Person, Shift
from scheduler.services import audit
from scheduler.services.enrolment_facts import Crew, crew_now, meets, standings_of
from scheduler.services.enrolment_notices import tell, tell_passed
from scheduler.services.enrolment_rules import Case, offer_refusal
from scheduler.services.enrolment_seats import LISTED, Tally, free_seats, offer, release, tally_of

#: Close to the start an offer stands for half of the time that is left, so that others get a chance too,
#: but no shorter than this.
_SHORTEST = timedelta(minutes=15)
#: Refusals that are no affair of the person: her turn stays as it is, and she need not hear of it.
_SILENT = frozenset(
    {"inactive", "skill_missing", "skill_unverified", "skill_not_yet", "skill_expired", "skill_level"}
)
#: Who waited for a shift that began longer ago than this need not hear of it any more.
_STALE = timedelta(days=1)
#: Whoever waits is asked about so many at a time.
_CHUNK = 25


@dataclass(frozen=True, slots=True)
class _Verdict:
    """Whether the next free place can go to somebody who waits; ``refusal``: why not."""

    place: Enrolment
    refusal: SchedulerError | None

    @property
    def is_news(self) -> bool:
        """Tell whether something changes: an offer, or a reason that the person has not heard."""
        return self.refusal is None or (
            _short(self.refusal) not in _SILENT and self.place.passed != _short(self.refusal)
        )


def offer_until(shift: Shift, *, now: datetime) -> datetime:
    """Return until when a place offered now can be accepted: never later than the start of the shift."""
    left = shift.starts_at - now
    time = min(timedelta(hours=shift.unit.offer_hours), max(left / 2, _SHORTEST), left)
    return now + timedelta(seconds=int(time.total_seconds()))


def has_lapsed(place: Enrolment, *, now: datetime) -> bool:
    """Tell whether a place was offered and its time is up, though nothing has ended it yet."""
    return place.offer_until is not None and place.offer_until <= now


def settle(shift: Shift, *, now: datetime, person_id: int = 0) -> Tally:
    """End the offers whose time is up, offer the free places to the next in turn, and return the tally.

    The tally says whether the person is known on the shift.
    Whoever cannot come any more is passed over, told why, and keeps her turn. With the start of the shift
    its list ends. Call it first in every transaction that gives or frees places.
    """
    tally = tally_of(shift, person_id)
    lapsed = tally.offer_ends is not None and tally.offer_ends <= now
    over = _is_over(shift, tally, now)
    if not lapsed and not over and not _has_business(shift, tally, now):
        return tally
    _lock_people(shift)
    if over:
        _end_list(shift, now)
        tally = tally_of(shift, person_id)
    if lapsed:
        _end_offers(shift, now)
        tally = tally_of(shift, person_id)
    if _has_business(shift, tally, now):
        _offer_places(shift, tally, now)
        tally = tally_of(shift, person_id)
    return tally


def due_shifts(*, now: datetime) -> list[int]:
    """Return the ids of the shifts for which ``settle`` has something to do."""
    lapsed = select(Enrolment.shift_id).where(
        Enrolment.status == EnrolmentStatus.OFFERED, Enrolment.offer_until <= now
    )
    due = set(db.session.scalars(lapsed.distinct()))
    over = select(Enrolment.shift_id).join(Enrolment.shift)
    over = over.where(
        Enrolment.status == EnrolmentStatus.WAITING,
        Shift.status == ShiftStatus.ACTIVE,
        Shift.starts_at <= now,
    )
    due.update(db.session.scalars(over.distinct()))
    waited_for = select(Enrolment.shift_id).where(Enrolment.status == EnrolmentStatus.WAITING)
    seated = select(func.count(Enrolment.seat)).where(Enrolment.shift_id == Shift.id).scalar_subquery()
    query = (
        select(Shift)
        .options(joinedload(Shift.unit))
        .where(
            Shift.id.in_(waited_for),
            Shift.status == ShiftStatus.ACTIVE,
            Shift.open_for_sign_up,
            Shift.starts_at > now,
            seated < Shift.capacity,
        )
    )
    for shift in db.session.scalars(query):
        if shift.id not in due and any(verdict.is_news for verdict in _verdicts(shift, tally_of(shift), now)):
            due.add(shift.id)
    return sorted(due)


def waiting_list(shift: Shift) -> Sequence[Enrolment]:
    """Return those to whom a place is offered and those who wait, in turn, with the people."""
    query = (
        select(Enrolment)
        .options(joinedload(Enrolment.person).joinedload(Person.home_unit))
        .where(Enrolment.shift_id == shift.id, Enrolment.status.in_(LISTED))
    )
    return db.session.scalars(query.order_by(Enrolment.turn)).all()


def positions(places: Sequence[Enrolment]) -> dict[int, int]:
    """Return the position in the line, from 1, of each of ``places`` that waits, by its id."""
    ids = [place.id for place in places if place.status is EnrolmentStatus.WAITING]
    if not ids:
        return {}
    earlier = aliased(Enrolment)
    query = (
        select(Enrolment.id, func.count(earlier.id))
        .join(
            earlier,
            (earlier.shift_id == Enrolment.shift_id)
            & (earlier.status == EnrolmentStatus.WAITING)
            & (earlier.turn <= Enrolment.turn),
        )
        .where(Enrolment.id.in_(ids))
        .group_by(Enrolment.id)
    )
    return dict(db.session.execute(query).all())


def _has_business(shift: Shift, tally: Tally, now: datetime) -> bool:
    return bool(
        tally.waiting
        and tally.held < shift.capacity
        and shift.status is ShiftStatus.ACTIVE
        and shift.open_for_sign_up
        and shift.starts_at > now
    )


def _is_over(shift: Shift, tally: Tally, now: datetime) -> bool:
    return bool(tally.waiting and shift.status is ShiftStatus.ACTIVE and shift.starts_at <= now)


def _lock_people(shift: Shift) -> None:
    """Keep accounts on the list from being closed meanwhile: that ends places without the shift's lock."""
    query = select(Person.id).join(Enrolment, Enrolment.person_id == Person.id)
    query = query.where(Enrolment.shift_id == shift.id, Enrolment.status.in_(LISTED))
    query = query.order_by(Person.id).with_for_update(read=True, key_share=True, of=Person)
    db.session.execute(query)


def _end_offers(shift: Shift, now: datetime) -> None:
    query = (
        select(Enrolment)
        .where(
            Enrolment.shift_id == shift.id,
            Enrolment.status == EnrolmentStatus.OFFERED,
            Enrolment.offer_until <= now,
        )
        .execution_options(populate_existing=True)
    )
    for place in db.session.scalars(query.order_by(Enrolment.turn)).all():
        release(place, now=now)
        tell(place.person_id, NotificationKind.OFFER_EXPIRED, shift, now=now)
        _note("enrolment.offer_expired", place, shift, now)


def _end_list(shift: Shift, now: datetime) -> None:
    """Let nobody wait for a shift that has begun; each is told once that no place came free."""
    query = (
        select(Enrolment)
        .where(Enrolment.shift_id == shift.id, Enrolment.status == EnrolmentStatus.WAITING)
        .execution_options(populate_existing=True)
    )
    for place in db.session.scalars(query.order_by(Enrolment.turn)).all():
        release(place, now=now)
        if now - shift.starts_at < _STALE:
            tell(place.person_id, NotificationKind.LIST_ENDED, shift, now=now)
        _note("enrolment.list_ended", place, shift, now)
    db.session.flush()


def _offer_places(shift: Shift, tally: Tally, now: datetime) -> None:
    seats, until = iter(free_seats(shift)), offer_until(shift, now=now)
    for verdict in list(_verdicts(shift, tally, now)):
        place, refusal = verdict.place, verdict.refusal
        if refusal is None:
            offer(place, seat=next(seats), until=until, now=now)
            tell(
                place.person_id,
                NotificationKind.PLACE_OFFERED,
                shift,
                now=now,
                until=until.isoformat(),
            )
            _note("enrolment.offered", place, shift, now)
        elif verdict.is_news:
            place.passed = _short(refusal)
            tell_passed(place.person_id, refusal, shift, now=now)
    db.session.flush()


def _verdicts(shift: Shift, tally: Tally, now: datetime) -> Iterator[_Verdict]:
    """Say in turn who can have a free place, until none is left."""
    crew = crew_now(shift, tally)
    for places in _waiting(shift):
        standings = standings_of([place.person for place in places], [shift.unit], now=now)
        for place in places:
            if crew.taken >= shift.capacity:
                return
            case = Case(shift, standings[place.person_id], crew, now)
            refusal = offer_refusal(case)
            if refusal is None:
                crew = _joined_by(case)
            yield _Verdict(place, refusal)


def _waiting(shift: Shift) -> Iterator[Sequence[Enrolment]]:
    """Return those who wait, in turn, a few at a time, with what decides about them."""
    query = (
        select(Enrolment)
        .join(Enrolment.person)
        .options(
            contains_eager(Enrolment.person).options(
                joinedload(Person.home_unit), selectinload(Person.qualifications)
            )
        )
        .where(Enrolment.shift_id == shift.id, Enrolment.status == EnrolmentStatus.WAITING)
        .order_by(Enrolment.turn)
        .limit(_CHUNK)
        .execution_options(populate_existing=True)
    )
    places = db.session.scalars(query).all()
    while places:
        yield places
        places = db.session.scalars(query.where(Enrolment.turn > places[-1].turn)).all()


def _joined_by(case: Case) -> Crew:
    """Return the crew with one person more."""
    proofs = case.person.qualifications if case.crew.asks else []
    meeting = {
        demand.id: case.crew.meeting.get(demand.id, 0)
        + any(meets(proof, demand, case.day) for proof in proofs)
        for demand in (case.shift.demands if case.crew.asks else [])
        if demand.skill_id
    }
    return replace(case.crew, taken=case.crew.taken + 1, waiting=case.crew.waiting - 1, meeting=meeting)


def _short(refusal: SchedulerError) -> str:
    return refusal.code.removeprefix("enrolment.")


def _note(action: str, place: Enrolment, shift: Shift, now: datetime) -> None:
    audit.record(
        action, place, actor=None, now=now, unit_id=shift.unit_id, shift_id=shift.id, title=shift.title
    )
