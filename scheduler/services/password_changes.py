"""A new password: chosen by who knows the old one, or by who holds a link that was mailed to her."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta

from scheduler.database import atomic, db
from scheduler.enums import NotificationKind
from scheduler.errors import Conflict, InvalidInput
from scheduler.models import Person
from scheduler.services import audit
from scheduler.services.accounts import new_session_key, person_by_login
from scheduler.services.notifications import notify
from scheduler.services.passwords import check_password, hash_password, matches
from scheduler.services.rows import LARGEST_ID

RESET_LASTS = timedelta(hours=1)
_PARTS = 3
_SIGNATURE_BYTES = 18
_MOST_DIGITS = 12


def change_password(*, current: str, password: str, actor: Person, now: datetime) -> Person:
    """Give the actor a new password; every session of hers ends, so callers sign her in anew.

    Raises ``InvalidInput`` where ``current`` is not her password or the new one is no good.
    """
    if not matches(current, actor.password_hash):
        raise InvalidInput("current", "account.wrong_password")
    check_password("password", password, known=_known(actor))
    secret = hash_password(password)
    with atomic():
        person = db.session.get_one(Person, actor.id, with_for_update=True)
        _store(person, secret, now)
        audit.record("account.password_changed", person, actor=person, now=now, unit_id=person.home_unit_id)
    return person


def request_reset(login: str, *, now: datetime) -> None:
    """Have a link mailed to the person with this login, if there is one who can be mailed.

    Nothing tells the caller whether there is. The link is made when it is sent: neither the row nor
    the job holds anything secret.
    """
    with atomic():
        person = person_by_login(login)
        if person is not None and person.may_sign_in and person.email:
            notify(person.id, NotificationKind.PASSWORD_RESET, params={}, now=now)


def make_reset_token(person: Person, *, secret_key: str, now: datetime) -> str:
    """Return a token that lets its holder set the person's password once, within an hour.

    It ends early when password, session key or e-mail address change, by itself or otherwise.
    """
    expires = int((now + RESET_LASTS).timestamp())
    return f"{person.id}.{expires}.{_signature(person, expires, secret_key)}"


def person_by_reset_token(token: str, *, secret_key: str, now: datetime, lock: bool = False) -> Person | None:
    """Return whose password the token may set; ``None`` where it is forged, used or too old.

    ``lock`` keeps the row from others until the end of the transaction.
    """
    parts = token.split(".")
    if len(parts) != _PARTS or not all(_is_number(part) for part in parts[:2]):
        return None
    number, expires = int(parts[0]), int(parts[1])
    if number > LARGEST_ID or expires <= now.timestamp():
        return None
    person = db.session.get(Person, number, with_for_update=lock or None, populate_existing=lock)
    if person is None or not person.may_sign_in:
        return None
    signature = parts[2].encode("utf-8", "surrogatepass")
    good = hmac.compare_digest(_signature(person, expires, secret_key).encode(), signature)
    return person if good else None


def reset_password(token: str, *, password: str, secret_key: str, now: datetime) -> Person:
    """Set the password of the token's person and end all her sessions; the token is used up.

    Raises ``Conflict`` where the token is no longer good, ``InvalidInput`` where the password is not.
    """
    check_password("password", password, known=())
    secret = hash_password(password)
    with atomic():
        person = person_by_reset_token(token, secret_key=secret_key, now=now, lock=True)
        if person is None:
            raise Conflict("account.reset_link")
        check_password("password", password, known=_known(person))
        _store(person, secret, now)
        audit.record("account.password_reset", person, actor=person, now=now, unit_id=person.home_unit_id)
    return person


def _known(person: Person) -> tuple[str | None, ...]:
    return person.name, person.phone, person.email


def _store(person: Person, secret: str, now: datetime) -> None:
    person.password_hash = secret
    person.session_key = new_session_key()
    person.updated = now


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS


def _signature(person: Person, expires: int, secret_key: str) -> str:
    state = (person.id, expires, person.password_hash, person.session_key, person.email)
    key = hashlib.sha256(f"password reset {secret_key}".encode()).digest()
    digest = hmac.new(key, repr(state).encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(digest[:_SIGNATURE_BYTES]).rstrip(b"=").decode("ascii")
