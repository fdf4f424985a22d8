"""Why a person may not have a place on a shift, or wait for one: one function a rule, asked in order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scheduler.enums import PUBLIC_KINDS, QualificationStanding, ShiftStatus
from scheduler.errors import Conflict, SchedulerError
from scheduler.models import Person, Qualification, Shift, ShiftDemand, Unit
from scheduler.services.enrolment_facts import Crew, Standing, meets
from scheduler.services.nearness import Nearness
from scheduler.timeutils import local_date

_LONGEST_MONTH = timedelta(days=32)


@dataclass(frozen=True, slots=True)
class Case:
    """One person before one shift."""

    shift: Shift
    standing: Standing
    crew: Crew
    now: datetime

    @property
    def person(self) -> Person:
        """Return who wants to sign up."""
        return self.standing.person

    @property
    def day(self) -> date:
        """Return the local date of the shift's start, on which qualifications must be valid."""
        return local_date(self.shift.starts_at, self.shift.unit.zone)


def first_refusal(case: Case) -> SchedulerError | None:
    """Return the first reason why the person may not sign up, or nothing.

    Where every place is taken, she would join the waiting list: it must have room, and a place that
    came free must be one that she could have.
    """
    return _first(_SIGN_UP, case)


def offer_refusal(case: Case) -> SchedulerError | None:
    """Return the first reason why a free place cannot be offered to somebody who waits, or nothing."""
    return _first(_OFFER, case)


def binding_refusal(case: Case) -> SchedulerError | None:
    """Return the first reason why the person cannot be on the shift at all, or nothing.

    These are asked where the place itself is not in question, and she is not asked again: her leader gives
    it. What she set herself as a limit binds others.
    """
    return _first((*_BINDING, *_OWN_LIMITS), case)


def accept_refusal(case: Case) -> SchedulerError | None:
    """Return the first reason why the person cannot take a place that is offered to her, or nothing."""
    return _first(_BINDING, case)


def passed_limits(case: Case) -> list[SchedulerError]:
    """Return the limits that the person set herself and would pass by coming: she may, once she says so."""
    found = (rule(case) for rule in _OWN_LIMITS)
    return [limit for limit in found if limit is not None]


def _first(rules: "tuple[Rule, ...]", case: Case) -> SchedulerError | None:
    for rule in rules:
        refusal = rule(case)
        if refusal is not None:
            return refusal
    return None


def whom_to_ask(unit: Unit) -> str | Unit:
    """Return the contact of a unit, or the unit itself where it names nobody."""
    return unit.contact or unit


def _inactive(case: Case) -> SchedulerError | None:
    return None if case.person.active else Conflict("enrolment.inactive")


def _cancelled(case: Case) -> SchedulerError | None:
    if case.shift.status is ShiftStatus.CANCELLED:
        return Conflict("enrolment.shift_cancelled")
    return None


def _begun(case: Case) -> SchedulerError | None:
    if case.shift.ends_at <= case.now:
        return Conflict("enrolment.over")
    return Conflict("enrolment.begun") if case.shift.starts_at <= case.now else None


def _already(case: Case) -> SchedulerError | None:
    if case.standing.wait_on(case.shift):
        return Conflict("enrolment.listed")
    return Conflict("enrolment.already") if case.standing.place_on(case.shift) else None


def _not_open(case: Case) -> SchedulerError | None:
    if case.shift.open_for_sign_up:
        return None
    return Conflict("enrolment.not_open", whom=whom_to_ask(case.shift.unit))


def _elsewhere(case: Case) -> SchedulerError | None:
    near = case.standing.near.get(case.shift.unit_id, Nearness.ELSEWHERE)
    if near <= Nearness.NEIGHBOUR or case.shift.kind in PUBLIC_KINDS:
        return None
    return Conflict("enrolment.elsewhere", unit=case.shift.unit, home=case.person.home_unit)


def _full(case: Case) -> SchedulerError | None:
    most = case.shift.unit.waiting_list_most
    if case.crew.taken < case.shift.capacity or most is None or case.crew.waiting < most:
        return None
    if most == 0:
        return Conflict("enrolment.full", capacity=case.shift.capacity)
    return Conflict("enrolment.list_full", capacity=case.shift.capacity, most=most)


def _overlap(case: Case) -> SchedulerError | None:
    other = case.standing.busy_between(case.shift.starts_at, case.shift.ends_at)
    return _because_of("enrolment.overlap", other) if other else None


def _rest(case: Case) -> SchedulerError | None:
    shift, hours = case.shift, case.person.home_unit.min_rest_hours
    rest = timedelta(hours=hours)
    other = case.standing.busy_between(shift.starts_at - rest, shift.ends_at + rest)
    return _because_of("enrolment.rest", other, hours=hours) if other else None


def _because_of(code: str, other: Shift, **more: object) -> Conflict:
    return Conflict(code, shift=other.title, when=other.starts_at, zone=other.unit.zone, **more)


def _week_limit(case: Case) -> SchedulerError | None:
    most = case.person.max_shifts_per_week
    if _held_within(case, timedelta(weeks=1), _week) < most:
        return None
    return Conflict("enrolment.week_limit", most=most)


def _month_limit(case: Case) -> SchedulerError | None:
    most = case.person.max_shifts_per_month
    if most is None or _held_within(case, _LONGEST_MONTH, _month) < most:
        return None
    return Conflict("enrolment.month_limit", most=most)


def _held_within(case: Case, reach: timedelta, span_of: Callable[[date], object]) -> int:
    """Return how many places the person has in the same span of days as the shift, at most ``reach`` away."""
    start, zone = case.shift.starts_at, case.person.home_unit.zone
    near = (place.shift.starts_at for place in case.standing.places)
    near = (moment for moment in near if -reach < moment - start < reach)  # zones cost more than this
    span = span_of(local_date(start, zone))
    return sum(span_of(local_date(moment, zone)) == span for moment in near)


def _week(day: date) -> object:
    return day.isocalendar()[:2]


def _month(day: date) -> object:
    return day.year, day.month


def _kept_for_skills(case: Case) -> SchedulerError | None:
    """Keep the last places for the skills without which the shift cannot take place."""
    if not case.crew.asks:
        return None
    lacking = [demand for demand in case.shift.demands if case.crew.missing(demand)]
    needed = sum(case.crew.missing(demand) for demand in lacking)
    left = max(case.shift.capacity - case.crew.taken, 1)  # where all are taken: the one that comes free
    if left - 1 >= needed:
        return None
    proofs = case.person.qualifications
    if any(meets(proof, demand, case.day) for demand in lacking for proof in proofs):
        return None
    return _skill_refusal(lacking[0], proofs, case.day, needed)


def _skill_refusal(
    demand: ShiftDemand, proofs: list[Qualification], day: date, needed: int
) -> SchedulerError:
    """Say which skill the place is kept for, and what the person's own qualification lacks."""
    own = [proof for proof in proofs if proof.skill_id == demand.skill_id and proof.refused_at is None]
    states = {_state(proof, demand, day) for proof in own}
    state = next((state for state in _STATES if state in states), "missing")
    return Conflict(f"enrolment.skill_{state}", skill=demand.skill, level=demand.level, places=needed)


#: What a qualification may lack, that which is mended most easily first.
_STATES = ("unverified", "not_yet", "expired", "level")
_LACKS = {
    QualificationStanding.SUBMITTED: "unverified",
    QualificationStanding.COMING: "not_yet",
    QualificationStanding.EXPIRED: "expired",
}


def _state(proof: Qualification, demand: ShiftDemand, day: date) -> str:
    if proof.level < demand.level:
        return "level"
    return _LACKS[proof.standing(day)]


Rule = Callable[[Case], SchedulerError | None]
_SIGN_UP: tuple[Rule, ...] = (
    _inactive,
    _cancelled,
    _begun,
    _already,
    _not_open,
    _elsewhere,
    _full,
    _overlap,
    _rest,
    _kept_for_skills,
)
_OFFER: tuple[Rule, ...] = tuple(rule for rule in _SIGN_UP if rule not in {_already, _full})
_BINDING: tuple[Rule, ...] = (_inactive, _cancelled, _begun, _overlap, _rest)
_OWN_LIMITS: tuple[Rule, ...] = (_week_limit, _month_limit)
