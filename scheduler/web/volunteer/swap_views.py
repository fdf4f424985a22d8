"""What the pages about swaps, covers and releases show, made ready for their templates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import LazyString, gettext, lazy_gettext, lazy_pgettext, ngettext

from scheduler.enums import (
    EnrolmentStatus,
    ReleaseStatus,
    ShiftStatus,
    SwapAnswer,
    SwapKind,
    SwapStatus,
    Wish,
)
from scheduler.errors import Conflict
from scheduler.models import Enrolment, Person, Shift, SwapRequest
from scheduler.services.enrolments import cancel_refusal
from scheduler.services.nearness import Nearness
from scheduler.services.swap_candidates import Candidate, Refusal
from scheduler.services.swap_completion import RULE, rule_code
from scheduler.services.swap_lists import marks_of
from scheduler.services.swap_problems import NOTICE
from scheduler.services.swap_states import EXPIRED
from scheduler.web.formatting import local_datetime
from scheduler.web.volunteer.blueprint import blueprint
from scheduler.web.wording import words_for

#: Apart from the labels of all other vocabularies: some of the values are theirs too, with other words.
_STATES: dict[SwapStatus, LazyString] = {
    SwapStatus.OPEN: lazy_pgettext("swap", "Waits for an answer"),
    SwapStatus.AWAITING_LEADER: lazy_gettext("Waits for the leader"),
    SwapStatus.DONE: lazy_pgettext("swap", "Done"),
    SwapStatus.DECLINED: lazy_pgettext("swap", "Declined"),
    SwapStatus.REFUSED: lazy_gettext("Refused by the leader"),
    SwapStatus.WITHDRAWN: lazy_gettext("Taken back"),
    SwapStatus.EXPIRED: lazy_pgettext("swap", "Ran out"),
    SwapStatus.FAILED: lazy_gettext("No longer possible"),
}
_RELEASES: dict[ReleaseStatus, LazyString] = {
    ReleaseStatus.OPEN: lazy_gettext("Waits for the leader"),
    ReleaseStatus.GRANTED: lazy_gettext("Released"),
    ReleaseStatus.REFUSED: lazy_gettext("Refused by the leader"),
    ReleaseStatus.WITHDRAWN: lazy_gettext("Taken back"),
    ReleaseStatus.ENDED: lazy_gettext("No longer needed"),
}
_ANSWERS: dict[SwapAnswer, LazyString] = {
    SwapAnswer.ACCEPTED: lazy_pgettext("answer", "Yes"),
    SwapAnswer.DECLINED: lazy_pgettext("answer", "No"),
}
#: So many are shown; a name leads to the others.
MOST_SHOWN, MOST_UNFIT = 25, 40
_SOON = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody in reach, and why she is where she is in the list, or not in it."""

    candidate: Candidate
    why: Sequence[str]


@dataclass(frozen=True, slots=True)
class Lines:
    """Who fits and who does not; ``more`` of each are not shown."""

    fitting: Sequence[Line]
    more: int
    unfit: Sequence[Line]
    more_unfit: int


@dataclass(frozen=True, slots=True)
class Actions:
    """What the holder of a place can do about it besides giving it back."""

    swap_id: int | None
    release_id: int | None
    may_offer: bool
    may_ask: bool


def lines_of(candidates: Sequence[Candidate], shift: Shift) -> Lines:
    """Return the candidates in words."""
    fitting = [Line(one, _merits(one, shift)) for one in candidates if one.fits]
    unfit = [Line(one, [refusal_words(one.refusal)]) for one in candidates if one.refusal is not None]
    return Lines(
        fitting[:MOST_SHOWN],
        max(len(fitting) - MOST_SHOWN, 0),
        unfit[:MOST_UNFIT],
        max(len(unfit) - MOST_UNFIT, 0),
    )


def _merits(candidate: Candidate, shift: Shift) -> list[str]:
    zone, since = shift.unit.zone, candidate.rested_since
    near = gettext("in the shift's unit") if candidate.near is Nearness.OWN else gettext("next to it")
    words = [near]
    if candidate.wish is Wish.PREFERRED:
        words.append(gettext("likes this time"))
    if candidate.wish is Wish.UNWANTED:
        words.append(gettext("would rather not serve then"))
    if since is None:
        words.append(gettext("no shift in the week before"))
    else:
        words.append(gettext("rested since %(moment)s", moment=local_datetime(since, zone)))
    if candidate.next_start is not None and candidate.next_start - shift.ends_at < _SOON:
        words.append(gettext("next shift %(moment)s", moment=local_datetime(candidate.next_start, zone)))
    asked = candidate.asked
    often = ngettext(
        "asked %(num)d time in the last 30 days", "asked %(num)d times in the last 30 days", asked
    )
    words.append(often if asked else gettext("not asked in the last 30 days"))
    return [str(word) for word in words]


def refusal_words(refusal: Refusal) -> str:
    """Return what stands against an exchange, told to the one who offers."""
    why = words_for(Conflict(rule_code(refusal.rule)))
    return str(gettext("on your side: %(why)s", why=why)) if refusal.own else why


def stands_against(refusal: Refusal) -> str:
    """Return what stands against an exchange, told to the one who is asked."""
    why = words_for(Conflict(rule_code(refusal.rule)))
    return str(gettext("on the other side: %(why)s", why=why)) if refusal.own else why


def lapse_words(reason: str | None) -> str:
    """Return why a request that nothing has ended yet can come to nothing any more, or an empty text."""
    if reason is None or reason == EXPIRED:
        return ""
    return words_for(Conflict(f"swap.failed_{reason}"))


def failure_words(request: SwapRequest) -> str:
    """Return why a request came to nothing, or an empty text."""
    if request.status is not SwapStatus.FAILED:
        return ""
    rule = request.failure.removeprefix(RULE)
    ruled = request.failure.startswith(RULE)
    return words_for(Conflict(rule_code(rule) if ruled else f"swap.failed_{request.failure}"))


def actions_of(places: Iterable[Enrolment], *, now: datetime) -> dict[int, Actions]:
    """Return what the holders of confirmed places can do about each, by its id."""
    held = [place for place in places if place.status is EnrolmentStatus.CONFIRMED]
    marks = marks_of(held, now=now)
    return {
        place.id: _actions(place, marks.swaps.get(place.id), marks.releases.get(place.id), now)
        for place in held
    }


def _actions(place: Enrolment, swap_id: int | None, release_id: int | None, now: datetime) -> Actions:
    shift = place.shift
    active = shift.status is ShiftStatus.ACTIVE
    bound = active and shift.starts_at > now and cancel_refusal(place, now=now) is not None
    return Actions(
        swap_id=swap_id,
        release_id=release_id,
        may_offer=active and shift.starts_at - NOTICE > now and swap_id is None,
        may_ask=bound and release_id is None,
    )


@dataclass(frozen=True, slots=True)
class Role:
    """How the reader of a request stands to it: the shift that she would get, the one that she would give."""

    giver: bool
    gets: Shift | None
    gives: Shift | None
    taker: bool


def role_in(request: SwapRequest, reader: Person) -> Role:
    """Return what a request means for its reader."""
    offered, wanted = request.enrolment.shift, request.wanted.shift if request.wanted else None
    if request.enrolment.person_id == reader.id:
        return Role(True, wanted, offered, False)
    return Role(False, offered, wanted, request.taker_id == reader.id)


@blueprint.app_template_filter("swap_kind")
def kind_words(kind: SwapKind) -> str:
    """Return what a kind of request is called."""
    return str(gettext("Swap") if kind is SwapKind.SWAP else gettext("Cover"))


@blueprint.app_template_filter("swap_state")
def state_words(status: SwapStatus | ReleaseStatus) -> str:
    """Return how far a request has come."""
    return str(_STATES[status] if isinstance(status, SwapStatus) else _RELEASES[status])


@blueprint.app_template_filter("swap_answer")
def answer_words(answer: SwapAnswer | None) -> str:
    """Return what somebody said who was asked."""
    return str(_ANSWERS[answer]) if answer is not None else str(gettext("no answer yet"))
