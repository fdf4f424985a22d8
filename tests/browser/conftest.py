"""The demo city, served by the product's own command, and a Chromium to look at it."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-sync",
]
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Site:
    """The served demo city: its address, login and password by role, and where its messages lie."""

    url: str
    accounts: dict[str, tuple[str, str]]
    outbox: Path


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_served(url: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(240):
        assert process.poll() is None, "the server ended before it answered"
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=5) as answer:  # noqa: S310 - our own server
                assert answer.status == 200
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.25)
    pytest.fail("the server did not answer within a minute")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Load the demo city through the command line and serve it until the tests end."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (Debian's package chromium)")
    folder = tmp_path_factory.mktemp("site")
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    kept = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    env = {**kept, "SCHEDULER_INSTANCE": str(folder), "SITE_URL": url}
    command = str(Path(sys.executable).with_name("scheduler"))
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [command, "demo", "--serve", "--seconds", "6", "--port", str(port)],
            cwd=ROOT,
            env=env,
            stdout=log,
            stderr=log,
        )
        try:
            _wait_until_served(url, process)
            listed = json.loads((folder / "demo_accounts.json").read_text(encoding="utf-8"))
            accounts = {item["role"]: (item["login"], item["password"]) for item in listed}
            yield Site(url, accounts, folder / "outbox")
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (Debian's package chromium)")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Return a function that opens a fresh browser profile; all are closed at the end."""
    opened: list[BrowserContext] = []

    def enter(*, width: int = 1280, language: str = "zh-CN", scripts: bool = True) -> BrowserContext:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, locale=language, java_script_enabled=scripts
        )
        context.set_default_timeout(15_000)
        opened.append(context)
        return context

    yield enter
    for context in opened:
        context.close()


def sign_in(page: Page, site: Site, role: str) -> None:
    """Sign in by the form, as a person would."""
    login, password = site.accounts[role]
    page.goto(f"{site.url}/sign-in")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
