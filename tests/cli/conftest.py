"""What the tests of the commands may ask for."""

from pathlib import Path

import pytest

from tests.cli.support import Files


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Return an empty folder for inputs and outputs."""
    return Files(tmp_path)
