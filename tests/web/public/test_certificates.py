"""The public page of a certificate: anyone may verify it, and sees what it says and nothing besides."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from scheduler.enums import HoursKind, Role
from scheduler.models import Certificate, Person, Unit
from scheduler.services.hours import NewHours, add_hours
from scheduler.services.service_record_certificates import (
    certificate_code_text,
    certificate_number,
    issue_certificate,
    revoke_certificate,
)
from scheduler.timeutils import local_date
from tests.factories import NOW, make_person, make_unit

DAY = timedelta(days=1)
ENGLISH = {"Accept-Language": "en"}


class World:
    """Anna's certificate of an hour."""

    def __init__(self) -> None:
        self.unit: Unit = make_unit(name_en="Osmanthus 1", contact="李主任 0553-0000002")
        self.leader: Person = make_person(self.unit, Role.GRID_LEADER, name="林组长")
        self.anna: Person = make_person(self.unit, name="安娜", email="anna@example.org")
        new = NewHours(HoursKind.SERVICE, "物资搬运", NOW - DAY, 60, "内部名单")
        add_hours(self.anna.id, new, unit=self.unit, actor=self.leader, now=NOW)
        today = local_date(NOW, self.unit.zone)
        self.certificate: Certificate = issue_certificate(
            self.anna.id, first=today - 9 * DAY, last=today, actor=self.anna, now=NOW
        )

    @property
    def url(self) -> str:
        """Return the address of the certificate."""
        return f"/certificates/{self.certificate.code}"


@pytest.fixture
def world(app: Flask) -> World:
    return World()


def test_certificate_shows_what_it_says_and_nothing_besides(world: World, client: FlaskClient) -> None:
    page = client.get(world.url, headers=ENGLISH)
    assert page.status_code == 200
    for words in (
        "This certificate is genuine",
        "安娜",
        certificate_number(world.certificate),
        certificate_code_text(world.certificate.code),
        "Osmanthus 1",
        "李主任 0553-0000002",
        "物资搬运",
        "1 h of service",
        'content="noindex"',
    ):
        assert words in page.text
    for secret in (str(world.anna.phone), "anna@example.org", "内部名单", "林组长"):
        assert secret not in page.text


def test_code_typed_from_paper_leads_to_the_certificate(world: World, client: FlaskClient) -> None:
    assert "Code of the certificate" in client.get("/certificates", headers=ENGLISH).text
    typed = certificate_code_text(world.certificate.code).lower()
    answer = client.get("/certificates", query_string={"code": f" {typed} "})
    assert answer.location == world.url


@pytest.mark.parametrize("path", ["/certificates?code=XXXX-XXXX-XXXX", "/certificates/XXXX-XXXX-XXXX"])
def test_unknown_code_is_a_clear_page_with_what_was_typed(
    world: World, client: FlaskClient, path: str
) -> None:
    answer = client.get(path, headers=ENGLISH)
    assert answer.status_code == 404
    assert "There is no certificate with this code." in answer.text
    assert 'value="XXXX-XXXX-XXXX"' in answer.text


def test_void_certificate_says_so(world: World, client: FlaskClient) -> None:
    revoke_certificate(world.certificate.id, reason="误发", actor=world.leader, now=NOW)
    page = client.get(world.url, headers=ENGLISH).text
    assert "This certificate is void" in page
    assert "误发" in page
    assert "This certificate is genuine" not in page
