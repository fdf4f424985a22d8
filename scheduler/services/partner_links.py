"""Secret links at which partners put their people down for a team: issued, shown again, revoked, looked up.

The secret is an HMAC (RFC 2104) of the row's random key under the server's own secret: whoever may issue a
link can show it again, and the database alone opens none.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from scheduler.database import atomic, db
from scheduler.errors import Conflict, InvalidInput, NotFound
from scheduler.models import Partner, PartnerLink, Person, Team
from scheduler.services import audit
from scheduler.services.rows import get_row
from scheduler.services.teams import led_team

#: For so many days a link may work.
LIVES = (7, 30, 90)
_LETTERS = 20
_MOST_DIGITS = 10


def partners_for(team: Team) -> Sequence[Partner]:
    """Return the partners that stand beside the team's unit or one above it, the nearest unit's first."""
    places = {number: place for place, number in enumerate(team.unit.ancestor_ids)}
    query = select(Partner).where(Partner.unit_id.in_(places)).order_by(Partner.name, Partner.id)
    return sorted(db.session.scalars(query), key=lambda partner: -places[partner.unit_id])


def issue_link(team_id: int, partner_id: int, *, days: int, actor: Person, now: datetime) -> PartnerLink:
    """Make a link for a partner, good for ``days``; an earlier one of the same partner ends.

    Raises ``NotFound``, ``NotAllowed``, ``InvalidInput``, ``Conflict`` for a retired team.
    """
    with atomic():
        team = led_team(team_id, actor=actor, lock=True)
        if not team.active:
            raise Conflict("team.closed")
        partner = get_row(Partner, partner_id)
        if partner.unit_id not in team.unit.ancestor_ids:
            raise InvalidInput("partner", "partner_link.elsewhere")
        if days not in LIVES:
            raise InvalidInput("days", "partner_link.days")
        for link in links_of(team):
            if link.partner_id == partner.id and link.revoked_at is None:
                link.revoked_at = now
        link = PartnerLink(
            team_id=team.id,
            partner_id=partner.id,
            key=secrets.token_urlsafe(16)[:24],
            created_by_id=actor.id,
            created=now,
            expires_at=now + timedelta(days=days),
        )
        db.session.add(link)
        _note("team.link_issued", link, team, partner, actor, now)
    return link


def revoke_link(team_id: int, link_id: int, *, actor: Person, now: datetime) -> PartnerLink:
    """End a link at once; raise ``Conflict`` where it has ended already."""
    with atomic():
        team = led_team(team_id, actor=actor, lock=True)
        link = _link_of(team, link_id)
        if not is_live(link, now=now):
            raise Conflict("partner_link.ended_already")
        link.revoked_at = now
        _note("team.link_revoked", link, team, link.partner, actor, now)
    return link


def find_link(team_id: int, link_id: int, *, actor: Person) -> PartnerLink:
    """Return a link of a team for which ``actor`` decides, else ``NotFound``, ``NotAllowed``."""
    return _link_of(led_team(team_id, actor=actor), link_id)


def links_of(team: Team) -> Sequence[PartnerLink]:
    """Return the links of a team, the latest first."""
    query = select(PartnerLink).where(PartnerLink.team_id == team.id)
    query = query.options(joinedload(PartnerLink.partner))
    return db.session.scalars(query.order_by(PartnerLink.id.desc())).all()


def shown_links(team: Team, *, now: datetime) -> Sequence[PartnerLink]:
    """Return the links that work, and those through which somebody came; the latest first."""
    return [link for link in links_of(team) if link.people or is_live(link, now=now)]


def is_live(link: PartnerLink, *, now: datetime) -> bool:
    """Tell whether a link still works."""
    return link.revoked_at is None and now < link.expires_at


def link_token(link: PartnerLink, *, secret: str) -> str:
    """Return the end of the address that opens the link's page."""
    digest = hmac.new(secret.encode(), f"partner link {link.id} {link.key}".encode(), hashlib.sha256).digest()
    return f"{link.id}-{base64.b32encode(digest).decode()[:_LETTERS]}"


def link_by_token(token: str, *, secret: str, now: datetime, lock: bool = False) -> PartnerLink:
    """Return the link that a token opens.

    Raises ``NotFound`` for a token that never was one, ``Conflict`` where its time is over, it was revoked,
    or the team takes nobody any more: whoever holds a true token may know that much.
    """
    unknown = NotFound("partner_link.unknown")
    number = token.partition("-")[0]
    if not (number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS):
        raise unknown
    try:
        link = get_row(PartnerLink, int(number), lock=lock)
    except NotFound as nothing:
        raise unknown from nothing
    known = link_token(link, secret=secret)
    if not hmac.compare_digest(known.encode(), token.encode("utf-8", "replace")):
        raise unknown
    if not is_live(link, now=now) or not link.team.active:
        raise Conflict("partner_link.ended")
    return link


def _link_of(team: Team, link_id: int) -> PartnerLink:
    link = get_row(PartnerLink, link_id)
    if link.team_id != team.id:
        raise NotFound("not_found")
    return link


def _note(action: str, link: PartnerLink, team: Team, partner: Partner, actor: Person, now: datetime) -> None:
    audit.record(action, link, actor=actor, now=now, unit_id=team.unit_id, name=partner.name, title=team.name)
