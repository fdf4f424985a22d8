import json

from scheduler.benchmarking.attempts import Attempt
from scheduler.benchmarking.comparing import lines, means
from scheduler.benchmarking.tables import to_json, to_markdown, to_text

ATTEMPTS = [
    Attempt("A", "lianfang", 1, "optimal", 607, 607, 1.54, 2.0, 0.44, 150 * 1024**2),
    Attempt("A", "highs", 1, "failed", None, 300, 3.08, 3.0, None, None, "ended with code 1"),
]
TABLE = lines(ATTEMPTS, {"A": 607})
HEADS = "score bound best known gap to bound seconds cpu first roster memory x score x seconds"
TEXT = [
    "instance best known lianfang highs",
    "A 607 607* in 1.5 s – in 3.1 s",
    "",
    f"instance solver status {HEADS}",
    "A lianfang optimal 607 607 607 0.0 % 0.0 % 1.5 2.0 0.4 150 MB",
    "A highs failed – 300 607 – – 3.1 3.0 – – 2.00",
    "",
    "solver instances without roster gap worst gap to bound worst to bound seconds",
    "lianfang 1 0 0.0 % 0.0 % 0.0 % 0.0 % 1.5",
    "highs 1 1 – – – – 3.1",
    "",
    "instance solver note",
    "A highs ended with code 1",
]
MARKDOWN = """\
| instance | best known | lianfang | highs |
| --- | --- | --- | --- |
| A | 607 | 607* in 1.5 s | – in 3.1 s |

| instance | solver | status | score | bound | best known | gap | to bound | seconds | cpu | first roster | \
memory | x score | x seconds |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| A | lianfang | optimal | 607 | 607 | 607 | 0.0 % | 0.0 % | 1.5 | 2.0 | 0.4 | 150 MB |  |  |
"""


def test_text_has_solvers_side_by_side_then_a_line_for_each_and_means() -> None:
    rows = to_text(TABLE, list(means(TABLE))).splitlines()
    assert [" ".join(row.split()) for row in rows] == TEXT
    assert rows[4].index("607") + 3 == rows[5].index("–") + 1  # numbers stand at the right of their column


def test_markdown_has_the_same_cells() -> None:
    assert to_markdown(TABLE, list(means(TABLE))).startswith(MARKDOWN)


def test_json_holds_every_attempt_unrounded() -> None:
    content = json.loads(to_json(ATTEMPTS, TABLE, list(means(TABLE))))
    assert content["attempts"][0]["seconds"] == 1.54
    assert [line["solver"] for line in content["lines"]] == ["lianfang", "highs"]
    assert content["means"][1]["without"] == 1


def test_columns_of_the_worst_seed_stand_only_with_several_seeds() -> None:
    twice = lines([ATTEMPTS[0], ATTEMPTS[0]], {"A": None})
    assert to_text(twice, []).splitlines()[0].split()[3:7] == ["score", "worst", "bound", "best"]
