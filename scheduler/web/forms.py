"""What every form shares: its base, and how a service's refusal finds its field."""

from collections.abc import Callable
from typing import Any

from flask import flash
from flask_babel import get_translations
from flask_wtf import FlaskForm
from wtforms import Field

from scheduler.database import db
from scheduler.errors import Conflict, InvalidInput
from scheduler.web.wording import words_for


def strip(value: str | None) -> str | None:
    """Take surrounding white space off typed text."""
    return value.strip() if isinstance(value, str) else value


class Form(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """A form whose built-in messages speak the reader's language."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # flask_wtf ships no types
        """WTForms options."""

        def get_translations(self, _form: Any) -> Any:
            """Use the product's own catalogue, which holds WTForms' sentences too."""
            return get_translations()


def accepted(form: Form, action: Callable[[], Any]) -> bool:
    """Validate a posted form and run ``action``; put a refusal at its field, or on top of the page.

    Returns True when the action went through. What was typed stays in the form.
    """
    if not form.validate_on_submit():
        return False
    try:
        action()
    except InvalidInput as error:
        field: Field | None = getattr(form, error.field, None)
        if field is None:
            flash(words_for(error), "danger")
        else:
            field.errors = [*field.errors, words_for(error)]
    except Conflict as error:
        flash(words_for(error), "warning")
    else:
        return True
    db.session.rollback()
    return False
