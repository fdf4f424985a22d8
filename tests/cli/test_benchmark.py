import json

import pytest
from click.testing import CliRunner, Result

from scheduler.benchmarking.peers import PEERS
from scheduler.benchmarking.progress import tells_of_a_roster
from scheduler.cli.benchmark import benchmark
from tests.cli.support import EXAMPLE, Files, run
from tests.rostering.formats import samples


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(benchmark, ["run", *arguments])


def test_table_compares_engine_and_peer_on_the_same_instance(files: Files) -> None:
    path = files.write("tiny.txt", samples.CURTOIS)
    result = _run(path, "--time-limit", "20", "--vs", "cpsat", "--best", "tiny=1000", "--format", "json")
    assert result.exit_code == 0, result.output
    content = json.loads(result.stdout)
    ours, theirs = content["lines"]
    assert (ours["solver"], ours["status"], ours["note"]) == ("lianfang", "optimal", "")
    assert (theirs["solver"], theirs["status"], theirs["note"]) == ("cpsat", "optimal", "")
    assert ours["score"] == ours["bound"] == theirs["score"] == theirs["bound"]
    assert ours["gap"] == (ours["score"] - 1000) / 1000
    assert theirs["times_score"] == 1.0
    assert 0 < ours["first"] <= ours["seconds"]
    assert ours["memory"] > 30_000_000
    assert [attempt["solver"] for attempt in content["attempts"]] == ["lianfang", "cpsat"]


def test_problem_in_json_is_measured_as_text(files: Files) -> None:
    result = _run(files.write("mine.json", EXAMPLE), "--time-limit", "20")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[1].split()[:3] == ["mine", "lianfang", "optimal"]
    assert "mine  seed 1  lianfang: optimal" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "nowhere: cannot be read: No such file or directory (made instances are grid_month,"),
        (["grid_month", "--seeds", "1,x"], "must be whole numbers below 2147483648 with commas between"),
        (["grid_month", "--vs", "gurobi"], "'gurobi' is not one of"),
        (["grid_month", "grid_month"], "grid_month is named twice."),
        (["grid_month", "--cores", "9999"], "there are only"),
        (["grid_month", "--best", "x"], "x: cannot be read as a text file in UTF-8"),
    ],
)
def test_what_cannot_be_measured_is_refused_in_a_sentence(arguments: list[str], said: str) -> None:
    result = _run(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_broken_instance_is_refused_with_its_line(files: Files) -> None:
    result = _run(files.write("Instance1.txt", "SECTION_HORIZON\nmany\n"))
    assert result.exit_code == 2
    assert "Instance1.txt, line 2: the file ends without SECTION_SHIFTS" in result.stderr


def test_peers_are_listed_with_what_they_lack() -> None:
    result = CliRunner().invoke(benchmark, ["peers"])
    assert result.exit_code == 0
    rows = result.output.splitlines()
    assert [row.split()[0] for row in rows] == list(PEERS)
    assert rows[0].endswith("ready")


def test_progress_is_written_line_by_line_where_no_terminal_is(files: Files) -> None:
    problem, output = files.write("tiny.txt", samples.CURTOIS), str(files.folder / "s.json")
    silent = run("solve", problem, "--time-limit", "20", "--output", output)
    telling = run("solve", problem, "--time-limit", "20", "--output", output, "--progress")
    assert not any(tells_of_a_roster(line) for line in silent.stderr.splitlines())
    lines = telling.stderr.splitlines()
    assert lines
    assert all(tells_of_a_roster(line) for line in lines)
