"""What people install: the lock, the README's two commands, and a wheel that carries everything it needs."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "."]
    subprocess.run([*command, "--wheel-dir", str(folder)], cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("lianfang-*.whl"))


def test_wheel_carries_templates_migrations_translations_and_static_files(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for source, target in (("templates", "scheduler/_templates"), ("migrations", "scheduler/_migrations")):
        files = {path.relative_to(ROOT / source) for path in (ROOT / source).rglob("*.*") if path.is_file()}
        wanted = {f"{target}/{path.as_posix()}" for path in files if "__pycache__" not in path.parts}
        assert wanted <= names
    assert "scheduler/translations/zh_Hans_CN/LC_MESSAGES/messages.mo" in names
    assert "scheduler/web/static/lianfang.css" in names
    assert not [name for name in names if name.startswith(("tests/", "instance/"))]


@pytest.mark.slow
def test_unpacked_wheel_makes_its_database_and_serves_its_pages(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    code = (
        "import flask_migrate, scheduler;"
        "from scheduler.app import create_app;"
        "app = create_app();"
        "app.app_context().push();"
        "flask_migrate.upgrade();"
        "page = app.test_client().get('/sign-in');"
        "print(scheduler.__file__, page.status_code, 'password' in page.text)"
    )
    env = {
        "PYTHONPATH": str(tmp_path / "site"),
        "SCHEDULER_INSTANCE": str(tmp_path / "instance"),
        "PATH": "/usr/bin:/bin",
    }
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=env, check=True, capture_output=True, text=True
    )
    assert result.stdout.split() == [str(tmp_path / "site" / "scheduler" / "__init__.py"), "200", "True"]


def test_lock_pins_every_dependency_without_addresses() -> None:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert [line for line in pins if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+]+", line)] == []
    pinned = {re.sub(r"[._-]+", "-", line.split("==")[0]).lower() for line in pins}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *(item for extra in extras for item in extra)]
    names = {re.sub(r"[._-]+", "-", re.split(r"[\[><=]", item)[0]).lower() for item in wanted}
    assert names - pinned == set()


def test_readme_holds_two_commands_that_install_with_the_lock() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert [block.splitlines()[-1] for block in blocks] == [
        ".venv/bin/scheduler demo --serve",
        ".venv/bin/pytest",
    ]
    assert all("-c requirements.lock" in block for block in blocks)
