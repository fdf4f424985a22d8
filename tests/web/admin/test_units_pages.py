"""The pages about units and partners."""

import io
import json
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import Role, UnitKind
from scheduler.models import Partner, Person, Unit
from tests.factories import make_person, make_unit

SignIn = Callable[[Person], FlaskClient]
SQUARE = {"type": "Polygon", "coordinates": [[[118.0, 31.0], [119.0, 31.0], [119.0, 32.0], [118.0, 31.0]]]}


@pytest.fixture
def top(app: Flask) -> Unit:
    return make_unit(kind=UnitKind.COMMITTEE, code="top", name="联合党委")


@pytest.fixture
def browser(top: Unit, sign_in: SignIn) -> FlaskClient:
    """Return a browser of the administrator, in English."""
    browser = sign_in(make_person(top, Role.ADMIN))
    with browser.session_transaction() as session:
        session["language"] = "en"
    return browser


def _values(**other: object) -> dict[str, object]:
    numbers = dict.fromkeys(("households", "residents", "children", "older_people", "disabled_people"), "0")
    return {
        "version": "1",
        "code": "grid",
        "parent": "top",
        "kind": "grid",
        "name": "东湖花园",
        "name_en": "East Lake",
        "zone": "Asia/Shanghai",
        "cancel_cutoff_hours": "24",
        "min_rest_hours": "8",
        "offer_hours": "12",
        "waiting_list_most": "",
        **numbers,
        **other,
    }


def _unit(code: str) -> Unit:
    db.session.expire_all()
    return db.session.scalars(select(Unit).where(Unit.code == code)).one()


def test_tree_links_to_what_the_reader_may_change(top: Unit, browser: FlaskClient, sign_in: SignIn) -> None:
    make_unit(top, code="grid", name="东湖花园")
    page = browser.get("/admin/units").get_data(as_text=True)
    assert 'href="/admin/units/grid"' in page
    page = sign_in(make_person(top, Role.AUDITOR)).get("/admin/units").get_data(as_text=True)
    assert "东湖花园" in page
    assert 'href="/admin/units/grid"' not in page


def test_unit_is_made_changed_and_moved(top: Unit, browser: FlaskClient) -> None:
    community = make_unit(top, UnitKind.COMMUNITY, code="community")
    assert browser.get("/admin/units/new?below=community").status_code == 200
    answer = browser.post("/admin/units/new", data=_values(residents="500", children="60"))
    assert (answer.status_code, answer.location) == (302, "/admin/units/grid")
    assert (_unit("grid").parent_id, _unit("grid").children) == (top.id, 60)
    again = browser.post("/admin/units/new", data=_values())
    assert again.status_code == 422
    assert "Another unit has the code “grid”." in again.get_data(as_text=True)
    version = str(_unit("grid").version)
    answer = browser.post(
        "/admin/units/grid",
        data=_values(version=version, parent="community", boundary=json.dumps(SQUARE), party_branch="支部"),
    )
    assert answer.status_code == 302
    unit = _unit("grid")
    assert unit.path == f"{community.path}{unit.id}/"
    assert (unit.boundary, unit.party_branch) == (SQUARE, "支部")
    stale = browser.post("/admin/units/grid", data=_values(version=version, name="第二"))
    assert stale.status_code == 422
    assert 'value="第二"' in stale.get_data(as_text=True)
    assert _unit("grid").name == "东湖花园"


def test_boundary_comes_from_a_file_too(top: Unit, browser: FlaskClient) -> None:
    text = json.dumps({"type": "Feature", "properties": {}, "geometry": SQUARE})
    file = (io.BytesIO(text.encode()), "boundary.geojson")
    assert browser.post("/admin/units/new", data=_values(boundary_file=file)).status_code == 302
    assert _unit("grid").boundary == SQUARE


def test_bad_boundary_file_is_refused(top: Unit, browser: FlaskClient) -> None:
    for data, words in (
        (b"\xff\xfe", "This is no GeoJSON"),
        (b" " * 200_001, "At most 200 kB"),
        (b'{"type": "Point"}', "of the type Polygon is needed"),
    ):
        answer = browser.post("/admin/units/new", data=_values(boundary_file=(io.BytesIO(data), "x")))
        assert answer.status_code == 422
        assert words in answer.get_data(as_text=True)


def test_refused_unit_keeps_what_was_typed(top: Unit, browser: FlaskClient) -> None:
    for values, words in (
        ({"code": "A B"}, "Small letters a to z"),
        ({"code": "new"}, "Small letters a to z"),
        ({"parent": "nowhere"}, "Please choose one of the entries offered."),
        ({"kind": "committee"}, "This kind cannot stand below"),
        ({"kind": "village"}, "Please choose one of the entries offered."),
        ({"zone": "Asia/Atlantis"}, "There is no such time zone."),
        ({"residents": "x"}, "Please type a whole number."),
        ({"residents": "9" * 5_000}, "Please type a whole number."),
        ({"children": "1"}, "These cannot be more than all 0 residents."),
        ({"min_rest_hours": "49"}, "Between 0 and 48 hours, please."),
        ({"name_en": "x" * 10_000}, "At most 120 characters"),
        ({"contact": "a\x00"}, "control characters"),
        ({"boundary": "[" * 50_000}, "This is no GeoJSON"),
    ):
        answer = browser.post("/admin/units/new", data=_values(**{"name": "typed 🚒", **values}))
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422, values
        assert words in page
        assert 'value="typed 🚒"' in page
    assert len(db.session.scalars(select(Unit)).all()) == 1


def test_top_unit_has_no_place_to_choose(top: Unit, browser: FlaskClient) -> None:
    assert 'name="parent"' not in browser.get("/admin/units/top").get_data(as_text=True)
    data = _values(version=str(top.version), kind="committee", name="新名", parent="nowhere")
    assert browser.post("/admin/units/top", data=data).status_code == 302
    assert _unit("top").name == "新名"


def test_coordinator_keeps_her_unit_where_it_is(top: Unit, sign_in: SignIn) -> None:
    grid = make_unit(top, code="grid")
    browser = sign_in(make_person(grid, Role.COORDINATOR))
    assert 'name="parent"' not in browser.get("/admin/units/grid").get_data(as_text=True)
    assert (
        browser.post("/admin/units/grid", data=_values(version=str(grid.version), name="新名")).status_code
        == 302
    )
    assert (_unit("grid").name, _unit("grid").parent_id) == ("新名", top.id)
    assert browser.get("/admin/units/new").location == "/admin/units"


def test_partner_is_added_changed_and_removed(top: Unit, browser: FlaskClient) -> None:
    seen = str(top.version)
    data = {"version": seen, "name": "桂花小学", "sort": "学校", "contact": "李", "notes": "操场"}
    assert browser.get("/admin/units/top/partners/new").status_code == 200
    answer = browser.post("/admin/units/top/partners/new", data=data)
    assert answer.location == "/admin/units/top#partners"
    assert browser.post("/admin/units/top/partners/new", data=data).status_code == 422
    partner = db.session.scalars(select(Partner)).one()
    address = f"/admin/units/top/partners/{partner.id}"
    assert "操场" in browser.get(address).get_data(as_text=True)
    data = {**data, "version": str(_unit("top").version), "name": "第一小学"}
    assert browser.post(address, data=data).status_code == 302
    assert "第一小学" in browser.get("/admin/units/top").get_data(as_text=True)
    answer = browser.post(f"{address}/remove", data=data, follow_redirects=True)
    assert "Somebody else changed this in the meantime." in answer.get_data(as_text=True)
    browser.post(f"{address}/remove", data={"version": str(_unit("top").version)})
    assert db.session.scalars(select(Partner)).all() == []
    data["version"] = str(_unit("top").version)
    assert browser.post(f"{address}/remove", data=data).status_code == 404


def test_refused_partner_keeps_what_was_typed(top: Unit, browser: FlaskClient) -> None:
    for values, words in (
        ({"name": ""}, "Please fill in this field."),
        ({"name": "长" * 10_000}, "At most 120 characters"),
        ({"notes": "a\x00"}, "control characters"),
    ):
        data = {"version": str(top.version), "name": "小学", "contact": "typed", **values}
        answer = browser.post("/admin/units/top/partners/new", data=data)
        assert answer.status_code == 422
        assert words in answer.get_data(as_text=True)
        assert 'value="typed"' in answer.get_data(as_text=True)
