"""Links and codes of bookings: made from a row and the server's secret when they are needed, kept nowhere.

A row holds the random part and, of a link, the hash by which it is found.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from scheduler.database import db
from scheduler.errors import NotFound
from scheduler.models import GuestBooking, GuestCode, Shift

#: A code is six digits: so often it may be typed wrongly.
MOST_TRIES = 5
_DIGITS = 6
_KEY_BYTES = 18
_TOKEN_BYTES = 24
_MOST_LETTERS = 64


def new_key() -> str:
    """Return the random part of a link or of a code's address."""
    return secrets.token_urlsafe(_KEY_BYTES)


def token_of(booking: GuestBooking, *, secret: str) -> str:
    """Return what ends the link of a booking; whoever has it may look at, change and cancel the booking."""
    return token_from(booking.key, secret=secret)


def token_from(key: str, *, secret: str) -> str:
    """Return the end of the link that is made from ``key``."""
    digest = _digest("link", key, secret)[:_TOKEN_BYTES]
    return base64.urlsafe_b64encode(digest).decode("ascii")


def hash_token(token: str) -> str:
    """Return what is kept of a link."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def digits_of(code: GuestCode, *, secret: str) -> str:
    """Return the six digits of a code."""
    number = int.from_bytes(_digest("code", code.ref, secret)[:8], "big")
    return f"{number % 10**_DIGITS:0{_DIGITS}d}"


def digits_match(code: GuestCode, typed: str, *, secret: str) -> bool:
    """Tell, in constant time, whether ``typed`` are the digits of a code, with or without spaces."""
    known = digits_of(code, secret=secret)
    return hmac.compare_digest(known.encode(), "".join(typed.split()).encode("utf-8", "replace"))


def issue_code(booking: GuestBooking, *, until: datetime) -> GuestCode:
    """Return a new code for a booking, inside ``atomic``; codes sent earlier go on until they run out."""
    code = GuestCode(booking_id=booking.id, ref=new_key(), until=until, tries=0)
    db.session.add(code)
    db.session.flush()
    return code


def find_code(ref: str) -> GuestCode:
    """Return the code whose page has this address, with booking and shift, else raise ``NotFound``."""
    query = select(GuestCode).where(GuestCode.ref == _plain(ref))
    with_shift = joinedload(GuestCode.booking).joinedload(GuestBooking.shift).joinedload(Shift.unit)
    found = db.session.scalar(query.options(with_shift))
    if found is None:
        raise NotFound("guest.code_page_gone")
    return found


def find_booking(token: str) -> GuestBooking:
    """Return the booking that a link opens, with its shift, else raise ``NotFound``."""
    query = select(GuestBooking).where(GuestBooking.token_hash == hash_token(_plain(token)))
    found = db.session.scalar(query.options(joinedload(GuestBooking.shift).joinedload(Shift.unit)))
    if found is None:
        raise NotFound("guest.link_wrong")
    return found


def _plain(text: str) -> str:
    """Return the end of an address as far as it can be one of ours."""
    return text if len(text) <= _MOST_LETTERS and text.isascii() and text.isprintable() else ""


def _digest(purpose: str, key: str, secret: str) -> bytes:
    """Return an HMAC (RFC 2104); what it is for is hashed with it, so that none serves for another."""
    text = f"guest {purpose} {key}"
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()
