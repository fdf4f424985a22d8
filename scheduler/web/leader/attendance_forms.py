"""What a leader's pages about attendance read from forms: taps, rows of a sheet of paper, minutes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from flask_babel import gettext, lazy_gettext
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from scheduler.enums import AttendanceState, TapAction, TapSource
from scheduler.models import Shift
from scheduler.services.attendance import CODE_WINDOW, KEY_LENGTH, Tap, new_key
from scheduler.services.attendance_lists import SheetLine
from scheduler.timeutils import to_local, to_utc
from scheduler.web.fields import Choice, WholeNumber, whole_number
from scheduler.web.forms import Form, strip

#: What one tap on the list can say.
LIST_ACTIONS = tuple(action for action in TapAction if action is not TapAction.TIMES)


class TapForm(Form):
    """One tap on the leader's list, sent by the button itself."""

    person = WholeNumber(validators=[InputRequired()])
    action = Choice(choices=[(action.value, action.value) for action in LIST_ACTIONS])
    key = StringField(validators=[InputRequired(), Length(max=KEY_LENGTH)])


class WalkInForm(Form):
    """Whom to look for; it only reads."""

    class Meta(Form.Meta):
        """A form that only reads needs no protection against forgery."""

        csrf = False

    q = StringField(
        lazy_gettext("Name, or the last four digits of the phone number"),
        [Length(max=80)],
        filters=[strip],
    )


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One person on a sheet of paper, as typed: ``state`` is came, no_show, excused or nothing."""

    line: SheetLine
    state: str
    arrived: str
    left: str
    error: str = ""

    @property
    def key(self) -> str:
        """Return what the names of the row's fields begin with."""
        return f"p{self.line.person.id}"


CAME = "came"
_STATES = {
    AttendanceState.EXPECTED: "",
    AttendanceState.IN: CAME,
    AttendanceState.OUT: CAME,
    AttendanceState.NO_SHOW: TapAction.NO_SHOW.value,
    AttendanceState.EXCUSED: TapAction.EXCUSED.value,
}


def paper_rows(lines: Sequence[SheetLine], shift: Shift) -> list[PaperRow]:
    """Return the rows as they are known; who came without times is suggested the shift's own."""
    return [
        PaperRow(
            line,
            _STATES[line.presence.state],
            _clock(line.presence.arrived or shift.starts_at, shift),
            _clock(line.presence.left or shift.ends_at, shift),
        )
        for line in lines
    ]


def typed_rows(known: Sequence[PaperRow], posted: Mapping[str, str]) -> list[PaperRow]:
    """Return the rows as they were typed."""
    return [
        replace(
            row,
            state=posted.get(f"{row.key}-state", ""),
            arrived=posted.get(f"{row.key}-arrived", "")[:10].strip(),
            left=posted.get(f"{row.key}-left", "")[:10].strip(),
        )
        for row in known
    ]


def paper_taps(
    known: Sequence[PaperRow], typed: Sequence[PaperRow], shift: Shift, now: datetime
) -> tuple[list[Tap], list[PaperRow]]:
    """Return the taps of the rows that say something new, and the rows with what is wrong in them."""
    taps, checked = [], []
    for before, row in zip(known, typed, strict=True):
        error = ""
        if _says(row) != _says(before):
            try:
                taps.append(_tap(row, shift, now))
            except ValueError as refusal:
                error = str(refusal)
        checked.append(replace(row, error=error))
    return taps, checked


def _says(row: PaperRow) -> tuple[str, ...]:
    return (row.state, row.arrived, row.left) if row.state == CAME else (row.state,)


def _tap(row: PaperRow, shift: Shift, now: datetime) -> Tap:
    tap = Tap(new_key(), row.line.person.id, TapAction.UNDO, now, TapSource.PAPER)
    if row.state == CAME:
        arrived = _moment(row.arrived, shift)
        left = _moment(row.left, shift) if row.left else None
        return replace(tap, action=TapAction.TIMES, arrived_at=arrived, left_at=left)
    if row.state in {TapAction.NO_SHOW, TapAction.EXCUSED}:
        return replace(tap, action=TapAction(row.state))
    if row.state:
        raise ValueError(gettext("Please choose one of the entries offered."))
    return tap


def _clock(moment: datetime, shift: Shift) -> str:
    return f"{to_local(moment, shift.unit.zone):%H:%M}"


def _moment(text: str, shift: Shift) -> datetime:
    """Return the first such time of day from two hours before the start on."""
    try:
        clock = time.fromisoformat(text)
    except ValueError as error:
        raise ValueError(gettext("Please type a time, such as 19:30.")) from error
    zone = shift.unit.zone
    earliest = shift.starts_at - CODE_WINDOW
    clock = clock.replace(tzinfo=None, microsecond=0)
    found = to_utc(datetime.combine(to_local(earliest, zone).date(), clock), zone)
    return found if found >= earliest else to_utc(_next_day(found, zone), zone)


def _next_day(moment: datetime, zone: str) -> datetime:
    return (to_local(moment, zone) + timedelta(days=1)).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class ClosingRow:
    """One person on the page that closes a shift: the minutes that follow, and those typed."""

    line: SheetLine
    minutes: str
    error: str = ""

    @property
    def key(self) -> str:
        """Return the name of the row's field."""
        return f"m{self.line.person.id}"


def closing_rows(lines: Sequence[SheetLine], posted: Mapping[str, str] | None = None) -> list[ClosingRow]:
    """Return the rows with the minutes that follow from the times, or with those typed, and what is wrong."""
    rows = []
    for line in lines:
        row = ClosingRow(line, str(line.minutes))
        if posted is not None:
            row = _typed_minutes(row, posted.get(row.key, row.minutes))
        rows.append(row)
    return rows


def _typed_minutes(row: ClosingRow, text: str) -> ClosingRow:
    row = replace(row, minutes=text.strip()[:20])
    try:
        number = whole_number(row.minutes)
    except ValueError as error:
        return replace(row, error=str(error))
    return row if number is not None else replace(row, error=gettext("Please type a whole number."))
