"""Certificates: issued once from confirmed hours, found by their code, kept as they were, revoked."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from scheduler.enums import HoursKind, Role, UnitKind
from scheduler.errors import Conflict, InvalidInput, NotAllowed, NotFound
from scheduler.models import Certificate, Person, Unit
from scheduler.services.hours import NewHours, add_hours, correct_hours
from scheduler.services.service_record_certificates import (
    certificate_code_text,
    certificate_number,
    certificates_of,
    find_certificate,
    issue_certificate,
    revoke_certificate,
)
from tests.factories import NOW, make_person, make_unit

pytestmark = pytest.mark.usefixtures("app")

DAY = timedelta(days=1)
FIRST, LAST = date(2026, 1, 1), date(2026, 3, 2)


class World:
    """Anna of a grid below a community; its leader has entered what she did."""

    def __init__(self) -> None:
        self.top: Unit = make_unit(kind=UnitKind.COMMUNITY, contact="王主任 0553-0000001")
        self.unit: Unit = make_unit(self.top, name="桂花一网格", name_en="Osmanthus 1")
        self.leader: Person = make_person(self.unit, Role.GRID_LEADER)
        self.anna: Person = make_person(self.unit, name="安娜")
        self.patrol = self.serve("巡逻", days=1)
        self.serve("巡逻", days=2, minutes=90)
        self.serve("急救", days=3, kind=HoursKind.TRAINING)

    def serve(
        self,
        title: str,
        *,
        days: int,
        minutes: int = 60,
        kind: HoursKind = HoursKind.SERVICE,
        leader: Person | None = None,
    ) -> int:
        """Enter time by hand and return the line's id."""
        keeper = leader or self.leader
        new = NewHours(kind, title, NOW - days * DAY, minutes, "名单")
        return add_hours(self.anna.id, new, unit=keeper.home_unit, actor=keeper, now=NOW).id

    def issue(self, first: date = FIRST, last: date = LAST, actor: Person | None = None) -> Certificate:
        """Issue a certificate for Anna, by herself unless said otherwise."""
        return issue_certificate(self.anna.id, first=first, last=last, actor=actor or self.anna, now=NOW)


@pytest.fixture
def world() -> World:
    return World()


def _refusal(action: Callable[[], object]) -> str:
    with pytest.raises((Conflict, InvalidInput)) as caught:
        action()
    return caught.value.code


def test_certificate_tells_who_what_how_long_and_who_says_so(world: World) -> None:
    issued = world.issue()
    assert (issued.service_minutes, issued.training_minutes, issued.unit_id, issued.issued_by_id) == (
        150,
        60,
        world.unit.id,
        world.anna.id,
    )
    assert issued.content == {
        "name": "安娜",
        "volunteer": f"ZY{world.anna.id:06d}",
        "unit": "桂花一网格",
        "unit_en": "Osmanthus 1",
        "contact": "王主任 0553-0000001",
        "zone": "Asia/Shanghai",
        "lines": [
            {"kind": "service", "title": "巡逻", "times": 2, "minutes": 150},
            {"kind": "training", "title": "急救", "times": 1, "minutes": 60},
        ],
    }
    assert certificate_number(issued) == f"LF2026-{issued.id:06d}"


def test_same_content_is_the_same_certificate(world: World) -> None:
    first = world.issue()
    assert world.issue(actor=world.leader).id == first.id
    correct_hours(world.patrol, seen=60, minutes=50, reason="误记", actor=world.leader, now=NOW)
    second = world.issue()
    assert second.id != first.id
    assert (first.service_minutes, second.service_minutes) == (150, 140)  # the first says what it said
    assert [issued.id for issued in certificates_of(world.anna)] == [second.id, first.id]


def test_issuer_contains_every_unit_served(world: World) -> None:
    above = make_person(world.top, Role.COORDINATOR)
    world.serve("演练", days=4, leader=above)
    assert world.issue().unit_id == world.top.id


def test_days_bound_what_counts(world: World) -> None:
    day = date(2026, 2, 28)
    issued = world.issue(day, day)
    assert (issued.service_minutes, issued.training_minutes) == (90, 0)


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (LAST, FIRST, "certificate.order"),
        (FIRST, date(2026, 3, 3), "certificate.future"),
        (FIRST, date(2026, 1, 31), "certificate.nothing"),
    ],
)
def test_certificate_must_have_something_to_tell(world: World, first: date, last: date, code: str) -> None:
    assert _refusal(lambda: world.issue(first, last)) == code


def test_only_oneself_and_who_keeps_the_hours_may_issue(world: World) -> None:
    for actor in (
        make_person(world.unit),
        make_person(world.unit, Role.TEAM_LEADER),
        make_person(world.unit, Role.AUDITOR),
        make_person(make_unit(), Role.ADMIN),
    ):
        with pytest.raises(NotAllowed):
            world.issue(actor=actor)


def test_code_is_found_however_it_is_typed(world: World) -> None:
    issued = world.issue()
    shown = certificate_code_text(issued.code)
    assert [len(part) for part in shown.split("-")] == [4, 4, 4]
    for typed in (issued.code, shown, f" {shown.lower()} ", shown.replace("-", " ")):
        assert find_certificate(typed).id == issued.id


@pytest.mark.parametrize("text", ["", "ABCD", "2" * 12, "密码", "\x00", "\ud800", "x" * 5000])
def test_unknown_code_is_not_found(world: World, text: str) -> None:
    world.issue()
    with pytest.raises(NotFound) as caught:
        find_certificate(text)
    assert caught.value.code == "certificate.unknown"


def test_revoked_certificate_says_so_and_another_can_be_issued(world: World) -> None:
    first = world.issue()
    for actor in (world.anna, make_person(world.unit, Role.TEAM_LEADER)):
        with pytest.raises(NotAllowed):
            revoke_certificate(first.id, reason="误发", actor=actor, now=NOW)
    revoke_certificate(first.id, reason="误发", actor=world.leader, now=NOW)
    assert (first.revoked_at, first.revoked_reason) == (NOW, "误发")
    again = _refusal(lambda: revoke_certificate(first.id, reason="误发", actor=world.leader, now=NOW))
    assert again == "certificate.revoked_already"
    assert world.issue().id != first.id
