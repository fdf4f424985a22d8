"""Who is suitable for an offered shift, in which order, why not the others, in a fixed number of queries."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from scheduler.database import atomic, db
from scheduler.enums import SwapKind, SwapStatus, Wish
from scheduler.models import Enrolment, Person, Shift, ShiftDemand, SwapAsked, SwapRequest, Unit
from scheduler.services.nearness import Nearness
from scheduler.services.swap_candidates import Candidate, Refusal, find_candidate, find_candidates
from scheduler.services.swap_problems import Exchange, Judge
from tests.factories import NOW, enrol, make_person, make_shift, make_skill, make_unit, qualify, save
from tests.services.rosters.helpers import say

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
COVER, SWAP = SwapKind.COVER, SwapKind.SWAP


class World:
    """A grid below a community, and a shift of the grid that is offered."""

    def __init__(self) -> None:
        self.top: Unit = make_unit()
        self.unit: Unit = make_unit(self.top)
        self.shift: Shift = make_shift(self.unit)
        self.place: Enrolment = enrol(make_person(self.unit, name="持有人"), self.shift)

    def person(self, name: str, unit: Unit | None = None, **values: object) -> Person:
        """Return somebody of the grid, or of another unit."""
        return make_person(unit or self.unit, name=name, **values)

    def found(self, kind: SwapKind = COVER, **values: str) -> list[Candidate]:
        """Return the candidates."""
        return find_candidates(self.place, kind, now=NOW, **values)

    def why(self, kind: SwapKind = COVER) -> dict[str, Refusal | None]:
        """Return by name why people cannot take the shift."""
        return {one.person.name: one.refusal for one in self.found(kind)}


@pytest.fixture
def world(app: Flask) -> World:
    return World()


def _ask(world: World, person: Person) -> None:
    """Let somebody have been asked once, by a request that is over."""
    request = SwapRequest(
        enrolment_id=world.place.id,
        kind=COVER,
        status=SwapStatus.DECLINED,
        offered_sequence=0,
        offered_shift_sequence=0,
        created=NOW,
        expires_at=NOW,
        ended_at=NOW,
    )
    save(request)
    save(SwapAsked(request_id=request.id, person_id=person.id, asked_at=NOW - DAY))


def test_rested_then_least_asked_then_near_come_first(world: World) -> None:
    near, far = world.person("近"), world.person("远", world.top)
    asked, tired, unwilling = world.person("问"), world.person("累"), world.person("忙")
    _ask(world, asked)
    enrol(tired, make_shift(world.unit, starts_at=world.shift.starts_at - 14 * HOUR))
    say(unwilling, world.shift.starts_at, world.shift.ends_at, Wish.UNWANTED)
    found = world.found()
    assert [one.person for one in found] == [near, far, asked, tired, unwilling]
    assert [one.near for one in found[:2]] == [Nearness.OWN, Nearness.NEIGHBOUR]
    assert [one.asked for one in found] == [0, 0, 1, 0, 0]
    assert found[3].rested_since == world.shift.starts_at - 12 * HOUR


def test_each_refusal_has_its_reason(world: World) -> None:
    skill = make_skill()
    with atomic():
        world.shift.demands = [ShiftDemand(skill_id=skill.id, minimum=1, target=1, maximum=1)]
    qualify(world.place.person, skill)
    world.person("无")
    for name in ("远离", "同时", "休息", "当天", "每周", "合适"):
        qualify(world.person(name, max_shifts_per_week=1 if name == "每周" else 3), skill)
    people = {one.person.name: one.person for one in world.found()}
    start = world.shift.starts_at
    say(people["远离"], start, start + HOUR)
    for name, begin in (("同时", start), ("休息", start - 6 * HOUR), ("每周", start - DAY)):
        enrol(people[name], make_shift(world.unit, starts_at=begin))
    enrol(people["当天"], make_shift(world.unit, starts_at=start + 11 * HOUR))
    assert world.why() == {
        "合适": None,
        "无": Refusal("coverage_minimum"),
        "远离": Refusal("availability"),
        "同时": Refusal("overlap"),
        "休息": Refusal("rest"),
        "当天": Refusal("shifts_per_day"),
        "每周": Refusal("shifts_per_week"),
    }


def test_swap_looks_at_both_sides(world: World) -> None:
    world.person("没有")
    good, mine = world.person("可换"), world.person("我忙")
    theirs = enrol(good, make_shift(world.unit, starts_at=NOW + 5 * DAY))
    other = make_shift(world.unit, starts_at=NOW + 6 * DAY)
    enrol(mine, other)
    say(world.place.person, other.starts_at, other.ends_at)
    found = world.found(SWAP)
    assert [one.wanted for one in found[0].exchanges] == [theirs]
    assert world.why(SWAP) == {
        "可换": None,
        "我忙": Refusal("availability", own=True),
        "没有": Refusal("nothing_to_give"),
    }


def test_swap_within_a_day_counts_the_shift_that_is_given(world: World) -> None:
    person = world.person("同日")
    enrol(person, make_shift(world.unit, starts_at=world.shift.starts_at + 4 * HOUR))
    assert world.why() == {"同日": Refusal("rest")}
    assert world.why(SWAP) == {"同日": None}


def test_name_finds_people_and_strangers_are_out_of_reach(world: World) -> None:
    world.person("王小明")
    world.person("李四")
    stranger = world.person("王五", make_unit())
    assert [one.person.name for one in world.found(name="王")] == ["王小明"]
    assert world.found(name="%") == world.found(name="\x00") == []
    away = find_candidate(world.place, COVER, stranger, now=NOW)
    assert (away.near, away.refusal) == (Nearness.ELSEWHERE, Refusal("reach"))


def test_the_quick_judgement_is_that_of_the_checker(world: World) -> None:
    people = [world.person(str(number)) for number in range(6)]
    for number, person in enumerate(people):
        enrol(person, make_shift(world.unit, starts_at=world.shift.starts_at + (number - 3) * 5 * HOUR))
    judge = Judge(world.place, people, kind=SWAP, now=NOW)
    exchanges = [one for person in people for one in judge.exchanges_with(person)]
    exchanges += [Exchange(world.place, person) for person in people]
    assert [judge.broken(one) for one in exchanges] == [judge.check(one) for one in exchanges]
    assert len(exchanges) == 12


@pytest.mark.parametrize("kind", [COVER, SWAP])
def test_number_of_queries_does_not_grow_with_the_people(world: World, kind: SwapKind) -> None:
    skill = make_skill()

    def queries() -> int:
        db.session.expire_all()
        _ = world.place.shift.unit.name, world.place.person.home_unit, world.place.shift.demands
        seen: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            found = world.found(kind)
            _ = [(one.person.home_unit.name, one.person.qualifications) for one in found]
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    def add(number: int) -> None:
        person = world.person(str(number))
        qualify(person, skill)
        enrol(person, make_shift(world.unit, [ShiftDemand(target=1)], starts_at=NOW + (number % 9 + 1) * DAY))

    for number in range(3):
        add(number)
    few = queries()
    for number in range(3, 20):
        add(number)
    assert queries() == few
