"""The import in the browser: file, preview, confirmation, and what can happen in between."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from scheduler.config import Settings
from scheduler.database import db
from scheduler.enums import Role
from scheduler.models import Person
from tests.factories import make_person, make_unit
from tests.services.people_import.files import csv_file, workbook

SignIn = Callable[[Person], FlaskClient]
PREVIEW = "/admin/people/import/preview"
_MULTIPART = "multipart/form-data; boundary=x"
CONFIRM = "/admin/people/import/confirm"


@pytest.fixture
def browser(app: Flask, sign_in: SignIn) -> FlaskClient:
    """Return a browser of a coordinator, in English."""
    grid = make_unit(code="grid")
    browser = sign_in(make_person(grid, Role.COORDINATOR, name="协调员"))
    with browser.session_transaction() as session:
        session["language"] = "en"
    return browser


@pytest.fixture
def uploads(settings: Settings) -> Path:
    return settings.instance / "uploads"


def _upload(browser: FlaskClient, data: bytes, name: str = "people.csv") -> TestResponse:
    # The test browser's own encoder leaves large bodies in files that it never closes.
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + data + b"\r\n--x--\r\n"
    return browser.post(
        "/admin/people/import",
        input_stream=io.BytesIO(body),
        content_length=len(body),
        content_type=_MULTIPART,
    )


def _token(browser: FlaskClient) -> str:
    with browser.session_transaction() as session:
        return str(session["people_import"])


def _number() -> int | None:
    return db.session.scalar(select(func.count()).select_from(Person))


def test_list_is_previewed_and_imported_once(browser: FlaskClient, uploads: Path) -> None:
    answer = _upload(browser, workbook(("王小明", 13912345678, "", "grid", "", "", "")), "名单.xlsx")
    assert (answer.status_code, answer.location) == (302, PREVIEW)
    page = browser.get(PREVIEW).get_data(as_text=True)
    assert "王小明" in page
    assert "1 new person" in page
    assert _number() == 1
    data = {"token": _token(browser)}
    answer = browser.post(CONFIRM, data=data, follow_redirects=True)
    assert "Imported: 1 new, 0 changed, 0 unchanged." in answer.get_data(as_text=True)
    assert (_number(), list(uploads.iterdir())) == (2, [])
    answer = browser.post(CONFIRM, data=data, follow_redirects=True)
    assert "This preview is no longer here." in answer.get_data(as_text=True)
    assert _number() == 2


def test_preview_names_every_bad_cell_and_offers_no_import(browser: FlaskClient) -> None:
    _upload(browser, csv_file("好人,13912345678,,grid,,,", "<b>坏人</b>,1,,nowhere,,,"))
    page = browser.get(PREVIEW).get_data(as_text=True)
    for words in (
        "2 cells need to be put right.",
        "B3",
        "Not a phone number.",
        "D3",
        "No unit has this code.",
    ):
        assert words in page
    assert CONFIRM not in page
    answer = browser.post(CONFIRM, data={"token": _token(browser)}, follow_redirects=True)
    assert "Nothing was imported: 2 cells need to be put right first." in answer.get_data(as_text=True)
    assert _number() == 1


def test_long_preview_shows_its_beginning(browser: FlaskClient) -> None:
    rows = [f"人{number},139{number:08},,grid,,," for number in range(60)]
    _upload(browser, csv_file(*rows, *["坏,x,,grid,,,"] * 210))
    page = browser.get(PREVIEW).get_data(as_text=True)
    assert "210 cells need to be put right." in page
    assert "… and 10 more cells" in page
    assert "… and 10 more rows" in page


def test_what_changes_about_known_people_is_shown(browser: FlaskClient) -> None:
    grid = db.session.scalars(select(Person)).one().home_unit
    make_person(grid, name="旧名", phone="+8613912345678", pledged_hours_per_week=4)
    _upload(browser, csv_file("新名,13912345678,,grid,,English,8"))
    page = browser.get(PREVIEW).get_data(as_text=True)
    for words in ("Name: 旧名 → 新名", "Language: 简体中文 → English", "Pledged hours per week: 4 → 8"):
        assert words in page


def test_what_is_no_list_is_refused_at_the_field(browser: FlaskClient) -> None:
    for data, words in (
        (b"", "The file is empty."),
        (b"\x89PNG\0", "This is neither a CSV file nor an Excel workbook"),
        (b"PK\x03\x04", "The workbook is damaged."),
        ("姓名".encode("utf-16"), "neither UTF-8 nor GB18030"),
        (b"a,b\n1,2", "These columns are missing: Name, Unit code, Phone."),
        (b"name,phone,unit\n", "There are no people below the row of headings."),
        (b"x" * 6_000_000, "larger than 5 MB"),
    ):
        answer = _upload(browser, data)
        assert answer.status_code == 422
        assert words in answer.get_data(as_text=True)


def test_form_without_a_file_says_so(browser: FlaskClient) -> None:
    for data in ({}, {"file": "text instead of a file"}):
        answer = browser.post("/admin/people/import", data=data)
        assert answer.status_code == 422
        assert "Choose a file first." in answer.get_data(as_text=True)


def test_request_beyond_the_servers_limit_is_a_page(browser: FlaskClient) -> None:
    assert _upload(browser, b"x" * 9_000_000).status_code == 413


def test_preview_that_is_gone_leads_back(browser: FlaskClient, uploads: Path) -> None:
    assert browser.get(PREVIEW).location == "/admin/people/import"
    _upload(browser, csv_file("王小明,13912345678,,grid,,,"))
    for path in uploads.iterdir():
        path.unlink()
    answer = browser.get(PREVIEW, follow_redirects=True)
    assert "This preview is no longer here." in answer.get_data(as_text=True)


def test_confirmation_of_another_preview_is_refused(browser: FlaskClient) -> None:
    _upload(browser, csv_file("王小明,13912345678,,grid,,,"))
    first = _token(browser)
    _upload(browser, csv_file("李雪,13912345679,,grid,,,"))
    for token in (first, "", "../secret_key"):
        answer = browser.post(CONFIRM, data={"token": token}, follow_redirects=True)
        assert "This preview is no longer here." in answer.get_data(as_text=True)
    assert _number() == 1


def test_file_of_somebody_else_is_not_shown(app: Flask, browser: FlaskClient) -> None:
    _upload(browser, csv_file("王小明,13912345678,,grid,,,"))
    token = _token(browser)
    grid = db.session.scalars(select(Person)).one().home_unit
    other = make_person(grid, Role.COORDINATOR)
    g.pop("_login_user")  # requests share the test's application context, and what it remembers
    thief = app.test_client()
    with thief.session_transaction() as session:
        session["_user_id"] = f"{other.id}.{other.session_key}"
        session["people_import"] = token
    assert thief.get(PREVIEW).status_code == 302
    assert thief.post(CONFIRM, data={"token": token}).location == PREVIEW
    assert _number() == 2


def test_file_is_checked_anew_at_the_confirmation(browser: FlaskClient, uploads: Path) -> None:
    _upload(browser, csv_file("王小明,13912345678,,grid,,,"))
    for path in uploads.iterdir():
        path.write_bytes(csv_file("王小明,1,,grid,,,"))
    browser.post(CONFIRM, data={"token": _token(browser)})
    assert _number() == 1


def test_templates_are_downloaded_in_the_readers_language(browser: FlaskClient) -> None:
    answer = browser.get("/admin/people/import/template.csv")
    assert answer.data.decode("utf-8-sig").startswith("Name,Phone,E-mail,Unit code")
    assert answer.headers["Content-Disposition"] == "attachment; filename=lianfang-people.csv"
    assert browser.get("/admin/people/import/template.xlsx").data.startswith(b"PK")
