"""The folder of public instances, where this machine has it."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def benchmarks() -> Path:
    """Return the folder that SCHEDULER_BENCHMARKS names; skip without it."""
    folder = os.environ.get("SCHEDULER_BENCHMARKS", "")
    if not folder:
        pytest.skip("SCHEDULER_BENCHMARKS names no folder of public rostering instances")
    return Path(folder)
