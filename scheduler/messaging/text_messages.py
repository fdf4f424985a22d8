"""Deliver one text message: by the gateway that is named, else into a file that a person can open."""

import base64
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from typing import IO
from urllib.parse import SplitResult, unquote, urlsplit

from scheduler.config import Settings
from scheduler.messaging.delivery import DeliveryError, write_out

_TIMEOUT_SECONDS = 20.0
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_REFUSAL = "SMS_URL must look like https://user:password@host/path"


@dataclass(frozen=True, slots=True)
class TextMessage:
    """``number`` is the same at every attempt, and so is the ``Idempotency-Key`` that gateways are sent."""

    number: int
    phone: str
    text: str


def deliver_text(message: TextMessage, settings: Settings) -> None:
    """Post a message to ``settings.sms_url``, or write it to ``instance/outbox`` where that is empty.

    Any 2xx answer means that the gateway has it. Raises ``DeliveryError``, whose text holds neither the
    message nor the login.
    """
    if not settings.sms_url:
        text = f"To: {message.phone}\n\n{message.text}\n"
        write_out(f"guest-{message.number:06d}.sms.txt", text.encode(), settings)
        return
    request = _request(message, urlsplit(settings.sms_url))
    try:
        with _OPENER.open(request, timeout=_TIMEOUT_SECONDS):
            pass
    except urllib.error.HTTPError as error:
        code = error.code
        error.close()
        raise DeliveryError(f"the SMS gateway answered {code}") from None
    except (OSError, HTTPException, ValueError) as error:
        # "from None": a traceback of urllib would hold the whole message.
        raise DeliveryError(f"the SMS gateway: {type(error).__name__}") from None


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """What is posted to one address must not go on to another."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        """Follow nothing: the answer then counts as an error."""


_OPENER = urllib.request.build_opener(_NoRedirects())


def _request(message: TextMessage, url: SplitResult) -> urllib.request.Request:
    """Return the request; beyond this machine only an encrypted one."""
    secure = url.scheme == "https" or (url.scheme == "http" and url.hostname in _LOOPBACK)
    if not secure or not url.hostname:
        raise DeliveryError(_REFUSAL)
    address = url._replace(netloc=url.netloc.rpartition("@")[2]).geturl()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": f"lianfang-guest-{message.number}",
    }
    if url.username:
        login = f"{unquote(url.username)}:{unquote(url.password or '')}".encode()
        headers["Authorization"] = f"Basic {base64.b64encode(login).decode('ascii')}"
    body = json.dumps({"phone": message.phone, "text": message.text}, ensure_ascii=False).encode()
    return urllib.request.Request(address, data=body, headers=headers, method="POST")  # noqa: S310 - the scheme is checked above
