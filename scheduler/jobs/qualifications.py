"""Look after qualifications: warn of their end, remove evidence that is no longer needed."""

from scheduler.jobs.looks import Look
from scheduler.services.qualification_expiry import remove_old_evidence, sweep_evidence, warn_of_expiry
from scheduler.timeutils import utcnow


class QualificationCare(Look):
    """A look every five minutes."""

    subject = "qualifications"
    pause_seconds = 300.0

    def work(self) -> str | None:
        """Warn, and remove old and unknown files."""
        now, instance = utcnow(), self._settings.instance
        warned = warn_of_expiry(now=now)
        removed = remove_old_evidence(instance, now=now) + sweep_evidence(instance, now=now)
        if not (warned or removed):
            return None
        return f"qualifications: {warned} warnings, {removed} files of evidence removed"
