"""Closed vocabularies of the domain; each value is what the database and the files hold."""

from enum import StrEnum


class UnitKind(StrEnum):
    """A node's place in the tree, from the joint committee down to the grid."""

    COMMITTEE = "committee"
    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"
    GRID = "grid"


class Role(StrEnum):
    """What a person may do on a unit and everything below it."""

    VOLUNTEER = "volunteer"
    TEAM_LEADER = "team_leader"
    GRID_LEADER = "grid_leader"
    COORDINATOR = "coordinator"
    OFFICER = "officer"
    AUDITOR = "auditor"
    ADMIN = "admin"


class ActivityKind(StrEnum):
    """Why people meet."""

    PATROL = "patrol"
    DRILL = "drill"
    TRAINING = "training"
    DUTY = "duty"


#: Kinds that residents may see and subscribe to.
PUBLIC_KINDS = (ActivityKind.TRAINING, ActivityKind.DRILL)


class ShiftStatus(StrEnum):
    """A shift is never deleted: calendars need its tombstone."""

    ACTIVE = "active"
    CANCELLED = "cancelled"


class EnrolmentStatus(StrEnum):
    """Whether a person's place on a shift still holds."""

    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class EnrolmentOrigin(StrEnum):
    """How a person came to a shift."""

    SELF = "self"
    ROSTER = "roster"


class Wish(StrEnum):
    """What a person says about an interval of time."""

    AVAILABLE = "available"
    PREFERRED = "preferred"
    UNWANTED = "unwanted"
    UNAVAILABLE = "unavailable"


class RosterStatus(StrEnum):
    """A roster is edited as a draft, then frozen for ever."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


class AssignmentOrigin(StrEnum):
    """Who put a person on a shift in a roster."""

    SOLVER = "solver"
    HAND = "hand"
    SIGN_UP = "sign_up"


class RunStatus(StrEnum):
    """The life of one solver attempt."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class JobKind(StrEnum):
    """What a worker can be asked to do."""

    ROSTER_RUN = "roster_run"
    MESSAGE = "message"


class JobStatus(StrEnum):
    """The life of a job row; the row, not the queue message, is the truth."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class NotificationKind(StrEnum):
    """Why a person is told something."""

    ROSTER_PUBLISHED = "roster_published"
    SHIFT_CHANGED = "shift_changed"
    SHIFT_CANCELLED = "shift_cancelled"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - the kind of a message, not a password


class Language(StrEnum):
    """Languages in which the whole product exists."""

    CHINESE = "zh_Hans_CN"
    ENGLISH = "en"
