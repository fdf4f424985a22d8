"""The table of a measurement as text, as Markdown and as JSON."""

import dataclasses
import json
from collections.abc import Sequence

from scheduler.benchmarking.attempts import Attempt
from scheduler.benchmarking.comparing import Line, Mean

_MEGABYTE = 1024**2


def to_json(attempts: Sequence[Attempt], lines: Sequence[Line], means: Sequence[Mean]) -> str:
    """Return everything, unrounded."""
    content = {
        "attempts": [dataclasses.asdict(item) for item in attempts],
        "lines": [dataclasses.asdict(item) for item in lines],
        "means": [dataclasses.asdict(item) for item in means],
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def to_text(lines: Sequence[Line], means: Sequence[Mean]) -> str:
    """Return tables with columns in line."""
    return "\n\n".join(_aligned(table) for table in _tables(lines, means))


def to_markdown(lines: Sequence[Line], means: Sequence[Mean]) -> str:
    """Return tables in Markdown."""
    return "\n\n".join(_piped(table) for table in _tables(lines, means))


def _tables(lines: Sequence[Line], means: Sequence[Mean]) -> list[list[list[str]]]:
    tables = [_table(lines), _means(means)]
    if len({line.solver for line in lines}) > 1:
        tables.insert(0, _beside(lines))
    notes = [[line.instance, line.solver, line.note] for line in lines if line.note]
    return [*tables, [["instance", "solver", "note"], *notes]] if notes else tables


def _table(lines: Sequence[Line]) -> list[list[str]]:
    seeds, peers = any(line.seeds > 1 for line in lines), len({line.solver for line in lines}) > 1
    columns = {
        "instance": [line.instance for line in lines],
        "solver": [line.solver for line in lines],
        "status": [line.status for line in lines],
        "score": [_number(line.score) for line in lines],
        "worst": [_number(line.worst) for line in lines] if seeds else None,
        "bound": [_number(line.bound) for line in lines],
        "best known": [_number(line.best) for line in lines],
        "gap": [_percent(line.gap) for line in lines],
        "worst gap": [_percent(line.worst_gap) for line in lines] if seeds else None,
        "to bound": [_percent(line.open) for line in lines],
        "seconds": [f"{line.seconds:.1f}" for line in lines],
        "slowest": [f"{line.worst_seconds:.1f}" for line in lines] if seeds else None,
        "cpu": [f"{line.cpu:.1f}" for line in lines],
        "first roster": [_seconds(line.first) for line in lines],
        "memory": [_memory(line.memory) for line in lines],
        "x score": [_times(line.times_score) for line in lines] if peers else None,
        "x seconds": [_times(line.times_seconds) for line in lines] if peers else None,
    }
    shown = {title: cells for title, cells in columns.items() if cells is not None}
    return [list(shown), *map(list, zip(*shown.values(), strict=True))]


def _beside(lines: Sequence[Line]) -> list[list[str]]:
    """Return a row for each instance, solvers side by side; * is a proved score."""
    solvers = dict.fromkeys(line.solver for line in lines)
    cells = {(line.instance, line.solver): line for line in lines}
    rows = [
        [name, _number(best), *(_brief(cells.get((name, solver))) for solver in solvers)]
        for name, best in {line.instance: line.best for line in lines}.items()
    ]
    return [["instance", "best known", *solvers], *rows]


def _brief(line: Line | None) -> str:
    """Return score and seconds; empty where the solver was not asked."""
    if line is None:
        return ""
    proved = "*" if line.status == "optimal" else ""
    return f"{_number(line.score)}{proved} in {line.seconds:.1f} s"


def _means(means: Sequence[Mean]) -> list[list[str]]:
    heads = [
        "solver",
        "instances",
        "without roster",
        "gap",
        "worst gap",
        "to bound",
        "worst to bound",
        "seconds",
    ]
    rows = [
        [
            mean.solver,
            str(mean.instances),
            str(mean.without),
            _percent(mean.gap),
            _percent(mean.worst_gap),
            _percent(mean.open),
            _percent(mean.worst_open),
            f"{mean.seconds:.1f}",
        ]
        for mean in means
    ]
    return [heads, *rows]


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.0f}" if value == round(value) else f"{value:.1f}"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f} %"


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _memory(value: int | None) -> str:
    return "–" if value is None else f"{value / _MEGABYTE:.0f} MB"


def _times(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _aligned(table: list[list[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    ends = {0, 1, 2}  # names stand at the left, numbers at the right
    return "\n".join(
        "  ".join(
            cell.ljust(width) if index in ends else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in table
    )


def _piped(table: list[list[str]]) -> str:
    heads, *rows = table
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in lines)
