"""Errors that people can mend, as one English sentence."""

import click
from flask.cli import ScriptInfo
from flask_babel import force_locale
from sqlalchemy.exc import OperationalError, ProgrammingError

from scheduler.enums import Language
from scheduler.errors import SchedulerError
from scheduler.web.wording import WORDS, words_for


def sentence(ctx: click.Context, error: Exception) -> str | None:
    """Return what to tell whoever gave the command, ``None`` for a fault of the program."""
    if isinstance(error, OperationalError | ProgrammingError):
        detail = str(error.orig).splitlines()[0]
        return f"The database does not answer as it should: {detail}. Run `scheduler db upgrade`."
    if isinstance(error, SchedulerError):
        with ctx.ensure_object(ScriptInfo).load_app().app_context(), force_locale(Language.ENGLISH.value):
            return words_for(error) if error.code in WORDS else str(error)
    return None
