"""What the forms of accounts share: a grid chosen by its community, and limits in the reader's words."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import Field
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from scheduler.errors import InvalidInput
from scheduler.models import Unit
from scheduler.services.home_grids import list_home_grids
from scheduler.web.fields import Choice
from scheduler.web.forms import Form
from scheduler.web.labels import name_of
from scheduler.web.wording import words_for

#: No phone number and no address is longer than this, by far.
MOST_TYPED = 1_000

_REQUIRED = lazy_gettext("Please fill in this field.")
#: For texts: white space alone is nothing. For numbers and choices: zero is something.
filled_in = DataRequired(_REQUIRED)
required = InputRequired(_REQUIRED)


def at_most(length: int) -> Length:
    """Return a validator for the length of a text."""
    return Length(max=length, message=lazy_gettext("At most %(max)d characters, please."))


def acceptable(check: Callable[[str, str], object]) -> Callable[[Form, Field], None]:
    """Return a validator that asks a service's own check, so that a form shows all its faults at once."""

    def ask(_form: Form, field: Field) -> None:
        if not field.data:
            return
        try:
            check(field.name, field.data)
        except InvalidInput as error:
            raise ValidationError(words_for(error)) from error

    return ask


class GridField(Choice):
    """A grid, offered by the community above it."""

    def offer(self, also: Unit | None = None) -> None:
        """Offer every grid; before them, without a group, ``also`` a unit that is at home already."""
        groups: dict[Any, list[tuple[str, str]]] = {None: [("", gettext("Please choose"))]}
        for group in list_home_grids():
            title = name_of(group.parent) if group.parent else None
            groups.setdefault(title, []).extend((grid.code, name_of(grid)) for grid in group.grids)
        if also is not None and all((also.code, name_of(also)) not in grids for grids in groups.values()):
            groups[None].append((also.code, name_of(also)))
        self.choices = groups
