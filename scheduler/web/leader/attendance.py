"""The leader's list: who came to a shift, by one tap each, also after a while without a network."""

from datetime import datetime, timedelta
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from scheduler.enums import TapAction
from scheduler.errors import Conflict, InvalidInput
from scheduler.models import Person, Shift
from scheduler.services import attendance as service
from scheduler.services import attendance_lists
from scheduler.services.attendance import KEY_LENGTH, Outcome, Tap
from scheduler.services.attendance_codes import display_token
from scheduler.services.permissions import Right, may
from scheduler.services.shift_lists import find_shift
from scheduler.timeutils import utcnow
from scheduler.web.access import access
from scheduler.web.fields import sure
from scheduler.web.leader.attendance_forms import LIST_ACTIONS, TapForm, WalkInForm
from scheduler.web.leader.blueprint import blueprint
from scheduler.web.leader.guests import door_list
from scheduler.web.secrets import server_secret
from scheduler.web.session import actor
from scheduler.web.wording import words_for

_MOST_TO_CLOSE = 50
_LONGEST_AGE = timedelta(days=7)


@blueprint.get("/leader/attendance", endpoint="attendances")
@access(Right.VIEW_ATTENDANCE)
def attendances() -> str:
    """Show the shifts of now, and those that are over and wait for their leader's word."""
    reader, now = actor(), utcnow()
    return render_template(
        "leader/attendances.html",
        current=attendance_lists.shifts_now(reader, now=now, most=_MOST_TO_CLOSE),
        waiting=attendance_lists.shifts_to_close(reader, now=now, most=_MOST_TO_CLOSE),
        most=_MOST_TO_CLOSE,
    )


@blueprint.get("/leader/shifts/<int:shift_id>/attendance")
@access(Right.VIEW_ATTENDANCE)
def attendance(shift_id: int) -> str:
    """Show who is expected on a shift, who came, who left."""
    reader, now = actor(), utcnow()
    shift = find_shift(shift_id, right=Right.VIEW_ATTENDANCE, actor=reader)
    refused = service.list_refusal(shift, now=now)
    takes = may(reader, Right.TAKE_ATTENDANCE, shift.unit)
    return render_template(
        "leader/attendance.html",
        shift=shift,
        lines=attendance_lists.sheet_of(shift),
        guests=door_list(shift),
        closing=service.closing_of(shift),
        why_not=words_for(refused) if refused else "",
        may_tap=takes and refused is None,
        may_close=may(reader, Right.KEEP_HOURS, shift.unit) and refused is None and shift.ends_at <= now,
        over=shift.ends_at <= now,
        display=_display(shift) if takes and not service.code_refusal(shift, now=now) else "",
        new_key=service.new_key,
    )


def _display(shift: Shift) -> str:
    token = display_token(shift.id, secret=server_secret())
    return url_for("volunteer.check_in_display", shift_id=shift.id, token=token)


@blueprint.post("/leader/shifts/<int:shift_id>/attendance")
@access(Right.TAKE_ATTENDANCE)
def tap(shift_id: int) -> Response:
    """Enter one tap of a page without scripts."""
    form = TapForm()
    if form.validate_on_submit():
        _enter(shift_id, [_tap(form)], actor())
    else:
        flash(gettext("That was not understood. Please try again."), "warning")
    return redirect(url_for("leader.attendance", shift_id=shift_id, _anchor=f"p{form.person.data or 0}"))


def _tap(form: TapForm) -> Tap:
    key = str(form.key.data)
    return Tap(key, sure(form.person.data), TapAction(str(form.action.data)), utcnow())


def _enter(shift_id: int, taps: list[Tap], leader: Person) -> None:
    try:
        outcomes = service.record_taps(shift_id, taps, actor=leader, now=utcnow())
    except Conflict as refusal:
        flash(words_for(refusal), "warning")
        return
    for outcome in outcomes:
        if outcome.refused:
            flash(words_for(outcome.refused), "warning")


@blueprint.post("/leader/shifts/<int:shift_id>/attendance/taps")
@access(Right.TAKE_ATTENDANCE)
def send_taps(shift_id: int) -> tuple[Any, int]:
    """Enter the taps that a browser has kept while it had no network, each once."""
    now = utcnow()
    try:
        taps = _read_taps(request.get_json(silent=True), now)
        outcomes = service.record_taps(shift_id, taps, actor=actor(), now=now)
    except (Conflict, InvalidInput) as refusal:
        return jsonify(message=words_for(refusal)), 409
    return jsonify(results=[_answer(outcome) for outcome in outcomes]), 200


def _answer(outcome: Outcome) -> dict[str, str | None]:
    return {
        "key": outcome.key,
        "state": outcome.state.value if outcome.state else None,
        "message": words_for(outcome.refused) if outcome.refused else "",
    }


def _read_taps(body: Any, now: datetime) -> list[Tap]:
    """Return the taps of a request; each says how old it is, since the browser's clock may be wrong."""
    try:
        return [_read_tap(item, now) for item in body["taps"]][: service.MOST_TAPS]
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise InvalidInput("taps", "attendance.bad_taps") from error


def _read_tap(item: Any, now: datetime) -> Tap:
    action, person, key = TapAction(item["action"]), int(item["person"]), str(item["key"])
    age = min(max(timedelta(0), timedelta(seconds=int(item["age"]))), _LONGEST_AGE)
    if action not in LIST_ACTIONS or not key.isascii() or not 0 < len(key) <= KEY_LENGTH:
        raise ValueError(key)
    if not 0 < person < 2**31:
        raise ValueError(person)
    return Tap(key, person, action, now - age)


@blueprint.get("/leader/shifts/<int:shift_id>/attendance/walk-ins")
@access(Right.TAKE_ATTENDANCE)
def walk_ins(shift_id: int) -> str:
    """Look for somebody who came without a place on the shift."""
    reader = actor()
    shift = find_shift(shift_id, right=Right.TAKE_ATTENDANCE, actor=reader)
    form = WalkInForm(request.args)
    wanted = str(form.q.data or "") if form.validate() else ""
    found = attendance_lists.find_walk_ins(shift, wanted, actor=reader)
    return render_template(
        "leader/attendance_walk_ins.html", shift=shift, form=form, found=found, asked=wanted
    )


@blueprint.post("/leader/shifts/<int:shift_id>/attendance/walk-ins/<int:person_id>")
@access(Right.TAKE_ATTENDANCE)
def add_walk_in(shift_id: int, person_id: int) -> Response:
    """Write down somebody who came without a place on the shift."""
    try:
        row = service.add_walk_in(shift_id, person_id, actor=actor(), now=utcnow())
    except Conflict as refusal:
        flash(words_for(refusal), "warning")
    else:
        flash(gettext("%(name)s is on the list.", name=row.person.name), "success")
    return redirect(url_for("leader.attendance", shift_id=shift_id))
