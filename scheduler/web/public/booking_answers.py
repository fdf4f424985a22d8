"""Answers about bookings: no cache keeps them, nobody is told the address, and dead links are explained."""

from flask import Response, render_template

from scheduler.errors import NotFound, SchedulerError
from scheduler.models import Shift
from scheduler.web.public.booking_forms import PlainForm
from scheduler.web.wording import words_for


def private_page(page: str, status: int = 200) -> Response:
    """Return a page whose address is a secret."""
    answer = Response(page, status)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def gone(refusal: SchedulerError, *, event: Shift | None = None, again: str = "") -> Response:
    """Return the page of a link or code that leads no further: why, and what to do.

    ``again`` is the address of a code's page from which another code can be asked for.
    """
    page = render_template(
        "public/booking_gone.html",
        reason=words_for(refusal),
        event=event,
        again=again,
        form=PlainForm(),
    )
    return private_page(page, 404 if isinstance(refusal, NotFound) else 410)
