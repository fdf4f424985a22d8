"""End the requests for swaps, covers and releases that time or the world has overtaken."""

from scheduler.jobs.looks import Look
from scheduler.services.releases import end_lapsed_releases
from scheduler.services.swaps import end_lapsed
from scheduler.timeutils import utcnow


class SwapRequests(Look):
    """A look at the requests."""

    subject = "swap requests"

    def work(self) -> str | None:
        """End what must end."""
        now = utcnow()
        ended = end_lapsed(now=now) + end_lapsed_releases(now=now)
        return f"{ended} requests for swaps or releases ended" if ended else None
