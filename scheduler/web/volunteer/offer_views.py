"""What the pages about open shifts and own shifts show, made ready for their templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from flask_babel import gettext

from scheduler.enums import EnrolmentOrigin, ShiftStatus, Wish
from scheduler.models import Enrolment
from scheduler.services.enrolments import cancel_refusal, cancel_until
from scheduler.services.nearness import Nearness
from scheduler.services.open_shifts import Offer
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
class Card:
    """One shift before its reader: what is wanted, why not, until when a place can be given back."""

    offer: Offer
    wanted: Sequence[Wanted]
    reason: str
    kept: str
    warning: str
    until: datetime


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """One own place: why it cannot be given back (or nothing), and until when it could."""

    place: Enrolment
    kept: str
    until: datetime
    called_off: bool
    planned: bool


def card(offer: Offer) -> Card:
    """Return an offer with its words."""
    return Card(
        offer=offer,
        wanted=_wanted(offer),
        reason=words_for(offer.refusal) if offer.refusal and not (offer.place or offer.wait) else "",
        kept=words_for(offer.kept) if offer.kept else "",
        warning=_warning(offer),
        until=cancel_until(offer.shift),
    )


def sections(offers: Sequence[Offer]) -> list[tuple[str, list[Card]]]:
    """Return cards under headings, in the order given: by nearness, at the end what is not possible."""
    return [(heading, [card(offer) for offer in group]) for heading, group in groupby(offers, key=_heading)]


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
    if offer.queues:
        return str(gettext("Full, with a waiting list"))
    if not offer.fits:
        return str(gettext("Not possible for you now"))
    names = {
        Nearness.OWN: gettext("In your unit"),
        Nearness.NEIGHBOUR: gettext("Next to your unit"),
        Nearness.COMMUNITY: gettext("In your community"),
        Nearness.ELSEWHERE: gettext("Further away"),
    }
    return str(names[offer.near])


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


def _warning(offer: Offer) -> str:
    """Remind of what was said about the time: people sign up for what they had forgotten to be away for."""
    if offer.place is None and offer.wait is None and offer.refusal is None:
        if offer.wish is Wish.UNAVAILABLE:
            return str(gettext("You said that you are not available at this time."))
        if offer.wish is Wish.UNWANTED:
            return str(gettext("You said that you would rather not come at this time."))
    return ""
