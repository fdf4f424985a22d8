"""Child processes that bound a roster's cost and plan some people anew: they can be ended at any moment.

The linear solvers hear no wish to stop, so they do not run in the process that has to answer a cancel.
"""

import os
import pickle
import subprocess
import sys
import threading
from dataclasses import dataclass
from queue import SimpleQueue

from scheduler.rostering.cpsat.building import build
from scheduler.rostering.cpsat.hinting import hint_roster
from scheduler.rostering.cpsat.programs import Program
from scheduler.rostering.domain import Domain
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import Assignment, RosterProblem

Roster = tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class Bound:
    """A wish for a lower bound by the linear relaxation, to a tolerance such as ``1e-5``."""

    tolerance: str
    seconds: float

    def answer(self, facts: Facts, possible: Domain) -> "Bounded":
        """Return the bound; 0 where the time was too short."""
        model = build(facts, possible, stop=lambda: False)
        if model is None:
            return Bounded(0)
        return Bounded(Program(model.cp.proto).bound(tolerance=self.tolerance, seconds=self.seconds))


@dataclass(frozen=True, slots=True)
class Bounded:
    """A proved lower bound."""

    bound: int


@dataclass(frozen=True, slots=True)
class Move:
    """A wish to plan some people anew while all others stay."""

    people: frozenset[str]
    roster: Roster
    seconds: float

    def answer(self, facts: Facts, possible: Domain) -> "Moved":
        """Return what the people do then; what they do now where nothing better was found."""
        model = build(facts, _restricted(possible, self.roster, self.people), stop=lambda: False)
        if model is not None:
            for item in self.roster:
                if item.person not in self.people:
                    model.demand_any([model.on[item.person][item.shift]])
            hint_roster(model, self.roster)
            program = Program(model.cp.proto)
            values = program.values(seconds=self.seconds) if program.whole else None
            if values is not None:
                return Moved(self.people, model.roster(lambda literal: values[literal.index]))
        return Moved(self.people, self.roster)


@dataclass(frozen=True, slots=True)
class Moved:
    """A roster in which only these people may have moved."""

    people: frozenset[str]
    roster: Roster

    def applied(self, roster: Roster) -> Roster:
        """Return a roster with these people's shifts as they are here."""
        others = tuple(item for item in roster if item.person not in self.people)
        return others + tuple(item for item in self.roster if item.person in self.people)


def _restricted(possible: Domain, roster: Roster, moving: frozenset[str]) -> Domain:
    """Return the domain in which whoever does not move has nothing but her shifts, by start as ever."""
    held = {(item.person, item.shift): (item.demand,) for item in roster}
    return {
        person: (
            shifts
            if person in moving
            else {shift: held[person, shift] for shift in shifts if (person, shift) in held}
        )
        for person, shifts in possible.items()
    }


Answers = SimpleQueue[tuple["Partner", Bounded | Moved | None]]


class Partner:
    """A child process for one problem; its answers go into a queue, ``None`` where it has ended."""

    def __init__(self, problem: RosterProblem, answers: Answers) -> None:
        path = os.pathsep.join(entry for entry in sys.path if entry)
        self._child = subprocess.Popen(
            [sys.executable, "-m", "scheduler.rostering.cpsat.partner"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
        )
        self._answers = answers
        self.alive = True
        self._send(problem)
        threading.Thread(target=self._listen, daemon=True).start()

    def ask(self, request: Bound | Move) -> None:
        """Send a request; the partner works on one at a time."""
        self._send(request)

    def end(self) -> None:
        """Kill the process."""
        self._child.kill()
        self._child.wait()

    def _send(self, thing: RosterProblem | Bound | Move) -> None:
        pipe = self._child.stdin
        if pipe is None:
            return
        try:
            pickle.dump(thing, pipe)
            pipe.flush()
        except OSError:
            # It has ended; its listener says so.
            self.alive = False

    def _listen(self) -> None:
        pipe = self._child.stdout
        while pipe is not None:
            try:
                answer = pickle.load(pipe)  # noqa: S301 - written by our own child
            except (EOFError, OSError, pickle.UnpicklingError):
                break
            self._answers.put((self, answer))
        self.alive = False
        self._answers.put((self, None))
