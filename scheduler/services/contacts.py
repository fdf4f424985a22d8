"""Phone numbers and e-mail addresses: one spelling each, so that one person is one account."""

import re
import unicodedata

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from scheduler.errors import InvalidInput

REGION = "CN"
EMAIL_LENGTH = 254
PHONE_LENGTH = 40
_MOST_TYPED = 1_000

#: What people write between digits; letters and extensions are no part of a number that can be stored.
_PHONE = re.compile(r"\+?[0-9 ().\-\u2010-\u2015]+")


def clean_phone(field: str, text: str) -> str:
    """Return a phone number as E.164 (``+8613800138000``); without a country code it is a Chinese one.

    Full-width digits, spaces, hyphens, brackets, ``+86`` and ``0086`` are understood. Raises
    ``InvalidInput`` for ``field``.
    """
    plain = _half_width(field, text, "contact.phone")
    if len(plain) > PHONE_LENGTH or not _PHONE.fullmatch(plain):
        raise InvalidInput(field, "contact.phone")
    try:
        number = phonenumbers.parse(plain, REGION)
    except phonenumbers.NumberParseException as error:
        raise InvalidInput(field, "contact.phone") from error
    if not phonenumbers.is_valid_number(number):
        raise InvalidInput(field, "contact.phone")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def clean_email(field: str, text: str) -> str:
    """Return an e-mail address in lower case, an international domain in its ASCII form.

    Whether the domain receives mail is not looked up. Raises ``InvalidInput`` for ``field``.
    """
    plain = _half_width(field, text, "contact.email")
    if len(plain) > EMAIL_LENGTH:
        raise InvalidInput(field, "contact.email")
    try:
        found = validate_email(plain, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise InvalidInput(field, "contact.email") from error
    address = (found.ascii_email or found.normalized).lower()
    if len(address) > EMAIL_LENGTH:  # the ASCII form of a domain is longer
        raise InvalidInput(field, "contact.email")
    return address


def split_login(text: str) -> tuple[str | None, str | None]:
    """Return ``(phone, e-mail)`` of which one is known by ``text``, both ``None`` where it is neither."""
    try:
        if is_email(text):
            return None, clean_email("login", text)
        return clean_phone("login", text), None
    except InvalidInput:
        return None, None


def is_email(text: str) -> bool:
    """Tell whether ``text`` is meant as an e-mail address rather than a phone number."""
    return "@" in text or "＠" in text


def show_phone(phone: str) -> str:
    """Return a stored number as people read it: Chinese ones without country code, others international."""
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return phone
    style = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    if number.country_code == phonenumbers.country_code_for_region(REGION):
        style = phonenumbers.PhoneNumberFormat.NATIONAL
    return str(phonenumbers.format_number(number, style))


def _half_width(field: str, text: str, refusal: str) -> str:
    if len(text) > _MOST_TYPED:  # not worth the work below
        raise InvalidInput(field, refusal)
    # Numbers copied from a phone's contacts carry invisible marks of writing direction.
    visible = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    plain = unicodedata.normalize("NFKC", visible).strip()
    if not plain:
        raise InvalidInput(field, "required")
    return plain
