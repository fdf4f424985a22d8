"""A partner puts a group of its people down for a team: every line checked, then all of them or nobody.

Whoever holds the link stands outside: the answer is the same for people who have an account already, are in
the team, or are new. New people get an account without a password, and agree to the privacy notice themselves
when they sign in for the first time; until then the contact's word stands for them in the audit trail.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError

from scheduler.database import atomic, db
from scheduler.enums import MembershipStatus, NotificationKind
from scheduler.errors import Conflict, InvalidInput
from scheduler.models import PartnerLink, Person, TeamMember
from scheduler.services import audit
from scheduler.services.accounts import NAME_LENGTH, clean_login
from scheduler.services.new_people import add_without_password
from scheduler.services.notifications import notify
from scheduler.services.partner_links import link_by_token
from scheduler.services.shift_inputs import clean_line
from scheduler.services.team_members import start_application, tell_deciders
from scheduler.services.teams import about

MOST_LINES = 100
CONTACT_LENGTH = 120
_CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One person as typed: a name, and a phone number or an e-mail address."""

    name: str
    contact: str

    @property
    def empty(self) -> bool:
        """Tell whether nothing was typed."""
        return not self.name.strip() and not self.contact.strip()


class GroupRefused(InvalidInput):
    """Some lines are no good; ``faults`` say which, by the line's place from 0, at which field, and why."""

    def __init__(self, faults: dict[int, InvalidInput]) -> None:
        super().__init__("lines", "partner_group.lines", number=len(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    phone: str | None
    email: str | None


def register_group(
    token: str,
    lines: Sequence[GroupLine],
    *,
    contact: str,
    agreed: bool,
    privacy_version: str,
    secret: str,
    now: datetime,
) -> int:
    """Put the people of ``lines`` down for the link's team and return how many lines there were.

    People are known by phone or e-mail: sending a list again doubles nobody, and brings nobody back who left
    or was refused. ``contact`` names who sends it and vouches for their agreement. Empty lines do not count.
    Raises ``NotFound``, ``Conflict`` for a link that has ended, ``GroupRefused``, ``InvalidInput``.
    """
    try:
        with atomic():
            link = link_by_token(token, secret=secret, now=now, lock=True)
            who = clean_line("contact_name", contact, most=CONTACT_LENGTH, required=True)
            entries = check_lines(lines)
            if not agreed:
                raise InvalidInput("agreed", "partner_group.agreed")
            _put_down(link, entries, now)
            link.used_at, link.people = now, link.people + len(entries)
            audit.record(
                "team.group_registered",
                link,
                actor=None,
                now=now,
                unit_id=link.team.unit_id,
                name=link.partner.name,
                title=link.team.name,
                contact=who,
                number=len(entries),
                privacy_version=privacy_version,
            )
    except IntegrityError as clash:  # one of them registers at this very moment
        raise Conflict("partner_group.collision") from clash
    return len(entries)


def check_lines(lines: Sequence[GroupLine]) -> list[_Entry]:
    """Return the people that the lines name; raise ``GroupRefused`` with every line that is no good."""
    entries: list[_Entry] = []
    faults: dict[int, InvalidInput] = {}
    first: dict[str, int] = {}
    for place, line in enumerate(lines):
        if line.empty:
            continue
        try:
            entry = _read(line)
            key = entry.phone or entry.email or ""
            if key in first:
                raise InvalidInput(_CONTACT, "partner_group.twice", number=first[key] + 1)  # noqa: TRY301 - one way to refuse a line
            first[key] = place
            entries.append(entry)
        except InvalidInput as fault:
            faults[place] = fault
    if faults:
        raise GroupRefused(faults)
    if not entries:
        raise InvalidInput("lines", "partner_group.nobody")
    if len(entries) > MOST_LINES:
        raise InvalidInput("lines", "partner_group.too_many", most=MOST_LINES)
    return entries


def _read(line: GroupLine) -> _Entry:
    name = clean_line("name", line.name, most=NAME_LENGTH, required=True)
    phone, email = clean_login(_CONTACT, line.contact)
    return _Entry(name, phone, email)


def _put_down(link: PartnerLink, entries: Sequence[_Entry], now: datetime) -> None:
    """Add accounts and applications where there are none, and tell everybody concerned."""
    known = _known(entries)
    people = [
        known.get(entry.phone or entry.email or "")
        or add_without_password(
            name=entry.name, phone=entry.phone, email=entry.email, unit=link.team.unit, now=now
        )
        for entry in entries
    ]
    held = _rows(link, people)
    added = [person for person in people if person.active and person.id not in held]
    for person in added:
        row = TeamMember(team_id=link.team_id, person_id=person.id, partner_id=link.partner_id)
        start_application(row, now=now)
        params = {**about(link.team), "partner": link.partner.name}
        notify(person.id, NotificationKind.TEAM_ADDED, params=params, now=now)
    if added:
        said = {"partner": link.partner.name, "number": len(added)}
        tell_deciders(link.team, added[0], said=said, now=now)


def _known(entries: Sequence[_Entry]) -> dict[str, Person]:
    """Return the accounts there are, by phone and by e-mail."""
    query = select(Person).where(
        or_(
            Person.phone.in_([entry.phone for entry in entries if entry.phone]),
            Person.email.in_([entry.email for entry in entries if entry.email]),
        )
    )
    found = list(db.session.scalars(query))
    return {key: person for person in found for key in (person.phone, person.email) if key}


def _rows(link: PartnerLink, people: Sequence[Person]) -> dict[int, MembershipStatus]:
    query = select(TeamMember.person_id, TeamMember.status).where(
        TeamMember.team_id == link.team_id, TeamMember.person_id.in_([person.id for person in people])
    )
    return dict(db.session.execute(query).all())
