"""How often somebody may try: counted by address and by account, in memory or in Redis."""

import hashlib
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import current_app, request
from flask_limiter import Limiter
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter, RateLimiter

from scheduler.errors import InvalidInput, RateLimited
from scheduler.models import Person

log = logging.getLogger(__name__)

#: Counts in this process where the common store does not answer: a lock-out would be worse.
_FALLBACK = FixedWindowRateLimiter(MemoryStorage())


@dataclass(frozen=True, slots=True)
class Limit:
    """``item`` says how many in which time; ``scope`` names what is counted."""

    scope: str
    item: RateLimitItem

    def require(self, *whom: str) -> None:
        """Raise ``RateLimited`` where ``whom`` has used up the attempts."""
        if _enabled() and not self._ask("test", whom):
            raise RateLimited("rate_limited", retry_after=self._wait(whom))

    def count(self, *whom: str) -> None:
        """Count an attempt of ``whom``."""
        if _enabled():
            self._ask("hit", whom)

    def spend(self, *whom: str) -> None:
        """Count an attempt of ``whom``; raise ``RateLimited`` where it is one too many."""
        if _enabled() and not self._ask("hit", whom):
            raise RateLimited("rate_limited", retry_after=self._wait(whom))

    def forget(self, *whom: str) -> None:
        """Give ``whom`` all attempts back."""
        if _enabled():
            self._ask("clear", whom)

    def _ask(self, question: str, whom: tuple[str, ...]) -> bool:
        key = self._key(whom)
        try:
            return bool(getattr(_limiter(), question)(self.item, *key))
        except Exception:  # each kind of store has errors of its own
            log.warning("attempts are counted in this process only: the store does not answer", exc_info=True)
            return bool(getattr(_FALLBACK, question)(self.item, *key))

    def _wait(self, whom: tuple[str, ...]) -> int:
        try:
            end = _limiter().get_window_stats(self.item, *self._key(whom)).reset_time
        except Exception:  # as above
            log.warning("the store of attempts does not answer", exc_info=True)
            return self.item.get_expiry()
        return max(1, round(end - time.time()))

    def _key(self, whom: tuple[str, ...]) -> tuple[str, str]:
        """Return the names under which is counted; who it is stays unreadable in the store."""
        text = "\n".join(whom).encode("utf-8", "surrogatepass")
        return self.scope, hashlib.sha256(text).hexdigest()


#: Failed sign-ins. A stranger can use up the attempts at an account from one address, not from everywhere.
BAD_SIGN_INS_BY_ADDRESS = Limit("sign-in-address", RateLimitItemPerMinute(60, 15))
BAD_SIGN_INS_BY_LOGIN = Limit("sign-in-login", RateLimitItemPerMinute(10, 15))
BAD_SIGN_INS_ANYWHERE = Limit("sign-in-anywhere", RateLimitItemPerHour(100))
#: A whole training may register over one network.
REGISTRATIONS_BY_ADDRESS = Limit("register-address", RateLimitItemPerHour(60))
RESETS_BY_ADDRESS = Limit("reset-address", RateLimitItemPerHour(30))
RESETS_BY_LOGIN = Limit("reset-login", RateLimitItemPerHour(5))
BAD_GUESSES_OF_PERSON = Limit("guesses", RateLimitItemPerMinute(10, 15))

#: Refusals from which somebody who found an open session could learn a password, or who has an account.
_GUESSES = {"account.wrong_password", "account.contact_taken"}


@contextmanager
def guesses_of(person: Person) -> Iterator[None]:
    """Let a signed-in person guess her password, or whose phone is whose, a few times only."""
    BAD_GUESSES_OF_PERSON.require(str(person.id))
    try:
        yield
    except InvalidInput as error:
        if error.code in _GUESSES:
            BAD_GUESSES_OF_PERSON.count(str(person.id))
        raise


def address() -> str:
    """Return the address that the request comes from."""
    return request.remote_addr or ""


def _limiter() -> RateLimiter:
    limits: Limiter = current_app.extensions["limits"]
    return limits.limiter


def _enabled() -> bool:
    limits: Limiter = current_app.extensions["limits"]
    return bool(limits.enabled)
