"""Attendance on paper: the sheet to print and sign, and what it says entered afterwards."""

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from scheduler.enums import AttendanceState, TapAction
from scheduler.errors import SchedulerError
from scheduler.models import Shift
from scheduler.services import attendance as service
from scheduler.services.attendance import Outcome, Tap
from scheduler.services.attendance_lists import sheet_of
from scheduler.services.permissions import Right
from scheduler.services.shift_lists import find_shift
from scheduler.timeutils import utcnow
from scheduler.web.access import access
from scheduler.web.labels import label
from scheduler.web.leader.attendance_forms import CAME, PaperRow, paper_rows, paper_taps, typed_rows
from scheduler.web.leader.blueprint import blueprint
from scheduler.web.leader.guests import door_list
from scheduler.web.session import actor
from scheduler.web.wording import words_for

_SPARE_LINES = 6


@blueprint.get("/leader/shifts/<int:shift_id>/attendance/sheet")
@access(Right.VIEW_ATTENDANCE)
def attendance_sheet(shift_id: int) -> str:
    """Show a sheet to print, with a line for each who is expected and some for walk-ins."""
    shift = find_shift(shift_id, right=Right.VIEW_ATTENDANCE, actor=actor())
    return render_template(
        "leader/attendance_sheet.html",
        shift=shift,
        lines=sheet_of(shift),
        guests=door_list(shift),
        spare=_SPARE_LINES,
    )


@blueprint.route("/leader/shifts/<int:shift_id>/attendance/paper", methods=["GET", "POST"])
@access(Right.TAKE_ATTENDANCE)
def attendance_paper(shift_id: int) -> str | Response | tuple[str, int]:
    """Enter what a sheet of paper says; rows that cannot be right stay, with the reason."""
    shift = find_shift(shift_id, right=Right.TAKE_ATTENDANCE, actor=actor())
    refused = service.list_refusal(shift, now=utcnow())
    if refused is not None:
        raise refused
    rows = paper_rows(sheet_of(shift), shift)
    if request.method == "POST":
        taps, typed = paper_taps(rows, typed_rows(rows, request.form), shift, utcnow())
        rows = _with_refusals(typed, service.record_taps(shift_id, taps, actor=actor(), now=utcnow()), taps)
        if not any(row.error for row in rows):
            flash(ngettext("%(num)d line entered.", "%(num)d lines entered.", len(taps)), "success")
            return redirect(url_for("leader.attendance", shift_id=shift_id))
    return _page(shift, rows)


def _with_refusals(rows: list[PaperRow], outcomes: list[Outcome], taps: list[Tap]) -> list[PaperRow]:
    refusals: dict[int, SchedulerError] = {
        tap.person_id: outcome.refused for tap, outcome in zip(taps, outcomes, strict=True) if outcome.refused
    }
    return [
        replace(row, error=words_for(refusals[row.line.person.id])) if row.line.person.id in refusals else row
        for row in rows
    ]


def _page(shift: Shift, rows: list[PaperRow]) -> tuple[str, int]:
    states = [
        ("", label(AttendanceState.EXPECTED)),
        (CAME, gettext("Came")),
        (TapAction.NO_SHOW.value, label(AttendanceState.NO_SHOW)),
        (TapAction.EXCUSED.value, label(AttendanceState.EXCUSED)),
    ]
    wrong = any(row.error for row in rows)
    page = render_template("leader/attendance_paper.html", shift=shift, rows=rows, states=states, wrong=wrong)
    return page, 422 if wrong else 200
