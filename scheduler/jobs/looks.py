"""What a worker does again and again beside its jobs: a look every so many seconds, at whatever is due."""

import logging
import time
from abc import ABC, abstractmethod

from flask import Flask

from scheduler.config import Settings

log = logging.getLogger(__name__)


class Look(ABC):
    """One thing to look after; any number of workers may look at the same time."""

    #: What is looked at, as the log names it, and how long until the next look.
    subject = ""
    pause_seconds = 10.0

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._settings: Settings = app.config["SETTINGS"]
        self._looked = float("-inf")

    def look(self) -> None:
        """Do what is due, if the last look was long enough ago; an error waits for the next look."""
        if time.monotonic() - self._looked < self.pause_seconds:
            return
        self._looked = time.monotonic()
        try:
            with self._app.app_context():
                done = self.work()
        except Exception:
            log.exception("the look at %s failed; the next one is in %s s", self.subject, self.pause_seconds)
        else:
            if done:
                log.info("%s", done)

    @abstractmethod
    def work(self) -> str | None:
        """Do what is due, in an application context, and return what was done, if anything."""
