import json
import time
from typing import Any

import pytest

from tests.cli.support import ANSWER, EXAMPLE, Files, run
from tests.rostering.formats import samples


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is not a text file in UTF-8."),
        ("a\0b", "is a binary file, not text."),
        ("名".encode("gb18030"), "is not a text file in UTF-8."),
        (EXAMPLE.encode("utf-16"), "is not a text file in UTF-8."),
        ("", "holds neither a problem in JSON, nor a Curtois-Qu instance, nor an INRC-II scenario"),
        ("{", "line 1, column 2: this is not JSON: expecting property name enclosed in double quotes"),
        ("[" * 100_000, "JSON: is nested too deeply"),
        (
            '{"zone": "Asia/Shanghai", "planet": "Mars"}',
            "problem: there is no key 'planet'; known are name, zone",
        ),
        (
            samples.CURTOIS.replace("L,450", "L,long"),
            "line 7: the length must be a whole number from 0, not 'long'",
        ),
        (
            samples.HISTORY,
            "is an INRC-II history, which belongs to a scenario (Sc-*.txt): give that as the problem",
        ),
        (
            samples.SCENARIO,
            "is an INRC-II scenario, which needs a history (H0-*.txt) and its weeks (WD-*.txt)",
        ),
    ],
)
def test_bad_problem_ends_with_2_and_one_sentence(files: Files, content: str | bytes, message: str) -> None:
    problem, output = files.write("problem", content), files.folder / "s.json"
    for result in (
        run("solve", problem, "--output", str(output)),
        run("check", problem, files.write("answer.json", ANSWER)),
    ):
        assert result.exit_code == 2
        assert result.stdout == ""
        assert result.stderr.startswith(f"Error: {problem}")
        assert message in result.stderr
        assert result.stderr.count("\n") == 1
    assert not output.exists()


def test_byte_order_mark_is_no_mistake(files: Files) -> None:
    problem = files.write("problem.json", EXAMPLE.encode("utf-8-sig"))
    assert run("check", problem, files.write("s.json", ANSWER.encode("utf-8-sig"))).exit_code == 0


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing.json", "cannot be read: No such file or directory."),
        (".", "cannot be read: Is a directory."),
        ("x" * 300, "cannot be read: File name too long."),
    ],
)
def test_file_that_cannot_be_read_ends_with_2(files: Files, name: str, message: str) -> None:
    result = run("check", str(files.folder / name), "s.json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith(f"{message}\n")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("nonsense", "s.json, line 1, column 1: this is not JSON: expecting value"),
        ({"roster": []}, "s.json, solution: there is no key 'roster'; known are assignments"),
        (
            {"assignments": [{"person": "nobody", "shift": "night-1", "demand": "lead"}]},
            "s.json, assignments[0].person: there is no 'nobody'",
        ),
        (
            {"assignments": [{"person": "li", "day": 3, "shift": "night-1", "skill": None}]},
            "s.json, assignments[0]: there is no key 'day'; known are person, shift, demand",
        ),
    ],
)
def test_bad_solution_ends_with_2_and_one_sentence(files: Files, content: Any, message: str) -> None:
    result = run("check", files.write("problem.json", EXAMPLE), files.write("s.json", content))
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


def test_output_that_cannot_be_written_is_refused_before_anybody_waits(files: Files) -> None:
    problem = files.write("problem.json", EXAMPLE)
    begun = time.perf_counter()
    result = run("solve", problem, "--output", str(files.folder / "none" / "s.json"))
    assert result.exit_code == 2
    assert "cannot be written: there is no folder" in result.stderr
    result = run("solve", problem, "--output", str(files.folder))
    assert result.exit_code == 2
    assert "is a folder; --output names a file." in result.stderr
    assert time.perf_counter() - begun < 5


@pytest.mark.parametrize(
    "option", [("--time-limit", "0"), ("--time-limit", "nan"), ("--seed", "-1"), ("--seed", "x")]
)
def test_senseless_options_end_with_2(files: Files, option: tuple[str, str]) -> None:
    problem = files.write("problem.json", EXAMPLE)
    result = run("solve", problem, "--output", str(files.folder / "s.json"), *option)
    assert result.exit_code == 2
    assert option[0] in result.stderr


def test_weights_that_only_together_are_too_large_end_with_2_and_one_sentence(files: Files) -> None:
    content = json.loads(EXAMPLE)
    content["rules"] = [{"code": "coverage_target", "hard": False, "weight": 10**10}]
    crowd = [{"id": f"d{number}", "target": 50_000} for number in range(10)]
    content["shifts"][0].update(demands=crowd)
    problem, output = files.write("problem.json", json.dumps(content)), files.folder / "s.json"
    result = run("solve", problem, "--output", str(output))
    assert result.exit_code == 2
    assert result.stderr == f"Error: {problem}, rules: weights, limits or minutes are too large.\n"
    assert not output.exists()
