"""The house stays in order: the import contracts hold, and the web process never loads the solver."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_import_contracts_hold() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_web_process_never_loads_the_solver(tmp_path: Path) -> None:
    code = "import sys; from scheduler.app import create_app; create_app(); print('ortools' in sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"SCHEDULER_INSTANCE": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.strip() == "False"


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = "import sys, scheduler; print([n for n in ('flask', 'sqlalchemy', 'ortools') if n in sys.modules])"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"
