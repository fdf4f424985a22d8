import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scheduler.cli.roster_reports import say_result
from scheduler.rostering.checking import check as check_roster
from scheduler.rostering.explaining.naming import Names
from scheduler.rostering.solution import Result, Solution, Status
from tests.cli.support import ANSWER, EXAMPLE, Files, run
from tests.rostering.formats import samples
from tests.rostering.making import roster_problem, shift, soft

ROOT = Path(__file__).parent.parent.parent


def test_json_problem_is_solved_and_checked(files: Files) -> None:
    problem, output = files.write("problem.json", EXAMPLE), str(files.folder / "solution.json")
    solved = run("solve", problem, "--time-limit", "20", "--seed", "7", "--output", output)
    assert solved.exit_code == 0, solved.output
    assert "optimal: no roster is better" in solved.output
    assert f"written to {output}" in solved.output
    assert "kept 1 of 1 published assignments\n" in solved.output
    answer = files.read("solution.json")
    assert list(answer) == ["assignments", "score", "bound", "status", "seconds", "certificate"]
    assert {"person": "wang", "shift": "patrol-1", "demand": None} in answer["assignments"]
    assert {"person": "li", "shift": "night-1", "demand": "lead"} in answer["assignments"]
    assert (answer["status"], answer["bound"]) == ("optimal", answer["score"])
    checked = run("check", problem, output)
    assert checked.exit_code == 0
    assert f"the file states score {answer['score']}: right" in checked.output
    assert "hard rules broken 0 times" in checked.output
    assert re.search(r"the certificate of engine \S+ with OR-Tools \S+ holds\n", checked.output)


def test_curtois_instance_is_solved_and_checked(files: Files) -> None:
    problem, output = files.write("odd name.dat", samples.CURTOIS), str(files.folder / "s.json")
    assert run("solve", problem, "--time-limit", "20", "--output", output).exit_code == 0
    answer = files.read("s.json")
    assert answer["assignments"][0].keys() == {"person", "day", "shift", "skill"}
    assert {item["skill"] for item in answer["assignments"]} == {None}
    checked = run("check", problem, output)
    assert (checked.exit_code, "holds\n" in checked.output) == (0, True)
    commented = run("check", files.write("with a comment.txt", f"# mine\n{samples.CURTOIS}"), output)
    assert (commented.exit_code, "holds\n" in commented.output) == (0, True)
    changed = samples.CURTOIS.replace("A,E=14", "A,E=13")
    other = run("check", files.write("changed.txt", changed), output)
    assert (other.exit_code, "It was made for another problem" in other.output) == (1, True)


def _inrc2(files: Files) -> list[str]:
    return [
        files.write("Sc.txt", samples.SCENARIO),
        "--history",
        files.write("H0.txt", samples.HISTORY),
        "--week",
        files.write("WD.txt", samples.WEEK),
        "--week",
        files.write("WD.txt", samples.WEEK),
    ]


def test_inrc2_instance_is_solved_and_checked(files: Files) -> None:
    problem, output = _inrc2(files), str(files.folder / "s.json")
    assert run("solve", *problem, "--time-limit", "20", "--output", output).exit_code == 0
    assert {item["skill"] for item in files.read("s.json")["assignments"]} <= {"HeadNurse", "Nurse"}
    checked = run("check", *problem[:1], output, *problem[1:])
    assert (checked.exit_code, "holds\n" in checked.output) == (0, True)


def test_problem_that_contradicts_itself_ends_with_the_reason(files: Files) -> None:
    data = json.loads(EXAMPLE)
    data["pins"] = [
        {"person": "li", "shift": "patrol-1"},
        {"person": "li", "shift": "night-1", "demand": "lead"},
    ]
    data["rules"].append({"code": "shifts_per_day", "hard": True})
    problem, output = files.write("problem.json", data), str(files.folder / "s.json")
    solved = run("solve", problem, "--time-limit", "20", "--output", output)
    assert solved.exit_code == 1
    assert "infeasible: the hard rules and pins contradict each other" in solved.output
    assert "These cannot all be kept; without any one of them the others can:" in solved.stderr
    assert "  李建国 (li) is pinned to “patrol-1” (Tue 3 March, 09:00–11:00)\n" in solved.stderr
    assert "  Shifts per day: Nobody has more shifts in a day than her limit\n" in solved.stderr
    assert files.read("s.json")["assignments"] == []
    assert files.read("s.json")["status"] == "infeasible"
    assert files.read("s.json")["certificate"]["score"] is None


def test_broken_hard_rules_are_named_and_end_with_1(files: Files) -> None:
    problem = files.write("problem.json", EXAMPLE)
    answer = {"assignments": [{"person": "li", "shift": "night-1", "demand": "fire"}]}
    checked = run("check", problem, files.write("s.json", answer))
    assert checked.exit_code == 1
    assert "(qualification)\n  person li, shift night-1, demand fire, by 1\n" in checked.output
    assert "(pins)\n  person wang, shift patrol-1, by 1\n" in checked.output
    assert "hard rules broken 2 times" in checked.output
    assert "the file states no score" in checked.output


def test_wrong_stated_score_ends_with_1(files: Files) -> None:
    problem, answer = files.write("problem.json", EXAMPLE), json.loads(ANSWER)
    checked = run("check", problem, files.write("s.json", answer))
    assert (checked.exit_code, "the file states score 111: right" in checked.output) == (0, True)
    checked = run("check", problem, files.write("s.json", answer | {"score": 110}))
    assert (checked.exit_code, "the file states score 110: wrong" in checked.output) == (1, True)


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("problem", "0" * 64, "It was made for another problem: SHA-256 0000000000000000… and not "),
        ("score.by_rule.coverage_target", 7, "The rule coverage_target costs "),
        ("score.total", 110, "The score is 111 and not 110."),
        ("score.hard", 3, "Hard rules are broken 0 times and not 3 times."),
        ("bound", 112, "The bound 112 lies above the score 111."),
        ("bound", 90, "It has the status optimal, and the bound 90 lies below the score 111."),
        ("status", "unknown", "It has the status unknown with a roster."),
        ("status", "feasible", "The file states the status optimal, its certificate feasible."),
    ],
)
def test_certificate_that_is_wrong_is_refuted(
    files: Files, path: str, value: str | int, sentence: str
) -> None:
    answer = json.loads(ANSWER)
    *way, last = path.split(".")
    item = answer["certificate"]
    for key in way:
        item = item[key]
    item[last] = value
    checked = run("check", files.write("problem.json", EXAMPLE), files.write("s.json", answer))
    assert checked.exit_code == 1
    assert "does not hold:\n" in checked.output
    assert sentence in checked.output


def test_certificate_of_a_changed_problem_does_not_hold(files: Files) -> None:
    problem, answer = json.loads(EXAMPLE), files.write("s.json", ANSWER)
    assert run("check", files.write("p.json", problem), answer).exit_code == 0
    reordered = dict(reversed(problem.items()))
    assert run("check", files.write("p.json", reordered), answer).exit_code == 0
    problem["people"][1]["pledged_minutes"] = 241
    checked = run("check", files.write("p.json", problem), answer)
    assert (checked.exit_code, "It was made for another problem" in checked.output) == (1, True)


def test_many_violations_are_cut_short(files: Files) -> None:
    content = "\n".join(["SECTION_HORIZON", "120", "SECTION_SHIFTS", "E,480,", "SECTION_STAFF",
        "A,E=120,99999,0,120,1,1,99", "SECTION_DAYS_OFF", "A," + ",".join(map(str, range(120))),
        "SECTION_SHIFT_ON_REQUESTS", "SECTION_SHIFT_OFF_REQUESTS", "SECTION_COVER"])  # fmt: skip
    worked = [{"person": "A", "day": day, "shift": "E"} for day in range(120)]
    checked = run("check", files.write("I.txt", content), files.write("s.json", {"assignments": worked}))
    assert checked.exit_code == 1
    assert "hard rule broken 120 times: " in checked.output
    assert "  … and 70 more\n" in checked.output


def test_help_says_what_a_newcomer_needs() -> None:
    for command in ([], ["solve"], ["check"]):
        result = run(*command, "--help")
        assert result.exit_code == 0
    assert "scheduler roster solve problem.json --output solution.json" in run("solve", "--help").output
    assert "Exit code 0 when all is well" in run("check", "--help").output


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "scheduler.cli", "roster", *arguments]


def test_commands_work_from_a_shell_without_an_instance_folder(files: Files) -> None:
    instance = files.folder / "instance"
    environment = os.environ | {"SCHEDULER_INSTANCE": str(instance)}
    problem, output = files.write("problem.json", EXAMPLE), str(files.folder / "s.json")
    solved = subprocess.run(
        _command("solve", problem, "--time-limit", "5", "--output", output),
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (solved.returncode, solved.stderr) == (0, "")
    checked = subprocess.run(
        _command("check", problem, str(files.folder / "nothing.json")),
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 2
    assert (
        checked.stderr == f"Error: {files.folder}/nothing.json cannot be read: No such file or directory.\n"
    )
    assert not instance.exists()


def test_check_never_loads_the_solver(files: Files) -> None:
    problem, answer = files.write("problem.json", EXAMPLE), files.write("s.json", ANSWER)
    code = (
        "import sys\nfrom scheduler.cli.roster import roster\n"
        f"roster(['check', {problem!r}, {answer!r}], standalone_mode=False)\n"
        "print('ortools' in sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout.endswith("\nFalse\n")


def test_terminal_shows_progress_and_an_interrupted_search_keeps_the_best_roster_so_far(files: Files) -> None:
    problem = _inrc2(files)
    scenario = samples.SCENARIO.replace("WEEKS = 2", "WEEKS = 8")
    problem[0] = files.write("Sc.txt", scenario)
    problem += problem[3:5] * 6
    output = str(files.folder / "s.json")
    terminal, end = os.openpty()
    child = subprocess.Popen(
        _command("solve", *problem, "--time-limit", "60", "--output", output),
        cwd=ROOT, stdout=subprocess.PIPE, stderr=end, text=True,
    )  # fmt: skip
    os.close(end)
    seen = b""
    while b"score" not in seen:
        seen += os.read(terminal, 4096)
    child.send_signal(signal.SIGINT)
    out, _ = child.communicate(timeout=60)
    os.close(terminal)
    assert re.match(rb"\r +[0-9.]+ s   score \d+   bound \d+   people missing \d+", seen)
    assert child.returncode == 0
    assert out.startswith(("cancelled", "optimal"))
    assert files.read("s.json")["score"] is not None


def test_mended_roster_states_no_bound(capsys: pytest.CaptureFixture[str]) -> None:
    problem = roster_problem([], [shift(0)], soft(coverage_target=5))
    nobody = Solution(())
    check = check_roster(problem, nobody)
    say_result(Result(Status.FEASIBLE, nobody, check.score, None, 1.0), check, "s.json", Names(problem))
    assert "score 5, how near the best is not known" in capsys.readouterr().out
