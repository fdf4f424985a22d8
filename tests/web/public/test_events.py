"""The page of one event."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from scheduler.enums import ActivityKind, ShiftStatus
from scheduler.models import Person
from tests.factories import NOW, enrol, make_person, make_shift, make_unit
from tests.web.public.looking import english

SignIn = Callable[[Person], FlaskClient]


def test_event_says_when_where_what_and_how_many(client: FlaskClient) -> None:
    unit = make_unit(zone="Asia/Urumqi", name="红山网格", code="hs", contact="王芳 0991-0000001")
    event = make_shift(
        unit, kind=ActivityKind.TRAINING, title="急救培训", place="居委会", notes="请带笔", capacity=5
    )
    enrol(make_person(unit), event)
    page = client.get(f"/events/{event.id}").text
    for text in ("急救培训", "3月5日 星期四 07:00–09:00", "Asia/Urumqi", "居委会", "请带笔", "王芳"):
        assert text in page
    assert "4 个名额" in page
    assert 'href="/units/hs"' in page
    assert f'href="/events/{event.id}.ics"' in page


def test_reader_is_led_to_sign_up(client: FlaskClient, sign_in: SignIn) -> None:
    event = make_shift(make_unit(), kind=ActivityKind.DRILL)
    page = client.get(f"/events/{event.id}").text
    assert f'href="/sign-in?next=/open-shifts/{event.id}"' in page
    assert 'href="/register"' in page
    sign_in(make_person())
    assert f'href="/open-shifts/{event.id}"' in client.get(f"/events/{event.id}").text


def test_cancelled_event_says_so_and_offers_nothing(client: FlaskClient, sign_in: SignIn) -> None:
    event = make_shift(make_unit(), kind=ActivityKind.DRILL, status=ShiftStatus.CANCELLED, sequence=1)
    sign_in(make_person())
    page = client.get(f"/events/{event.id}").text
    assert "这场活动已取消" in page
    assert "/open-shifts/" not in page
    assert "个名额" not in page


def test_event_that_has_begun_or_is_over_offers_nothing(client: FlaskClient, sign_in: SignIn) -> None:
    event = make_shift(make_unit(), kind=ActivityKind.DRILL)
    sign_in(make_person())
    for moment, words in ((event.starts_at, "这场活动已开始"), (event.ends_at, "这场活动已结束")):
        with time_machine.travel(moment, tick=False):
            page = client.get(f"/events/{event.id}").text
        assert words in page
        assert "/open-shifts/" not in page


def test_full_event_says_so(client: FlaskClient) -> None:
    event = make_shift(make_unit(), kind=ActivityKind.DRILL, capacity=1)
    enrol(make_person(), event)
    assert "已满" in client.get(f"/events/{event.id}").text


def test_event_without_sign_up_offers_none(client: FlaskClient, sign_in: SignIn) -> None:
    event = make_shift(make_unit(), kind=ActivityKind.DRILL, open_for_sign_up=False)
    sign_in(make_person())
    page = client.get(f"/events/{event.id}").text
    assert "/open-shifts/" not in page
    assert "由组织者安排" in page


def test_event_of_another_year_says_the_year(client: FlaskClient) -> None:
    event = make_shift(make_unit(), kind=ActivityKind.DRILL, starts_at=NOW + timedelta(days=400))
    assert "2027年4月6日 星期二" in client.get(f"/events/{event.id}").text
    page = english(client, f"/events/{event.id}")
    assert "Tuesday 6 April 09:00–11:00, 2027" in page


@pytest.mark.parametrize("kind", [ActivityKind.PATROL, ActivityKind.DUTY])
def test_other_shifts_are_not_found(client: FlaskClient, kind: ActivityKind) -> None:
    assert client.get(f"/events/{make_shift(make_unit(), kind=kind).id}").status_code == 404


def test_unknown_event_is_not_found(client: FlaskClient) -> None:
    for number in ("0", "1", "2147483647", "2147483648", "9223372036854775808", "9" * 99, "-1", "x"):
        assert client.get(f"/events/{number}").status_code == 404


def test_what_a_leader_typed_is_text(client: FlaskClient) -> None:
    event = make_shift(
        make_unit(), kind=ActivityKind.DRILL, title="<script>1</script>", notes="<b>x</b>", place='"><i>'
    )
    page = client.get(f"/events/{event.id}").text
    for evil in ("<script>1", "<b>x", '"><i>'):
        assert evil not in page
