"""A solver in a process of its own says what it finds, and ends when nobody is left to hear it."""

import pickle
import subprocess
import sys

from scheduler.rostering.cpsat.children import Child

WAITING = (
    "import time; from scheduler.rostering.cpsat.children import answer; answer(lambda _: [time.sleep(60)])"
)


def test_child_ends_when_its_parent_is_gone() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WAITING], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    ) as process:
        assert process.stdin is not None
        pickle.dump("a task", process.stdin)
        process.stdin.flush()
        process.stdin.close()
        assert process.wait(timeout=20) == 1


def test_child_is_heard_and_ended() -> None:
    heard: list[object] = []
    child = Child("tests.rostering.cpsat.telling", ["one", 2], heard.append)
    while child.working and len(heard) < 2:
        pass
    assert heard == ["one", 2]
    child.end()
    assert child._child.returncode == -9  # noqa: SLF001 - killed, and no longer there to be waited for
