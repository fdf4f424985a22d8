"""Timefold (Python, on Java): local search from a construction heuristic, with its default settings.

Its time begins when Java has started and translated the model, which takes 5 to 20 seconds more. It is not
asked for progress: handing each better roster to Python costs it more than finding it.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from scheduler.benchmarking.peers.tasks import Found, Task
from scheduler.rostering.facts import Facts
from scheduler.rostering.formats.calendar import shift_id
from scheduler.rostering.problem import Assignment, Person, RosterProblem, Wish
from scheduler.rostering.solution import Status

#: Stands for a limit that a person does not have.
_ENDLESS = 10**6


def solve(task: Task) -> Found:
    """Return what Timefold finds in the time; it proves nothing."""
    model: Any = import_module("scheduler.benchmarking.peers.timefold_model")
    library: Any = import_module("timefold.solver")
    config: Any = import_module("timefold.solver.config")
    settings = config.SolverConfig(
        solution_class=model.Plan,
        entity_class_list=[model.Duty],
        random_seed=task.seed,
        score_director_factory_config=config.ScoreDirectorFactoryConfig(
            constraint_provider_function=model.constraints
        ),
        termination_config=config.TerminationConfig(
            spent_limit=config.Duration(milliseconds=round(task.seconds * 1000))
        ),
    )
    solver = library.SolverFactory.create(settings).build_solver()

    facts = Facts(task.loaded.problem)
    plan = solver.solve(_plan(model, facts))
    return Found(tuple(_roster(facts.problem, plan)), Status.FEASIBLE, 0)


def _plan(model: Any, facts: Facts) -> Any:
    problem = facts.problem
    order = {kind.id: index for index, kind in enumerate(problem.types)}
    number = {person.id: index for index, person in enumerate(problem.people)}
    minutes = {shift.type: facts.minutes[shift.id] for shift in problem.shifts}
    kinds = [
        model.Kind(order[kind.id], minutes[kind.id], [order[name] for name in kind.forbidden_next])
        for kind in problem.types
    ]
    staff = [_staff(model, number[person.id], person, facts) for person in problem.people]
    cover = [
        model.Cover(
            facts.day[shift.id],
            order[shift.type],
            demand.target,
            demand.under_weight or 0,
            demand.over_weight or 0,
        )
        for shift in problem.shifts
        for demand in shift.demands
    ]
    wishes = [
        model.Wish(
            number[request.person],
            facts.day[request.shifts[0]],
            order[facts.shifts[request.shifts[0]].type],
            request.wanted,
            request.weight,
        )
        for request in problem.requests
    ]
    return model.Plan(staff, cover, wishes, list(_duties(model, facts, staff, kinds)))


def _staff(model: Any, number: int, person: Person, facts: Facts) -> Any:
    limits = person.limits
    most = dict(limits.max_per_type)
    return model.Staff(
        id=number,
        most=[most.get(kind.id, _ENDLESS) for kind in facts.problem.types],
        most_minutes=_ENDLESS if limits.max_minutes is None else limits.max_minutes,
        fewest_minutes=limits.min_minutes or 0,
        longest=_ENDLESS if limits.max_consecutive_days is None else limits.max_consecutive_days,
        shortest=limits.min_consecutive_days or 0,
        days_off=limits.min_days_off or 0,
        weekends=_ENDLESS if limits.max_weekends is None else limits.max_weekends,
        last_day=facts.days - 1,
    )


def _duties(model: Any, facts: Facts, staff: list[Any], kinds: list[Any]) -> Iterator[Any]:
    """Yield a duty for each day that is no fixed day off, with the types that a person may have at all."""
    first = {facts.day[shift.id]: shift for shift in facts.problem.shifts}
    for person, member in zip(facts.problem.people, staff, strict=True):
        allowed = [kind for kind in kinds if member.most[kind.id] > 0]
        for day, shift in first.items():
            if facts.wish(person.id, shift) is not Wish.UNAVAILABLE:
                yield model.Duty(member.id * facts.days + day, member, day, allowed)


def _roster(problem: RosterProblem, plan: Any) -> Iterator[Assignment]:
    for duty in plan.duties:
        if duty.kind is not None:
            person, kind = problem.people[duty.staff.id], problem.types[duty.kind.id]
            yield Assignment(person.id, shift_id(duty.day, kind.id))
