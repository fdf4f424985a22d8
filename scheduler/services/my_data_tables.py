"""Where a person stands in the tables: what her own copy of the data holds, and what outlives the account.

Each foreign key to a person, and each to a row that is a person's own, has a line here; a test compares
the lines with the tables. A new one begins by saying whose data its rows are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from sqlalchemy import Column, ColumnElement, Table, select

from scheduler.database import Base


class After(Enum):
    """What becomes of the rows when the account is deleted."""

    #: They go, and so does whatever belongs to them.
    ERASE = auto()
    #: They stay: the person that they name has a number in place of a name by then.
    KEEP = auto()
    #: They stay, and name nobody in this column.
    CLEAR = auto()


@dataclass(frozen=True, slots=True)
class Holding:
    """A column that names a person, or a row of hers; ``column`` is written ``table.column``.

    ``key`` is the rows' name in the copy of the data; where there is none, ``reason`` says why they are not
    in it. ``hidden`` are columns left out of the copy, each with its reason.
    """

    column: str
    key: str
    after: After
    reason: str = ""
    hidden: Mapping[str, str] = field(default_factory=dict)

    @property
    def table(self) -> Table:
        """Return the table of the rows."""
        return Base.metadata.tables[self.column.partition(".")[0]]

    @property
    def its_column(self) -> Column[int]:
        """Return the column itself."""
        return self.table.c[self.column.partition(".")[2]]

    def of(self, person_id: int) -> ColumnElement[bool]:
        """Return a condition that is true of the rows of one person."""
        if self.column == "person.id":
            return self.its_column == person_id
        (target,) = self.its_column.foreign_keys
        owner = target.column.table
        if owner.name == "person":
            return self.its_column == person_id
        parent = OWN[owner.name]
        return self.its_column.in_(select(owner.c.id).where(parent.of(person_id)))


_SECRET = "It opens the account to whoever has it."  # noqa: S105 - a sentence about secrets
_DEED = "The row is about somebody or something else; that you did it stands under deeds."
_OTHERS = "It may name other people."
_ASKER = "The request belongs to whoever made it; that you were asked stands under swaps_asked."
_TEAM_DOOR = "It lets people into the team."
_LINK = "It only says which line this one corrects; both are there."

HOLDINGS = (
    Holding(
        "person.id",
        "account",
        After.KEEP,
        hidden={"password_hash": _SECRET, "session_key": _SECRET},
    ),
    Holding("role_grant.person_id", "roles", After.ERASE),
    Holding("role_grant.granted_by_id", "", After.KEEP, _DEED),
    Holding("qualification.person_id", "qualifications", After.ERASE),
    Holding("qualification.verified_by_id", "", After.KEEP, _DEED),
    Holding("qualification.refused_by_id", "", After.KEEP, _DEED),
    Holding(
        "qualification_evidence.qualification_id",
        "qualification_evidence",
        After.ERASE,
        hidden={
            "stored_name": "It is the file's name inside the store; the file opens on the page of skills."
        },
    ),
    Holding("team_member.person_id", "teams", After.ERASE),
    Holding("team_member.decided_by_id", "", After.KEEP, _DEED),
    Holding("team.leader_id", "teams_led", After.CLEAR, hidden={"join_code": _TEAM_DOOR}),
    Holding("partner_link.created_by_id", "", After.KEEP, _DEED),
    Holding("dislike.person_id", "dislikes", After.ERASE),
    Holding("weekly_availability.person_id", "availability_week", After.ERASE),
    Holding("availability_exception.person_id", "availability_exceptions", After.ERASE),
    Holding("enrolment.person_id", "places", After.KEEP),
    Holding("swap_request.enrolment_id", "swap_requests", After.ERASE),
    Holding("swap_request.taker_id", "swaps_taken", After.KEEP),
    Holding("swap_request.wanted_id", "", After.KEEP, _ASKER),
    Holding("swap_request.decided_by_id", "", After.KEEP, _DEED),
    Holding("swap_asked.person_id", "swaps_asked", After.ERASE),
    Holding("swap_asked.request_id", "", After.KEEP, "What others answered is theirs."),
    Holding("release_request.enrolment_id", "release_requests", After.ERASE),
    Holding("release_request.answered_by_id", "", After.KEEP, _DEED),
    Holding("assignment.person_id", "roster_assignments", After.KEEP),
    Holding("attendance.person_id", "attendance", After.KEEP),
    Holding(
        "attendance_tap.person_id", "attendance_taps", After.KEEP, hidden={"key": "It names a device's tap."}
    ),
    Holding("attendance_tap.by_id", "", After.KEEP, _DEED),
    Holding("attendance_closing.closed_by_id", "", After.KEEP, _DEED),
    Holding("hours_entry.person_id", "hours", After.KEEP),
    Holding("hours_entry.corrects_id", "", After.KEEP, _LINK),
    Holding("hours_entry.made_by_id", "", After.KEEP, _DEED),
    Holding("hours_objection.entry_id", "hours_objections", After.ERASE),
    Holding("hours_objection.answered_by_id", "", After.KEEP, _DEED),
    Holding("service_note.person_id", "service_notes", After.ERASE),
    Holding("service_note.made_by_id", "", After.KEEP, _DEED),
    Holding("certificate.person_id", "certificates", After.KEEP),
    Holding("certificate.issued_by_id", "", After.KEEP, _DEED),
    Holding("notification.person_id", "messages", After.ERASE),
    Holding(
        "feed_token.person_id",
        "calendar_addresses",
        After.ERASE,
        hidden={"token_hash": _SECRET},
    ),
    Holding("audit_entry.actor_id", "deeds", After.KEEP, hidden={"details": _OTHERS}),
    Holding("roster_period.created_by_id", "", After.KEEP, _DEED),
    Holding("roster.published_by_id", "", After.KEEP, _DEED),
    Holding("run.created_by_id", "", After.KEEP, _DEED),
)


def _own() -> dict[str, Holding]:
    own: dict[str, Holding] = {}
    for holding in HOLDINGS:
        if holding.key and holding.after is not After.CLEAR:
            own.setdefault(holding.column.partition(".")[0], holding)
    return own


#: The line of each table whose rows are a person's own.
OWN = _own()
