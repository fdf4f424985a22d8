"""My data: what is stored, to take along; who sees it; where to correct it, and how to end it."""

import json
from dataclasses import dataclass

from flask import Response, current_app, render_template
from flask_babel import LazyString

from scheduler.config import Settings
from scheduler.ical.rendering import render_feed
from scheduler.models import RoleGrant
from scheduler.services import feeds
from scheduler.services.my_data import export_of
from scheduler.services.permissions import RIGHTS
from scheduler.services.right_holders import grants_on
from scheduler.timeutils import local_date, utcnow
from scheduler.web.access import Access, access
from scheduler.web.account.blueprint import blueprint
from scheduler.web.account.right_words import SEEN
from scheduler.web.feeds.entries import private_feed
from scheduler.web.locale import current_language
from scheduler.web.session import actor


@dataclass(frozen=True, slots=True)
class Sight:
    """Something that may be seen of the reader, and by which holders of a role."""

    words: LazyString
    grants: list[RoleGrant]


@blueprint.get("/account/data")
@access(Access.OWN_DATA)
def my_data() -> str:
    """Show what can be done with one's data, and who may see which of it now."""
    settings: Settings = current_app.config["SETTINGS"]
    return render_template(
        "account/my_data.html",
        person=actor(),
        sights=_sights(),
        privacy_version=settings.privacy_version,
    )


def _sights() -> list[Sight]:
    grants = [grant for grant in grants_on(actor().home_unit) if grant.person_id != actor().id]
    return [
        Sight(words, [grant for grant in grants if right in RIGHTS[grant.role]])
        for right, words in SEEN.items()
    ]


@blueprint.get("/account/data/lianfang-my-data.json")
@access(Access.OWN_DATA)
def export_data() -> Response:
    """Hand out everything that is stored about the reader, as JSON."""
    settings: Settings = current_app.config["SETTINGS"]
    copy = export_of(actor(), site=settings.site_url, now=utcnow())
    body = json.dumps(copy, ensure_ascii=False, indent=2) + "\n"
    return _file(body.encode(), "application/json", "my-data", "json")


@blueprint.get("/account/data/lianfang-my-shifts.ics")
@access(Access.OWN_DATA)
def export_shifts() -> Response:
    """Hand out every place on a shift that the reader has or had, as a calendar."""
    rows = feeds.every_place(actor())
    feed = private_feed(actor(), rows, feeds.units_of(rows), language=current_language())
    return _file(render_feed(feed), "text/calendar", "my-shifts", "ics")


def _file(body: bytes, mimetype: str, name: str, ending: str) -> Response:
    """Return a file to keep that no cache keeps."""
    day = local_date(utcnow(), actor().home_unit.zone)
    answer = Response(body, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="lianfang-{name}-{day}.{ending}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
