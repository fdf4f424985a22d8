"""What the page of one shift of a roster shows, and the board's cards that an edit of it changes."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from scheduler.enums import ShiftStatus
from scheduler.models import Roster, RosterPeriod, Shift, Unit
from scheduler.rostering.explaining.explainer import Explanation
from scheduler.rostering.explaining.naming import Text
from scheduler.services.paging import Page
from scheduler.services.permissions import Right, may
from scheduler.services.rosters.checks import Study, Suggestion, study_post
from scheduler.services.rosters.coverage import Post, Staffing, staff_shifts
from scheduler.services.rosters.drafts import draft_of, published_of
from scheduler.services.rosters.reasons import explain_person
from scheduler.services.rosters.runs import active_run
from scheduler.services.rosters.scope import period_shifts
from scheduler.timeutils import days_interval, utcnow
from scheduler.web.leader.board_views import Card, card_of, page_of, week_of, week_with
from scheduler.web.leader.roster_forms import EditForm
from scheduler.web.session import actor

_SUGGESTIONS_A_PAGE = 15
_LONGEST_SEARCH = 80


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post of the shift, and, where it lacks people, the engine's explanation and what would fill it."""

    post: Post
    explanation: Explanation | None
    changes: Sequence[Sequence[Text]]


def is_fragment() -> bool:
    """Tell whether a script asks for a part of a page."""
    return request.headers.get("HX-Request") == "true"


def describe_post(
    period: RosterPeriod, shift: Shift, *, search: str, number: int, asked: int = 0
) -> dict[str, Any]:
    """Return the values of the templates ``post`` and ``post_panel``.

    ``asked`` is the id of a person of whom the reader wants to know why she is on the shift, or why not.
    """
    draft, may_plan = draft_of(period), may(actor(), Right.PLAN_ROSTERS, period.unit)
    roster = draft or published_of(period)
    staffing = staff_shifts(roster, [shift])
    study = study_post(draft, shift, now=utcnow()) if draft and may_plan and _is_open(shift) else None
    solving, name = active_run(period) is not None, search[:_LONGEST_SEARCH].strip()
    return {
        "period": period,
        "shift": shift,
        "own": card_of(staffing, shift),
        "lines": _lines(staffing.posts[shift.id], study),
        "week": week_with(period, shift),
        "may_plan": may_plan,
        "may_edit": study is not None and not solving,
        "solving": solving,
        "begun": shift.starts_at <= utcnow(),
        "form": _form(roster),
        "search": name,
        "page": _suggestions(study, name, number),
        "targets": _targets(period, shift, roster) if study else [],
        "in_panel": is_fragment(),
        "reasons": explain_person(draft, shift, asked, now=utcnow()) if study and draft and asked else (),
    }


def _is_open(shift: Shift) -> bool:
    """Tell whether the solver and the planner may still change the crew."""
    return shift.status is ShiftStatus.ACTIVE and shift.starts_at > utcnow() and bool(shift.demands)


def _lines(posts: Sequence[Post], study: Study | None) -> list[PostLine]:
    return [
        PostLine(post, study.explanations.get(post.demand.id), study.changes.get(post.demand.id, ()))
        if study and post.missing
        else PostLine(post, None, ())
        for post in posts
    ]


def _form(roster: Roster | None) -> EditForm:
    form = EditForm(formdata=None)
    form.revision.data = str(roster.revision) if roster else "0"
    return form


def _suggestions(study: Study | None, search: str, number: int) -> Page[Suggestion]:
    found = study.suggestions if study else []
    return page_of(
        [item for item in found if search in item.person.name], number=number, size=_SUGGESTIONS_A_PAGE
    )


def _targets(period: RosterPeriod, shift: Shift, roster: Roster | None) -> list[tuple[Unit, list[Shift]]]:
    """Return by unit, the shift's own first, the coming shifts of its week that have a free place."""
    staffing = _week_staffing(period, shift, roster)
    now = utcnow()
    free: dict[Unit, list[Shift]] = defaultdict(list)
    for other in staffing.shifts:
        if other.id != shift.id and other.starts_at > now and len(staffing.crews[other.id]) < other.capacity:
            free[other.unit].append(other)
    return sorted(free.items(), key=lambda item: (item[0].id != shift.unit_id, item[0].code))


def _week_staffing(period: RosterPeriod, shift: Shift, roster: Roster | None) -> Staffing:
    week = week_of(period, week_with(period, shift))
    start, end = days_interval(week.days[0], week.days[-1], period.unit.zone)
    return staff_shifts(roster, period_shifts(period, start=start, end=end))


@dataclass(frozen=True, slots=True)
class Changed:
    """What an edit changes on the board besides the panel: the week's figures, and some cards."""

    staffing: Staffing
    cards: Sequence[Card]


def changed_parts(period: RosterPeriod, shift: Shift, other_id: int) -> Changed:
    """Return the parts of the board that an edit of a shift, or a move to another one, concerns."""
    staffing = _week_staffing(period, shift, draft_of(period) or published_of(period))
    touched = [item for item in staffing.shifts if item.id in {shift.id, other_id}]
    return Changed(staffing, [card_of(staffing, item) for item in touched])
