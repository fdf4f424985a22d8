"""End the requests for swaps, covers and releases that time or the world has overtaken."""

import logging
import time

from flask import Flask

from scheduler.services.releases import end_lapsed_releases
from scheduler.services.swaps import end_lapsed
from scheduler.timeutils import utcnow

log = logging.getLogger(__name__)

PAUSE_SECONDS = 10.0


class SwapRequests:
    """A look at the requests every ten seconds; any number of workers may look at the same time."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._looked = float("-inf")

    def look(self) -> None:
        """End what must end, if the last look was long enough ago; an error waits for the next look."""
        if time.monotonic() - self._looked < PAUSE_SECONDS:
            return
        self._looked = time.monotonic()
        try:
            with self._app.app_context():
                now = utcnow()
                ended = end_lapsed(now=now) + end_lapsed_releases(now=now)
        except Exception:
            log.exception("the look at swap requests failed; the next one is in %s seconds", PAUSE_SECONDS)
        else:
            if ended:
                log.info("%s requests for swaps or releases ended", ended)
