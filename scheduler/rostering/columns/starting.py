"""Columns from a given roster: a hint, or what is published."""

from collections.abc import Iterable

import numpy as np

from scheduler.rostering.columns.arrays import Ints
from scheduler.rostering.columns.model import Model
from scheduler.rostering.columns.pricing import Column
from scheduler.rostering.columns.profiles import Profile
from scheduler.rostering.problem import Assignment


def given_columns(model: Model, profiles: Iterable[Profile], roster: Iterable[Assignment]) -> list[Column]:
    """Return the columns of those people whose part of a roster keeps all hard rules."""
    posts = {post: number for number, post in enumerate(model.posts)}
    held: dict[str, list[int]] = {}
    for item in map(model.facts.settled, roster):
        held.setdefault(item.person, []).append(posts.get((item.shift, item.demand), -2))
    found = []
    for profile in profiles:
        for place, person in enumerate(profile.people):
            options = _options(model, person, held.get(model.facts.problem.people[person].id, []))
            cost = None if options is None else _cost(model, profile, place, options)
            if options is not None and cost is not None:
                found.append(Column(person, options, cost))
    return found


def _options(model: Model, person: int, posts: list[int]) -> Ints | None:
    """Return an option for each day; ``None``: somebody cannot do so."""
    mine = np.arange(model.begins[person], model.begins[person + 1])
    chosen = mine[np.isin(model.post[mine], posts)]
    days = model.day[chosen]
    off = mine[model.post[mine] < 0]
    idle = off[~np.isin(model.day[off], days)]
    both = np.concatenate([chosen, idle])
    both = both[np.argsort(model.day[both], kind="stable")]
    whole = len(chosen) == len(posts) and np.array_equal(model.day[both], np.arange(model.facts.days))
    return both if whole else None


def _cost(model: Model, profile: Profile, place: int, options: Ints) -> int | None:
    """Return what the rules about a person charge for her options; ``None``: a hard one forbids them."""
    machine, state = profile.machine, profile.starts[place]
    labels, weekends, fixed = model.label[options], 0, 0
    for kind, label in zip(profile.kind_of_day, machine.classes[labels].tolist(), strict=True):
        weekends += int(machine.weekend[kind, state, label])
        fixed += int(machine.cost[kind, state, label])
        state = int(machine.target[kind, state, label])
        if state < 0:
            return None
    total = fixed + float(model.cost[options].sum())
    for each in profile.sums:
        reached = weekends if each.weekend else int(each.steps[labels].sum())
        total += each.terminal[reached] if reached < len(each.terminal) else np.inf
    return round(total) if np.isfinite(total) else None
