"""Open shifts as a volunteer looks for them: what fits first, near before far, and why not."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import partial

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from scheduler.database import db
from scheduler.enums import PUBLIC_KINDS, ActivityKind, EnrolmentStatus, ShiftStatus, Wish
from scheduler.errors import SchedulerError
from scheduler.models import Enrolment, Person, Shift, ShiftDemand, Skill, Unit
from scheduler.services.availability import CAREFUL_FIRST, WishInterval, intervals
from scheduler.services.dislikes import Dislikes, own_dislikes
from scheduler.services.enrolment_facts import Crew, Standing, crews_of, meets, standing_of
from scheduler.services.enrolment_rules import Case, first_refusal, passed_limits
from scheduler.services.enrolment_waiting import has_lapsed, positions
from scheduler.services.enrolments import cancel_refusal
from scheduler.services.nearness import Nearness
from scheduler.services.paging import Page
from scheduler.services.rows import get_row
from scheduler.timeutils import day_start, days_interval, local_date

#: A list looks at so many shifts at most, the next ones; filters lead further.
MOST_CONSIDERED = 1_000
_PAGE_SIZE = 25


class Reach(StrEnum):
    """How far a list looks where no unit is named."""

    NEAR = "near"
    EVERYWHERE = "everywhere"


class Chance(StrEnum):
    """How a shift stands to one volunteer, the best first."""

    FITS = "fits"
    WITH_RESERVATION = "with_reservation"
    QUEUES = "queues"
    IMPOSSIBLE = "impossible"


_TIERS = tuple(Chance)


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
    waits. ``refusal``: why she may not sign up; ``kept``: why she may not give her place back. ``limits``:
    her own limits that she would pass. ``wish``: the strongest reservation she stated about the time, and
    ``disliked``: about the shift. ``brings``: the skills asked for that she has, those still lacking first.
    """

    shift: Shift
    near: Nearness
    crew: Crew
    place: Enrolment | None
    refusal: SchedulerError | None
    kept: SchedulerError | None
    wait: Enrolment | None = None
    position: int | None = None
    limits: tuple[SchedulerError, ...] = ()
    wish: Wish | None = None
    disliked: bool = False
    brings: tuple[ShiftDemand, ...] = ()

    @property
    def fits(self) -> bool:
        """Tell whether she has a place or can have one, or waits for one."""
        return self.mine or (self.refusal is None and self.free > 0)

    @property
    def mine(self) -> bool:
        """Tell whether she has a place, or waits for one."""
        return self.place is not None or self.wait is not None

    @property
    def queues(self) -> bool:
        """Tell whether signing up would put her on the waiting list."""
        return self.refusal is None and self.free == 0

    @property
    def free(self) -> int:
        """Return how many places are left."""
        return max(self.shift.capacity - self.crew.taken, 0)

    @property
    def reserved(self) -> bool:
        """Tell whether something that she said herself speaks against it."""
        return bool(self.limits) or self.disliked or self.wish in {Wish.UNAVAILABLE, Wish.UNWANTED}

    @property
    def chance(self) -> Chance:
        """Return how the shift stands to her."""
        if not self.fits:
            return Chance.QUEUES if self.queues else Chance.IMPOSSIBLE
        return Chance.WITH_RESERVATION if self.reserved and not self.mine else Chance.FITS

    @property
    def lacking(self) -> tuple[ShiftDemand, ...]:
        """Return the demands that she would help to meet and whose minimum is not met yet."""
        return tuple(demand for demand in self.brings if self.crew.missing(demand))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who looks, and what she said."""

    standing: Standing
    said: Sequence[WishInterval]
    ends: Sequence[datetime]
    dislikes: Dislikes
    now: datetime


def list_offers(
    person: Person, wanted: OfferFilter, units: Sequence[Unit], *, now: datetime, number: int
) -> Page[Offer]:
    """Return page ``number`` of the shifts that are open for sign-up, what fits first, then by nearness.

    After what fits comes what she has a reservation about, then what has only its places taken.
    ``units`` are all there are. The number of queries does not depend on the number of shifts.
    """
    return page_of(all_offers(person, wanted, units, now=now), number)


def all_offers(
    person: Person, wanted: OfferFilter, units: Sequence[Unit], *, now: datetime, most: int = MOST_CONSIDERED
) -> list[Offer]:
    """Return the first ``most`` open shifts of a filter, in the order of a list."""
    standing = standing_of(person, units, now=now)
    shifts = db.session.scalars(_query(standing, wanted, now).limit(most)).all()
    return sorted(_offers(shifts, standing, now), key=partial(_rank, now))


def page_of(offers: Sequence[Offer], number: int) -> Page[Offer]:
    """Return page ``number`` of offers, with her positions on waiting lists."""
    pages = max(1, -(-len(offers) // _PAGE_SIZE))
    number = min(max(1, number), pages)
    first = (number - 1) * _PAGE_SIZE
    return Page(with_positions(offers[first : first + _PAGE_SIZE]), number, pages, len(offers))


def find_offer(shift_id: int, *, person: Person, now: datetime) -> Offer:
    """Return one shift as the volunteer sees it, open or not; raise ``NotFound`` where there is none."""
    shift = get_row(Shift, shift_id)
    standing = standing_of(person, [shift.unit], now=now)
    return with_positions(_offers([shift], standing, now))[0]


def companions(shift: Shift) -> list[str]:
    """Return the names of the people who have a place on a shift, by seat."""
    query = select(Person.name).join(Enrolment, Enrolment.person_id == Person.id)
    query = query.where(Enrolment.shift_id == shift.id, Enrolment.status == EnrolmentStatus.CONFIRMED)
    return list(db.session.scalars(query.order_by(Enrolment.seat)))


def with_positions(offers: Sequence[Offer]) -> list[Offer]:
    """Return offers with the volunteer's positions on their waiting lists."""
    where = positions([offer.wait for offer in offers if offer.wait])
    return [replace(offer, position=where.get(offer.wait.id)) if offer.wait else offer for offer in offers]


def _rank(now: datetime, offer: Offer) -> tuple[int, Nearness, int, bool, bool, datetime, int]:
    """Return what orders a list: week by week, where her skill is needed and what she likes come first."""
    shift, liked = offer.shift, offer.wish is Wish.PREFERRED
    tier, weeks = _TIERS.index(offer.chance), (shift.starts_at - now).days // 7
    return tier, offer.near, weeks, not offer.lacking, not liked, shift.starts_at, shift.id


def _query(standing: Standing, wanted: OfferFilter, now: datetime) -> Select[Shift]:
    query = (
        select(Shift)
        .join(Shift.unit)
        .where(Shift.status == ShiftStatus.ACTIVE, Shift.open_for_sign_up, Shift.starts_at > now)
        .options(contains_eager(Shift.unit), selectinload(Shift.demands).joinedload(ShiftDemand.skill))
        .order_by(Shift.starts_at, Shift.id)
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


def _offers(shifts: Sequence[Shift], standing: Standing, now: datetime) -> list[Offer]:
    if not shifts:
        return []
    start, end = min(shift.starts_at for shift in shifts), max(shift.ends_at for shift in shifts)
    said = intervals([standing.person], start=start, end=end)[standing.person.id]
    dislikes = own_dislikes(standing.person)
    reader = _Reader(standing, said, [interval.end for interval in said], dislikes, now)
    crews = crews_of(shifts)
    return [_offer(shift, crews[shift.id], reader) for shift in shifts]


def _offer(shift: Shift, crew: Crew, reader: _Reader) -> Offer:
    standing, now = reader.standing, reader.now
    place, wait = standing.place_on(shift), standing.wait_on(shift)
    case = Case(shift, standing, crew, now)
    refused = first_refusal(case)
    return Offer(
        shift=shift,
        near=standing.near[shift.unit_id],
        crew=crew,
        place=place,
        refusal=refused,
        kept=cancel_refusal(place, now=now) if place else None,
        wait=wait if wait and not has_lapsed(wait, now=now) else None,
        limits=() if refused or place else tuple(passed_limits(case)),
        wish=_wish(shift, reader),
        disliked=reader.dislikes.cover(shift),
        brings=_brings(shift, standing.person, crew),
    )


def _wish(shift: Shift, reader: _Reader) -> Wish | None:
    """Return the strongest reservation about the time of a shift; the intervals are disjoint and in order."""
    wishes = set()
    for interval in reader.said[bisect_right(reader.ends, shift.starts_at) :]:
        if interval.start >= shift.ends_at:
            break
        wishes.add(interval.wish)
    return next((wish for wish in CAREFUL_FIRST if wish in wishes), None)


def _brings(shift: Shift, person: Person, crew: Crew) -> tuple[ShiftDemand, ...]:
    day = local_date(shift.starts_at, shift.unit.zone)
    held = (
        demand
        for demand in shift.demands
        if demand.skill_id and any(meets(proof, demand, day) for proof in person.qualifications)
    )
    return tuple(sorted(held, key=lambda demand: (not crew.missing(demand), demand.id)))
