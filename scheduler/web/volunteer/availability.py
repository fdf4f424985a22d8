"""A volunteer's own availability: the usual week, and exceptions from it."""

from contextlib import suppress

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from scheduler.enums import Wish
from scheduler.errors import NotFound
from scheduler.services import availability_exceptions, availability_week
from scheduler.timeutils import utcnow
from scheduler.web.access import Access, access
from scheduler.web.forms import accepted
from scheduler.web.session import actor
from scheduler.web.volunteer.availability_forms import ExceptionForm, WeekForm
from scheduler.web.volunteer.availability_presets import PRESETS
from scheduler.web.volunteer.availability_views import (
    BLOCK_NAMES,
    SHORT,
    block_times,
    exception_lines,
    weekday_names,
)
from scheduler.web.volunteer.blueprint import blueprint

Answer = Response | tuple[str, int]


def _page(*, week: WeekForm, exception: ExceptionForm, status: int = 200) -> tuple[str, int]:
    exceptions = availability_exceptions.list_exceptions(actor(), now=utcnow())
    page = render_template(
        "volunteer/availability.html",
        week=week,
        exception=exception,
        exceptions=exception_lines(exceptions, zone=actor().home_unit.zone),
        weekdays=weekday_names(),
        blocks=list(zip(BLOCK_NAMES, block_times(), strict=True)),
        short=SHORT,
        presets=PRESETS,
    )
    return page, status


def _week(*, posted: bool = False) -> WeekForm:
    stored = availability_week.weekly_blocks(actor())
    form = WeekForm() if posted else WeekForm(formdata=None)
    form.offer(stored)
    if not posted:
        form.show(stored)
    return form


def _exception(*, posted: bool = False) -> ExceptionForm:
    form = ExceptionForm() if posted else ExceptionForm(formdata=None)
    form.offer()
    return form


@blueprint.get("/my/availability")
@access(Access.SIGNED_IN)
def availability() -> Answer:
    """Show the usual week and the exceptions to come."""
    return _page(week=_week(), exception=_exception())


@blueprint.post("/my/availability")
@access(Access.SIGNED_IN)
def save_week() -> Answer:
    """Save the usual week, or fill the form with a week to start from."""
    preset = PRESETS.get(request.form.get("preset", ""))
    form = _week(posted=preset is None)
    if preset is not None:
        form.show(preset.cells)
        flash(gettext("Check the week below, then save it."), "info")
        return _page(week=form, exception=_exception())
    if accepted(form, lambda: availability_week.replace_week(form.chosen(), actor=actor(), now=utcnow())):
        flash(gettext("Your usual week is saved."), "success")
        return redirect(url_for("volunteer.availability"))
    return _page(week=form, exception=_exception(), status=422)


@blueprint.post("/my/availability/exceptions")
@access(Access.SIGNED_IN)
def add_exception() -> Answer:
    """Note a dated exception."""
    form = _exception(posted=True)
    if accepted(form, lambda: _add(form)):
        flash(gettext("The exception is noted."), "success")
        return redirect(url_for("volunteer.availability", _anchor="exceptions"))
    return _page(week=_week(), exception=form, status=422)


@blueprint.post("/my/availability/exceptions/<int:exception_id>/remove")
@access(Access.SIGNED_IN)
def remove_exception(exception_id: int) -> Response:
    """Take an exception back."""
    with suppress(NotFound):  # pressed twice: it is gone, which is what was wanted
        availability_exceptions.remove_exception(exception_id, actor=actor(), now=utcnow())
    flash(gettext("The exception is removed; your usual week holds again."), "success")
    return redirect(url_for("volunteer.availability", _anchor="exceptions"))


def _add(form: ExceptionForm) -> None:
    starts_at, ends_at = form.interval(actor().home_unit.zone)
    availability_exceptions.add_exception(
        starts_at=starts_at,
        ends_at=ends_at,
        wish=Wish(form.wish.data),
        note=form.note.data or "",
        actor=actor(),
        now=utcnow(),
    )
