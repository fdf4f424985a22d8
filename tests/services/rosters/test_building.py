"""Building: what the engine is told about people, shifts, and what binds people already."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import event

from scheduler.database import db
from scheduler.enums import ActivityKind, AssignmentOrigin, EnrolmentOrigin, Role, ShiftStatus, UnitKind, Wish
from scheduler.models import Person, Roster, RosterPeriod, Shift, ShiftDemand, Unit
from scheduler.rostering import problem as engine
from scheduler.rostering.checking import check
from scheduler.rostering.presets import BALANCED
from scheduler.rostering.serialising import problem_from_json, problem_to_json
from scheduler.rostering.solution import Solution
from scheduler.rostering.validation import validate
from scheduler.services.rosters.building import Built, Focus, build_problem
from scheduler.services.rosters.drafts import draft_of
from scheduler.services.rosters.publishing import publish_roster
from scheduler.timeutils import days_interval
from tests.factories import NOW, enrol, make_period, make_person, make_shift, make_skill, make_unit, qualify
from tests.services.rosters.helpers import draft_for, put_on, say, say_weekly

pytestmark = pytest.mark.usefixtures("app")

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
#: Thursday 09:00 in Shanghai, three days into the period.
THURSDAY = NOW + 3 * DAY


class World:
    """A grid with a period and one shift in it that wants two people."""

    def __init__(self) -> None:
        self.unit: Unit = make_unit()
        self.leader: Person = make_person(self.unit, Role.GRID_LEADER)
        self.period: RosterPeriod = make_period(self.unit)
        self.shift: Shift = make_shift(self.unit, [ShiftDemand(minimum=1, target=2)], starts_at=THURSDAY)
        self.draft: Roster = draft_for(self.period)

    def build(self, now: datetime = NOW, focus: Focus | None = None) -> Built:
        return build_problem(self.draft, now=now, focus=focus)

    def person(self, wanted: Person) -> engine.Person:
        return next(person for person in self.build().problem.people if person.id == str(wanted.id))

    def post(self, shift: Shift | None = None) -> engine.Shift:
        number = str((shift or self.shift).id)
        return next(item for item in self.build().problem.shifts if item.id == number)

    def busy(self, person: Person) -> list[tuple[datetime, datetime]]:
        """Return when a person is pinned to a shift without demands."""
        problem = self.build().problem
        shifts = {shift.id: shift for shift in problem.shifts if shift.id.startswith("busy")}
        return [
            (shifts[pin.shift].start, shifts[pin.shift].end)
            for pin in problem.pins
            if pin.shift in shifts and pin.person == str(person.id)
        ]

    def unavailable(self, person: Person) -> list[tuple[datetime, datetime]]:
        return [
            (wish.start, wish.end)
            for wish in self.build().problem.availability
            if wish.person == str(person.id) and wish.wish is engine.Wish.UNAVAILABLE
        ]


@pytest.fixture
def world() -> World:
    return World()


def _training(unit: Unit, start: datetime, hours: int = 2) -> Shift:
    return make_shift(
        unit, kind=ActivityKind.TRAINING, starts_at=start, ends_at=start + hours * HOUR, capacity=30
    )


def test_problem_has_the_dates_rules_people_and_shifts_of_the_period(world: World) -> None:
    anna = make_person(world.unit, pledged_hours_per_week=6, max_shifts_per_week=2)
    problem = world.build().problem
    assert (problem.zone, problem.start, problem.end) == (
        "Asia/Shanghai",
        date(2026, 3, 2),
        date(2026, 3, 30),
    )
    assert problem.rules == BALANCED
    assert {person.id for person in problem.people} == {str(world.leader.id), str(anna.id)}
    assert [shift.id for shift in problem.shifts] == [str(world.shift.id)]
    own = world.person(anna)
    assert (own.unit, own.pledged_minutes) == (str(world.unit.id), 360)
    assert own.limits == engine.Limits(min_rest_minutes=480, max_shifts_per_day=1, max_shifts_per_week=2)
    assert (own.name, problem.name) == ("", "")


def test_problem_is_valid_and_survives_json(world: World) -> None:
    anna = make_person(world.unit)
    enrol(anna, _training(world.unit, THURSDAY + DAY))
    say(anna, THURSDAY, THURSDAY + HOUR)
    problem = world.build().problem
    validate(problem)
    assert problem_from_json(problem_to_json(problem)) == problem


def test_shift_carries_its_demands_capacity_and_kind(world: World) -> None:
    medical = make_skill()
    demands = [
        ShiftDemand(minimum=2, target=3),
        ShiftDemand(skill_id=medical.id, level=2, minimum=1, maximum=2),
    ]
    shift = make_shift(world.unit, demands, starts_at=THURSDAY + DAY, capacity=4)
    post = world.post(shift)
    assert (post.start, post.end, post.capacity, post.type) == (shift.starts_at, shift.ends_at, 4, "patrol")
    assert post.demands == (
        engine.Demand(str(shift.demands[0].id), None, 1, 2, 3),
        engine.Demand(str(shift.demands[1].id), str(medical.id), 2, 1, 1, 2),
    )


def test_only_verified_qualifications_count_with_their_dates(world: World) -> None:
    anna, medical, fire = make_person(world.unit), make_skill(), make_skill("fire")
    qualify(anna, medical, level=2, valid_from=date(2025, 1, 1), valid_until=date(2026, 3, 4))
    qualify(anna, fire, verified_at=None, verified_by_id=None)
    assert world.person(anna).skills == (
        engine.PersonSkill(str(medical.id), 2, date(2025, 1, 1), date(2026, 3, 4)),
    )


def test_people_who_left_and_people_from_elsewhere_are_not_planned(world: World) -> None:
    make_person(world.unit, active=False)
    make_person()
    assert [person.id for person in world.build().problem.people] == [str(world.leader.id)]


def test_shifts_that_are_cancelled_begun_or_ask_for_nobody_are_not_planned(world: World) -> None:
    make_shift(world.unit, [ShiftDemand()], status=ShiftStatus.CANCELLED)
    make_shift(world.unit, [ShiftDemand()], starts_at=NOW)
    _training(world.unit, THURSDAY)
    assert [shift.id for shift in world.build().problem.shifts] == [str(world.shift.id)]


def test_history_holds_the_last_shift_before_and_the_minutes_of_ninety_days(world: World) -> None:
    anna = make_person(world.unit)
    start, _ = days_interval(world.period.starts_on, world.period.ends_on, world.unit.zone)
    for begins in (start - 2 * HOUR, start - 90 * DAY, start - 91 * DAY):
        enrol(anna, make_shift(world.unit, starts_at=begins), origin=EnrolmentOrigin.ROSTER)
    assert world.person(anna).history == engine.History(
        last_end=start, recent_minutes=240, recent_unpopular=3 + 2
    )


def test_history_holds_what_was_served_earlier_in_the_first_week(world: World) -> None:
    anna = make_person(world.unit, max_shifts_per_week=3)
    for begins in (NOW - HOUR, NOW + DAY, NOW + 2 * DAY, THURSDAY, THURSDAY + DAY):
        enrol(anna, make_shift(world.unit, starts_at=begins, ends_at=begins + 2 * HOUR))
    later = make_period(world.unit, starts_on=date(2026, 3, 4))
    problem = build_problem(draft_for(later), now=NOW - DAY).problem
    validate(problem)
    own = {person.id: person.history for person in problem.people}[str(anna.id)]
    assert (own.week_shifts, own.week_minutes) == (2, 240)
    assert len(problem.pins) == 1  # more of that week may not bind her


def test_shift_and_people_carry_points_and_newness(world: World) -> None:
    old, young = make_person(world.unit, created=NOW - 91 * DAY), make_person(world.unit)
    night = make_shift(world.unit, [ShiftDemand()], starts_at=THURSDAY + 14 * HOUR)
    assert (world.post(night).unpopular, world.post().unpopular) == (2, 0)
    assert [world.person(one).newcomer for one in (old, young)] == [False, True]


def test_training_other_unit_and_begun_shift_bind_a_person(world: World) -> None:
    elsewhere = make_unit()
    training = _training(world.unit, THURSDAY + DAY)
    other = make_shift(elsewhere, [ShiftDemand()], starts_at=THURSDAY + 7 * DAY)
    begun = make_shift(world.unit, [ShiftDemand()], starts_at=NOW)
    anna = make_person(world.unit)
    for shift in (training, other, begun):
        enrol(anna, shift, origin=EnrolmentOrigin.ROSTER)
    assert world.busy(anna) == [(shift.starts_at, shift.ends_at) for shift in (begun, training, other)]
    assert {shift.unit for shift in world.build().problem.shifts} == {str(world.unit.id)}


def test_places_of_the_last_version_do_not_bind_but_are_kept_where_possible(world: World) -> None:
    anna = make_person(world.unit)
    put_on(world.draft, anna, world.shift)
    publish_roster(world.period.id, revision=world.draft.revision, actor=world.leader, now=NOW)
    draft = draft_of(world.period)
    assert draft is not None
    built = build_problem(draft, now=NOW)
    place = engine.Assignment(str(anna.id), str(world.shift.id))
    assert (built.problem.pins, built.problem.published) == ((), (place,))
    assert built.solution == Solution((place,))


def test_sign_up_is_a_pin_even_before_the_draft_knows_of_it(world: World) -> None:
    anna = make_person(world.unit)
    enrol(anna, world.shift)
    built = world.build()
    place = engine.Assignment(str(anna.id), str(world.shift.id))
    assert (built.problem.pins, built.solution.assignments) == ((place,), (place,))
    assert world.post().demands[0].target == 2


def test_sign_up_given_back_is_no_pin(world: World) -> None:
    anna = make_person(world.unit)
    put_on(world.draft, anna, world.shift, pinned=True, origin=AssignmentOrigin.SIGN_UP)
    assert world.build().problem.pins == ()


def test_only_pinned_seats_are_pins(world: World) -> None:
    anna, ben = make_person(world.unit), make_person(world.unit)
    put_on(world.draft, anna, world.shift, pinned=True)
    put_on(world.draft, ben, world.shift)
    built = world.build()
    assert [pin.person for pin in built.problem.pins] == [str(anna.id)]
    assert {item.person for item in built.solution.assignments} == {str(anna.id), str(ben.id)}


def test_sign_up_of_somebody_from_elsewhere_fills_a_post(world: World) -> None:
    medical = make_skill()
    shift = make_shift(
        world.unit,
        [ShiftDemand(minimum=1, target=2), ShiftDemand(skill_id=medical.id, minimum=1, maximum=1)],
        starts_at=THURSDAY + DAY,
        capacity=3,
    )
    guest = make_person()
    qualify(guest, medical)
    enrol(guest, shift)
    post = world.post(shift)
    assert post.capacity == 2
    assert [(item.minimum, item.target, item.maximum) for item in post.demands] == [(0, 1, None), (0, 0, 0)]
    assert world.build().problem.pins == ()


def test_sign_up_in_a_unit_that_is_no_neighbour_fills_a_post_and_takes_time() -> None:
    community = make_unit(kind=UnitKind.COMMUNITY)
    near, far = make_unit(community), make_unit(community)
    period = make_period(community)
    shift = make_shift(far, [ShiftDemand(minimum=1, target=2)], starts_at=THURSDAY)
    anna = make_person(near)
    enrol(anna, shift)
    problem = build_problem(draft_for(period), now=NOW).problem
    assert problem.pins == ()
    assert problem.shifts[0].demands[0].target == 1
    assert [(wish.start, wish.end) for wish in problem.availability] == [
        (shift.starts_at - 8 * HOUR, shift.ends_at + 8 * HOUR)
    ]


def test_trainings_too_close_to_each_other_bind_once_and_take_time(world: World) -> None:
    first, second = _training(world.unit, THURSDAY), _training(world.unit, THURSDAY + 3 * HOUR)
    anna = make_person(world.unit)
    enrol(anna, first)
    enrol(anna, second)
    assert world.busy(anna) == [(first.starts_at, first.ends_at)]
    rest = 8 * HOUR
    assert world.unavailable(anna) == [
        (second.starts_at - rest, first.starts_at),
        (first.ends_at, second.ends_at + rest),
    ]


def test_trainings_beyond_the_weekly_limit_take_time_only(world: World) -> None:
    anna = make_person(world.unit, max_shifts_per_week=1)
    trainings = [_training(world.unit, THURSDAY + number * DAY) for number in range(2)]
    for training in trainings:
        enrol(anna, training)
    assert len(world.busy(anna)) == 1
    assert len(world.unavailable(anna)) == 1


def test_place_soon_after_the_period_keeps_its_rest_free(world: World) -> None:
    anna = make_person(world.unit)
    _, end = days_interval(world.period.starts_on, world.period.ends_on, world.unit.zone)
    enrol(anna, make_shift(world.unit, starts_at=end + HOUR))
    assert world.unavailable(anna) == [(end - 7 * HOUR, end + 11 * HOUR)]


def test_unavailable_time_gives_way_to_a_place_that_is_held(world: World) -> None:
    anna = make_person(world.unit)
    say(anna, THURSDAY - HOUR, THURSDAY + HOUR)
    say(anna, THURSDAY + 6 * HOUR, THURSDAY + 7 * HOUR, Wish.UNWANTED)
    assert world.unavailable(anna) == [(THURSDAY - HOUR, THURSDAY + HOUR)]
    enrol(anna, world.shift)
    assert world.unavailable(anna) == [(THURSDAY - HOUR, THURSDAY)]
    assert {wish.wish for wish in world.build().problem.availability} == {
        engine.Wish.UNAVAILABLE,
        engine.Wish.UNWANTED,
    }


def test_weekly_pattern_is_told_for_every_week(world: World) -> None:
    anna = make_person(world.unit)
    say_weekly(anna, THURSDAY, 2)
    assert world.unavailable(anna) == [
        (THURSDAY + 7 * week * DAY, THURSDAY + 7 * week * DAY + 2 * HOUR) for week in range(4)
    ]


def _square(west: float) -> dict[str, object]:
    ring = [[west, 31.0], [west + 1, 31.0], [west + 1, 32.0], [west, 32.0], [west, 31.0]]
    return {"type": "Polygon", "coordinates": [ring]}


def test_units_lend_to_those_that_touch_and_to_those_above() -> None:
    community = make_unit(kind=UnitKind.COMMUNITY)
    one, two, three = (make_unit(community, boundary=_square(west)) for west in (100.0, 101.0, 103.0))
    problem = build_problem(draft_for(make_period(community)), now=NOW).problem
    neighbours = {int(unit.id): {int(other) for other in unit.neighbours} for unit in problem.units}
    assert neighbours == {
        community.id: {one.id, two.id, three.id},
        one.id: {community.id, two.id},
        two.id: {community.id, one.id},
        three.id: {community.id},
    }


def test_sign_ups_beyond_a_maximum_leave_a_problem_with_a_solution(world: World) -> None:
    shift = make_shift(world.unit, [ShiftDemand(target=1, maximum=1)], starts_at=THURSDAY + DAY)
    for seat in (1, 2):
        enrol(make_person(world.unit), shift, seat)
    assert world.post(shift).demands[0].maximum == 2


def test_focus_narrows_people_shifts_and_units() -> None:
    community = make_unit(kind=UnitKind.COMMUNITY)
    grid, other = make_unit(community), make_unit(community)
    anna = make_person(grid)
    make_person(other)
    shift = make_shift(grid, [ShiftDemand()])
    make_shift(other, [ShiftDemand()])
    draft = draft_for(make_period(community))
    problem = build_problem(draft, now=NOW, focus=Focus(frozenset({anna.id}), frozenset({shift.id}))).problem
    assert [person.id for person in problem.people] == [str(anna.id)]
    assert [item.id for item in problem.shifts] == [str(shift.id)]
    assert [unit.id for unit in problem.units] == [str(grid.id)]


@pytest.mark.parametrize("seed", range(6))
def test_whatever_people_signed_up_for_the_pins_break_no_hard_rule(seed: int) -> None:
    rng = Random(seed)
    community = make_unit(kind=UnitKind.COMMUNITY)
    units = [make_unit(community, boundary=_square(100.0 + 2 * number)) for number in range(3)]
    people = [make_person(rng.choice(units), max_shifts_per_week=rng.randint(0, 2)) for _ in range(6)]
    shifts = [
        make_shift(
            rng.choice(units),
            [ShiftDemand(target=1, maximum=rng.choice([None, 1]))] if rng.random() < 0.7 else [],
            starts_at=NOW + rng.randint(-60, 28 * 24) * HOUR,
            capacity=6,
        )
        for _ in range(16)
    ]
    for shift in shifts:
        for seat, person in enumerate(rng.sample(people, rng.randint(0, 3)), start=1):
            enrol(person, shift, seat)
    for person in people:
        say(person, NOW, NOW + rng.randint(1, 400) * HOUR)
    problem = build_problem(draft_for(make_period(community)), now=NOW).problem
    validate(problem)
    found = check(problem, Solution(problem.pins)).violations
    assert [violation for violation in found if violation.hard] == []


@contextmanager
def _statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_number_of_queries_does_not_grow_with_people_and_shifts(world: World) -> None:
    medical = make_skill()

    def grow(number: int) -> int:
        for index in range(number):
            person = make_person(world.unit)
            qualify(person, medical)
            start = THURSDAY + index * DAY
            shift = make_shift(world.unit, [ShiftDemand(skill_id=medical.id)], starts_at=start)
            put_on(world.draft, person, shift)
            enrol(person, _training(world.unit, start))
        db.session.expire_all()
        with _statements() as seen:
            world.build()
        return len(seen)

    assert grow(2) == grow(8)
