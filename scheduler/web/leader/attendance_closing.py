"""A shift's attendance confirmed: the page on which its leader looks at the minutes once more."""

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from scheduler.errors import Conflict, InvalidInput
from scheduler.models import Shift
from scheduler.services.attendance import closing_of
from scheduler.services.attendance_closing import close_shift
from scheduler.services.attendance_lists import sheet_of
from scheduler.services.attendance_states import most_minutes
from scheduler.services.permissions import Right
from scheduler.services.shift_lists import find_shift
from scheduler.timeutils import utcnow
from scheduler.web.access import access
from scheduler.web.leader.attendance_forms import ClosingRow, closing_rows
from scheduler.web.leader.blueprint import blueprint
from scheduler.web.session import actor
from scheduler.web.wording import words_for


@blueprint.route("/leader/shifts/<int:shift_id>/attendance/close", methods=["GET", "POST"])
@access(Right.KEEP_HOURS)
def close_attendance(shift_id: int) -> str | Response | tuple[str, int]:
    """Show what will be written into the ledger; write it when it is confirmed."""
    shift = find_shift(shift_id, right=Right.KEEP_HOURS, actor=actor())
    if closing_of(shift) is not None:
        return _closed_already(shift)
    lines = sheet_of(shift)
    if request.method == "GET":
        return _page(shift, closing_rows(lines))
    rows = closing_rows(lines, request.form)
    if any(row.error for row in rows):
        return _page(shift, rows)
    minutes = {row.line.person.id: int(row.minutes) for row in rows}
    try:
        close_shift(shift_id, minutes=minutes, actor=actor(), now=utcnow())
    except InvalidInput as refusal:
        return _page(shift, [_with_refusal(row, refusal) for row in rows])
    except Conflict as refusal:
        flash(words_for(refusal), "info")
    else:
        flash(gettext("The attendance is closed, and the hours are in the ledger."), "success")
    return redirect(url_for("leader.attendance", shift_id=shift_id))


def _closed_already(shift: Shift) -> Response:
    flash(words_for(Conflict("attendance.closed_already")), "info")
    return redirect(url_for("leader.attendance", shift_id=shift.id))


def _with_refusal(row: ClosingRow, refusal: InvalidInput) -> ClosingRow:
    mine = refusal.params.get("person_id") == row.line.person.id
    return replace(row, error=words_for(refusal)) if mine else row


def _page(shift: Shift, rows: list[ClosingRow]) -> tuple[str, int]:
    wrong = any(row.error for row in rows)
    page = render_template(
        "leader/attendance_close.html",
        shift=shift,
        rows=rows,
        most=most_minutes(shift),
        over=shift.ends_at <= utcnow(),
    )
    return page, 422 if wrong else 200
