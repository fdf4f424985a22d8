"""Forms with files: how large a request may be, and the form as it was filled in where one is larger."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from flask import Flask, current_app, request
from werkzeug.datastructures import MultiDict
from werkzeug.sansio.multipart import Data, Field, File, MultipartDecoder, NeedData

from scheduler.config import Settings
from scheduler.web.session import actor_or_none, owes_consent

View = TypeVar("View", bound=Callable[..., Any])
Typed = MultiDict[str, str]
#: Two files of the largest size are read, so that most refusals of a large one are ordinary ones.
_FILES = 2
#: So much of a request that is too large is read; what was typed stands before the files.
_HEAD_BYTES = 64 * 1024


def takes_files(too_large: Callable[..., Any]) -> Callable[[View], View]:
    """Let a route take files; ``too_large`` answers, given what was typed and the route's own values."""

    def declare(view: View) -> View:
        view.too_large = too_large  # type: ignore[attr-defined]  # functions carry attributes
        return view

    return declare


def too_large_page() -> Any | None:
    """Return the form of the current route, filled as it was sent, where the route takes files."""
    person = actor_or_none()
    page = _too_large(request.endpoint)
    if page is None or person is None or owes_consent(person):
        return None
    return page(_typed(), **(request.view_args or {}))


def init_uploads(app: Flask) -> None:
    """Let the routes that take files read requests of their size, before anything else looks at the form."""
    app.url_value_preprocessor(_allow)


def _allow(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    if _too_large(endpoint) is not None:
        settings: Settings = current_app.config["SETTINGS"]
        request.max_content_length = _FILES * settings.evidence_bytes + _HEAD_BYTES


def _too_large(endpoint: str | None) -> Callable[..., Any] | None:
    return getattr(current_app.view_functions.get(endpoint or ""), "too_large", None)


def _typed() -> Typed:
    """Return the text fields at the head of a form that nobody has read."""
    typed: Typed = MultiDict()
    boundary = request.mimetype_params.get("boundary", "").encode()
    if not boundary:
        return typed
    decoder = MultipartDecoder(boundary, max_form_memory_size=_HEAD_BYTES)
    decoder.receive_data(request.environ["wsgi.input"].read(_HEAD_BYTES))
    with suppress(ValueError):  # what is no form holds nothing that was typed
        name = ""
        while not isinstance(part := decoder.next_event(), NeedData | File):
            if isinstance(part, Field):
                name = part.name
                typed[name] = ""
            elif isinstance(part, Data):
                typed[name] += part.data.decode("utf-8", "replace")
    return typed
