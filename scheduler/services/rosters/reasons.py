"""The engine's answers in words that name rows: changes that fill a post, why somebody serves or not."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from scheduler.database import db
from scheduler.models import Roster, Shift, Skill
from scheduler.rostering.explaining.explainer import Explainer
from scheduler.rostering.explaining.naming import Names, Text
from scheduler.rostering.explaining.phrasing import describe
from scheduler.rostering.problem import RosterProblem
from scheduler.services.rosters.building import build_problem
from scheduler.services.rosters.scope import period_people, period_shifts

#: More changes than anybody weighs against each other.
MOST_CHANGES = 3
#: A shift of a problem that stands for a place held elsewhere.
_ELSEWHERE = Text("其他安排", "another commitment")


def describe_changes(explainer: Explainer, names: Names, shift: str, demand: str) -> Sequence[Sequence[Text]]:
    """Return the sentences of each of the cheapest changes that fill a post."""
    found = explainer.changes(shift, demand, most=MOST_CHANGES)
    return [describe(change, names) for change in found]


def explain_person(draft: Roster, shift: Shift, person_id: int, *, now: datetime) -> Sequence[Text]:
    """Return why somebody is on a coming shift of a draft, or why not; nothing where she cannot be.

    The whole period counts: what somebody does in another week weighs on this one.
    """
    built = build_problem(draft, now=now)
    people = {str(person.id): person.name for person in period_people(draft.period)}
    coming = period_shifts(draft.period, after=now)
    if str(person_id) not in people or shift not in coming:
        return ()
    names = name_rows(built.problem, people, coming)
    return Explainer(built.problem, built.solution).why(str(person_id), str(shift.id), names=names)


def name_rows(problem: RosterProblem, people: Mapping[str, str], shifts: Iterable[Shift]) -> Names:
    """Return what to call the people, shifts and skills of a problem made from rows."""
    titles = {shift.id: _ELSEWHERE for shift in problem.shifts} | {
        str(shift.id): Text(shift.title, shift.title) for shift in shifts
    }
    skills = {
        str(skill.id): Text(skill.name, skill.name_en or skill.name)
        for skill in db.session.scalars(select(Skill))
    }
    return Names(problem, people=people, shifts=titles, skills=skills)
