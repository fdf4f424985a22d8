"""Move waiting lists on: offers whose time is up, and places that nobody has offered yet."""

import logging
import time

from flask import Flask

from scheduler.services.enrolments import move_lists_on
from scheduler.timeutils import utcnow

log = logging.getLogger(__name__)

PAUSE_SECONDS = 10.0


class WaitingLists:
    """A look at the waiting lists every ten seconds; any number of workers may look at the same time."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._looked = float("-inf")

    def look(self) -> None:
        """Move the lists on, if the last look was long enough ago; an error waits for the next look."""
        if time.monotonic() - self._looked < PAUSE_SECONDS:
            return
        self._looked = time.monotonic()
        try:
            with self._app.app_context():
                moved = move_lists_on(now=utcnow())
        except Exception:
            log.exception(
                "the look at the waiting lists failed; the next one is in %s seconds", PAUSE_SECONDS
            )
        else:
            if moved:
                log.info("waiting lists of %s shifts moved on", moved)
