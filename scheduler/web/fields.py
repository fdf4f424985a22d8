"""Form fields whose refusals are in the reader's own language, and that no input can break."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from flask_babel import gettext
from wtforms import DateField, IntegerField, SelectField, SelectMultipleField, TimeField, ValidationError
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs

from scheduler.models import Unit
from scheduler.web.forms import Form
from scheduler.web.labels import name_of

#: Years that every zone can convert; dates beyond them are typing errors.
_FIRST_YEAR, _LAST_YEAR = 2000, 2200
_MOST_DIGITS = 9
_INDENT = "\u3000"
Value = TypeVar("Value")


def whole_number(text: str) -> int | None:
    """Return the number that was typed, None for nothing; raise ``ValueError`` with words."""
    text = text.strip()
    if not text:
        return None
    if not text.isdecimal() or len(text) > _MOST_DIGITS:
        raise ValueError(gettext("Please type a whole number."))
    return int(text)


class WholeNumber(IntegerField):
    """A whole number, or None where nothing was typed."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number that was typed."""
        self.data = None
        if valuelist:
            self.data = whole_number(valuelist[0])


class Day(DateField):
    """A calendar date."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the date that was typed or picked."""
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            day = date.fromisoformat(text)
        except ValueError as error:
            raise ValueError(gettext("Please type a date, such as 2026-11-23.")) from error
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            raise ValueError(gettext("Please check the year."))
        self.data = day


class Clock(TimeField):
    """A time of day, to the minute."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the time that was typed or picked."""
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(gettext("Please type a time, such as 19:30.")) from error


Pairs = Iterable[tuple[str, str]]


def _options(choices: Pairs | Mapping[str | None, Pairs] | None) -> list[SelectChoice] | None:
    """Return what a field offers: pairs of value and words, or such pairs under headings."""
    if choices is None:
        return None
    groups = choices.items() if isinstance(choices, Mapping) else [(None, choices)]
    return [
        pair if isinstance(pair, SelectChoice) else SelectChoice(*pair, optgroup=heading)
        for heading, pairs in groups
        for pair in pairs
    ]


class _Offering:
    """A field that takes its choices as pairs of value and words and refuses all others."""

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, _options(value) if name == "choices" else value)

    @property
    def offered(self) -> set[str]:
        """Return the values that may be chosen."""
        return {str(choice.value) for choice in getattr(self, "choices", None) or ()}


class Choice(_Offering, SelectField):
    """One of several; a value that was not offered is refused in plain words."""

    def __init__(
        self, label: Any = None, validators: Any = None, *, choices: Pairs | None = None, **kwargs: Any
    ) -> None:
        super().__init__(label, validators, choices=_options(choices), **kwargs)
        self.type = "SelectField"  # by this name Bootstrap's macros know how to dress it

    def pre_validate(self, _form: Any) -> None:
        """Refuse what was not offered."""
        if (self.data or "") not in self.offered:
            raise ValidationError(gettext("Please choose one of the entries offered."))


class Choices(_Offering, SelectMultipleField):
    """Several of several, as check boxes."""

    def pre_validate(self, _form: Any) -> None:
        """Refuse what was not offered."""
        if not set(self.data or ()) <= self.offered:
            raise ValidationError(gettext("Please choose one of the entries offered."))


def unit_choices(units: Sequence[Unit]) -> list[tuple[str, str]]:
    """Return codes and names of units, children indented below their parents."""
    shallowest = min((len(unit.ancestor_ids) for unit in units), default=0)
    return [(unit.code, _INDENT * (len(unit.ancestor_ids) - shallowest) + name_of(unit)) for unit in units]


def sure(value: Value | None) -> Value:
    """Return the value of a field that validation has found to be filled."""
    if value is None:
        message = "a field of an invalid form was read"
        raise RuntimeError(message)
    return value


def seen_version(form: Form) -> int:
    """Return the version of the thing that the reader looked at; a forged one is never current."""
    text = str(form.version.data)
    return int(text) if text.isdecimal() and len(text) < _MOST_DIGITS else 0
