"""Own qualifications in the browser: sent in with a photo, changed, withdrawn; nobody else sees the files."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from scheduler.config import Settings
from scheduler.database import atomic, db
from scheduler.enums import Role
from scheduler.models import Person, Qualification, QualificationEvidence
from scheduler.timeutils import utcnow
from tests.factories import make_person, make_skill, make_unit, qualify
from tests.services.evidence_files import opened, pdf, picture

SignIn = Callable[[Person], FlaskClient]
LIST = "/my/qualifications"
TODAY = utcnow().date()


@pytest.fixture
def anna(app: Flask) -> Person:
    make_skill()
    return make_person(make_unit(), language="en")


@pytest.fixture
def browser(anna: Person, sign_in: SignIn) -> FlaskClient:
    client = sign_in(anna)
    client.post("/language", data={"language": "en"})
    return client


def _typed(**values: Any) -> dict[str, Any]:
    return {
        "skill": "medical",
        "level": "2",
        "valid_from": TODAY.isoformat(),
        "valid_until": (TODAY + timedelta(days=400)).isoformat(),
        "note": "红十字 第1号",
        "file": (BytesIO(picture((300, 200))), "证书.png"),
        **values,
    }


def _send(client: FlaskClient, path: str = f"{LIST}/new", **values: Any) -> TestResponse:
    return _post(client, path, _typed(**values))


def _post(client: FlaskClient, path: str, data: dict[str, Any]) -> TestResponse:
    sent = {key: FileStorage(*value) if isinstance(value, tuple) else value for key, value in data.items()}
    boundary, body = encode_multipart(sent)
    return client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def _held() -> Qualification:
    return db.session.scalars(select(Qualification)).one()


def test_list_invites_who_has_none(browser: FlaskClient) -> None:
    page = browser.get(LIST)
    assert page.status_code == 200
    assert "You have no qualification here yet." in page.text


def test_qualification_is_sent_in_shown_and_withdrawn(browser: FlaskClient) -> None:
    form = browser.get(f"{LIST}/new?skill=medical")
    assert 'capture="environment"' in form.text
    assert 'enctype="multipart/form-data"' in form.text
    assert _send(browser).location == LIST
    held = _held()
    page = browser.get(LIST).text
    for words in ("To be verified", "红十字 第1号", "证书.jpg", "Level 2"):
        assert words in page
    picture_page = browser.get(f"/evidence/{held.evidence[0].id}")
    assert opened(picture_page.data).size == (300, 200)
    assert browser.post(f"{LIST}/{held.id}/withdraw").location == LIST
    assert db.session.query(Qualification).count() == 0
    assert browser.post(f"{LIST}/{held.id}/withdraw").status_code == 404
    assert browser.get(f"/evidence/{held.evidence[0].id}").status_code == 404


def test_refused_file_keeps_what_was_typed(browser: FlaskClient) -> None:
    for content, name, words in (
        (b"", "a.jpg", "This file is empty."),
        (b"<svg onload=alert(1)>", "a.jpg", "Only photos (JPEG, PNG, WebP) and PDF can be read here."),
        (b"\0\0\0\x18ftypheic", "IMG_1.HEIC", "Take a screenshot of it and send that."),
        (picture()[:300], "a.jpg", "The picture is damaged"),
    ):
        page = _send(browser, file=(BytesIO(content), name))
        assert page.status_code == 422
        assert words in page.text
        assert 'value="红十字 第1号"' in page.text
    missing = _send(browser, file=(BytesIO(), ""))
    assert "Please choose a photo or a PDF of your certificate." in missing.text
    assert db.session.query(Qualification).count() == 0


@pytest.mark.parametrize("size", [8_000_001, 17_000_000])
def test_file_that_is_too_large_is_refused_at_the_form(browser: FlaskClient, size: int) -> None:
    page = _send(browser, file=(BytesIO(b"\xff\xd8\xff" + bytes(size)), "a.jpg"))
    assert page.status_code == (422 if size < 16_000_000 else 413)
    assert "The file is larger than 8 MB." in page.text
    for typed in ('value="红十字 第1号"', 'value="2"', f'value="{TODAY.isoformat()}"'):
        assert typed in page.text


def test_too_large_request_elsewhere_or_from_strangers_gets_the_plain_page(
    browser: FlaskClient, app: Flask
) -> None:
    data = {"note": "x", "file": (BytesIO(bytes(17_000_000)), "a.jpg")}
    elsewhere = _post(browser, f"{LIST}/1/withdraw", data)
    assert elsewhere.status_code == 413
    assert "larger than the server accepts" in elsewhere.text
    browser.post("/sign-out")
    assert "Photo or PDF" not in _send(browser, file=(BytesIO(bytes(17_000_000)), "a.jpg")).text


def test_claim_is_changed_and_files_are_added_and_removed(browser: FlaskClient) -> None:
    _send(browser)
    held = _held()
    path = f"{LIST}/{held.id}"
    assert 'value="红十字 第1号"' in browser.get(path).text
    sent = _send(browser, path, version=str(held.version), level="3", file=(BytesIO(pdf()), "背面.pdf"))
    assert sent.location == LIST
    db.session.expire_all()
    first, second = held.evidence
    assert (held.level, second.original_name) == (3, "背面.pdf")
    stale = _send(browser, path, version="1", level="1", file=(BytesIO(), ""))
    assert stale.status_code == 422
    assert "Somebody else changed this in the meantime." in stale.text
    assert browser.post(f"{path}/files/{first.id}/remove").location == path
    assert browser.post(f"{path}/files/{first.id}/remove").status_code == 404
    last = browser.post(f"{path}/files/{second.id}/remove", follow_redirects=True)
    assert "One file must stay." in last.text
    assert [file.original_name for file in db.session.scalars(select(QualificationEvidence))] == ["背面.pdf"]


def test_warnings_refusals_and_renewals_are_shown(browser: FlaskClient, anna: Person) -> None:
    skill = anna.qualifications[0].skill if anna.qualifications else make_skill("fire", name_en="Fire")
    soon = qualify(anna, skill, valid_from=date(2020, 1, 1), valid_until=TODAY + timedelta(days=20))
    qualify(anna, skill, valid_from=date(2018, 1, 1), valid_until=date(2019, 1, 1))
    refused = qualify(anna, skill, valid_from=date(2021, 1, 1), valid_until=None, verified_at=None)
    with atomic():
        refused.refuse(anna.id, utcnow(), "看不清")
    page = browser.get(LIST).text
    for words in ("Counts today", "Expired", "Refused: 看不清", "Put it right", "Renew"):
        assert words in page
    assert "Ends in 20 days." in page or "Ends in 19 days." in page
    form = browser.get(f"{LIST}/new?renew={soon.id}").text
    assert 'selected value="fire"' in form
    assert browser.get(f"{LIST}/{soon.id}").location == f"{LIST}#qualification-{soon.id}"


def test_evidence_is_sent_so_that_it_can_do_nothing(browser: FlaskClient) -> None:
    _send(browser, file=(BytesIO(pdf()), "../证书.html"), photo=(BytesIO(picture()), "a.jpg"))
    photo, scan = _held().evidence
    shown, loaded = browser.get(f"/evidence/{photo.id}"), browser.get(f"/evidence/{scan.id}")
    for answer in (shown, loaded):
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].split(";")[0] == "default-src 'none'"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert (shown.mimetype, shown.headers["Content-Disposition"]) == ("image/jpeg", "inline; filename=a.jpg")
    assert loaded.mimetype == "application/pdf"
    disposition = loaded.headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert "filename*=UTF-8''%E8%AF%81%E4%B9%A6.pdf" in disposition


def test_evidence_of_others_is_not_there(browser: FlaskClient, anna: Person, sign_in: SignIn) -> None:
    _send(browser)
    number = _held().evidence[0].id
    for reader, status in (
        (make_person(anna.home_unit, Role.GRID_LEADER), 200),
        (make_person(anna.home_unit), 404),
        (make_person(anna.home_unit, Role.TEAM_LEADER), 404),
        (make_person(make_unit(), Role.GRID_LEADER), 404),
    ):
        assert sign_in(reader).get(f"/evidence/{number}").status_code == status
    assert browser.post("/sign-out").status_code == 302
    assert browser.get(f"/evidence/{number}").location.startswith("/sign-in")


def test_file_that_is_gone_is_a_clear_page(browser: FlaskClient, settings: Settings) -> None:
    _send(browser)
    file = _held().evidence[0]
    (settings.instance / "evidence" / file.stored_name).unlink()
    page = browser.get(f"/evidence/{file.id}")
    assert page.status_code == 404
    assert "This file is no longer kept." in page.text
