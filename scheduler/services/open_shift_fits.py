"""Why an open shift fits somebody, and what would change it where it does not.

Answers are hints: codes with what their sentences need. A list of any length costs two queries more than
its offers, and none where nothing is refused for want of a skill.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from scheduler.database import db
from scheduler.enums import ActivityKind, EnrolmentOrigin, ShiftStatus, Wish
from scheduler.errors import SchedulerError
from scheduler.models import Enrolment, Person, Shift, Skill
from scheduler.services.enrolment_facts import Crew, Standing, crews_of, standing_of
from scheduler.services.enrolment_rules import Case, first_refusal, whom_to_ask
from scheduler.services.enrolments import cancel_refusal
from scheduler.services.nearness import Nearness
from scheduler.services.open_shifts import Chance, Offer, OfferFilter, all_offers
from scheduler.services.public_units import all_units

#: Trainings and other shifts are looked for among so many of the next ones; so many trainings are named.
_MOST, _NAMED = 200, 2
_NEAR = {Nearness.OWN: "own", Nearness.NEIGHBOUR: "neighbour", Nearness.COMMUNITY: "community"}


@dataclass(frozen=True, slots=True)
class Hint:
    """Something to say: ``code`` has words, ``params`` go into them; ``shift_id`` is where it leads to."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    shift_id: int | None = None


@dataclass(frozen=True, slots=True)
class Fit:
    """``reasons``: why a shift fits; ``changes``: what would have to change where it does not."""

    reasons: tuple[Hint, ...] = ()
    changes: tuple[Hint, ...] = ()


@dataclass(frozen=True, slots=True)
class _Training:
    shift: Shift
    free: int

    def teaches(self, skill: Skill) -> bool:
        """Tell whether its title or notes name the skill, in either language."""
        text = f"{self.shift.title}\n{self.shift.notes}".casefold()
        return any(name and name.casefold() in text for name in (skill.name, skill.name_en))


@dataclass(frozen=True, slots=True)
class _Reader:
    """What hints are made from: where she is bound, which trainings there are, and what fits otherwise."""

    standing: Standing
    trainings: Sequence[_Training]
    instead: Sequence[Offer]
    now: datetime


def fits_of(offers: Sequence[Offer], person: Person, *, among: Sequence[Offer], now: datetime) -> list[Fit]:
    """Return why each offer fits the person, and what would change it where it does not.

    Other shifts to take instead are chosen from ``among``.
    """
    refused = [offer.refusal for offer in offers if offer.refusal and not offer.mine]
    if not refused:
        return [Fit() if offer.mine else Fit(reasons=tuple(_reasons(offer))) for offer in offers]
    standing = standing_of(person, [offer.shift.unit for offer in offers], now=now)
    lacks = any(refusal.code.startswith("enrolment.skill_") for refusal in refused)
    instead = [other for other in among if other.chance is Chance.FITS and not other.mine]
    instead.sort(key=lambda other: (other.shift.starts_at, other.shift.id))
    reader = _Reader(standing, _trainings(now) if lacks else [], instead, now)
    return [_fit(offer, reader) for offer in offers]


def fit_of(offer: Offer, person: Person, *, now: datetime) -> Fit:
    """Return why one shift fits the person, or what would change it and which other shifts would fit."""
    refused = offer.refusal is not None and not offer.mine
    among = all_offers(person, OfferFilter(), all_units(), now=now, most=_MOST) if refused else []
    return fits_of([offer], person, among=among, now=now)[0]


def _fit(offer: Offer, reader: _Reader) -> Fit:
    if offer.mine:
        return Fit()
    if offer.refusal is None:
        return Fit(reasons=tuple(_reasons(offer)))
    return Fit(changes=tuple(_CHANGES.get(offer.refusal.code, _nothing)(offer, offer.refusal, reader)))


def _reasons(offer: Offer) -> Iterator[Hint]:
    lacking = {demand.id for demand in offer.lacking}
    needed = tuple(demand.skill for demand in offer.brings if demand.id in lacking)
    wanted = tuple(demand.skill for demand in offer.brings if demand.id not in lacking)
    if needed:
        yield Hint("fits.skill_needed", {"skills": needed})
    if wanted:
        yield Hint("fits.skill_wanted", {"skills": wanted})
    if offer.near in _NEAR:
        yield Hint(f"fits.near_{_NEAR[offer.near]}")
    if offer.wish is Wish.PREFERRED:
        yield Hint("fits.preferred")


Change = Callable[[Offer, SchedulerError, _Reader], Iterator[Hint]]


def _nothing(_offer: Offer, _refusal: SchedulerError, _reader: _Reader) -> Iterator[Hint]:
    return iter(())


def _ask_leader(offer: Offer, _refusal: SchedulerError, _reader: _Reader) -> Iterator[Hint]:
    yield Hint("fits.ask", {"whom": whom_to_ask(offer.shift.unit)})


def _ask_home(_offer: Offer, _refusal: SchedulerError, reader: _Reader) -> Iterator[Hint]:
    yield Hint("fits.ask", {"whom": whom_to_ask(reader.standing.person.home_unit)})


def _other_shift(offer: Offer, _refusal: SchedulerError, reader: _Reader) -> Iterator[Hint]:
    """Name the next shift of the same kind that fits."""
    others = (other for other in reader.instead if other.shift.id != offer.shift.id)
    same = next((other for other in others if other.shift.kind is offer.shift.kind), None)
    if same is not None:
        yield _about("fits.instead", same.shift, unit=same.shift.unit)


def _too_far(offer: Offer, refusal: SchedulerError, reader: _Reader) -> Iterator[Hint]:
    yield Hint("fits.only_neighbours", {"whom": whom_to_ask(offer.shift.unit)})
    yield from _other_shift(offer, refusal, reader)


def _learn(offer: Offer, refusal: SchedulerError, reader: _Reader) -> Iterator[Hint]:
    """Name the next trainings for the skill that still have places; where there are none, whom to tell."""
    skill = refusal.params["skill"]
    if not isinstance(skill, Skill):
        return
    found = [one for one in reader.trainings if one.free and one.teaches(skill)]
    for one in found[:_NAMED]:
        yield _about("fits.training", one.shift, skill=skill, free=one.free)
    if not found:
        whom = whom_to_ask(reader.standing.person.home_unit)
        yield Hint("fits.no_training", {"skill": skill, "whom": whom})
    yield from _other_shift(offer, refusal, reader)


def _show_proof(offer: Offer, refusal: SchedulerError, reader: _Reader) -> Iterator[Hint]:
    whom = whom_to_ask(reader.standing.person.home_unit)
    yield Hint("fits.show_proof", {"skill": refusal.params["skill"], "whom": whom})
    yield from _other_shift(offer, refusal, reader)


def _make_room(offer: Offer, _refusal: SchedulerError, reader: _Reader) -> Iterator[Hint]:
    """Say what else she would have to give up for the time and the rest around it."""
    standing, shift = reader.standing, offer.shift
    hours = standing.person.home_unit.min_rest_hours
    gaps = {place.id: _gap(place.shift, shift) for place in standing.places}
    blocking = [place for place in standing.places if gaps[place.id] < timedelta(hours=hours)]
    rest = min(gaps[place.id] for place in blocking)
    why = "overlap" if rest < timedelta() else "rest"
    facts = {"rest": _hours(rest), "hours": hours} if why == "rest" else {}
    mine = [place for place in blocking if cancel_refusal(place, now=reader.now) is None]
    theirs = [place for place in blocking if place not in mine]
    if mine and not theirs:
        yield Hint(f"fits.{why}_give_back", facts | {"shifts": _titles(mine)}, mine[0].shift_id)
    for place in theirs:
        whom = whom_to_ask(place.shift.unit)
        code = "roster" if place.origin is EnrolmentOrigin.ROSTER else "late"
        yield Hint(f"fits.{why}_{code}", facts | {"shifts": _titles([place]), "whom": whom}, place.shift_id)
    yield from _besides(offer, reader, [place for place in standing.places if place not in blocking])


def _besides(offer: Offer, reader: _Reader, places: list[Enrolment]) -> Iterator[Hint]:
    """Say what would still stand in the way if the other shifts did not."""
    free = replace(reader.standing, places=places)
    further = first_refusal(Case(offer.shift, free, offer.crew, reader.now))
    if further is not None:
        yield Hint("fits.besides", {"why": further})


def _gap(one: Shift, other: Shift) -> timedelta:
    """Return the time between two shifts; below nothing where they overlap."""
    return max(other.starts_at - one.ends_at, one.starts_at - other.ends_at)


def _hours(time: timedelta) -> str:
    """Return hours, cut to a tenth: 6, 7.5."""
    return f"{int(time.total_seconds()) // 360 / 10:.1f}".removesuffix(".0")


def _titles(places: Sequence[Enrolment]) -> tuple[str, ...]:
    return tuple(place.shift.title for place in places)


def _about(code: str, shift: Shift, **more: object) -> Hint:
    params = {"shift": shift.title, "when": shift.starts_at, "zone": shift.unit.zone, **more}
    return Hint(code, params, shift.id)


def _trainings(now: datetime) -> list[_Training]:
    """Return the next trainings that everybody may sign up for, by start, with their free places."""
    query = (
        select(Shift)
        .join(Shift.unit)
        .options(contains_eager(Shift.unit))
        .where(
            Shift.kind == ActivityKind.TRAINING,
            Shift.status == ShiftStatus.ACTIVE,
            Shift.open_for_sign_up,
            Shift.starts_at > now,
        )
        .order_by(Shift.starts_at, Shift.id)
        .limit(_MOST)
    )
    shifts = db.session.scalars(query).all()
    crews = crews_of(shifts)
    return [_Training(shift, _free(shift, crews[shift.id])) for shift in shifts]


def _free(shift: Shift, crew: Crew) -> int:
    return max(shift.capacity - crew.taken, 0)


_CHANGES: dict[str, Change] = {
    "enrolment.inactive": _ask_home,
    "enrolment.shift_cancelled": _other_shift,
    "enrolment.over": _other_shift,
    "enrolment.begun": _ask_leader,
    "enrolment.not_open": _other_shift,
    "enrolment.elsewhere": _too_far,
    "enrolment.full": _other_shift,
    "enrolment.list_full": _other_shift,
    "enrolment.overlap": _make_room,
    "enrolment.rest": _make_room,
    "enrolment.skill_missing": _learn,
    "enrolment.skill_level": _learn,
    "enrolment.skill_expired": _learn,
    "enrolment.skill_unverified": _show_proof,
    "enrolment.skill_not_yet": _other_shift,
}
