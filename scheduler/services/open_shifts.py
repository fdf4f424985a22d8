"""Open shifts as a volunteer looks for them: what fits first, near before far, and why not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from scheduler.database import db
from scheduler.enums import PUBLIC_KINDS, ActivityKind, EnrolmentStatus, ShiftStatus, Wish
from scheduler.errors import SchedulerError
from scheduler.models import Enrolment, Person, Shift, ShiftDemand, Skill, Unit
from scheduler.services.availability import CAREFUL_FIRST, WishInterval, intervals
from scheduler.services.enrolment_facts import Crew, Standing, crews_of, standing_of
from scheduler.services.enrolment_waiting import has_lapsed, positions
from scheduler.services.enrolments import cancel_refusal, refusal
from scheduler.services.nearness import Nearness
from scheduler.services.paging import Page
from scheduler.services.rows import get_row
from scheduler.timeutils import day_start, days_interval, overlaps

#: A list looks at so many shifts at most, the next ones; filters lead further.
MOST_CONSIDERED = 1_000
_PAGE_SIZE = 25


class Reach(StrEnum):
    """How far a list looks where no unit is named."""

    NEAR = "near"
    EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class OfferFilter:
    """What a list of open shifts shows; ``None`` means everything. Days are local to the home unit."""

    unit: Unit | None = None
    reach: Reach = Reach.NEAR
    kind: ActivityKind | None = None
    skill: Skill | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A shift as one volunteer sees it.

    ``place``: her own confirmed place; ``wait``: her row on the waiting list, with her ``position`` while she
    waits. ``refusal``: why she may not sign up; ``kept``: why she may not give her place back. ``wish``: the
    strongest reservation she stated about the time.
    """

    shift: Shift
    near: Nearness
    crew: Crew
    place: Enrolment | None
    refusal: SchedulerError | None
    kept: SchedulerError | None
    wait: Enrolment | None = None
    position: int | None = None
    wish: Wish | None = None

    @property
    def fits(self) -> bool:
        """Tell whether she has a place or can have one, or waits for one."""
        return self.place is not None or self.wait is not None or (self.refusal is None and self.free > 0)

    @property
    def queues(self) -> bool:
        """Tell whether signing up would put her on the waiting list."""
        return self.refusal is None and self.free == 0

    @property
    def free(self) -> int:
        """Return how many places are left."""
        return max(self.shift.capacity - self.crew.taken, 0)


def list_offers(
    person: Person, wanted: OfferFilter, units: Sequence[Unit], *, now: datetime, number: int
) -> Page[Offer]:
    """Return page ``number`` of the shifts that are open for sign-up, what fits first, then by nearness.

    What fits but for its places, which are all taken, comes after what fits.
    ``units`` are all there are. The number of queries does not depend on the number of shifts.
    """
    standing = standing_of(person, units, now=now)
    shifts = db.session.scalars(_query(standing, wanted, now)).all()
    crews = crews_of(shifts)
    offers = [_offer(shift, standing, crews[shift.id], now) for shift in shifts]
    offers.sort(key=_rank)
    page = _page_of(offers, number)
    return replace(page, items=_with_positions(page.items))


def _rank(offer: Offer) -> tuple[bool, bool, Nearness, datetime, int]:
    return (not offer.fits, not offer.queues, offer.near, offer.shift.starts_at, offer.shift.id)


def find_offer(shift_id: int, *, person: Person, now: datetime) -> Offer:
    """Return one shift as the volunteer sees it, open or not; raise ``NotFound`` where there is none."""
    shift = get_row(Shift, shift_id)
    standing = standing_of(person, [shift.unit], now=now)
    offers = _with_positions([_offer(shift, standing, crews_of([shift])[shift.id], now)])
    return add_wishes(person, offers)[0]


def add_wishes(person: Person, offers: Sequence[Offer]) -> list[Offer]:
    """Return the offers with what the volunteer said about their times."""
    if not offers:
        return []
    start = min(offer.shift.starts_at for offer in offers)
    end = max(offer.shift.ends_at for offer in offers)
    said = intervals([person], start=start, end=end)[person.id]
    return [_with_wish(offer, said) for offer in offers]


def companions(shift: Shift) -> list[str]:
    """Return the names of the people who have a place on a shift, by seat."""
    query = select(Person.name).join(Enrolment, Enrolment.person_id == Person.id)
    query = query.where(Enrolment.shift_id == shift.id, Enrolment.status == EnrolmentStatus.CONFIRMED)
    return list(db.session.scalars(query.order_by(Enrolment.seat)))


def _query(standing: Standing, wanted: OfferFilter, now: datetime) -> Select[Shift]:
    query = (
        select(Shift)
        .join(Shift.unit)
        .where(Shift.status == ShiftStatus.ACTIVE, Shift.open_for_sign_up, Shift.starts_at > now)
        .options(contains_eager(Shift.unit), selectinload(Shift.demands).joinedload(ShiftDemand.skill))
        .order_by(Shift.starts_at, Shift.id)
        .limit(MOST_CONSIDERED)
    )
    if wanted.unit is not None:
        query = query.where(Unit.path.startswith(wanted.unit.path))
    elif wanted.reach is Reach.NEAR:
        near = [unit_id for unit_id, near in standing.near.items() if near <= Nearness.NEIGHBOUR]
        query = query.where(or_(Shift.unit_id.in_(near), Shift.kind.in_(PUBLIC_KINDS)))
    if wanted.kind is not None:
        query = query.where(Shift.kind == wanted.kind)
    if wanted.skill is not None:
        query = query.where(Shift.demands.any(ShiftDemand.skill_id == wanted.skill.id))
    return _on_days(query, wanted, standing.person.home_unit.zone)


def _on_days(query: Select[Shift], wanted: OfferFilter, zone: str) -> Select[Shift]:
    if wanted.first is not None:
        query = query.where(Shift.ends_at > day_start(wanted.first, zone))
    if wanted.last is not None:
        query = query.where(Shift.starts_at < days_interval(wanted.last, wanted.last, zone)[1])
    return query


def _offer(shift: Shift, standing: Standing, crew: Crew, now: datetime) -> Offer:
    place, wait = standing.place_on(shift), standing.wait_on(shift)
    return Offer(
        shift=shift,
        near=standing.near[shift.unit_id],
        crew=crew,
        place=place,
        refusal=refusal(shift, standing.person, now=now, standing=standing, crew=crew),
        kept=cancel_refusal(place, now=now) if place else None,
        wait=wait if wait and not has_lapsed(wait, now=now) else None,
    )


def _with_positions(offers: Sequence[Offer]) -> list[Offer]:
    where = positions([offer.wait for offer in offers if offer.wait])
    return [replace(offer, position=where.get(offer.wait.id)) if offer.wait else offer for offer in offers]


def _with_wish(offer: Offer, said: Sequence[WishInterval]) -> Offer:
    shift = offer.shift
    wishes = {
        interval.wish
        for interval in said
        if overlaps(interval.start, interval.end, shift.starts_at, shift.ends_at)
    }
    strongest = next((wish for wish in CAREFUL_FIRST if wish in wishes), None)
    return replace(offer, wish=strongest)


def _page_of(offers: Sequence[Offer], number: int) -> Page[Offer]:
    pages = max(1, -(-len(offers) // _PAGE_SIZE))
    number = min(max(1, number), pages)
    first = (number - 1) * _PAGE_SIZE
    return Page(offers[first : first + _PAGE_SIZE], number, pages, len(offers))
