"""The first password of somebody whom a partner put down: set from a code that the team's leader shows.

Many are known by a phone number only, to which nothing can be mailed. The leader, who meets them, shows a
code on a screen; it works once, for an hour, and only for people at home in the team's unit whose account has
neither a password nor a role with which somebody else could do more than a volunteer.
"""

from datetime import datetime

from scheduler.database import atomic
from scheduler.enums import MembershipStatus, Role
from scheduler.errors import Conflict
from scheduler.models import Person, TeamMember
from scheduler.services import audit
from scheduler.services.password_changes import make_reset_token
from scheduler.services.team_members import find_member


def lacks_password(row: TeamMember) -> bool:
    """Tell whether the leader of the team can show a member the way to a first password."""
    live = row.status in {MembershipStatus.APPLIED, MembershipStatus.MEMBER}
    return live and row.team.unit.contains(row.person.home_unit) and _is_fresh(row.person)


def first_password_token(
    team_id: int, member_id: int, *, actor: Person, secret_key: str, now: datetime
) -> tuple[TeamMember, str]:
    """Return a member or applicant and a token that lets them set their first password, within an hour.

    Raises ``NotFound``, ``NotAllowed``, and ``Conflict`` where the account has a password already, is closed,
    is at home elsewhere, or holds more than a volunteer's role.
    """
    with atomic():
        row = find_member(team_id, member_id, actor=actor)
        if not lacks_password(row):
            raise Conflict("team.has_password")
        audit.record(
            "account.first_password_shown",
            row.person,
            actor=actor,
            now=now,
            unit_id=row.team.unit_id,
            name=row.person.name,
        )
        token = make_reset_token(row.person, secret_key=secret_key, now=now)
    return row, token


def _is_fresh(person: Person) -> bool:
    plain = all(grant.role is Role.VOLUNTEER for grant in person.grants)
    return person.active and person.password_hash is None and plain
