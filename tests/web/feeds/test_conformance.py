"""C01 to C40 of the conformance list, on feeds as calendars get them."""

import pytest
from flask.testing import FlaskClient

from scheduler.enums import ActivityKind
from scheduler.models import Unit
from tests.factories import make_person, make_shift, make_unit
from tests.ical.conformance import check_bytes
from tests.ical.parsing import Component, parse
from tests.ical.samples import ZONES
from tests.web.feeds.scenes import enrol_everywhere, fetch, fill, place, private_path


def _scene(zone: str) -> tuple[Unit, str, str]:
    """Return a unit, and the addresses of its calendar and of a volunteer's own."""
    unit = make_unit(zone=zone, code="xf-01", name="幸福社区, 第一网格", name_en="Xingfu; Grid 1")
    person = make_person(unit)
    enrol_everywhere(person, fill(unit))
    return unit, "/calendar/units/xf-01.ics", private_path(person)


def _events(body: bytes) -> list[Component]:
    return parse(body).of_kind("VEVENT")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("zone", ZONES)
def test_feeds_meet_the_list(client: FlaskClient, zone: str, language: str) -> None:
    unit, public, private = _scene(zone)
    for path, is_private in ((public, False), (private, True)):
        body = fetch(client, f"{path}?lang={language}").data
        assert check_bytes(body, private=is_private, site_https=True) == []
        events = _events(body)
        assert len(events) > 10
        statuses = {event.value("STATUS") for event in events}
        assert statuses == {"CONFIRMED", "CANCELLED"}
        zones = [component.value("TZID") for component in parse(body).of_kind("VTIMEZONE")]
        assert zones == [unit.zone]


@pytest.mark.parametrize("private", [False, True])
def test_empty_feeds_meet_the_list(client: FlaskClient, private: bool) -> None:
    unit = make_unit(code="leer")
    path = private_path(make_person(unit)) if private else "/calendar/units/leer.ics"
    body = fetch(client, path).data
    assert check_bytes(body, private=private, site_https=True) == []
    assert _events(body) == []


def test_feed_says_what_it_is_in_the_language_asked_for(client: FlaskClient) -> None:
    _, public, private = _scene("Asia/Shanghai")

    def head(path: str) -> tuple[str, str, str, str]:
        calendar = parse(fetch(client, path).data)
        names = ("X-WR-CALNAME", "X-WR-TIMEZONE", "SOURCE", "PRODID")
        name, zone, source, product = (calendar.value(each) for each in names)
        return name, zone, source, product

    address = "https://lianfang.example/calendar/units/xf-01.ics"
    chinese, english = "-//Lianfang//Lianfang Calendar//ZH", "-//Lianfang//Lianfang Calendar//EN"
    assert head(public) == (r"幸福社区\, 第一网格：培训与演练", "Asia/Shanghai", address, chinese)
    assert head(f"{public}?lang=en") == (
        r"Xingfu\; Grid 1: trainings and drills",
        "Asia/Shanghai",
        f"{address}?lang=en",
        english,
    )
    assert head(private) == ("我的班次", "Asia/Shanghai", "", chinese)
    assert head(f"{private}?lang=en") == ("My shifts", "Asia/Shanghai", "", english)


def test_nonsense_in_the_address_changes_nothing(client: FlaskClient) -> None:
    _, public, _ = _scene("Asia/Shanghai")
    plain = fetch(client, public).data
    for query in ("?lang=xx", "?lang=zh&x=1", "?utm=中文 空格", "?lang=%00"):
        assert fetch(client, public + query).data == plain


def test_public_feed_holds_trainings_and_drills_of_the_subtree_and_nothing_else(client: FlaskClient) -> None:
    community = make_unit(code="community")
    grid, elsewhere = make_unit(community, code="grid"), make_unit()
    shifts = {
        kind: make_shift(unit, kind=kind)
        for kind, unit in (
            (ActivityKind.TRAINING, community),
            (ActivityKind.DRILL, grid),
            (ActivityKind.PATROL, grid),
            (ActivityKind.DUTY, grid),
        )
    }
    make_shift(elsewhere, kind=ActivityKind.TRAINING)

    def uids(code: str) -> set[str]:
        return {event.value("UID") for event in _events(fetch(client, f"/calendar/units/{code}.ics").data)}

    training, drill = (shifts[kind].id for kind in (ActivityKind.TRAINING, ActivityKind.DRILL))
    assert uids("community") == {f"shift-{training}@calendar.test", f"shift-{drill}@calendar.test"}
    assert uids("grid") == {f"shift-{drill}@calendar.test"}


def test_private_feed_holds_ones_own_places_and_names_nobody(client: FlaskClient) -> None:
    unit = make_unit()
    me, other = make_person(unit, name="王我"), make_person(unit, name="李他", phone="+8613800138000")
    shifts = fill(unit)
    enrol_everywhere(me, shifts)
    for shift in shifts[:3]:
        place(other, shift, seat=2)
    body = fetch(client, private_path(me)).data.decode()
    assert body.count("BEGIN:VEVENT") == len(shifts)
    for secret in ("李他", "王我", "13800138000", "ATTENDEE", "ORGANIZER"):
        assert secret not in body


def test_entry_of_one_event_is_the_one_of_the_feed(client: FlaskClient) -> None:
    unit = make_unit(code="xf")
    [shift] = [make_shift(unit, kind=ActivityKind.DRILL)]
    answer = fetch(client, f"/events/{shift.id}.ics")
    assert answer.headers["Content-Disposition"] == f'inline; filename="event-{shift.id}.ics"'
    [alone], [among] = _events(answer.data), _events(fetch(client, "/calendar/units/xf.ics").data)
    assert alone == among
    fetch(client, f"/events/{make_shift(unit, kind=ActivityKind.PATROL).id}.ics", 404)
    fetch(client, "/events/2147483647.ics", 404)
    fetch(client, "/events/99999999999999999999.ics", 404)
