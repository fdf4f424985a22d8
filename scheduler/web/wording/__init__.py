"""The reader's words for every error code that a service can raise, one module per concept."""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import LazyString, gettext

from scheduler.errors import SchedulerError
from scheduler.models import Skill, Unit
from scheduler.services.open_shift_fits import Hint
from scheduler.web.formatting import local_datetime
from scheduler.web.labels import name_of
from scheduler.web.wording import (
    accounts,
    attendance,
    common,
    enrolments,
    evidence,
    fits,
    guests,
    people,
    rosters,
    shifts,
    swaps,
    teams,
)

WORDS: dict[str, LazyString] = {
    **common.WORDS,
    **accounts.WORDS,
    **attendance.WORDS,
    **enrolments.WORDS,
    **evidence.WORDS,
    **fits.WORDS,
    **guests.WORDS,
    **people.WORDS,
    **rosters.WORDS,
    **shifts.WORDS,
    **swaps.WORDS,
    **teams.WORDS,
}


def words_for(error: SchedulerError | Hint) -> str:
    """Return the sentence for ``error``, or for a hint, in the reader's language.

    Units and skills among its values appear by their names, moments on the clock of its ``zone``, an error
    within by its own sentence.
    """
    text = str(WORDS[error.code])
    if not error.params:
        return text
    return text % {key: _spoken(value, error.params) for key, value in error.params.items()}


def _spoken(value: object, params: Mapping[str, object]) -> object:
    if isinstance(value, SchedulerError):
        return words_for(value)
    if isinstance(value, tuple):
        return str(gettext(", ")).join(str(_spoken(part, params)) for part in value)
    if isinstance(value, Unit | Skill):
        return name_of(value)
    return local_datetime(value, str(params["zone"])) if isinstance(value, datetime) else value
