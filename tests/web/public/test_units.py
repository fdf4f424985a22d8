"""The tree of units and the page of each."""

from datetime import timedelta

from flask.testing import FlaskClient

from scheduler.enums import ActivityKind, UnitKind
from scheduler.models import Partner
from tests.factories import NOW, make_person, make_shift, make_unit, save
from tests.web.public.looking import english, queries_of
from tests.web.public.test_home import SQUARE

DAY = timedelta(days=1)


def test_units_without_any_say_what_to_do(client: FlaskClient) -> None:
    page = client.get("/units")
    assert page.status_code == 200
    assert "scheduler user create" in page.text


def test_tree_shows_units_with_the_number_of_people(client: FlaskClient) -> None:
    top = make_unit(code="top", kind=UnitKind.COMMITTEE, residents=900)
    grid = make_unit(top, code="grid", residents=800)
    make_person(grid)
    page = client.get("/units").text
    assert page.index('href="/units/top"') < page.index('href="/units/grid"')
    for text in ("900", "800", "联合党委", "网格"):
        assert text in page
    assert page.count("1 名志愿者") == 2
    assert "1 volunteer" in english(client, "/units")


def test_page_of_a_unit_shows_what_it_is(client: FlaskClient) -> None:
    top = make_unit(code="top", kind=UnitKind.COMMITTEE, name="联合党委")
    grid = make_unit(
        top,
        code="grid",
        name="桂花苑网格",
        households=321,
        residents=987,
        children=123,
        older_people=234,
        disabled_people=21,
        party_branch="桂花苑党支部",
        contact="王芳 0553-0000001",
    )
    save(Partner(unit_id=grid.id, name="安康大药房", sort="药店", contact="李秘密"))
    make_shift(grid, kind=ActivityKind.TRAINING, title="急救培训", starts_at=NOW + DAY)
    make_shift(top, kind=ActivityKind.DRILL, title="全市演练", starts_at=NOW + DAY)
    page = client.get("/units/grid").text
    for text in ("321", "987", "123", "234", "桂花苑党支部", "王芳 0553-0000001", "安康大药房", "药店"):
        assert text in page
    for text in ("急救培训", "全市演练", "webcal://127.0.0.1:8000/calendar/units/grid.ics"):
        assert text in page
    assert "李秘密" not in page
    assert 'href="/units/top"' in page
    assert 'href="/units/top#subscribe-top"' in page
    assert 'href="/calendar/units/grid.ics"' in page


def test_map_of_a_grid_shows_its_neighbours_and_marks_it(client: FlaskClient) -> None:
    top = make_unit(code="top", kind=UnitKind.COMMUNITY)
    for code in ("one", "two"):
        make_unit(top, code=code, boundary=SQUARE)
    make_unit(make_unit(), code="far", boundary=SQUARE)
    drawing = client.get("/units/two").text.partition("<svg")[2].partition("</svg>")[0]
    assert 'href="/units/one"' in drawing
    assert 'href="/units/far"' not in drawing
    assert drawing.count("lf-area-current") == 1
    above = client.get("/units/top").text.partition("<svg")[2].partition("</svg>")[0]
    assert 'href="/units/one"' in above
    assert "lf-area-current" not in above


def test_unknown_unit_is_not_found(client: FlaskClient) -> None:
    for code in ("nothing", "%00", "x" * 10_000, "%F0%9F%9A%92", "%ff", "..%2f"):
        assert client.get(f"/units/{code}").status_code == 404


def test_units_ask_the_database_as_often_for_many_as_for_few(client: FlaskClient) -> None:
    top = make_unit(code="top", kind=UnitKind.COMMITTEE)

    def add() -> None:
        grid = make_unit(top, boundary=SQUARE)
        make_person(grid)
        save(Partner(unit_id=grid.id, name="安康大药房"))
        make_shift(grid, kind=ActivityKind.TRAINING)

    add()
    few = [queries_of(client, path) for path in ("/units", "/units/top")]
    for _ in range(6):
        add()
    assert [queries_of(client, path) for path in ("/units", "/units/top")] == few
    assert few[0] <= 3  # with the beginning of a transaction
    assert few[1] <= 10
