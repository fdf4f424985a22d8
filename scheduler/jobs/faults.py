"""Why a run failed for good: the reason's code, and what the solver's process said last."""

from scheduler.database import db
from scheduler.enums import JobKind
from scheduler.jobs.child import ChildDied
from scheduler.jobs.leases import FAULT
from scheduler.models import Job


def with_last_words(code: str, kind: JobKind, subject_id: int) -> str:
    """Return a code, and on the lines below it how the solver's process ended and the end of its log.

    These come from the latest job about the subject; there are none where no such process died.
    """
    if code != FAULT:
        return code
    last = db.select(Job.error).where(Job.kind == kind, Job.subject_id == subject_id)
    kept = db.session.scalar(last.order_by(Job.id.desc()).limit(1)) or ""
    _, died, words = kept.rpartition(f"{ChildDied.__qualname__}: ")
    return f"{code}\n{words.strip()}" if died else code
