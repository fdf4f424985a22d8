"""The audit trail in the browser, and the words for everything that is recorded."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from scheduler.database import atomic
from scheduler.enums import Role
from scheduler.models import Person, Unit
from scheduler.services import audit
from scheduler.web.admin.audit_words import ACTIONS
from tests.factories import NOW, make_person, make_unit

SignIn = Callable[[Person], FlaskClient]
ROOT = Path(__file__).parents[3]
_RECORDED = re.compile(r'(?:record|_record|entry_about)\(\s*f?"([a-z_]+\.[a-z_]+)"')


@pytest.fixture
def browser(app: Flask, sign_in: SignIn) -> FlaskClient:
    """Return a browser of an auditor, in English, after two deeds in a grid."""
    grid = make_unit(code="grid", name="东湖花园")
    auditor = make_person(grid, Role.AUDITOR)
    person = make_person(grid, name="王小明")
    _note("role.granted", person, grid, role="team_leader", name="王小明")
    _note("later.invented", grid, grid, changed=["name", "phone"], secret="x")
    browser = sign_in(auditor)
    with browser.session_transaction() as session:
        session["language"] = "en"
    return browser


def _note(action: str, subject: Person | Unit, unit: Unit, **details: object) -> None:
    with atomic():
        audit.record(action, subject, actor=None, now=NOW, unit_id=unit.id, **details)


def test_entries_are_shown_in_words(browser: FlaskClient) -> None:
    page = browser.get("/admin/audit").get_data(as_text=True)
    for words in ("2 entries", "Role granted", "Role: Team leader", "the system", "later.invented"):
        assert words in page
    assert "Changed: Name, Phone" in page
    assert "secret" not in page
    assert 'href="/admin/people/' in page


def test_entries_are_filtered_by_the_address(browser: FlaskClient) -> None:
    page = browser.get("/admin/audit?action=role.granted&unit=grid&first=2026-03-02").get_data(as_text=True)
    assert "1 entry" in page
    for query in ("who=nobody", "last=2026-03-01"):
        assert "No entries here." in browser.get(f"/admin/audit?{query}").get_data(as_text=True)


def test_page_survives_nonsense_in_the_address(browser: FlaskClient) -> None:
    for query in (
        "page=-1",
        "first=x&last=9999-99-99",
        "unit=nowhere&action=x",
        "who=%00%ED%A0%80",
        "who=" + "x" * 5_000,
    ):
        assert browser.get(f"/admin/audit?{query}").status_code == 200


def test_every_recorded_action_has_words() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "scheduler").rglob("*.py")]
    recorded = {action for source in sources for action in _RECORDED.findall(source)}
    assert {"unit.created", "qualification.verified", "shift.created"} <= recorded
    assert recorded - set(ACTIONS) == set()
