"""The page where a person makes, replaces and ends the secret address of her own calendar."""

import io

import segno
from flask import Response, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as Redirect

from scheduler.config import Settings
from scheduler.services import feed_tokens, feeds
from scheduler.timeutils import utcnow
from scheduler.web.access import Access, access
from scheduler.web.feeds.answers import CalendarResponse
from scheduler.web.feeds.blueprint import blueprint
from scheduler.web.session import actor


def qr_data_uri(text: str) -> str:
    """Return ``text`` as a QR code, an SVG picture in a data: address."""
    return segno.make(text, error="m").svg_data_uri(scale=4, border=2)


def absolute(path: str) -> str:
    """Return ``path`` under the address that people use."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.site_url + path


def webcal(address: str) -> str:
    """Return the address with the scheme that opens a calendar application."""
    return "webcal://" + address.split("://", 1)[1]


@blueprint.get("/my/calendar")
@access(Access.SIGNED_IN)
def my_calendar() -> Response:
    """Show the state of the actor's calendar address, and a new address once."""
    secret = session.pop("new_feed", None)
    address = absolute(url_for("feeds.private", token=secret)) if secret else None
    page = render_template(
        "feeds/my_calendar.html", token=feed_tokens.current_token(actor()), address=address
    )
    answer = Response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/my/calendar")
@access(Access.SIGNED_IN)
def issue() -> Redirect:
    """Make a new address; the earlier one ends."""
    session["new_feed"] = feed_tokens.issue_token(actor=actor(), now=utcnow())
    return redirect(url_for("feeds.my_calendar"))


@blueprint.post("/my/calendar/revoke")
@access(Access.SIGNED_IN)
def revoke() -> Redirect:
    """End the address."""
    feed_tokens.revoke_token(actor=actor(), now=utcnow())
    flash(gettext("The address no longer works. Calendars that used it stop updating."), "success")
    return redirect(url_for("feeds.my_calendar"))


@blueprint.get("/calendar/units/<code>/qr.svg")
@access(Access.PUBLIC)
def unit_qr(code: str) -> Response:
    """Draw the subscription address of a unit's calendar, in the language asked for, as a QR code."""
    found = feeds.get_unit(code)
    language = "en" if request.args.get("lang") == "en" else None
    address = webcal(absolute(url_for("feeds.unit", code=found.code, lang=language)))
    picture = io.BytesIO()
    segno.make(address, error="m").save(picture, kind="svg", scale=4, border=2)
    answer = CalendarResponse(picture.getvalue(), mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer


@blueprint.app_context_processor
def _offer() -> dict[str, object]:
    return {"feed_address": absolute, "webcal": webcal, "qr_data_uri": qr_data_uri}
