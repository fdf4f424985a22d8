"""The calendar: a month as a table and as a list, for a unit or all, in the zone of each unit."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from scheduler.enums import ActivityKind, ShiftStatus
from scheduler.models import Shift, Unit
from scheduler.web.public import calendar as page_module
from scheduler.web.public.months import days_of, events_by_day, month_of
from tests.factories import NOW, make_shift, make_unit
from tests.web.public.looking import english, queries_of

DAY = timedelta(days=1)


def _event(unit: Unit, starts_at: datetime = NOW + 3 * DAY, **values: object) -> Shift:
    return make_shift(unit, **{"kind": ActivityKind.TRAINING, "starts_at": starts_at, **values})  # type: ignore[arg-type]  # each test passes what the column holds


def _cells(page: str) -> dict[int, str]:
    """Return the cells of the table by the number of the day."""
    cells = re.findall(r"<td(?![^>]*lf-outside).*?</td>", page, re.DOTALL)
    found = {}
    for cell in cells:
        number = re.search(r'class="lf-day">\s*(\d+)', cell)
        assert number is not None
        found[int(number[1])] = cell
    return found


def test_calendar_without_units_says_what_to_do(client: FlaskClient) -> None:
    page = client.get("/calendar")
    assert page.status_code == 200
    assert "scheduler user create" in page.text


def test_month_holds_each_event_on_its_day(client: FlaskClient) -> None:
    unit = make_unit()
    event = _event(unit, title="急救培训")
    cancelled = _event(unit, NOW + 4 * DAY, title="防汛演练", status=ShiftStatus.CANCELLED)
    make_shift(unit, title="晚间巡逻")
    page = client.get("/calendar").text
    cells = _cells(page)
    assert sorted(cells) == list(range(1, 32))
    assert f'href="/events/{event.id}"' in cells[5]
    assert "急救培训" in cells[5]
    assert "09:00" in cells[5]
    assert f'href="/events/{cancelled.id}"' in cells[6]
    assert "已取消" in cells[6]
    assert "晚间巡逻" not in page
    assert [
        day for day, cell in cells.items() if 'aria-current="date"' in cell or "aria-current=date" in cell
    ] == [2]
    assert 'scope="col"' in page


def test_months_follow_each_other(client: FlaskClient) -> None:
    make_unit(code="xf")
    page = client.get("/calendar?month=2026-12&unit=xf&kind=drill&view=list").text
    for month in ("2026-11", "2027-01"):
        [link] = re.findall(rf'href="(/calendar\?[^"]*month={month}[^"]*)"', page)
        for part in ("view=list", "unit=xf", "kind=drill"):
            assert part in link
    assert "2026年12月" in page
    assert "December 2026" in english(client, "/calendar?month=2026-12")


def test_list_names_days_in_order(client: FlaskClient) -> None:
    unit = make_unit()
    _event(unit, NOW + 9 * DAY, title="后来")
    _event(unit, NOW + 2 * DAY, title="先来")
    page = client.get("/calendar?view=list").text
    assert "<table" not in page
    assert re.findall(r'id="day-([\d-]+)"', page) == ["2026-03-04", "2026-03-11"]
    assert page.index("先来") < page.index("后来")


def test_empty_month_says_so(client: FlaskClient) -> None:
    make_unit()
    assert "这个月没有安排" in client.get("/calendar?month=2030-01").text


@pytest.mark.parametrize("view", ["", "&view=list"])
def test_calendar_of_a_unit_and_a_kind(client: FlaskClient, view: str) -> None:
    top = make_unit(code="top")
    one, two = make_unit(top, code="one"), make_unit(top, code="two")
    _event(one, title="一号培训")
    _event(one, title="一号演练", kind=ActivityKind.DRILL)
    _event(two, title="二号演练", kind=ActivityKind.DRILL)
    _event(top, title="全市演练", kind=ActivityKind.DRILL)
    page = client.get(f"/calendar?unit=one&kind=drill{view}").text
    shown = [title for title in ("一号培训", "一号演练", "二号演练", "全市演练") if title in page]
    assert shown == ["一号演练", "全市演练"]


NONSENSE = [
    "x",
    "2026-13",
    "2026-00",
    "0000-01",
    "9999-12",
    "2026-3",
    "2026-03-01",
    "%00",
    "9" * 10_000,
    "-1",
]


def test_nonsense_for_a_month_is_named_and_this_month_shown(client: FlaskClient) -> None:
    make_unit()
    for month in NONSENSE:
        page = client.get(f"/calendar?month={month}")
        assert page.status_code == 200
        assert "月份格式不对" in page.text
        assert "2026年3月" in page.text


def test_first_and_last_month_have_neighbours(client: FlaskClient) -> None:
    make_unit()
    for month in ("2000-01", "2189-12"):
        assert client.get(f"/calendar?month={month}").status_code == 200


def test_patrols_are_no_kind_of_event(client: FlaskClient) -> None:
    unit = make_unit()
    make_shift(unit, title="晚间巡逻")
    _event(unit, title="急救培训")
    page = client.get("/calendar?kind=patrol").text
    assert "没有这种活动类型" in page
    assert "晚间巡逻" not in page
    assert "急救培训" in page


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("Asia/Shanghai", datetime(2026, 2, 28, 16, 30, tzinfo=UTC), 1),
        ("Pacific/Kiritimati", datetime(2026, 2, 28, 10, 30, tzinfo=UTC), 1),
        ("Pacific/Midway", datetime(2026, 4, 1, 10, 30, tzinfo=UTC), 31),
    ],
)
def test_day_is_the_one_where_the_event_takes_place(
    client: FlaskClient, zone: str, moment: datetime, day: int
) -> None:
    make_unit(code="a")
    _event(make_unit(zone=zone), moment, title="边界", ends_at=moment + timedelta(minutes=20))
    cells = _cells(client.get("/calendar").text)
    assert [number for number, cell in cells.items() if "边界" in cell] == [day]


def test_event_over_midnight_stands_on_each_of_its_days(client: FlaskClient) -> None:
    start = datetime(2026, 3, 6, 12, tzinfo=UTC)  # Friday 20:00 in Shanghai
    unit = make_unit()
    long = _event(unit, start, ends_at=start + timedelta(hours=28))  # until midnight from Saturday to Sunday
    assert list(events_by_day([long])) == [date(2026, 3, 6), date(2026, 3, 7)]


def test_week_begins_on_monday_and_fills_up_without_days_of_other_months() -> None:
    month = month_of(date(2026, 3, 1), [], today=date(2026, 3, 2))
    assert month.weeks[0][0].date == date(2026, 2, 23)
    assert [day.inside for day in month.weeks[0]] == [False] * 6 + [True]
    assert [day.date for week in month.weeks for day in week if day.today] == [date(2026, 3, 2)]
    assert (month.previous, month.following) == (date(2026, 2, 1), date(2026, 4, 1))
    assert days_of(date(2026, 3, 1), []) == []


def test_day_with_many_events_leads_to_the_list(client: FlaskClient) -> None:
    unit = make_unit()
    for number in range(6):
        _event(unit, title=f"第{number}场")
    cell = _cells(client.get("/calendar").text)[5]
    assert [number for number in range(6) if f"第{number}场" in cell] == [0, 1, 2, 3]
    assert re.search(r'href="/calendar\?[^"]*view=list[^"]*#day-2026-03-05"', cell)


def test_month_that_holds_too_much_says_so(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_module, "MOST_EVENTS", 2)
    unit = make_unit()
    _event(unit)
    assert "一页放不下" not in client.get("/calendar").text
    _event(unit)
    assert "一页放不下" in client.get("/calendar").text


def test_calendar_asks_the_database_as_often_for_many_as_for_few(client: FlaskClient) -> None:
    top = make_unit()
    _event(make_unit(top))
    few = queries_of(client, "/calendar")
    for number in range(12):
        _event(make_unit(top), NOW + number * DAY)
    assert queries_of(client, "/calendar") == few <= 4
