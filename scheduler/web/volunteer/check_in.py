"""Checking in at the place: the screen that shows the code, the link behind it, the digits to type.

Whoever opens the link while it holds, or types the digits, has been at the place: the session remembers it
for ten minutes, in which to sign in and to press the button.
"""

from datetime import UTC, datetime, timedelta

from flask import flash, make_response, redirect, render_template, session, url_for
from flask_babel import gettext, lazy_gettext
from limits import RateLimitItemPerMinute
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from scheduler.enums import AttendanceState, TapAction
from scheduler.errors import Conflict, InvalidInput, NotFound
from scheduler.models import Shift
from scheduler.services import attendance as service
from scheduler.services import attendance_codes as codes
from scheduler.services.attendance_lists import OwnAttendance, own_attendance, own_shifts_now
from scheduler.services.rows import get_row
from scheduler.timeutils import utcnow
from scheduler.web.access import Access, access
from scheduler.web.account.limits import Limit
from scheduler.web.feeds.settings import absolute
from scheduler.web.fields import Choice
from scheduler.web.forms import Form, accepted, strip
from scheduler.web.secrets import server_secret
from scheduler.web.session import actor, actor_or_none, login_manager
from scheduler.web.volunteer.blueprint import blueprint
from scheduler.web.wording import words_for

#: Six digits could be guessed by whoever may try for ever.
BAD_CODES_OF_PERSON = Limit("check-in-code", RateLimitItemPerMinute(10, 15))
_REMEMBERED = timedelta(minutes=10)
#: Stands in the address where the digits were typed; too short to be the end of a scanned link.
_TYPED = "typed"


class CodeForm(Form):
    """The digits that the screen shows."""

    code = StringField(
        lazy_gettext("Six digits"),
        [InputRequired(lazy_gettext("Please fill in this field.")), Length(max=20)],
        filters=[strip],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True},
    )


class CheckInForm(Form):
    """Whether the reader comes or leaves, sent by the button itself."""

    action = Choice(choices=[("in", "in"), ("out", "out")])


@blueprint.route("/check-in", methods=["GET", "POST"])
@access(Access.SIGNED_IN)
def check_in() -> str | Response | tuple[str, int]:
    """Show the reader's shifts of now, and take the digits that the screen at one of them shows."""
    form, now = CodeForm(), utcnow()
    own = own_shifts_now(actor(), now=now)
    found: list[Shift] = []
    if form.is_submitted() and accepted(form, lambda: found.append(_shift_by_digits(form, own, now))):
        _remember(found[0], now)
        return redirect(url_for("volunteer.confirm_check_in", shift_id=found[0].id, code=_TYPED))
    page = render_template("volunteer/check_in.html", form=form, own=own)
    return page, 422 if form.is_submitted() else 200


def _shift_by_digits(form: CodeForm, own: list[OwnAttendance], now: datetime) -> Shift:
    BAD_CODES_OF_PERSON.require(str(actor().id))
    typed = str(form.code.data)
    for line in own:
        if codes.digits_hold(line.shift.id, typed, secret=server_secret(), now=now):
            return line.shift
    BAD_CODES_OF_PERSON.count(str(actor().id))
    raise InvalidInput("code", "attendance.code_wrong")


@blueprint.get("/check-in/<int:shift_id>/<code>")
@access(Access.PUBLIC)
def confirm_check_in(shift_id: int, code: str) -> Response | tuple[str, int]:
    """Ask for the one tap that checks in or out; who is not signed in yet does that first."""
    now = utcnow()
    if codes.link_holds(shift_id, code, secret=server_secret(), now=now):
        _remember(get_row(Shift, shift_id), now)
    elif not _remembers(shift_id, now):
        return _too_old()
    person = actor_or_none()
    if person is None:
        answer: Response = login_manager.unauthorized()
        return answer
    own = own_attendance(shift_id, person)
    refused = service.code_refusal(own.shift, now=now)
    if refused is None and not own.on_list:
        refused = Conflict("attendance.not_on_shift")
    page = render_template(
        "volunteer/check_in_confirm.html",
        own=own,
        reason=words_for(refused) if refused else "",
        code=code,
        now=now,
        came=own.presence.state in {AttendanceState.IN, AttendanceState.OUT},
    )
    return _fresh(page, 409 if refused else 200)


@blueprint.post("/check-in/<int:shift_id>/<code>")
@access(Access.SIGNED_IN)
def enter_check_in(shift_id: int, code: str) -> Response | tuple[str, int]:
    """Check in or out; pressed twice, nothing is counted twice."""
    now, form = utcnow(), CheckInForm()
    holds = codes.link_holds(shift_id, code, secret=server_secret(), now=now) or _remembers(shift_id, now)
    if not holds:
        return _too_old()
    done: list[object] = []
    if form.validate_on_submit() and accepted(form, lambda: done.append(_enter(form, shift_id, now))):
        leaving = form.action.data == TapAction.OUT
        flash(
            gettext("You are checked out. Thank you!")
            if leaving
            else gettext("You are checked in. Welcome!"),
            "success",
        )
    return redirect(url_for("volunteer.check_in"))


def _enter(form: CheckInForm, shift_id: int, now: datetime) -> object:
    return service.check_in(shift_id, TapAction(str(form.action.data)), actor=actor(), now=now)


@blueprint.get("/check-in/display/<int:shift_id>/<token>")
@access(Access.PUBLIC)
def check_in_display(shift_id: int, token: str) -> Response:
    """Fill a screen at the place with the code of the minute; the page asks for the next one by itself."""
    now = utcnow()
    if not codes.opens_display(shift_id, token, secret=server_secret()):
        raise NotFound("not_found")
    shift = get_row(Shift, shift_id)
    refused = service.code_refusal(shift, now=now)
    code = codes.code_at(shift_id, secret=server_secret(), now=now)
    page = render_template(
        "volunteer/check_in_display.html",
        shift=shift,
        code=code,
        address=absolute(url_for("volunteer.confirm_check_in", shift_id=shift_id, code=code.link)),
        short=absolute(url_for("volunteer.check_in")),
        reason=words_for(refused) if refused else "",
        # One second more: the browser must not come back within the same minute.
        seconds=int((code.changes_at - now).total_seconds()) + 1,
    )
    return _fresh(page, 409 if refused else 200)


def _too_old() -> tuple[str, int]:
    words = words_for(Conflict("attendance.code_old"))
    return render_template("volunteer/check_in_refused.html", reason=words), 410


def _fresh(page: str, status: int) -> Response:
    answer = make_response(page, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _remember(shift: Shift, now: datetime) -> None:
    session["check_in"] = [shift.id, int(now.timestamp())]


def _remembers(shift_id: int, now: datetime) -> bool:
    """Tell whether this browser held a good code of the shift a short while ago."""
    kept = session.get("check_in")
    if not isinstance(kept, list) or kept[0] != shift_id:
        return False
    return timedelta() <= now - datetime.fromtimestamp(kept[1], tz=UTC) <= _REMEMBERED
