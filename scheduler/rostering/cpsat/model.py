"""The roster as a CP-SAT model: literals for who is where, and ways to ask for things and to charge them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from ortools.sat.python import cp_model, cp_model_helper

from scheduler.rostering.domain import Domain
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import Assignment, Demand, Person, ProblemError, RuleSetting, Shift

#: A literal of the model, or a truth known beforehand.
Literal = cp_model_helper.Literal | bool
#: A literal or variable and its factor in a sum.
Term = tuple[cp_model_helper.Literal, int]
#: Tells what a literal or variable is in a given roster.
Value = Callable[[Literal], int]
#: Sums beyond this overflow the solver's 64-bit arithmetic.
_MOST = 2**52


def negated(literal: Literal) -> Literal:
    """Return the opposite of a literal."""
    return not literal if isinstance(literal, bool) else ~literal


class Model:
    """Variables, constraints and costs of one problem.

    ``on[person][shift]`` is true where the person is on the shift; ``posts[person, shift][demand]`` where she
    fills that post of an exclusive demand. Pairs outside the domain have no variable: they are false.
    """

    def __init__(self, facts: Facts, domain: Domain) -> None:
        self.facts = facts
        self.cp = cp_model.CpModel()
        self.on: dict[str, dict[str, cp_model.IntVar]] = {}
        self.posts: dict[tuple[str, str], dict[str, cp_model.IntVar]] = {}
        self.crew: dict[str, list[tuple[Person, cp_model.IntVar]]] = defaultdict(list)
        self.constant = 0
        self.defined: list[tuple[cp_model.IntVar, Callable[[Value], int]]] = []
        self._costs: list[Term] = []
        self._magnitude = 0
        self._days: dict[tuple[str, str | None], list[Literal]] = {}
        self._missing: dict[tuple[str, str], tuple[cp_model.IntVar, cp_model.IntVar]] = {}
        self._domain = domain

    def place(self, person: Person) -> None:
        """Make a person's literals; everybody is placed before the first rule."""
        self.on[person.id] = {
            shift: self._place(person, shift, posts) for shift, posts in self._domain[person.id].items()
        }

    def _place(self, person: Person, shift: str, posts: tuple[str | None, ...]) -> cp_model.IntVar:
        literal = self.cp.new_bool_var("")
        self.crew[shift].append((person, literal))
        names = [post for post in posts if post is not None]
        if len(names) == 1:
            self.posts[person.id, shift] = {names[0]: literal}
        elif names:
            filled = {name: self.cp.new_bool_var("") for name in names}
            self.posts[person.id, shift] = filled
            self.cp.add_exactly_one([*filled.values(), ~literal])
        return literal

    def define(self, var: cp_model.IntVar, value: Callable[[Value], int]) -> cp_model.IntVar:
        """Remember what a helping variable is in a given roster, so that a hint can be complete."""
        self.defined.append((var, value))
        return var

    # What encodings look at -------------------------------------------------------------------------------

    def filling(self, shift: Shift, demand: Demand) -> list[cp_model.IntVar]:
        """Return the literals of all who would count for a demand."""
        if demand.exclusive:
            found = (self.posts[person.id, shift.id].get(demand.id) for person, _ in self.crew[shift.id])
            return [literal for literal in found if literal is not None]
        qualified = self.facts.qualified
        return [literal for person, literal in self.crew[shift.id] if qualified(person, demand, shift)]

    def shifts_of(self, person: Person) -> list[tuple[Shift, cp_model.IntVar]]:
        """Return a person's possible shifts by start."""
        return [(self.facts.shifts[key], literal) for key, literal in self.on[person.id].items()]

    def single(self, person: Person) -> bool:
        """Tell whether a hard rule leaves a person one shift a day."""
        return self.facts.hard("shifts_per_day") and person.limits.max_shifts_per_day == 1

    def by_day(self, person: Person) -> list[list[cp_model.IntVar]]:
        """Return for each day a person's possible shifts that start on it."""
        days: list[list[cp_model.IntVar]] = [[] for _ in range(self.facts.days)]
        for shift, literal in self.shifts_of(person):
            days[self.facts.day[shift.id]].append(literal)
        return days

    def days_of(self, person: Person, kind: str | None = None) -> list[Literal]:
        """Return for each day whether a person has a shift (of a type) that starts on it."""
        key = (person.id, kind)
        if key not in self._days:
            days: list[list[cp_model.IntVar]] = [[] for _ in range(self.facts.days)]
            for shift, literal in self.shifts_of(person):
                if kind is None or shift.type == kind:
                    days[self.facts.day[shift.id]].append(literal)
            single = self.single(person)
            self._days[key] = [self._any(day, single=single) for day in days]
        return self._days[key]

    def _any(self, literals: list[cp_model.IntVar], *, single: bool) -> Literal:
        if len(literals) <= 1:
            return literals[0] if literals else False
        some = self.define(self.cp.new_bool_var(""), lambda value: max(map(value, literals)))
        if single:
            self.cp.add_exactly_one([*literals, ~some])
        else:
            self.cp.add_max_equality(some, literals)
        return some

    def missing(self, shift: Shift, demand: Demand) -> tuple[cp_model.IntVar, cp_model.IntVar]:
        """Return how many people are missing to a demand's minimum, and from there to its target.

        The solver may set them higher, at its own cost.
        """
        key = (shift.id, demand.id)
        if key not in self._missing:
            gap = 0 if self.facts.hard("coverage_minimum") else demand.minimum
            low = self.cp.new_int_var(0, gap, "")
            high = self.cp.new_int_var(0, demand.target - demand.minimum, "")
            filling = self.filling(shift, demand)
            self.cp.add(cp_model.LinearExpr.sum([*filling, low, high]) >= demand.target)
            self.define(low, lambda value: max(demand.minimum - sum(map(value, filling)), 0))
            self.define(high, lambda value: max(demand.target - sum(map(value, filling)) - value(low), 0))
            self._missing[key] = (low, high)
        return self._missing[key]

    @property
    def shortfalls(self) -> list[cp_model.IntVar]:
        """Return every variable that counts missing people."""
        return [var for pair in self._missing.values() for var in pair]

    # What encodings ask for -------------------------------------------------------------------------------

    def charge(
        self, var: Literal, setting: RuleSetting, amount: int = 1, *, weight: int | None = None
    ) -> None:
        """Let a variable cost the rule's weight (or another) for each unit of it times ``amount``."""
        cost = amount * (setting.weight if weight is None else weight)
        if isinstance(var, bool):
            self.constant += cost * var
        elif cost:
            self._costs.append((var, cost))
        self.remember(cost)

    def remember(self, size: int) -> None:
        """Add to what the objective may reach; raises ``ProblemError`` beyond 64-bit arithmetic."""
        self._magnitude += abs(size)
        if self._magnitude > _MOST:
            raise ProblemError("rules", "weights, limits or minutes are too large")

    def forbid(
        self, literal: Literal, setting: RuleSetting, amount: int = 1, *, weight: int | None = None
    ) -> None:
        """Keep a literal false, or let it cost."""
        if setting.hard:
            self.demand_any([negated(literal)])
        else:
            self.charge(literal, setting, amount, weight=weight)

    def demand_any(self, literals: Iterable[Literal]) -> None:
        """Ask that one of the literals be true; of none, the model is infeasible."""
        open_ones = []
        for literal in literals:
            if literal is True:
                return
            if literal is not False:
                open_ones.append(literal)
        self.cp.add_bool_or(open_ones)

    def require(
        self, literals: Sequence[Literal], setting: RuleSetting, *, weight: int | None = None
    ) -> None:
        """Ask that one of the literals be true, or let it cost that none is."""
        if setting.hard:
            self.demand_any(literals)
        elif len(literals) == 1:
            self.charge(negated(literals[0]), setting, weight=weight)
        elif not any(literal is True for literal in literals):
            broken = self.define(self.cp.new_bool_var(""), lambda value: not any(map(value, literals)))
            self.demand_any([*literals, broken])
            self.charge(broken, setting, weight=weight)

    def at_most(
        self,
        terms: Sequence[Term],
        limit: int,
        setting: RuleSetting,
        *,
        weight: int | None = None,
        together: int | None = None,
    ) -> None:
        """Keep a weighted sum of literals within a limit, or let each unit beyond it cost.

        ``together``: how many of them can be true at once by other hard rules; ``None``: all.
        """
        most = sum(sorted((factor for _, factor in terms if factor > 0), reverse=True)[:together])
        if most <= limit:
            return
        self.remember(most + abs(limit))
        if setting.hard:
            if limit == 1 and all(factor == 1 for _, factor in terms):
                self.cp.add_at_most_one([var for var, _ in terms])
            else:
                self.cp.add(_weighted(terms) <= limit)
            return
        excess = self.cp.new_int_var(0, most - limit, "")
        self.cp.add(_weighted([*terms, (excess, -1)]) <= limit)
        self.define(excess, lambda value: max(_sum(terms, value) - limit, 0))
        self.charge(excess, setting, weight=weight)
        self.remember((most - limit) * (setting.weight if weight is None else weight))

    def none_positive(
        self, sums: Sequence[Sequence[Term]], setting: RuleSetting, *, weight: int | None = None
    ) -> None:
        """Keep every one of some weighted sums from exceeding 0, or let each unit of the greatest cost."""
        most = max((sum(factor for _, factor in terms if factor > 0) for terms in sums), default=0)
        if most <= 0:
            return
        self.remember(most)
        if setting.hard:
            for terms in sums:
                self.cp.add(_weighted(terms) <= 0)
            return
        excess = self.cp.new_int_var(0, most, "")
        for terms in sums:
            self.cp.add(_weighted([*terms, (excess, -1)]) <= 0)
        self.define(excess, lambda value: max(0, *(_sum(terms, value) for terms in sums)))
        self.charge(excess, setting, weight=weight)
        self.remember(most * (setting.weight if weight is None else weight))

    def at_least(self, terms: Sequence[Term], limit: int, setting: RuleSetting) -> None:
        """Keep a weighted sum of literals from falling short, or let each missing unit cost."""
        if limit <= 0:
            return
        self.remember(limit)
        if setting.hard:
            self.cp.add(_weighted(terms) >= limit)
            return
        shortage = self.cp.new_int_var(0, limit, "")
        self.cp.add(_weighted([*terms, (shortage, 1)]) >= limit)
        self.define(shortage, lambda value: max(limit - _sum(terms, value), 0))
        self.charge(shortage, setting)
        self.remember(limit * setting.weight)

    # What the solver needs --------------------------------------------------------------------------------

    def minimise(self) -> None:
        """Set the objective to the sum of all costs."""
        if self._costs or self.constant:
            self.cp.minimize(_weighted(self._costs) + self.constant)

    def roster(self, true: Callable[[cp_model.IntVar], bool]) -> tuple[Assignment, ...]:
        """Return the roster of a solver's answer."""
        return tuple(
            Assignment(person, shift, self._post(person, shift, true))
            for person, shifts in self.on.items()
            for shift, literal in shifts.items()
            if true(literal)
        )

    def _post(self, person: str, shift: str, true: Callable[[cp_model.IntVar], bool]) -> str | None:
        posts = self.posts.get((person, shift), {})
        return next((post for post, literal in posts.items() if true(literal)), None)


def _sum(terms: Sequence[Term], value: Value) -> int:
    return sum(factor * value(var) for var, factor in terms)


def _weighted(terms: Sequence[Term]) -> cp_model.LinearExpr:
    return cp_model.LinearExpr.weighted_sum([var for var, _ in terms], [factor for _, factor in terms])
