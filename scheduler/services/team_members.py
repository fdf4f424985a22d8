"""People and teams: apply, be approved or refused with a reason, leave, be taken off.

Rows are locked team first. Each step demands the status it starts from, so that a button pressed twice, or on
a page that is no longer true, is answered by a sentence and changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from scheduler.database import atomic, db
from scheduler.enums import MembershipStatus, NotificationKind
from scheduler.errors import Conflict, NotAllowed, NotFound
from scheduler.models import Person, Team, TeamMember
from scheduler.services import audit
from scheduler.services.notifications import notify
from scheduler.services.rows import flush_or, get_row
from scheduler.services.shift_inputs import REASON_LENGTH, clean_line, clean_text
from scheduler.services.teams import about, deciders_of, led_team

MESSAGE_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Approved:
    """Whom an approval made members, and how many applications were no longer there to approve."""

    people: tuple[str, ...]
    gone: int


def membership(team: Team, person: Person) -> TeamMember | None:
    """Return how a person stands to a team, if there ever was anything between them."""
    query = select(TeamMember).where(TeamMember.team_id == team.id, TeamMember.person_id == person.id)
    return db.session.scalar(query)


def apply(team_id: int, *, message: str, actor: Person, now: datetime) -> TeamMember:
    """Apply for a team; whoever decides for it is told.

    Raises ``NotFound``, ``InvalidInput``, ``Conflict`` for a retired team, or one applied for already.
    """
    with atomic():
        team = get_row(Team, team_id, lock=True)
        if not team.active:
            raise Conflict("team.closed")
        row = membership(team, actor) or TeamMember(team_id=team.id, person_id=actor.id)
        if row.status is MembershipStatus.MEMBER:
            raise Conflict("team.member_already")
        if row.status is MembershipStatus.APPLIED:
            raise Conflict("team.applied_already")
        row.message = clean_text("message", message, most=MESSAGE_LENGTH)
        start_application(row, now=now)
        flush_or(Conflict("team.applied_already"))
        said = {"person_id": actor.id, "name": actor.name, "text": row.message}
        tell_deciders(team, actor, said=said, now=now)
        _note("team.applied", row, team, actor, now)
    return row


def start_application(row: TeamMember, *, now: datetime) -> None:
    """Let a row be an application that nobody has decided on; inside ``atomic``."""
    row.status, row.applied_at = MembershipStatus.APPLIED, now
    row.reason, row.decided_by_id, row.decided_at, row.left_at = "", None, None, None
    db.session.add(row)


def tell_deciders(team: Team, person: Person, *, said: Mapping[str, object], now: datetime) -> None:
    """Tell whoever decides for the team, ``person`` apart, that there is something to decide."""
    for decider in deciders_of(team, without=person):
        params = {**about(team), **said}
        notify(decider.id, NotificationKind.TEAM_APPLICATION, params=params, now=now)


def leave(team_id: int, *, actor: Person, now: datetime) -> TeamMember:
    """Leave a team, or withdraw an application for it; raise ``Conflict`` where there is neither.

    A leader who leaves leads no longer: the unit's leaders decide until somebody else is named.
    """
    with atomic():
        team = get_row(Team, team_id, lock=True)
        row = membership(team, actor)
        if row is None or row.status not in {MembershipStatus.APPLIED, MembershipStatus.MEMBER}:
            raise Conflict("team.not_in")
        applied = row.status is MembershipStatus.APPLIED
        _end(row, team, now=now)
        _note("team.withdrawn" if applied else "team.left", row, team, actor, now)
    return row


def approve(team_id: int, member_ids: Sequence[int], *, actor: Person, now: datetime) -> Approved:
    """Make members of those who applied, all in one go; each is told.

    Applications withdrawn or decided meanwhile are counted as gone; raises ``Conflict`` where all are, or
    none was chosen. Raises ``NotAllowed`` for one's own.
    """
    with atomic():
        team = led_team(team_id, actor=actor, lock=True)
        if not member_ids:
            raise Conflict("team.nobody_chosen")
        rows = [_row_of(team, number) for number in dict.fromkeys(member_ids)]
        waiting = [row for row in rows if row.status is MembershipStatus.APPLIED]
        if not waiting:
            raise Conflict("team.decided_already")
        for row in waiting:
            _decide(row, MembershipStatus.MEMBER, actor, now)
            notify(row.person_id, NotificationKind.TEAM_APPROVED, params=about(team), now=now)
            _note("team.approved", row, team, actor, now)
    return Approved(tuple(row.person.name for row in waiting), len(rows) - len(waiting))


def refuse(team_id: int, member_id: int, *, reason: str, actor: Person, now: datetime) -> TeamMember:
    """Refuse an application and say why; the person is told. Raises as ``approve`` does, ``InvalidInput``."""
    with atomic():
        team = led_team(team_id, actor=actor, lock=True)
        row = _row_of(team, member_id)
        if row.status is not MembershipStatus.APPLIED:
            raise Conflict("team.decided_already")
        row.reason = clean_line("reason", reason, most=REASON_LENGTH, required=True)
        _decide(row, MembershipStatus.REFUSED, actor, now)
        params = {**about(team), "reason": row.reason}
        notify(row.person_id, NotificationKind.TEAM_REFUSED, params=params, now=now)
        _note("team.refused", row, team, actor, now, reason=row.reason)
    return row


def end_membership(team_id: int, member_id: int, *, reason: str, actor: Person, now: datetime) -> TeamMember:
    """Take a member off a team and say why; the person is told.

    Raises ``NotFound``, ``NotAllowed`` (one leaves a team by oneself), ``InvalidInput``, and ``Conflict``
    where the person is no member any more.
    """
    with atomic():
        team = led_team(team_id, actor=actor, lock=True)
        row = _row_of(team, member_id)
        if row.status is not MembershipStatus.MEMBER:
            raise Conflict("team.not_member")
        _refuse_own(row, actor)
        row.reason = clean_line("reason", reason, most=REASON_LENGTH, required=True)
        row.decided_by_id = actor.id
        _end(row, team, now=now)
        params = {**about(team), "reason": row.reason}
        notify(row.person_id, NotificationKind.TEAM_ENDED, params=params, now=now)
        _note("team.ended", row, team, actor, now, reason=row.reason)
    return row


def find_member(team_id: int, member_id: int, *, actor: Person) -> TeamMember:
    """Return a row of a team for which ``actor`` decides, else ``NotFound``, ``NotAllowed``."""
    return _row_of(led_team(team_id, actor=actor), member_id)


def _row_of(team: Team, member_id: int) -> TeamMember:
    row = get_row(TeamMember, member_id)
    if row.team_id != team.id:
        raise NotFound("not_found")
    return row


def _decide(row: TeamMember, status: MembershipStatus, actor: Person, now: datetime) -> None:
    _refuse_own(row, actor)
    row.status, row.decided_by_id, row.decided_at = status, actor.id, now


def _refuse_own(row: TeamMember, actor: Person) -> None:
    if row.person_id == actor.id:
        raise NotAllowed("team.own")


def _end(row: TeamMember, team: Team, *, now: datetime) -> None:
    row.status, row.left_at = MembershipStatus.LEFT, now
    if team.leader_id == row.person_id:
        team.leader_id = None
        team.updated = now
        flag_modified(team, "updated")


def _note(action: str, row: TeamMember, team: Team, actor: Person, now: datetime, **details: object) -> None:
    db.session.flush()
    name = db.session.get_one(Person, row.person_id).name
    audit.record(
        action, row, actor=actor, now=now, unit_id=team.unit_id, name=name, title=team.name, **details
    )
