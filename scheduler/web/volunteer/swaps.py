"""Swap and cover as volunteers see them: a shift offered, requests asked of them, their own requests."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from scheduler.enums import SwapKind, SwapStatus
from scheduler.errors import Conflict
from scheduler.models import Enrolment, SwapRequest
from scheduler.services import swap_lists
from scheduler.services import swaps as service
from scheduler.services.swap_candidates import Candidate, find_candidate, find_candidates
from scheduler.services.swap_completion import lapse_of
from scheduler.timeutils import utcnow
from scheduler.web.access import Access, access
from scheduler.web.forms import accepted
from scheduler.web.session import actor
from scheduler.web.volunteer.blueprint import blueprint
from scheduler.web.volunteer.swap_forms import AcceptForm, OfferForm, key_of
from scheduler.web.volunteer.swap_views import (
    failure_words,
    kind_words,
    lapse_words,
    lines_of,
    role_in,
    stands_against,
)
from scheduler.web.wording import words_for

Answer = Response | tuple[str, int]
_NAME_LENGTH = 80


@blueprint.route("/my/shifts/<int:shift_id>/offer", methods=["GET", "POST"])
@access(Access.SIGNED_IN)
def offer_shift(shift_id: int) -> Answer:
    """Offer an own shift: choose what to ask for and whom."""
    place = service.find_own_place(shift_id, actor=actor())
    known = service.open_request(place)
    if known is not None:
        return redirect(url_for("volunteer.swap", request_id=known.id))
    form, name = OfferForm(), request.args.get("find", "")[:_NAME_LENGTH]
    if not form.is_submitted():
        form.kind.data = request.args.get("kind")
    refused = service.offering_refusal(place, form.wanted_kind, now=utcnow())
    candidates = [] if refused else find_candidates(place, form.wanted_kind, now=utcnow(), name=name)
    form.offer(candidates)
    made: list[SwapRequest] = []
    if accepted(form, lambda: made.append(_offer(form, shift_id))):
        flash(gettext("Your request is sent. Until somebody accepts, you stay responsible."), "success")
        return redirect(url_for("volunteer.swap", request_id=made[0].id))
    page = _offer_page(form, service.find_own_place(shift_id, actor=actor()), candidates, name)
    return page, 422 if form.is_submitted() else 200


def _offer(form: OfferForm, shift_id: int) -> SwapRequest:
    person_id, wanted_id = form.chosen
    return service.offer_shift(
        shift_id,
        kind=form.wanted_kind,
        person_id=person_id,
        wanted_id=wanted_id,
        message=form.message.data or "",
        actor=actor(),
        now=utcnow(),
    )


def _offer_page(form: OfferForm, place: Enrolment, candidates: Sequence[Candidate], name: str) -> str:
    refused = service.offering_refusal(place, form.wanted_kind, now=utcnow())
    return render_template(
        "volunteer/swap_offer.html",
        form=form,
        shift=place.shift,
        lines=lines_of(candidates, place.shift),
        refused=words_for(refused) if refused else "",
        kind=form.wanted_kind,
        kinds=[(kind, kind_words(kind)) for kind in SwapKind],
        find=name,
        key_of=key_of,
        most_asked=service.MOST_ASKED,
    )


@blueprint.get("/my/swaps")
@access(Access.SIGNED_IN)
def swaps() -> str:
    """Show what the reader is asked, and what she asked herself."""
    reader = actor()
    page = swap_lists.own_requests(reader, number=request.args.get("page", 1, type=int))
    return render_template(
        "volunteer/swaps.html",
        asked=swap_lists.asked_of(reader, now=utcnow()),
        page=page,
        releases=swap_lists.own_releases(reader),
        failure_words=failure_words,
    )


@blueprint.get("/my/swaps/<int:request_id>")
@access(Access.SIGNED_IN)
def swap(request_id: int) -> str:
    """Show one request: what would change for the reader, and what she can do."""
    return _swap_page(request_id, AcceptForm(formdata=None))


def _swap_page(request_id: int, form: AcceptForm) -> str:
    reader = actor()
    found = swap_lists.find_request(request_id, actor=reader)
    role, candidate = role_in(found, reader), _candidate(found)
    exchanges = candidate.exchanges if candidate else []
    return render_template(
        "volunteer/swap.html",
        swap=found,
        role=role,
        form=form,
        choices=exchanges if found.wanted is None and found.kind is SwapKind.SWAP else [],
        stands=stands_against(candidate.refusal) if candidate and candidate.refusal else "",
        failure=failure_words(found) or lapse_words(lapse_of(found, now=utcnow())),
        mine=next((asked for asked in found.asked if asked.person_id == reader.id), None),
    )


def _candidate(found: SwapRequest) -> Candidate | None:
    """Return how the reader stands to an open request that was made to her and can still come about."""
    reader = actor()
    own = found.enrolment.person_id == reader.id
    if found.status is not SwapStatus.OPEN or own or lapse_of(found, now=utcnow()):
        return None
    return find_candidate(found.enrolment, found.kind, reader, now=utcnow(), wanted=found.wanted)


@blueprint.post("/my/swaps/<int:request_id>/accept")
@access(Access.SIGNED_IN)
def accept_swap(request_id: int) -> Answer:
    """Say yes to a request."""
    found = swap_lists.find_request(request_id, actor=actor())
    form, candidate = AcceptForm(), _candidate(found)
    asks = candidate is not None and found.kind is SwapKind.SWAP and found.wanted is None
    form.offer(candidate.exchanges if candidate else [], asks=asks)
    done: list[SwapRequest] = []
    if accepted(form, lambda: done.append(_accept(form, request_id))):
        flash(*_outcome(done[0]))
    elif form.errors:
        return _swap_page(request_id, form), 422
    return redirect(url_for("volunteer.swap", request_id=request_id))


def _accept(form: AcceptForm, request_id: int) -> SwapRequest:
    return service.accept_swap(request_id, wanted_id=form.wanted_id, actor=actor(), now=utcnow())


def _outcome(done: SwapRequest) -> tuple[str, str]:
    if done.status is SwapStatus.DONE:
        shift = done.enrolment.shift.title
        return gettext("Done: you are on “%(shift)s” now. Your calendar follows.", shift=shift), "success"
    if done.status is SwapStatus.AWAITING_LEADER:
        return gettext("You agreed. The leader decides next; you will be told."), "success"
    if done.status is SwapStatus.EXPIRED:
        return words_for(Conflict("swap.expired")), "warning"
    return gettext("It is no longer possible: %(why)s.", why=failure_words(done)), "warning"


@blueprint.post("/my/swaps/<int:request_id>/decline")
@access(Access.SIGNED_IN)
def decline_swap(request_id: int) -> Response:
    """Say no to a request, or take a yes back."""
    try:
        service.decline_swap(request_id, actor=actor(), now=utcnow())
    except Conflict as refusal:
        flash(words_for(refusal), "info")
    else:
        flash(gettext("You declined. Nothing changes for you."), "success")
    return redirect(url_for("volunteer.swaps"))


@blueprint.post("/my/swaps/<int:request_id>/withdraw")
@access(Access.SIGNED_IN)
def withdraw_swap(request_id: int) -> Response:
    """Take an own request back."""
    try:
        service.withdraw_swap(request_id, actor=actor(), now=utcnow())
    except Conflict as refusal:
        flash(words_for(refusal), "info")
    else:
        flash(gettext("Your request is taken back. You stay on the shift."), "success")
    return redirect(url_for("volunteer.swaps"))


def _asked_count() -> int:
    return swap_lists.count_asked(actor(), now=utcnow())


@blueprint.app_context_processor
def _offer_count() -> dict[str, object]:
    """Offer the number of requests that wait for the reader; it is counted only where a page asks."""
    return {"asked_count": _asked_count}
