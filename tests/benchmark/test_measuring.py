import sys
from pathlib import Path

from scheduler.benchmarking.measuring import measure
from tests.processes import is_alive, wait_for


def _python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_process_is_measured_with_its_first_roster_and_its_memory() -> None:
    code = (
        "import sys, time; held = bytearray(100_000_000); time.sleep(0.3);"
        "print('   0.1 s   score 5   bound 2   people missing 0', file=sys.stderr, flush=True);"
        "time.sleep(0.5); print('farewell', file=sys.stderr); sys.exit(3)"
    )
    found = measure(_python(code), deadline=20)
    assert (found.code, found.output) == (3, "farewell")
    assert found.first is not None
    assert 0.3 < found.first < found.seconds - 0.2
    assert found.memory is not None
    assert found.memory > 100_000_000


def test_process_without_a_roster_has_no_first() -> None:
    assert measure(_python("pass"), deadline=20).first is None


def test_process_past_its_deadline_is_killed_with_its_children(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    code = (
        "import pathlib, subprocess, sys, time;"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
        f"pathlib.Path({str(note)!r}).write_text(str(child.pid)); time.sleep(60)"
    )
    found = measure(_python(code), deadline=4)
    assert found.code == -9
    assert found.seconds < 30
    child = int(note.read_text())
    wait_for("end of the child", lambda: not is_alive(child))
