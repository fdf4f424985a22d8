"""Rows: what a demand's or a shift's crew costs by its number of people, always convex."""

from dataclasses import dataclass

import numpy as np

from scheduler.rostering.columns.arrays import Ints
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import Demand, Shift
from scheduler.rostering.rules.balance import cells


@dataclass(frozen=True, slots=True)
class Row:
    """A crew, of a demand or (``demand`` None) of the whole shift; ``costs[y]`` is for y people."""

    shift: str
    demand: str | None
    costs: tuple[int, ...]


def imbalance(facts: Facts, penalty: int = 0) -> dict[tuple[str, str], int]:
    """Return what a missing person of a unit and skill (``""``: anybody) costs by ``balance``, at least.

    The rule charges later ones more: rows take all for first ones, so that their sum is never too high.
    """
    weight = weight_of(facts, "balance", None, penalty)
    return {(cell.unit, cell.skill): weight * cell.steps[0].cost for cell in cells(facts) if weight}


def shift_rows(facts: Facts, shift: Shift, penalty: int, imbalances: dict[tuple[str, str], int]) -> list[Row]:
    """Return the rows of a shift; breaking a hard rule costs ``penalty`` a person."""
    rows = []
    for demand in shift.demands:
        costs = _demand_costs(facts, demand, penalty, imbalances.get((shift.unit, demand.skill or ""), 0))
        if any(costs):
            rows.append(Row(shift.id, demand.id, costs))
    weight = weight_of(facts, "capacity", None, penalty)
    if shift.capacity is not None and weight:
        costs = tuple(weight * max(y - shift.capacity, 0) for y in range(shift.capacity + 3))
        rows.append(Row(shift.id, None, costs))
    return rows


def _demand_costs(facts: Facts, demand: Demand, penalty: int, imbalance: int) -> tuple[int, ...]:
    low = weight_of(facts, "coverage_minimum", None, penalty)
    target = weight_of(facts, "coverage_target", demand.under_weight, penalty)
    over = weight_of(facts, "coverage_surplus", demand.over_weight, penalty)
    most = demand.maximum
    costs = []
    for y in range(max(demand.target, most or 0) + 3):
        cost = low * max(demand.minimum - y, 0) + target * max(demand.target - max(y, demand.minimum), 0)
        cost += imbalance * max(demand.target - y, 0)
        costs.append(cost + (over * max(y - most, 0) if most is not None else 0))
    return tuple(costs)


def weight_of(facts: Facts, code: str, own: int | None, penalty: int) -> int:
    """Return what a unit of a rule costs, by its ``own`` weight if any; hard: ``penalty``; off: 0."""
    setting = facts.rules.get(code)
    if setting is None:
        return 0
    if setting.hard:
        return penalty
    return setting.weight if own is None else own


def is_convex(row: Row) -> bool:
    """Tell whether each further person on a crew saves at most what the one before saved."""
    return bool(np.all(np.diff(row.costs, n=2) >= 0))


def cost_table(rows: list[Row]) -> Ints:
    """Return the costs as one table, each row continued by its last slope."""
    width = max((len(row.costs) for row in rows), default=2)
    table = np.zeros((len(rows), width), dtype=np.int64)
    for i, row in enumerate(rows):
        own = len(row.costs)
        table[i, :own] = row.costs
        table[i, own:] = row.costs[-1] + (row.costs[-1] - row.costs[-2]) * np.arange(1, width - own + 1)
    return table


def shifted(table: Ints, crew: Ints) -> Ints:
    """Return what rows cost by their further people, where ``crew`` are on them already."""
    last = table.shape[1] - 1
    at = np.arange(last + 1)[None, :] + crew[:, None]
    inside = np.minimum(at, last)
    slope = table[:, -1] - table[:, -2]
    costs: Ints = np.take_along_axis(table, inside, axis=1) + slope[:, None] * (at - inside)
    return costs


def cover_cost(table: Ints, crew: Ints) -> int:
    """Return what all rows cost with these crews."""
    return int(shifted(table, crew)[:, 0].sum())
