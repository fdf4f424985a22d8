"""A child process that says each item of its task, and then sleeps."""

import time
from collections.abc import Iterator

from scheduler.rostering.cpsat.children import answer


def told(task: list[object]) -> Iterator[object]:
    """Yield the items of a task, and sleep after the last."""
    yield from task
    time.sleep(60)


if __name__ == "__main__":
    answer(told)
