"""The home page: what takes place near the reader, the map, the calendar to follow."""

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient

from scheduler.database import atomic
from scheduler.enums import ActivityKind, Role, ShiftStatus, UnitKind
from scheduler.models import Person
from tests.factories import NOW, make_person, make_shift, make_unit
from tests.web.public.looking import english, queries_of

DAY = timedelta(days=1)
SQUARE = {"type": "Polygon", "coordinates": [[[118, 31], [118.1, 31], [118.1, 31.1], [118, 31.1], [118, 31]]]}


def test_home_without_units_says_what_to_do(client: FlaskClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "scheduler user create" in page.text
    assert "webcal:" not in page.text


def test_home_shows_who_may_set_up_units_where_to_do_it(
    client: FlaskClient, sign_in: Callable[[Person], FlaskClient]
) -> None:
    # no unit stands above all others, as after the top unit was put below another one
    first, second = make_unit(), make_unit()
    with atomic():
        first.parent_id, second.parent_id = second.id, first.id
    sign_in(make_person(first, Role.ADMIN))
    page = client.get("/").text
    assert 'href="/admin/units"' in page
    assert "scheduler user create" not in page


def test_home_shows_what_comes_and_how_to_follow_it(client: FlaskClient) -> None:
    top = make_unit(code="top", name="安和联合党委", name_en="Anhe Committee", kind=UnitKind.COMMITTEE)
    grid = make_unit(top, code="grid", name="桂花苑网格")
    make_shift(grid, kind=ActivityKind.TRAINING, title="急救培训", capacity=5)
    make_shift(grid, kind=ActivityKind.DRILL, title="取消的演练", status=ShiftStatus.CANCELLED)
    make_shift(grid, title="晚间巡逻")
    page = client.get("/").text
    assert "<h1" in page
    assert "安和联合党委" in page
    assert "急救培训" in page
    assert "3月5日 星期四 09:00–11:00" in page
    assert "5 个名额" in page
    assert "取消的演练" not in page
    assert "晚间巡逻" not in page
    assert 'href="webcal://127.0.0.1:8000/calendar/units/top.ics"' in page
    assert 'href="/calendar/units/top.ics"' in page
    assert 'src="/calendar/units/top/qr.svg"' in page
    assert 'href="/register"' in page
    page = english(client, "/")
    assert "Anhe Committee" in page
    assert "Thursday 5 March 09:00–11:00" in page
    assert "5 places free" in page
    assert 'href="/calendar/units/top.ics?lang=en"' in page


def test_home_of_a_grid_shows_its_events_and_those_from_above(client: FlaskClient) -> None:
    top = make_unit(code="top")
    one, two = make_unit(top, code="one"), make_unit(top, code="two")
    for unit, title in ((top, "全市演练"), (one, "一号培训"), (two, "二号培训")):
        make_shift(unit, kind=ActivityKind.TRAINING, title=title)
    page = client.get("/?unit=one").text
    events, _, _ = page.partition('id="grids"')
    assert "全市演练" in events
    assert "一号培训" in events
    assert "二号培训" not in events
    assert '<option value="one" selected' in " ".join(page.split())
    assert "webcal://127.0.0.1:8000/calendar/units/one.ics" in page


def test_unknown_unit_is_named_and_everything_shown(client: FlaskClient) -> None:
    make_shift(make_unit(), kind=ActivityKind.DRILL, title="疏散演练")
    for code in ("nothing", "%00", "x" * 10_000, "%F0%9F%9A%92", "%ff", "<script>"):
        page = client.get(f"/?unit={code}")
        assert page.status_code == 200
        assert "没有这个代码的单位" in page.text
        assert "疏散演练" in page.text
        assert "<script>" not in page.text.partition("<main")[2].partition("</main>")[0]


def test_map_links_to_the_grids_and_stands_in_a_table_too(client: FlaskClient) -> None:
    top = make_unit(code="top", kind=UnitKind.COMMITTEE)
    drawn = make_unit(top, code="drawn", name="有图网格", boundary=SQUARE)
    make_unit(top, code="bare", name="无图网格")
    event = make_shift(drawn, kind=ActivityKind.DRILL, title="疏散演练", starts_at=NOW + 2 * DAY)
    page = client.get("/").text
    drawing, table = page.partition("<svg")[2].partition("</svg>")[0], page.partition("<table")[2]
    assert 'href="/units/drawn"' in drawing
    assert "lf-area-soon" in drawing
    assert 'href="/units/bare"' not in drawing
    for code in ("drawn", "bare"):
        assert f'href="/units/{code}"' in table
    assert f'href="/events/{event.id}"' in table
    assert 'style="' not in page


def test_home_asks_the_database_as_often_for_many_as_for_few(client: FlaskClient) -> None:
    top = make_unit(kind=UnitKind.COMMITTEE)

    def add(number: int) -> None:
        grid = make_unit(top, boundary=SQUARE)
        make_shift(grid, kind=ActivityKind.TRAINING, starts_at=NOW + number * DAY)

    add(1)
    few = queries_of(client, "/")
    for number in range(2, 9):
        add(number)
    assert queries_of(client, "/") == few <= 6


def test_signed_in_reader_is_led_to_open_shifts(
    client: FlaskClient, sign_in: Callable[[Person], FlaskClient]
) -> None:
    sign_in(make_person())
    main = client.get("/").text.partition("<main")[2]
    assert 'href="/open-shifts"' in main
    assert 'href="/register"' not in main
