"""Rows become calendar entries, in the language the feed was asked for."""

from collections.abc import Mapping, Sequence

from flask import current_app
from flask_babel import force_locale, gettext

from scheduler.config import Settings
from scheduler.enums import ActivityKind, Language
from scheduler.ical.entries import Entry, EntryStatus, Feed
from scheduler.ical.entries import Language as FeedLanguage
from scheduler.models import Person, Unit
from scheduler.services.feeds import FeedRow
from scheduler.web.labels import label, name_of

Units = Mapping[int, Unit]

_PUBLIC_COLOR, _PRIVATE_COLOR = "firebrick", "steelblue"


def unit_feed(unit: Unit, rows: Sequence[FeedRow], units: Units, *, language: Language, source: str) -> Feed:
    """Return the public feed of a unit's trainings and drills; ``source`` is the feed's own address."""
    with force_locale(language.value):
        write = _Writer(units)
        return Feed(
            name=gettext("%(unit)s: trainings and drills", unit=name_of(unit)),
            description=gettext(
                "Public trainings and drills of %(unit)s and everything below it",
                unit=name_of(unit),
            ),
            language=_feed_language(language),
            zone=unit.zone,
            color=_PUBLIC_COLOR,
            source_url=source,
            entries=tuple(map(write.public, rows)),
        )


def event_feed(row: FeedRow, units: Units, *, language: Language) -> Feed:
    """Return a calendar that holds one public event, the same entry as in the feeds of its units."""
    with force_locale(language.value):
        return Feed(
            name=row.title,
            language=_feed_language(language),
            zone=units[row.unit_id].zone,
            color=_PUBLIC_COLOR,
            entries=(_Writer(units).public(row),),
        )


def private_feed(person: Person, rows: Sequence[FeedRow], units: Units, *, language: Language) -> Feed:
    """Return a volunteer's own feed; it names nobody, and does not say its own address."""
    with force_locale(language.value):
        write = _Writer(units)
        return Feed(
            name=gettext("My shifts"),
            description=gettext("My patrols, drills, trainings and duties"),
            language=_feed_language(language),
            zone=person.home_unit.zone,
            color=_PRIVATE_COLOR,
            private=True,
            entries=tuple(map(write.private, rows)),
        )


def _feed_language(language: Language) -> FeedLanguage:
    return "zh" if language is Language.CHINESE else "en"


class _Writer:
    """Make entries in the language in force, whose words are looked up once instead of for each of them."""

    def __init__(self, units: Units) -> None:
        settings: Settings = current_app.config["SETTINGS"]
        self._host, self._site = settings.calendar_host, settings.site_url
        self._kinds = {kind: label(kind) for kind in ActivityKind}
        self._titles = {
            kind: gettext("%(kind)s: %(title)s", kind=text, title="\0") for kind, text in self._kinds.items()
        }
        self._zones = {number: unit.zone for number, unit in units.items()}
        self._unit_lines = {
            number: gettext("Unit: %(unit)s", unit=name_of(unit)) for number, unit in units.items()
        }

    def public(self, row: FeedRow) -> Entry:
        """Return the entry of a shift in the calendars of units."""
        return self._entry(row, f"shift-{row.id}", f"/events/{row.id}")

    def private(self, row: FeedRow) -> Entry:
        """Return the entry of a place on a shift in the calendar of whoever has it."""
        return self._entry(row, f"enrolment-{row.id}", "/my")

    def _entry(self, row: FeedRow, uid: str, path: str) -> Entry:
        notes, unit_line = row.notes.strip(), self._unit_lines[row.unit_id]
        return Entry(
            uid=f"{uid}@{self._host}",
            start=row.starts_at,
            end=row.ends_at,
            zone=self._zones[row.unit_id],
            title=self._titles[row.kind].replace("\0", row.title),
            description=f"{notes}\n{unit_line}" if notes else unit_line,
            # The unit is no part of it: a new name of the unit must not look like a new place (C53).
            location=row.place,
            status=EntryStatus.CANCELLED if row.gone else EntryStatus.CONFIRMED,
            sequence=max(row.sequence, 1) if row.gone else row.sequence,
            created=row.created,
            updated=row.updated,
            url=self._site + path,
            categories=(self._kinds[row.kind],),
        )
