"""The secret addresses of private calendars: made, ended, and looked up when a calendar asks."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from scheduler.database import atomic, db
from scheduler.errors import NotFound
from scheduler.models import FeedToken, Person
from scheduler.services import audit

#: Calendars fetch often; when was only worth a write this often.
_FETCH_NOTED_EVERY = timedelta(minutes=10)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def current_token(person: Person) -> FeedToken | None:
    """Return the person's token that is in force, if any; its secret is known to nobody but the person."""
    query = select(FeedToken).where(FeedToken.person_id == person.id, FeedToken.revoked.is_(None))
    return db.session.scalar(query.order_by(FeedToken.id.desc()))


def end_tokens(person: Person, *, now: datetime) -> int:
    """End the addresses of a person's calendar and return how many there were; inside ``atomic``."""
    query = (
        select(FeedToken)
        .where(FeedToken.person_id == person.id, FeedToken.revoked.is_(None))
        .with_for_update()
    )
    tokens = list(db.session.scalars(query))
    for token in tokens:
        token.revoked = now
    return len(tokens)


def issue_token(*, actor: Person, now: datetime) -> str:
    """Make a new secret for the actor's own calendar, end the earlier one, return the secret this once."""
    secret = secrets.token_urlsafe(24)
    with atomic():
        end_tokens(actor, now=now)
        token = FeedToken(person_id=actor.id, token_hash=_hash(secret), created=now)
        db.session.add(token)
        audit.record("feed.issue", token, actor=actor, now=now, unit_id=actor.home_unit_id)
    return secret


def revoke_token(*, actor: Person, now: datetime) -> None:
    """End the actor's calendar address; calendars that still ask for it get the answer of an unknown one."""
    with atomic():
        if end_tokens(actor, now=now):
            audit.record("feed.revoke", actor, actor=actor, now=now, unit_id=actor.home_unit_id)


def person_by_token(secret: str, *, client: str, now: datetime) -> Person:
    """Return whose calendar ``secret`` opens, and note who fetched it when.

    Unknown, revoked, and inactive are one and the same ``NotFound``.
    """
    query = (
        select(FeedToken)
        .options(joinedload(FeedToken.person).joinedload(Person.home_unit))
        .where(FeedToken.token_hash == _hash(secret), FeedToken.revoked.is_(None))
    )
    token = db.session.scalar(query)
    if token is None or not token.person.active:
        raise NotFound("not_found")
    if token.last_fetched is None or now - token.last_fetched >= _FETCH_NOTED_EVERY:
        with atomic():
            token.last_fetched = now
            token.last_client = "".join(sign for sign in client if sign.isprintable())[:120]
    return token.person
