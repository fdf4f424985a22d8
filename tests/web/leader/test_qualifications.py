"""The verifier's queue in the browser: evidence beside the claim, accepted or refused, then the next."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from scheduler.database import atomic, db
from scheduler.enums import Role
from scheduler.models import Person, Qualification, QualificationEvidence
from scheduler.timeutils import utcnow
from tests.factories import NOW, make_person, make_skill, make_unit, qualify, save

SignIn = Callable[[Person], FlaskClient]
QUEUE = "/leader/qualifications"
LAST = date(2199, 12, 31)


@pytest.fixture
def leader(app: Flask) -> Person:
    return make_person(make_unit(), Role.GRID_LEADER)


@pytest.fixture
def browser(leader: Person, sign_in: SignIn) -> FlaskClient:
    client = sign_in(leader)
    client.post("/language", data={"language": "en"})
    return client


def _claim(leader: Person, name: str = "周雨桐", hours: int = 1) -> Qualification:
    skill = make_skill(f"skill-{hours}", name_en=f"Skill {hours}")
    person = make_person(leader.home_unit, name=name)
    values: dict[str, Any] = {"verified_at": None, "verified_by_id": None, "valid_until": LAST}
    return qualify(person, skill, submitted_at=NOW - timedelta(hours=hours), note="第7号", **values)


def _file(held: Qualification, kind: str = "image/jpeg", name: str = "证书.jpg") -> QualificationEvidence:
    values = {"size": 1234, "sha256": name, "stored_name": name, "original_name": name, "media_type": kind}
    return save(QualificationEvidence(qualification_id=held.id, uploaded=NOW, **values))


def _decision(held: Qualification, **values: Any) -> dict[str, Any]:
    dates = {"valid_from": held.valid_from.isoformat(), "valid_until": LAST.isoformat()}
    return {"version": held.version, "level": held.level, **dates, **values}


def test_empty_queue_says_where_claims_come_from(browser: FlaskClient) -> None:
    assert "Nothing waits to be verified." in browser.get(QUEUE).text


def test_queue_lists_the_oldest_first_and_the_menu_counts(browser: FlaskClient, leader: Person) -> None:
    _claim(leader, "新来的", 1)
    _file(_claim(leader, "先来的", 9))
    page = browser.get(QUEUE).text
    assert page.index("先来的") < page.index("新来的")
    for words in (
        "2 wait, the oldest first.",
        "1 file",
        "no file",
        '<span class="visually-hidden"> to do</span>',
    ):
        assert words in page


def test_claim_stands_beside_its_evidence(browser: FlaskClient, leader: Person) -> None:
    held, second = _claim(leader, hours=9), _claim(leader, "下一位", 1)
    photo, scan = _file(held), _file(held, "application/pdf", "证书.pdf")
    qualify(held.person, held.skill, valid_from=date(2020, 1, 1), valid_until=date(2021, 1, 1), level=3)
    page = browser.get(f"{QUEUE}/{held.id}").text
    assert f'src="/evidence/{photo.id}"' in page
    assert f'src="/evidence/{scan.id}"' not in page
    assert f'href="/evidence/{scan.id}"' in page
    for words in (
        "周雨桐",
        "第7号",
        "1 of 2",
        "Level 3",
        f'rel="next" href="{QUEUE}/{second.id}"',
        "PDF, 2 kB",
    ):
        assert words in " ".join(page.split())


def test_accepting_leads_to_the_next_claim_and_then_to_the_list(browser: FlaskClient, leader: Person) -> None:
    held, second = _claim(leader, hours=9), _claim(leader, hours=1)
    wrong = browser.post(f"{QUEUE}/{held.id}/accept", data=_decision(held, valid_until="2020-01-01"))
    assert wrong.status_code == 422
    assert "The end must not come before the start." in wrong.text
    answer = browser.post(f"{QUEUE}/{held.id}/accept", data=_decision(held, level="2"))
    assert answer.location == f"{QUEUE}/{second.id}"
    db.session.expire_all()
    assert (held.verified_by_id, held.level) == (leader.id, 2)
    again = browser.post(f"{QUEUE}/{held.id}/accept", data=_decision(held))
    assert again.status_code == 422
    assert "Somebody else has decided about this qualification already." in again.text
    assert "Verified by" in again.text
    refused = browser.post(
        f"{QUEUE}/{second.id}/refuse", data={"version": second.version, "reason": "看不清"}
    )
    assert refused.location == QUEUE
    assert "refused by" in browser.get(f"{QUEUE}/{second.id}").text


def test_refusal_without_a_reason_says_so_at_the_field(browser: FlaskClient, leader: Person) -> None:
    held = _claim(leader)
    page = browser.post(f"{QUEUE}/{held.id}/refuse", data={"version": held.version, "reason": " "})
    assert page.status_code == 422
    assert "Please fill in this field." in page.text
    assert held.waits


def test_claim_that_changed_is_shown_anew_before_it_is_decided(browser: FlaskClient, leader: Person) -> None:
    held = _claim(leader)
    seen = _decision(held)
    with atomic():
        held.note = "第8号"
    page = browser.post(f"{QUEUE}/{held.id}/accept", data=seen)
    assert page.status_code == 422
    assert "Somebody else changed this in the meantime." in page.text
    assert "第8号" in page.text
    assert f'name="version" value="{held.version}"' in " ".join(page.text.split())
    assert browser.post(f"{QUEUE}/{held.id}/accept", data=_decision(held)).status_code == 302


def test_own_claim_shows_no_decision(browser: FlaskClient, leader: Person) -> None:
    own = qualify(leader, make_skill(), verified_at=None, verified_by_id=None)
    page = browser.get(f"{QUEUE}/{own.id}").text
    assert "nobody verifies their own" in page
    assert "/accept" not in page
    assert browser.post(f"{QUEUE}/{own.id}/accept", data=_decision(own)).status_code == 403


def test_claim_elsewhere_is_not_shown(browser: FlaskClient) -> None:
    held = qualify(make_person(), make_skill(), verified_at=None, verified_by_id=None)
    assert browser.get(f"{QUEUE}/{held.id}").status_code == 403
    assert browser.get(f"{QUEUE}/999999").status_code == 404


def test_page_of_the_person_shows_refusals_and_leads_to_the_evidence(
    browser: FlaskClient, leader: Person
) -> None:
    held = _claim(leader)
    _file(held)
    with atomic():
        held.refuse(leader.id, utcnow(), "姓名不符")
    page = browser.get(f"/admin/people/{held.person_id}").text
    assert "姓名不符" in page
    assert f'href="{QUEUE}/{held.id}"' in page
