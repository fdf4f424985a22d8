"""Move waiting lists on: offers whose time is up, and places that nobody has offered yet."""

from scheduler.jobs.looks import Look
from scheduler.services.enrolments import move_lists_on
from scheduler.timeutils import utcnow


class WaitingLists(Look):
    """A look at the waiting lists."""

    subject = "the waiting lists"

    def work(self) -> str | None:
        """Move the lists on."""
        moved = move_lists_on(now=utcnow())
        return f"waiting lists of {moved} shifts moved on" if moved else None
