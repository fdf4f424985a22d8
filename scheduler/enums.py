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
    """How far a person has come to a place on a shift; an offered place is held until its time is up."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    OFFERED = "offered"
    CANCELLED = "cancelled"


class GuestStatus(StrEnum):
    """How far a resident's booking has come; unconfirmed and offered places are held for a while."""

    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    OFFERED = "offered"
    CANCELLED = "cancelled"


class EnrolmentOrigin(StrEnum):
    """How a person came to a shift."""

    SELF = "self"
    ROSTER = "roster"


class AttendanceState(StrEnum):
    """What became of one person on one shift, so far."""

    EXPECTED = "expected"
    IN = "in"
    OUT = "out"
    NO_SHOW = "no_show"
    EXCUSED = "excused"


class TapAction(StrEnum):
    """What one tap says about a person: came, left, was there throughout, between two times, not at all."""

    IN = "in"
    OUT = "out"
    WHOLE = "whole"
    TIMES = "times"
    NO_SHOW = "no_show"
    EXCUSED = "excused"
    UNDO = "undo"


class TapSource(StrEnum):
    """Where a tap comes from: the code at the place, the leader's list, or a sheet of paper."""

    CODE = "code"
    LIST = "list"
    PAPER = "paper"


class HoursKind(StrEnum):
    """What an entry of the ledger counts as."""

    SERVICE = "service"
    TRAINING = "training"


class ServiceNoteKind(StrEnum):
    """What a unit may write into a person's service record besides hours."""

    COMMENDATION = "commendation"
    EVALUATION = "evaluation"


class QualificationStanding(StrEnum):
    """What a qualification is worth on a day."""

    SUBMITTED = "submitted"
    REFUSED = "refused"
    COMING = "coming"
    COUNTS = "counts"
    EXPIRED = "expired"


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


class TeamKind(StrEnum):
    """A volunteer corps takes everybody who wants to help; a team is there for one skill."""

    CORPS = "corps"
    TEAM = "team"


class MembershipStatus(StrEnum):
    """How a person stands to a team."""

    APPLIED = "applied"
    MEMBER = "member"
    REFUSED = "refused"
    LEFT = "left"


class SwapKind(StrEnum):
    """What somebody asks for who offers a shift: that another takes it over, or an exchange of two."""

    COVER = "cover"
    SWAP = "swap"


class SwapStatus(StrEnum):
    """How far a swap or cover has come; until it is done, the old holder stays responsible."""

    OPEN = "open"
    AWAITING_LEADER = "awaiting_leader"
    DONE = "done"
    DECLINED = "declined"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    FAILED = "failed"


class SwapAnswer(StrEnum):
    """What somebody said who was asked."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


class ReleaseStatus(StrEnum):
    """How far a request to be released from a shift has come; ``ended``: there was no more to decide."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


class JobKind(StrEnum):
    """What a worker can be asked to do."""

    ROSTER_RUN = "roster_run"
    ROSTER_PART = "roster_part"
    MESSAGE = "message"
    GUEST_MESSAGE = "guest_message"


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
    PLACE_OFFERED = "place_offered"
    OFFER_EXPIRED = "offer_expired"
    OFFER_WITHDRAWN = "offer_withdrawn"
    PLACE_PASSED = "place_passed"
    PLACE_LOST = "place_lost"
    PLACE_GIVEN = "place_given"
    LIST_ENDED = "list_ended"
    PLACES_FREED = "places_freed"
    HOURS_OBJECTION = "hours_objection"
    HOURS_ANSWERED = "hours_answered"
    SWAP_ASKED = "swap_asked"
    SWAP_ACCEPTED = "swap_accepted"
    SWAP_DECLINED = "swap_declined"
    SWAP_AWAITING = "swap_awaiting"
    SWAP_DONE = "swap_done"
    SWAP_REFUSED = "swap_refused"
    SWAP_WITHDRAWN = "swap_withdrawn"
    SWAP_EXPIRED = "swap_expired"
    SWAP_FAILED = "swap_failed"
    RELEASE_ASKED = "release_asked"
    RELEASE_GRANTED = "release_granted"
    RELEASE_REFUSED = "release_refused"
    TEAM_APPLICATION = "team_application"
    TEAM_APPROVED = "team_approved"
    TEAM_REFUSED = "team_refused"
    TEAM_ENDED = "team_ended"
    TEAM_ADDED = "team_added"
    QUALIFICATION_ACCEPTED = "qualification_accepted"
    QUALIFICATION_REFUSED = "qualification_refused"
    QUALIFICATION_EXPIRING = "qualification_expiring"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - the kind of a message, not a password


class GuestMessageKind(StrEnum):
    """Why somebody who booked without an account is told something."""

    CONFIRM = "confirm"
    KNOWN = "known"
    BOOKED = "booked"
    WAITING = "waiting"
    OFFERED = "offered"
    OFFER_EXPIRED = "offer_expired"
    OFFER_WITHDRAWN = "offer_withdrawn"
    PLACES_LOST = "places_lost"
    CANCELLED = "cancelled"
    SHIFT_CHANGED = "shift_changed"
    SHIFT_CANCELLED = "shift_cancelled"


class Language(StrEnum):
    """Languages in which the whole product exists."""

    CHINESE = "zh_Hans_CN"
    ENGLISH = "en"
