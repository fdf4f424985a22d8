"""Look after qualifications: warn of their end, remove evidence that is no longer needed."""

import logging
import time

from flask import Flask

from scheduler.config import Settings
from scheduler.services.qualification_expiry import remove_old_evidence, sweep_evidence, warn_of_expiry
from scheduler.timeutils import utcnow

log = logging.getLogger(__name__)

PAUSE_SECONDS = 300.0


class QualificationCare:
    """A look every five minutes; any number of workers may look at the same time."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._settings: Settings = app.config["SETTINGS"]
        self._looked = float("-inf")

    def look(self) -> None:
        """Do what is due, if the last look was long enough ago; an error waits for the next look."""
        if time.monotonic() - self._looked < PAUSE_SECONDS:
            return
        self._looked = time.monotonic()
        try:
            with self._app.app_context():
                warned, removed = self._care()
        except Exception:
            log.exception("the look at qualifications failed; the next one is in %s seconds", PAUSE_SECONDS)
        else:
            if warned or removed:
                log.info("qualifications: %s warnings, %s files of evidence removed", warned, removed)

    def _care(self) -> tuple[int, int]:
        now, instance = utcnow(), self._settings.instance
        warned = warn_of_expiry(now=now)
        return warned, remove_old_evidence(instance, now=now) + sweep_evidence(instance, now=now)
