"""Answers to calendars: validators, compression, and neither cookies nor referrers."""

import gzip
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Response, request
from werkzeug.datastructures import Headers

from scheduler.ical.entries import Feed
from scheduler.ical.rendering import etag, last_modified, render_feed, trimmed
from scheduler.timeutils import utcnow

CONTENT_TYPE = "text/calendar; charset=utf-8"
#: A change within seconds of a fetch may not have been in it: only older dates may answer 304.
_SETTLED = timedelta(seconds=5)
_GZIP_FROM = 500
_GZIP_LEVEL = 5  # a third of the time of the best level, and within a tenth of its size


@dataclass(frozen=True, slots=True)
class Rendered:
    """A feed as bytes, plain and compressed, with its validators."""

    body: bytes
    packed: bytes
    etag: str
    modified: datetime


def rendered(feed: Feed, *, day: datetime, modified: datetime) -> Rendered:
    """Return the bytes of ``feed``; ``day`` parts its past from what is to come.

    It was modified when its latest entry was, at ``modified``, or at the start of the day, when what has
    grown old leaves it.
    """
    fitting = trimmed(feed, now=day)
    body = render_feed(fitting)
    return Rendered(
        body=body,
        packed=gzip.compress(body, _GZIP_LEVEL, mtime=0) if len(body) >= _GZIP_FROM else b"",
        etag=etag(body)[:32],
        modified=max(day, modified, last_modified(feed.entries) or day),
    )


class CalendarResponse(Response):
    """An answer that keeps no track of who asks: what the rest of the site adds to pages is taken off."""

    secret = False

    def get_wsgi_headers(self, environ: Any) -> Headers:
        """Return the headers, cookies and their traces removed after everything else has added its own."""
        headers = super().get_wsgi_headers(environ)
        headers.remove("Set-Cookie")
        headers["Vary"] = "Accept-Encoding"
        if self.secret:
            headers["Referrer-Policy"] = "no-referrer"
            headers["X-Robots-Tag"] = "noindex, nofollow"
        return headers


def calendar_answer(feed: Rendered, *, filename: str, secret: bool) -> CalendarResponse:
    """Return a feed to a calendar that may have it already: 304 then (C43 to C45)."""
    packed = bool(feed.packed) and request.accept_encodings["gzip"] > 0
    answer = CalendarResponse(feed.packed if packed else feed.body, content_type=CONTENT_TYPE)
    answer.secret = secret
    answer.headers["Content-Disposition"] = f'inline; filename="{filename}.ics"'
    answer.headers["Cache-Control"] = "private, no-cache" if secret else "public, max-age=300"
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    answer.set_etag(feed.etag + ("-gzip" if packed else ""))
    if utcnow() - feed.modified >= _SETTLED:
        answer.last_modified = feed.modified
    answer.make_conditional(request)
    return answer


def plain_answer(text: str, status: int, **headers: str) -> CalendarResponse:
    """Return a sentence instead of a calendar, alike for every address that does not give one."""
    answer = CalendarResponse(text + "\n", status=status, mimetype="text/plain")
    answer.secret = True
    answer.headers["Cache-Control"] = "no-store"
    for name, value in headers.items():
        answer.headers[name.replace("_", "-")] = value
    return answer
