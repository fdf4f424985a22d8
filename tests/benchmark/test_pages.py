"""How long list pages take at 2,400 volunteers and 4,000 shifts, beside a page that says nothing."""

import statistics
import sys
import time
from collections.abc import Callable

import pytest
from flask import Flask

from scheduler.timeutils import utcnow
from scheduler.web.memory import ease_collector
from tests.big_town import BigTown, look

PEOPLE, SHIFTS, GRIDS = 2_400, 4_000, 60
LOOKS, WARM = 20, 2
#: The roster of a whole town at once is no page of every day.
MOST_MILLISECONDS = {"volunteer": 150.0, "admin": 150.0, "nobody": 150.0, "planner of everything": 500.0}
#: What the empty page takes on an idle machine with two cores; on a busy one everything takes longer.
EMPTY_MILLISECONDS = 0.4


def _report(line: str) -> None:
    """Show a figure; ``pytest -s`` lets it through."""
    sys.stdout.write(f"{line}\n")


def _milliseconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return (time.perf_counter() - started) * 1000


def _empty_page() -> Callable[[], object]:
    """Return a look at the smallest page that Flask serves, in an application of its own."""
    bare = Flask("bare")
    bare.add_url_rule("/", view_func=lambda: "nothing")
    return lambda: bare.test_client().get("/")


def _measured(action: Callable[[], object], empty: Callable[[], object]) -> tuple[list[float], list[float]]:
    """Return what ``action`` takes once it is warm, and the empty page in between: both share the weather."""
    for _ in range(WARM):
        action()
    pairs = [(_milliseconds(action), _milliseconds(empty)) for _ in range(LOOKS)]
    return [taken for taken, _ in pairs], [beside for _, beside in pairs]


def _p95(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=20)[-1]


@pytest.mark.benchmark
def test_list_pages_answer_in_time(app: Flask) -> None:
    ease_collector()  # as the servers do
    town, empty = BigTown(grids=GRIDS, now=utcnow()), _empty_page()
    town.grow(people=PEOPLE, shifts=SHIFTS)
    empty()
    slow = {}
    _report(f"{'page':40} {'p50 ms':>8} {'p95 ms':>8} {'empty':>6} {'ratio':>6} {'queries':>7}")
    for who, client, path in town.pages(app):
        queries = look(client, path)
        taken, beside = _measured(lambda client=client, path=path: look(client, path), empty)  # type: ignore[misc]  # bound now
        middle, (most, quiet) = statistics.median(taken), (_p95(taken), _p95(beside))
        _report(f"{path:40} {middle:8.1f} {most:8.1f} {quiet:6.2f} {most / quiet:6.0f} {queries:7}")
        if most > MOST_MILLISECONDS[who] * max(1.0, quiet / EMPTY_MILLISECONDS):
            slow[path] = round(most)
    assert slow == {}
