"""Deliver one message: by SMTP where a server is named, else into a file that a person can open."""

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from urllib.parse import SplitResult, unquote, urlsplit

from scheduler.config import Settings

OUTBOX = "outbox"
_TIMEOUT_SECONDS = 20.0
_SUBJECT_LENGTH = 200
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_NOTIFICATIONS = "notification"
_PORTS = {"smtp": 587, "smtps": 465}


class DeliveryError(Exception):
    """A message could not be handed over; the text holds nothing secret."""


@dataclass(frozen=True, slots=True)
class Message:
    """``series`` and ``number`` are the same at every attempt: mail servers can tell a second copy."""

    number: int
    to: str
    subject: str
    text: str
    language: str
    written: datetime
    series: str = _NOTIFICATIONS


def deliver(message: Message, settings: Settings) -> None:
    """Send a message by ``settings.mail_url``, or write it to ``instance/outbox`` where that is empty.

    Raises ``DeliveryError``; what a server said is in its text, the message and the login are not.
    """
    if not settings.mail_url:
        _write(make_mail(message, settings, encoding="8bit"), message, settings)
        return
    mail = make_mail(message, settings, encoding="base64")
    try:
        with _server(urlsplit(settings.mail_url)) as server:
            server.send_message(mail)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        # "from None": a traceback of smtplib would hold the whole message.
        raise DeliveryError(_without_secrets(error)) from None


def make_mail(message: Message, settings: Settings, *, encoding: str) -> EmailMessage:
    """Return the message as a mail; no text in it can begin a header of its own.

    ``encoding`` is ``base64``, which every server passes on, or ``8bit``, which people can read.
    """
    mail = EmailMessage()
    name, sender = parseaddr(settings.mail_from)
    mail["From"] = _address(name or "联防 Lianfang", sender, "MAIL_FROM must look like name@example.com")
    mail["To"] = _address("", message.to, "the person's address is none")
    mail["Subject"] = " ".join(message.subject.split())[:_SUBJECT_LENGTH]
    mail["Date"] = format_datetime(message.written)
    mail["Message-ID"] = f"<{message.series}-{message.number}@{settings.calendar_host}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text, cte=encoding)
    mail["Content-Language"] = "zh-Hans" if message.language.startswith("zh") else message.language
    return mail


def _address(name: str, address: str, refusal: str) -> Address:
    try:
        return Address(name, addr_spec=address)
    except (ValueError, IndexError, MessageError) as error:
        raise DeliveryError(refusal) from error


def _write(mail: EmailMessage, message: Message, settings: Settings) -> None:
    series = "" if message.series == _NOTIFICATIONS else f"{message.series}-"
    write_out(f"{series}{message.number:06d}.eml", mail.as_bytes(), settings)


def write_out(name: str, content: bytes, settings: Settings) -> None:
    """Write a file into the outbox, which its owner alone can read; a second attempt writes it anew."""
    folder = settings.instance / OUTBOX
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / name
    partial = target.with_suffix(f".{os.getpid()}.part")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    partial.replace(target)


@contextmanager
def _server(url: SplitResult) -> Iterator[smtplib.SMTP]:
    """Open a session with a mail server; beyond this machine only an encrypted one."""
    if url.scheme not in _PORTS or not url.hostname:
        raise DeliveryError("MAIL_URL must look like smtp://user:password@host:587 or smtps://host:465")
    host, port = url.hostname, url.port or _PORTS[url.scheme]
    secure = ssl.create_default_context()
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=_TIMEOUT_SECONDS, context=secure)
    else:
        server = smtplib.SMTP(host, port, timeout=_TIMEOUT_SECONDS)
    with server:
        server.ehlo_or_helo_if_needed()
        if url.scheme == "smtp" and (server.has_extn("starttls") or host not in _LOOPBACK):
            server.starttls(context=secure)  # raises where the server cannot
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        yield server


def _without_secrets(error: Exception) -> str:
    """Return what went wrong: the kind of error, and the code and words of the server if it gave any."""
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        return f"{type(error).__name__}: {error.smtp_code} {words[:200]}"
    if isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException):
        return f"{type(error).__name__}: {error.strerror or error}"
    return type(error).__name__
