"""INRC-II (Ceschia, Dang, De Causmaecker, Haspeslagh, Schaerf) as a problem, all weeks planned at once."""

from collections.abc import Sequence
from datetime import timedelta

from scheduler.rostering.formats.calendar import FIRST_DAY, UNIT, ZONE, shift_id, shift_times
from scheduler.rostering.formats.inrc2_files import WEEK_DAYS, Past, Scenario, Week
from scheduler.rostering.problem import (
    Demand,
    Person,
    ProblemError,
    Request,
    RosterProblem,
    RuleSetting,
    Shift,
    Unit,
)

_REQUEST_WEIGHT = 10

_HARD = ("shifts_per_day", "coverage_minimum", "forbidden_succession", "qualification")
_SOFT = {
    "coverage_target": 30,
    "max_consecutive_days": 30,
    "min_consecutive_days": 30,
    "consecutive_type": 15,
    "max_days_off": 30,
    "min_days_off": 30,
    "requests": _REQUEST_WEIGHT,
    "complete_weekends": 30,
    "max_shifts": 20,
    "min_shifts": 20,
    "max_weekends": 30,
}
#: H1 to H4 and S1 to S7 of the published definition.
RULES = tuple(RuleSetting(code, hard=True) for code in _HARD) + tuple(
    RuleSetting(code, hard=False, weight=weight) for code, weight in _SOFT.items()
)


def join_weeks(scenario: Scenario, past: Past, weeks: Sequence[Week]) -> RosterProblem:
    """Return the problem of all weeks; raises ``ProblemError`` where they are not the scenario's number."""
    missing = scenario.weeks - past.weeks
    if len(weeks) != missing:
        raise ProblemError(
            "weeks",
            f"the scenario plans {scenario.weeks} weeks and the history covers {past.weeks}: "
            f"give {max(missing, 0)} week files, not {len(weeks)}",
        )
    people = tuple(
        Person(person.id, person.unit, person.skills, person.limits, past.people[person.id])
        for person in scenario.people.values()
    )
    return RosterProblem(
        name=scenario.name,
        zone=ZONE,
        start=FIRST_DAY,
        end=FIRST_DAY + timedelta(days=WEEK_DAYS * len(weeks)),
        units=(Unit(UNIT),),
        people=people,
        shifts=tuple(
            _shift(number * WEEK_DAYS + day, kind, demands)
            for number, week in enumerate(weeks)
            for (day, kind), demands in week.demands.items()
        ),
        rules=RULES,
        types=tuple(scenario.types.values()),
        requests=tuple(_requests(weeks)),
    )


def _shift(day: int, kind: str, demands: tuple[Demand, ...]) -> Shift:
    start, end = shift_times(day)
    return Shift(shift_id(day, kind), UNIT, start, end, demands, type=kind)


def _requests(weeks: Sequence[Week]) -> list[Request]:
    return [
        Request(
            nurse,
            tuple(shift_id(number * WEEK_DAYS + day, kind) for kind in types),
            wanted=False,
            weight=_REQUEST_WEIGHT,
        )
        for number, week in enumerate(weeks)
        for nurse, day, types in week.requests
    ]
