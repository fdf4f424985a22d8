"""Errors become pages: one mapping from the service errors to HTTP."""

import logging
from typing import Any

from flask import Flask, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from scheduler import errors
from scheduler.database import db
from scheduler.web.uploads import too_large_page
from scheduler.web.wording import words_for

log = logging.getLogger(__name__)

_STATUS: dict[type[errors.SchedulerError], int] = {
    errors.NotAllowed: 403,
    errors.NotFound: 404,
    errors.InvalidInput: 422,
    errors.StaleVersion: 409,
    errors.Conflict: 409,
    errors.RateLimited: 429,
}


def _page(status: int, title: str, message: str) -> tuple[str, int]:
    fragment = request.headers.get("HX-Request") == "true"
    template = "errors/fragment.html" if fragment else "errors/error.html"
    return render_template(template, status=status, title=title, message=message), status


def _title(status: int) -> str:
    titles = {
        400: gettext("This request could not be understood"),
        403: gettext("Not allowed"),
        404: gettext("Not found"),
        405: gettext("This address does not take that kind of request"),
        409: gettext("That did not work"),
        413: gettext("Too large"),
        422: gettext("Please check your input"),
        429: gettext("Please slow down"),
    }
    return str(titles.get(status, gettext("Something went wrong")))


def _scheduler_error(error: errors.SchedulerError) -> Any:
    db.session.rollback()
    status = next(code for kind, code in _STATUS.items() if isinstance(error, kind))
    body = _page(status, _title(status), words_for(error))
    if isinstance(error, errors.RateLimited):
        return *body, {"Retry-After": str(error.params["retry_after"])}
    return body


def _http_error(error: HTTPException) -> Any:
    status = error.code or 500
    if status < 400:  # noqa: PLR2004 - redirects are exceptions in Werkzeug too
        return error
    if isinstance(error, RequestEntityTooLarge) and (page := too_large_page()) is not None:
        return page
    messages = {
        404: gettext("There is no such page. The link may be old or mistyped."),
        405: gettext("Go back and use the buttons on the page."),
        403: gettext("Your roles do not open this page. Ask your grid leader if you need it."),
        413: gettext("The file or form is larger than the server accepts."),
        429: gettext("Too many attempts. Please wait a minute and try again."),
    }
    return _page(status, _title(status), messages.get(status, gettext("Go back and try again.")))


def _forged(_error: CSRFError) -> Any:
    message = gettext(
        "The form was open for too long or came from elsewhere. Go back, reload the page, send it again."
    )
    return _page(400, gettext("The form has expired"), message)


def _stale(_error: StaleDataError) -> Any:
    return _scheduler_error(errors.StaleVersion("stale"))


def _fault(error: Exception) -> Any:
    db.session.rollback()
    log.error("unexpected error on %s %s", request.method, request.path, exc_info=error)
    message = gettext(
        "The fault is ours and has been written down. What was saved before is safe. Please try again."
    )
    return _page(500, gettext("Something went wrong"), message)


def init_faults(app: Flask) -> None:
    """Register the error pages."""
    app.register_error_handler(errors.SchedulerError, _scheduler_error)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(Exception, _fault)
