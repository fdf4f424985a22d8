"""The address by which a proxy or a person finds out whether the site is up."""

import logging

from flask import Response
from sqlalchemy.exc import SQLAlchemyError

from scheduler.database import db
from scheduler.services import health
from scheduler.web.access import Access, access
from scheduler.web.public.blueprint import blueprint

log = logging.getLogger(__name__)


@blueprint.get("/healthz")
@access(Access.PUBLIC)
def healthz() -> Response:
    """Say whether the database answers."""
    try:
        health.ask_database()
    except SQLAlchemyError as error:
        db.session.rollback()
        log.error("the database does not answer", exc_info=error)  # noqa: TRY400 - the warning is the point, not the trace
        return _plain("the database does not answer\n", 503)
    return _plain("ok\n", 200)


def _plain(text: str, status: int) -> Response:
    answer = Response(text, status, mimetype="text/plain")
    answer.headers["Cache-Control"] = "no-store"
    return answer
