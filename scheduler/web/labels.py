"""The reader's words for the closed vocabularies, and for names that exist in both languages."""

from enum import StrEnum

from flask import Flask
from flask_babel import LazyString, lazy_gettext, lazy_pgettext

from scheduler.enums import (
    ActivityKind,
    AttendanceState,
    EnrolmentStatus,
    HoursKind,
    Language,
    Role,
    RosterStatus,
    RunStatus,
    ServiceNoteKind,
    ShiftStatus,
    TeamKind,
    UnitKind,
    Wish,
)
from scheduler.models import Skill, Team, Unit
from scheduler.web.locale import current_language

_WORDS: tuple[tuple[StrEnum, LazyString | str], ...] = (
    (UnitKind.COMMITTEE, lazy_gettext("Joint committee")),
    (UnitKind.DISTRICT, lazy_gettext("District")),
    (UnitKind.STREET, lazy_gettext("Street")),
    (UnitKind.COMMUNITY, lazy_gettext("Community")),
    (UnitKind.GRID, lazy_gettext("Grid")),
    (Role.VOLUNTEER, lazy_gettext("Volunteer")),
    (Role.TEAM_LEADER, lazy_gettext("Team leader")),
    (Role.GRID_LEADER, lazy_gettext("Grid leader")),
    (Role.COORDINATOR, lazy_gettext("Coordinator")),
    (Role.OFFICER, lazy_gettext("Officer")),
    (Role.AUDITOR, lazy_gettext("Auditor")),
    (Role.ADMIN, lazy_gettext("Administrator")),
    (ActivityKind.PATROL, lazy_gettext("Patrol")),
    (ActivityKind.DRILL, lazy_gettext("Drill")),
    (ActivityKind.TRAINING, lazy_gettext("Training")),
    (ActivityKind.DUTY, lazy_gettext("Duty")),
    (ShiftStatus.ACTIVE, lazy_gettext("Takes place")),
    (ShiftStatus.CANCELLED, lazy_gettext("Cancelled")),
    (EnrolmentStatus.CONFIRMED, lazy_gettext("Confirmed")),
    (EnrolmentStatus.WAITING, lazy_pgettext("place on a shift", "Waiting")),
    (EnrolmentStatus.OFFERED, lazy_pgettext("place on a shift", "Offered")),
    (EnrolmentStatus.CANCELLED, lazy_gettext("Cancelled")),
    (AttendanceState.EXPECTED, lazy_gettext("Expected")),
    (AttendanceState.IN, lazy_gettext("Here")),
    (AttendanceState.OUT, lazy_gettext("Left")),
    (AttendanceState.NO_SHOW, lazy_gettext("Did not come")),
    (AttendanceState.EXCUSED, lazy_gettext("Excused")),
    (HoursKind.SERVICE, lazy_gettext("Service")),
    (HoursKind.TRAINING, lazy_gettext("Training")),
    (ServiceNoteKind.COMMENDATION, lazy_gettext("Commendation")),
    (ServiceNoteKind.EVALUATION, lazy_gettext("Evaluation")),
    (TeamKind.CORPS, lazy_gettext("Volunteer corps")),
    (TeamKind.TEAM, lazy_gettext("Professional team")),
    (Wish.AVAILABLE, lazy_gettext("Available")),
    (Wish.PREFERRED, lazy_gettext("Preferred")),
    (Wish.UNWANTED, lazy_gettext("Rather not")),
    (Wish.UNAVAILABLE, lazy_gettext("Unavailable")),
    (RosterStatus.DRAFT, lazy_gettext("Draft")),
    (RosterStatus.PUBLISHED, lazy_gettext("Published")),
    (RosterStatus.SUPERSEDED, lazy_gettext("Superseded")),
    (RunStatus.QUEUED, lazy_gettext("Waiting")),
    (RunStatus.RUNNING, lazy_gettext("Solving")),
    (RunStatus.DONE, lazy_pgettext("solver run", "Done")),
    (RunStatus.FAILED, lazy_gettext("Failed")),
    (RunStatus.CANCELLED, lazy_gettext("Cancelled")),
    (Language.CHINESE, "简体中文"),
    (Language.ENGLISH, "English"),
)
#: By kind as well, since equal values of two vocabularies are equal keys.
LABELS = {(type(value), value): words for value, words in _WORDS}


def label(value: StrEnum) -> str:
    """Return the word for a member of one of the vocabularies."""
    return str(LABELS[type(value), value])


def name_of(thing: Unit | Skill | Team) -> str:
    """Return the name of a unit, skill or team in the reader's language, else in Chinese."""
    english = thing.name_en if current_language() is Language.ENGLISH else ""
    return english or thing.name


def init_labels(app: Flask) -> None:
    """Offer the words to the templates."""
    app.add_template_filter(label)
    app.add_template_filter(name_of)
