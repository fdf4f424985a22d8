"""Serve feeds as calendars expect them, and a 503 instead of an empty calendar."""

import logging
import re
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import cast

from flask import Response, current_app, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import HTTPException

from scheduler.config import Settings
from scheduler.enums import Language
from scheduler.errors import NotFound
from scheduler.models import Person, Unit
from scheduler.services import feed_tokens, feeds
from scheduler.timeutils import utcnow
from scheduler.web.access import Access, access
from scheduler.web.feeds.answers import Rendered, calendar_answer, plain_answer, rendered
from scheduler.web.feeds.blueprint import blueprint
from scheduler.web.feeds.caching import FeedCache
from scheduler.web.feeds.entries import event_feed, private_feed, unit_feed
from scheduler.web.feeds.redaction import redact_logs

log = logging.getLogger(__name__)


@blueprint.record_once
def _prepare(state: BlueprintSetupState) -> None:
    state.app.extensions["feed_cache"] = FeedCache()
    redact_logs()


def _cache() -> FeedCache:
    return cast("FeedCache", current_app.extensions["feed_cache"])


def _asked_language(default: Language) -> Language:
    return {"zh": Language.CHINESE, "en": Language.ENGLISH}.get(request.args.get("lang", ""), default)


@blueprint.get("/calendar/units/<code>.ics")
@access(Access.PUBLIC)
def unit(code: str) -> Response:
    """Serve the public trainings and drills of a unit and its subtree."""
    language, now = _asked_language(Language.CHINESE), utcnow()
    state = feeds.public_state(code, now=now)
    feed = _cache().get(("unit", code, language, state), partial(_render_unit, code, language, now))
    return calendar_answer(feed, filename=_file_name(code), secret=False)


def _render_unit(code: str, language: Language, now: datetime) -> Rendered:
    settings: Settings = current_app.config["SETTINGS"]
    found = feeds.get_unit(code)
    rows = feeds.public_shifts(found, now=now)
    units = feeds.units_of(rows)
    path = url_for("feeds.unit", code=code, lang="en" if language is Language.ENGLISH else None)
    feed = unit_feed(found, rows, units, language=language, source=settings.site_url + path)
    return rendered(feed, day=feeds.feed_day(now), modified=_latest_update(found, units))


@blueprint.get("/calendar/private/<token>.ics")
@access(Access.PUBLIC)
def private(token: str) -> Response:
    """Serve the shifts of whoever holds ``token``."""
    now = utcnow()
    person = feed_tokens.person_by_token(token, client=request.user_agent.string, now=now)
    language = _asked_language(person.language)
    key = ("private", person.id, person.home_unit.zone, language, feeds.private_state(person, now=now))
    feed = _cache().get(key, partial(_render_private, person, language, now))
    return calendar_answer(feed, filename="lianfang", secret=True)


def _render_private(person: Person, language: Language, now: datetime) -> Rendered:
    rows = feeds.private_places(person, now=now)
    units = feeds.units_of(rows)
    feed = private_feed(person, rows, units, language=language)
    return rendered(feed, day=feeds.feed_day(now), modified=_latest_update(person.home_unit, units))


def _latest_update(unit: Unit, units: Mapping[int, Unit]) -> datetime:
    """Return when a unit whose name or zone a feed shows was last changed."""
    return max(each.updated for each in (unit, *units.values()))


@blueprint.get("/events/<int:shift_id>.ics")
@access(Access.PUBLIC)
def event(shift_id: int) -> Response:
    """Serve one public event for a calendar that cannot subscribe."""
    now = utcnow()
    row = feeds.public_shift(shift_id)
    units = feeds.units_of([row])
    feed = event_feed(row, units, language=_asked_language(Language.CHINESE))
    done = rendered(feed, day=feeds.feed_day(now), modified=units[row.unit_id].updated)
    return calendar_answer(done, filename=f"event-{row.id}", secret=False)


def _file_name(code: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "", code) or "lianfang"


@blueprint.errorhandler(NotFound)
def _unknown(_error: NotFound) -> Response:
    """Answer unknown and revoked addresses alike."""
    return plain_answer("没有这个日历 · There is no such calendar", 404)


@blueprint.errorhandler(Exception)
def _broken(error: Exception) -> Response | HTTPException:
    """Answer 503 on an inner fault: after an empty calendar, subscribers would delete everything.

    The words are fixed: to find the reader's language may need the very part that broke.
    """
    if isinstance(error, HTTPException):
        return error
    log.error("a feed failed", exc_info=error)
    return plain_answer("请稍后再试 · Please try again later", 503, retry_after="300")
