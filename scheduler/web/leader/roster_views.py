"""Template filters of the roster pages."""

from typing import Any

from scheduler.errors import SchedulerError
from scheduler.models import Run
from scheduler.web.leader.blueprint import blueprint
from scheduler.web.leader.board_views import by_day
from scheduler.web.wording import words_for

blueprint.add_app_template_filter(by_day, "by_day")


@blueprint.app_template_filter("gap_percent")
def gap_percent(progress: dict[str, Any]) -> str:
    """Return how far the best roster may be from the best possible one: 12%, 0.4%, or a dash."""
    objective, bound = progress.get("objective"), progress.get("bound")
    if objective is None or bound is None or bound <= 0 < objective:
        return "–"
    gap = abs(objective - bound) / max(abs(objective), 1.0) * 100
    return f"{gap:.0f}%" if gap >= 10 else f"{gap:.1f}%"  # noqa: PLR2004 - two digits suffice


@blueprint.app_template_filter("run_error")
def run_error(run: Run) -> str:
    """Return why a run failed, in the reader's words."""
    code, _, details = run.error.partition("\n")
    return words_for(SchedulerError(code, reason=details) if details else SchedulerError(code))


@blueprint.app_template_filter("run_log")
def run_log(run: Run) -> str:
    """Return the end of the solver's log where it died in a run; empty: it did not."""
    code, _, details = run.error.partition("\n")
    return details.strip() if code == "job.fault" else ""
