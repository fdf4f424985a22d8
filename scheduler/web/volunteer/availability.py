"""A volunteer's own availability: the usual week, exceptions from it, limits and dislikes."""

from contextlib import suppress

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from scheduler.enums import Wish
from scheduler.errors import NotFound
from scheduler.services import availability_exceptions, availability_week, dislikes
from scheduler.services.availability_effects import effects_of
from scheduler.services.enrolment_lists import count_places_between
from scheduler.services.own_limits import set_limits
from scheduler.timeutils import days_interval, utcnow
from scheduler.web.access import Access, access
from scheduler.web.forms import accepted
from scheduler.web.session import actor
from scheduler.web.volunteer.availability_forms import (
    AwayForm,
    DislikesForm,
    ExceptionForm,
    LimitsForm,
    WeekForm,
)
from scheduler.web.volunteer.availability_presets import PRESETS
from scheduler.web.volunteer.availability_views import (
    BLOCK_NAMES,
    SHORT,
    block_times,
    effect_lines,
    exception_lines,
    weekday_names,
)
from scheduler.web.volunteer.blueprint import blueprint

Answer = Response | tuple[str, int]


def _page(
    *,
    week: WeekForm | None = None,
    exception: ExceptionForm | None = None,
    away: AwayForm | None = None,
    limits: LimitsForm | None = None,
    disliked: DislikesForm | None = None,
    status: int = 200,
) -> tuple[str, int]:
    reader, now = actor(), utcnow()
    exceptions = availability_exceptions.list_exceptions(reader, now=now)
    single = dislikes.disliked_shifts(reader, now=now)
    own = dislikes.own_dislikes(reader)
    effects = effect_lines(
        reader, effects_of(reader, now=now), away=len(exceptions), dislikes=own != dislikes.NOTHING
    )
    page = render_template(
        "volunteer/availability.html",
        week=week or _week(),
        exception=exception or _exception(),
        away=away or AwayForm(formdata=None, prefix="away-"),
        limits=limits or _limits(),
        disliked=disliked or _disliked(),
        single=single,
        exceptions=exception_lines(exceptions, zone=reader.home_unit.zone),
        effects=effects,
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


def _limits() -> LimitsForm:
    form = LimitsForm(formdata=None)
    form.per_week.data, form.per_month.data = actor().max_shifts_per_week, actor().max_shifts_per_month
    return form


def _disliked(*, posted: bool = False) -> DislikesForm:
    form = DislikesForm() if posted else DislikesForm(formdata=None)
    form.offer(dislikes.templates_near(actor()))
    if not posted:
        form.show(dislikes.own_dislikes(actor()))
    return form


@blueprint.get("/my/availability")
@access(Access.SIGNED_IN)
def availability() -> Answer:
    """Show the usual week, the exceptions to come, limits and dislikes."""
    return _page()


@blueprint.post("/my/availability")
@access(Access.SIGNED_IN)
def save_week() -> Answer:
    """Save the usual week, or fill the form with a week to start from."""
    preset = PRESETS.get(request.form.get("preset", ""))
    form = _week(posted=preset is None)
    if preset is not None:
        form.show(preset.cells)
        flash(gettext("Check the week below, then save it."), "info")
        return _page(week=form)
    if accepted(form, lambda: availability_week.replace_week(form.chosen(), actor=actor(), now=utcnow())):
        flash(gettext("Your usual week is saved."), "success")
        return redirect(url_for("volunteer.availability"))
    return _page(week=form, status=422)


@blueprint.post("/my/availability/exceptions")
@access(Access.SIGNED_IN)
def add_exception() -> Answer:
    """Note a dated exception."""
    form = _exception(posted=True)
    if accepted(form, lambda: _add(form)):
        flash(gettext("The exception is noted."), "success")
        return redirect(url_for("volunteer.availability", _anchor="exceptions"))
    return _page(exception=form, status=422)


@blueprint.post("/my/availability/away")
@access(Access.SIGNED_IN)
def add_away() -> Answer:
    """Note days on which the reader is away."""
    form = AwayForm(prefix="away-")
    if accepted(form, lambda: _leave(form)):
        flash(gettext("Noted: you are away on these days."), "success")
        return redirect(url_for("volunteer.availability", _anchor="exceptions"))
    return _page(away=form, status=422)


@blueprint.post("/my/availability/exceptions/<int:exception_id>/remove")
@access(Access.SIGNED_IN)
def remove_exception(exception_id: int) -> Response:
    """Take an exception back."""
    with suppress(NotFound):  # pressed twice: it is gone, which is what was wanted
        availability_exceptions.remove_exception(exception_id, actor=actor(), now=utcnow())
    flash(gettext("The exception is removed; your usual week holds again."), "success")
    return redirect(url_for("volunteer.availability", _anchor="exceptions"))


@blueprint.post("/my/availability/limits")
@access(Access.SIGNED_IN)
def save_limits() -> Answer:
    """Save how many shifts the reader wants at most."""
    form = LimitsForm()
    wanted = form.per_week.data, form.per_month.data
    if accepted(
        form, lambda: set_limits(per_week=wanted[0], per_month=wanted[1], actor=actor(), now=utcnow())
    ):
        flash(gettext("Your limits are saved."), "success")
        return redirect(url_for("volunteer.availability", _anchor="limits"))
    return _page(limits=form, status=422)


@blueprint.post("/my/availability/dislikes")
@access(Access.SIGNED_IN)
def save_dislikes() -> Answer:
    """Save what the reader would rather not do."""
    form = _disliked(posted=True)
    if accepted(form, lambda: _mind(form)):
        flash(gettext("Saved: the roster minds what you would rather not do."), "success")
        return redirect(url_for("volunteer.availability", _anchor="dislikes"))
    return _page(disliked=form, status=422)


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


def _leave(form: AwayForm) -> None:
    """Note the days, and remind of places held on them: being away gives no place back."""
    (first, last), note = form.days(), form.note.data or ""
    availability_exceptions.add_away(first, last, note=note, actor=actor(), now=utcnow())
    start, end = days_interval(first, last, actor().home_unit.zone)
    held = count_places_between(actor(), start, end)
    if held:
        words = ngettext(
            "You have a place on %(num)d shift on these days. "
            "If you cannot come, give it back under My shifts.",
            "You have places on %(num)d shifts on these days. "
            "If you cannot come, give them back under My shifts.",
            held,
        )
        flash(words, "warning")


def _mind(form: DislikesForm) -> None:
    kinds, templates = form.chosen()
    dislikes.replace_dislikes(kinds=kinds, templates=templates, actor=actor(), now=utcnow())
