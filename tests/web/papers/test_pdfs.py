"""Certificates and service records as PDF: the words of their pages, the same bytes each time."""

import hashlib
import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from scheduler.database import atomic
from scheduler.enums import HoursKind, Language, Role
from scheduler.models import Certificate, Person, Unit
from scheduler.services.hours import NewHours, add_hours
from scheduler.services.service_record_certificates import issue_certificate, revoke_certificate
from scheduler.timeutils import local_date
from tests.factories import NOW, make_person, make_skill, make_unit, qualify

DAY = timedelta(days=1)
SignIn = Callable[[Person], FlaskClient]
CHINESE, ENGLISH = {"Accept-Language": "zh-CN"}, {"Accept-Language": "en"}
_TAGS = re.compile(r"<[^>]+>")


class World:
    """Anna has served and learnt, and has a certificate of it."""

    def __init__(self) -> None:
        self.unit: Unit = make_unit(name="桂花一网格", name_en="Osmanthus 1", contact="李主任 0553-0000002")
        self.leader: Person = make_person(self.unit, Role.GRID_LEADER, name="林组长")
        self.anna: Person = make_person(self.unit, name="安娜 <b>&", email="anna@example.org")
        self.serve(HoursKind.SERVICE, "物资搬运与“敲门行动”", 90)
        self.serve(HoursKind.TRAINING, "心肺复苏 (CPR)", 60)
        today = local_date(NOW, self.unit.zone)
        self.paper: Certificate = issue_certificate(
            self.anna.id, first=today - 9 * DAY, last=today, actor=self.anna, now=NOW
        )
        self.url = f"/certificates/{self.paper.code}"

    def serve(self, kind: HoursKind, title: str, minutes: int) -> None:
        new = NewHours(kind, title, NOW - DAY, minutes, "名单")
        add_hours(self.anna.id, new, unit=self.unit, actor=self.leader, now=NOW)


@pytest.fixture
def world(app: Flask) -> World:
    return World()


def _squeezed(text: str) -> str:
    return "".join(text.split()).replace("−", "-")


def _text(body: bytes) -> str:
    return _squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages))


def _pieces(page: str, tag: str) -> list[str]:
    """Return the texts of a page between the tags of one element, one by one."""
    inner = page[page.index(f"<{tag} class") :].split(f"</{tag}>", maxsplit=1)[0]
    words = (
        part.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") for part in _TAGS.split(inner)
    )
    return [squeezed for word in words if (squeezed := _squeezed(word.replace("&nbsp;", "")))]


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_certificate_says_the_words_of_its_page(
    world: World, client: FlaskClient, language: dict[str, str]
) -> None:
    page = client.get(world.url, headers=language).text
    answer = client.get(f"{world.url}.pdf", headers=language)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="LF2026-')
    text = _text(answer.data)
    pieces = _pieces(page, "article")
    assert len(pieces) > 15
    assert [piece for piece in pieces if piece not in text] == []


def test_same_certificate_gives_the_same_bytes(world: World, client: FlaskClient) -> None:
    first, second = (client.get(f"{world.url}.pdf", headers=CHINESE).data for _ in range(2))
    assert hashlib.sha256(first).digest() == hashlib.sha256(second).digest()


def test_void_and_hidden_certificates_say_so(world: World, client: FlaskClient) -> None:
    revoke_certificate(world.paper.id, reason="重复计算", actor=world.leader, now=NOW)
    with atomic():
        world.paper.content = {**world.paper.content, "name": "安**", "hidden": True}
    text = _text(client.get(f"{world.url}.pdf", headers=ENGLISH).data)
    assert "Thiscertificateisvoidsince2Mar202609:00:重复计算" in text
    assert "Thispersonhasdeletedtheaccountsincethen" in text
    page = client.get(world.url, headers=ENGLISH).text
    assert "This person has deleted the account since then" in page
    assert "安**" in page
    assert "安娜" not in text + page


def test_unknown_code_has_no_paper(world: World, client: FlaskClient) -> None:
    assert client.get("/certificates/ABCD-EFGH-JKMN.pdf").status_code == 404


@pytest.mark.parametrize("language", list(Language))
def test_record_says_the_words_of_its_page(world: World, sign_in: SignIn, language: Language) -> None:
    qualify(world.anna, make_skill(name="急救", name_en="First aid"))
    with atomic():
        world.anna.language = language
    client = sign_in(world.anna)
    page, answer = client.get("/my/record").text, client.get("/my/record.pdf")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="ZY{world.anna.id:06d}.pdf"'
    text = _text(answer.data)
    rest = page.partition('<h1 class="h3 text-center">')[2]
    pieces = _pieces('<div class="x">' + rest.split("</main>")[0].replace("</div>", ""), "div")
    assert len(pieces) > 30
    assert [piece for piece in pieces if piece not in text and not piece.startswith(("截至", "Asof"))] == []


def test_leader_takes_the_record_of_her_people_along(world: World, sign_in: SignIn) -> None:
    answer = sign_in(world.leader).get(f"/leader/people/{world.anna.id}/record.pdf")
    assert answer.status_code == 200
    assert "安娜<b>&" in _text(answer.data)
    assert "anna@example.org" not in _text(answer.data)


def test_long_record_goes_on_over_pages(world: World, sign_in: SignIn) -> None:
    for number in range(60):
        world.serve(HoursKind.SERVICE, f"巡逻 {number}", 1)
    body = sign_in(world.anna).get("/my/record.pdf").data
    assert len(PdfReader(io.BytesIO(body)).pages) == 3
    assert all(f"巡逻{number}" in _text(body) for number in range(60))
