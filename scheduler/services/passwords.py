"""Passwords: which ones are good enough, how they are kept, how one is checked."""

import unicodedata
from collections.abc import Iterable

from pwdlib.hashers.argon2 import Argon2Hasher

from scheduler.errors import InvalidInput

LEAST_LENGTH = 10
MOST_LENGTH = 200
#: Fewer different characters than this is a pattern, not a password.
_LEAST_DIFFERENT = 4

# OWASP's parameters for argon2id: sixteen sign-ins at once take 300 MB and not more.
_HASHER = Argon2Hasher(time_cost=2, memory_cost=19_456, parallelism=1)
#: Checked where there is no account, so that the answer takes as long as where there is one.
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$LjgL5LXRl4cQEMYRFMKu3g$6JesAYSFrHJzm+VC9NYL8E1BQxN2XbEl7jBas9+Sw7c"

#: Long enough, and still the first that anybody tries.
_COMMON = frozenset(
    """
    0123456789 1234567890 0987654321 9876543210 12345678910 1234567891 123456789a a123456789 123456789q
    q123456789 123456789z aa123456789 aaa123456789 123456789abc abc123456789 abcd123456 abc1234567
    1234512345 1234554321 123456123456 123123123a 147258369a 1472583690 5201314520 1314520520 52013145201314
    woaini1314 woaini520 woaini5201314 woaini123 woaini123456 5201314woaini iloveyou1314 iloveyou123
    iloveyou520 password12 password123 password1234 passw0rd123 p@ssw0rd123 p@ssword123 mypassword
    admin12345 admin123456 administrator administrator1 root123456 test123456 user123456 welcome123
    welcome1234 changeme123 letmein123 qwertyuiop qwerty1234 qwerty12345 qwerty123456 qwertyuiop123
    1qaz2wsx3edc 1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4t5 qazwsxedcrfv asdfghjkl1 asdfghjkl123 zxcvbnm123
    zxcvbnm1234 abcdefghij abcdefghijk abcdef1234 a1b2c3d4e5 zhang12345 zhang123456 wang123456 li123456789
    china12345 china123456 beijing2008 zhongguo123 qq123456789 weixin123456 wechat123456 zhiyuanzhe
    zhiyuanzhe123 lianfang123 lianfang1234 lianfang12345 lianfang123456
    """.split()  # noqa: SIM905 - a list literal of them fills a page
)


def hash_password(password: str) -> str:
    """Return what is kept of a password (argon2id, 97 characters)."""
    return _HASHER.hash(_bytes(password))


def matches(password: str, stored: str | None) -> bool:
    """Tell whether ``password`` is the one that is ``stored``; without a stored one it takes as long."""
    typed = password if len(password) <= MOST_LENGTH else ""
    return _HASHER.verify(_bytes(typed), stored or _NOBODY) and stored is not None


def check_password(field: str, password: str, *, known: Iterable[str | None]) -> None:
    """Raise ``InvalidInput`` for ``field`` where a password is too short, too long or easily guessed.

    ``known`` are the name, phone and e-mail address of the person, as far as there are any.
    """
    if len(password) < LEAST_LENGTH:
        raise InvalidInput(field, "password.too_short", least=LEAST_LENGTH)
    if len(password) > MOST_LENGTH:
        raise InvalidInput(field, "password.too_long", most=MOST_LENGTH)
    plain = _plain(password)
    if plain in _COMMON or len(set(plain)) < _LEAST_DIFFERENT:
        raise InvalidInput(field, "password.common")
    if any(_resembles(plain, _plain(text)) for text in known if text):
        raise InvalidInput(field, "password.like_login")


def _resembles(password: str, known: str) -> bool:
    """Tell whether a password is a name, an address, what stands before its @, or a phone number."""
    number = password.isdigit() and known.startswith("+") and known.endswith(password)
    return number or password in {known, known.partition("@")[0]}


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _bytes(password: str) -> bytes:
    """Return one encoding of a password, whichever keyboard typed it (full-width or composed letters)."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
