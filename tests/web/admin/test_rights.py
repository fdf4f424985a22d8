"""Which role may open and send what in administration; the auditor sees much and changes nothing."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from scheduler.database import db
from scheduler.enums import Role, UnitKind
from scheduler.models import AuditEntry, Partner, Person
from tests.factories import make_person, make_skill, make_unit, qualify, save

SignIn = Callable[[Person], FlaskClient]
LOOKERS = {Role.TEAM_LEADER, Role.GRID_LEADER, Role.COORDINATOR, Role.OFFICER, Role.AUDITOR, Role.ADMIN}
MANAGERS = {Role.COORDINATOR, Role.OFFICER, Role.ADMIN}
VERIFIERS = MANAGERS | {Role.GRID_LEADER}

PAGES = {
    "/admin/people": LOOKERS,
    "/admin/people/{person}": LOOKERS,
    "/admin/people/{person}/edit": MANAGERS,
    "/admin/people/{person}/deactivate": MANAGERS,
    "/admin/people/import": MANAGERS,
    "/admin/people/import/template.csv": MANAGERS,
    "/admin/people/import/template.xlsx": MANAGERS,
    "/admin/units": LOOKERS,
    "/admin/units/new": MANAGERS,
    "/admin/units/top": MANAGERS,
    "/admin/units/top/partners/new": MANAGERS,
    "/admin/units/top/partners/{partner}": MANAGERS,
    "/admin/skills": LOOKERS,
    "/admin/skills/new": {Role.ADMIN},
    "/admin/skills/medical": {Role.ADMIN},
    "/admin/audit": {Role.OFFICER, Role.AUDITOR, Role.ADMIN},
}
DEEDS = {
    "/admin/people/{person}/edit": MANAGERS,
    "/admin/people/{person}/deactivate": MANAGERS,
    "/admin/people/{person}/activate": MANAGERS,
    "/admin/people/{person}/roles": MANAGERS,
    "/admin/people/{person}/roles/{grant}/withdraw": MANAGERS,
    "/admin/people/{person}/qualifications": VERIFIERS,
    "/admin/people/{person}/qualifications/{held}/verify": VERIFIERS,
    "/admin/people/{person}/qualifications/{held}/withdraw": VERIFIERS,
    "/admin/people/{person}/qualifications/{held}/end": VERIFIERS,
    "/admin/people/import": MANAGERS,
    "/admin/people/import/confirm": MANAGERS,
    "/admin/units/new": MANAGERS,
    "/admin/units/top": MANAGERS,
    "/admin/units/top/partners/new": MANAGERS,
    "/admin/units/top/partners/{partner}": MANAGERS,
    "/admin/units/top/partners/{partner}/remove": MANAGERS,
    "/admin/skills/new": {Role.ADMIN},
    "/admin/skills/medical": {Role.ADMIN},
    "/admin/skills/medical/delete": {Role.ADMIN},
}


def _world(role: Role) -> tuple[Person, dict[str, int]]:
    """Return somebody with ``role`` on the top unit, and the ids that the addresses need."""
    top = make_unit(kind=UnitKind.COMMITTEE, code="top")
    person = make_person(make_unit(top))
    held = qualify(person, make_skill())
    partner = save(Partner(unit_id=top.id, name="小学"))
    ids = {"person": person.id, "grant": person.grants[0].id, "held": held.id, "partner": partner.id}
    return make_person(top, role), ids


@pytest.mark.parametrize("role", list(Role))
def test_pages_open_for_the_roles_of_the_table(app: Flask, sign_in: SignIn, role: Role) -> None:
    reader, ids = _world(role)
    client = sign_in(reader)
    statuses = {page: client.get(page.format(**ids)).status_code for page in PAGES}
    assert statuses == {page: 200 if role in roles else 403 for page, roles in PAGES.items()}


@pytest.mark.parametrize("role", list(Role))
def test_deeds_are_forbidden_for_all_other_roles(app: Flask, sign_in: SignIn, role: Role) -> None:
    reader, ids = _world(role)
    client = sign_in(reader)
    statuses = {deed: client.post(deed.format(**ids), data={"x": "y"}).status_code for deed in DEEDS}
    assert {deed for deed, status in statuses.items() if status != 403} == {
        deed for deed, roles in DEEDS.items() if role in roles
    }
    assert {status for status in statuses.values() if status >= 500} == set()


def test_auditor_changes_nothing(app: Flask, sign_in: SignIn) -> None:
    reader, ids = _world(Role.AUDITOR)
    client = sign_in(reader)
    assert {client.post(deed.format(**ids), data={"x": "y"}).status_code for deed in DEEDS} == {403}
    assert db.session.query(AuditEntry).count() == 0
    page = client.get(f"/admin/people/{ids['person']}").get_data(as_text=True)
    assert 'method="post" action="/admin' not in page


def test_nobody_is_asked_to_sign_in_first(app: Flask, client: FlaskClient) -> None:
    for page in PAGES:
        answer = client.get(page.format(person=1, partner=1))
        assert (answer.status_code, answer.location.split("?")[0]) == (302, "/sign-in")


def test_people_and_units_of_others_stay_closed(app: Flask, sign_in: SignIn) -> None:
    _, ids = _world(Role.ADMIN)
    client = sign_in(make_person(make_unit(), Role.COORDINATOR))
    for page in ("/admin/people/{person}", "/admin/people/{person}/edit", "/admin/units/top"):
        assert client.get(page.format(**ids)).status_code == 403
    assert client.post("/admin/people/{person}/roles".format(**ids)).status_code == 403


def test_numbers_that_name_nobody_are_not_found(app: Flask, sign_in: SignIn) -> None:
    reader, ids = _world(Role.ADMIN)
    client = sign_in(reader)
    for number in (
        0,
        999_999,
        2**31,
        2**63,
        10**40,
    ):
        for page in PAGES:
            if "{" in page:
                assert client.get(page.format(person=number, partner=number)).status_code == 404
        for deed in DEEDS:
            if "{held}" in deed or "{grant}" in deed:
                wrong = {**ids, "held": number, "grant": number}
                assert client.post(deed.format(**wrong), data={"last_day": "2026-05-01"}).status_code == 404


def test_codes_that_name_nothing_are_not_found(app: Flask, sign_in: SignIn) -> None:
    reader, _ = _world(Role.ADMIN)
    client = sign_in(reader)
    for code in (
        "nowhere",
        "%00",
        "%ED%A0%80",
        "长" * 500,
    ):
        for page in ("/admin/units/{}", "/admin/units/{}/partners/new", "/admin/skills/{}"):
            assert client.get(page.format(code)).status_code == 404
