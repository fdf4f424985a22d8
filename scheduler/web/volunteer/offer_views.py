"""What the pages about open shifts and own shifts show, made ready for their templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from flask import url_for
from flask_babel import gettext

from scheduler.enums import EnrolmentOrigin, ShiftStatus, Wish
from scheduler.models import Enrolment
from scheduler.services.enrolments import cancel_refusal, cancel_until
from scheduler.services.nearness import Nearness
from scheduler.services.open_shift_fits import Fit, Hint
from scheduler.services.open_shifts import Chance, Offer
from scheduler.web.labels import name_of
from scheduler.web.wording import words_for


@dataclass(frozen=True, slots=True)
class Wanted:
    """A skill that a shift asks for: how many people with it are there, and how many should be."""

    name: str
    level: int
    there: int
    target: int
    missing: int


@dataclass(frozen=True, slots=True)
class Change:
    """A sentence about what would change a refusal, and where it leads to, if anywhere."""

    words: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Card:
    """One shift before its reader: what is wanted, why it fits or not, until when a place can be given back.

    ``warnings`` are what she said herself against it; where they are limits, she has to ``confirm``.
    """

    offer: Offer
    wanted: Sequence[Wanted]
    why: Sequence[str]
    reason: str
    changes: Sequence[Change]
    kept: str
    warnings: Sequence[str]
    confirm: bool
    until: datetime


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """One own place: why it cannot be given back (or nothing), and until when it could."""

    place: Enrolment
    kept: str
    until: datetime
    called_off: bool
    planned: bool


def card(offer: Offer, fit: Fit | None = None) -> Card:
    """Return an offer with its words."""
    fit = fit or Fit()
    return Card(
        offer=offer,
        wanted=_wanted(offer),
        why=[words_for(hint) for hint in fit.reasons],
        reason=words_for(offer.refusal) if offer.refusal and not offer.mine else "",
        changes=[Change(words_for(hint), _url(hint)) for hint in fit.changes],
        kept=words_for(offer.kept) if offer.kept else "",
        warnings=_warnings(offer),
        confirm=bool(offer.limits),
        until=cancel_until(offer.shift),
    )


def sections(offers: Sequence[Offer], fits: Sequence[Fit]) -> list[tuple[str, list[Card]]]:
    """Return cards under headings, in the order given: by nearness, at the end what is not possible."""
    pairs = zip(offers, fits, strict=True)
    return [
        (heading, [card(offer, fit) for offer, fit in group])
        for heading, group in groupby(pairs, key=lambda pair: _heading(pair[0]))
    ]


def own_places(places: Sequence[Enrolment], *, now: datetime) -> list[OwnPlace]:
    """Return own places with the words that belong to them."""
    lines = []
    for place in places:
        kept = cancel_refusal(place, now=now)
        lines.append(
            OwnPlace(
                place=place,
                kept=words_for(kept) if kept else "",
                until=cancel_until(place.shift),
                called_off=place.shift.status is ShiftStatus.CANCELLED,
                planned=place.origin is EnrolmentOrigin.ROSTER,
            )
        )
    return lines


def _heading(offer: Offer) -> str:
    others = {
        Chance.WITH_RESERVATION: gettext("Possible, against what you said yourself"),
        Chance.QUEUES: gettext("Full, with a waiting list"),
        Chance.IMPOSSIBLE: gettext("Not possible for you now"),
    }
    names = {
        Nearness.OWN: gettext("In your unit"),
        Nearness.NEIGHBOUR: gettext("Next to your unit"),
        Nearness.COMMUNITY: gettext("In your community"),
        Nearness.ELSEWHERE: gettext("Further away"),
    }
    return str(others.get(offer.chance) or names[offer.near])


def _wanted(offer: Offer) -> list[Wanted]:
    return [
        Wanted(
            name=name_of(demand.skill),
            level=demand.level,
            there=offer.crew.meeting.get(demand.id, 0),
            target=demand.target,
            missing=offer.crew.missing(demand),
        )
        for demand in offer.shift.demands
        if demand.skill is not None
    ]


def _warnings(offer: Offer) -> list[str]:
    """Remind of what was said: people sign up for what they had forgotten to be away for."""
    if offer.mine or offer.refusal:
        return []
    found = [words_for(limit) for limit in offer.limits]
    if offer.wish is Wish.UNAVAILABLE:
        found.append(str(gettext("You said that you are not available at this time.")))
    if offer.wish is Wish.UNWANTED:
        found.append(str(gettext("You said that you would rather not come at this time.")))
    if offer.disliked:
        found.append(str(gettext("You said that you would rather not do this.")))
    return found


def _url(hint: Hint) -> str | None:
    if hint.shift_id is not None:
        return url_for("volunteer.open_shift", shift_id=hint.shift_id)
    return url_for("volunteer.qualifications") if hint.code == "fits.show_proof" else None
