"""Live checks: what a change breaks, why posts are unfilled, who could fill them."""

from datetime import datetime, timedelta

import pytest

from scheduler.enums import ActivityKind, Role, UnitKind, Wish
from scheduler.errors import RuleBroken
from scheduler.models import Person, Roster, RosterPeriod, Shift, ShiftDemand, Unit
from scheduler.rostering.explaining.naming import Text
from scheduler.services.rosters.checks import Finding, check_change, list_conflicts, study_post
from tests.factories import NOW, enrol, make_period, make_person, make_shift, make_skill, make_unit, qualify
from tests.services.rosters.helpers import draft_for, put_on, say

pytestmark = pytest.mark.usefixtures("app")

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
THURSDAY = NOW + 3 * DAY


class World:
    """A community with a grid, its period, and a volunteer who may serve twice a week."""

    def __init__(self) -> None:
        self.community: Unit = make_unit(kind=UnitKind.COMMUNITY)
        self.unit: Unit = make_unit(self.community)
        self.leader: Person = make_person(self.community, Role.COORDINATOR)
        self.period: RosterPeriod = make_period(self.community)
        self.draft: Roster = draft_for(self.period)
        self.anna: Person = make_person(self.unit, max_shifts_per_week=2)

    def shift(self, start: datetime = THURSDAY, unit: Unit | None = None, **demand: int) -> Shift:
        return make_shift(unit or self.unit, [ShiftDemand(**{"target": 2, **demand})], starts_at=start)

    def check(self, shift: Shift, person: Person | None = None, leave: Shift | None = None) -> list[Finding]:
        who = person or self.anna
        remove = [(leave, who)] if leave else []
        return check_change(self.draft, add=[(shift, who)], remove=remove, now=NOW)

    def broken(self, shift: Shift, leave: Shift | None = None) -> list[tuple[str, str]]:
        with pytest.raises(RuleBroken) as refusal:
            self.check(shift, leave=leave)
        return list(refusal.value.broken)


@pytest.fixture
def world() -> World:
    return World()


def test_change_that_fits_has_no_findings(world: World) -> None:
    assert world.check(world.shift()) == []


def test_overlap_is_refused(world: World) -> None:
    put_on(world.draft, world.anna, world.shift())
    assert (world.anna.name, "overlap") in world.broken(world.shift(THURSDAY + HOUR))


def test_too_little_rest_is_refused(world: World) -> None:
    put_on(world.draft, world.anna, world.shift(THURSDAY + 13 * HOUR))  # Thursday 22:00 to midnight
    assert world.broken(world.shift(THURSDAY + 21 * HOUR)) == [(world.anna.name, "rest")]
    assert world.check(world.shift(THURSDAY + 23 * HOUR)) == []


def test_second_shift_of_a_day_and_third_of_a_week_are_refused(world: World) -> None:
    put_on(world.draft, world.anna, world.shift())
    assert world.broken(world.shift(THURSDAY + 11 * HOUR)) == [(world.anna.name, "shifts_per_day")]
    put_on(world.draft, world.anna, world.shift(THURSDAY + DAY))
    assert world.broken(world.shift(THURSDAY + 2 * DAY)) == [(world.anna.name, "shifts_per_week")]
    assert world.check(world.shift(THURSDAY + 4 * DAY)) == []


def test_own_training_counts(world: World) -> None:
    training = make_shift(make_unit(), kind=ActivityKind.TRAINING, starts_at=THURSDAY)
    enrol(world.anna, training)
    assert (world.anna.name, "overlap") in world.broken(world.shift(THURSDAY + HOUR))


def test_sign_up_that_the_draft_does_not_know_yet_counts(world: World) -> None:
    enrol(world.anna, world.shift())
    assert (world.anna.name, "overlap") in world.broken(world.shift(THURSDAY + HOUR))


def test_unavailable_time_is_refused_and_unwanted_time_is_said(world: World) -> None:
    say(world.anna, THURSDAY, THURSDAY + HOUR)
    assert world.broken(world.shift()) == [(world.anna.name, "availability")]
    later = world.shift(THURSDAY + 2 * DAY)
    say(world.anna, THURSDAY + 2 * DAY, THURSDAY + 3 * DAY, Wish.UNWANTED)
    assert world.check(later) == [Finding("preferences", False, world.anna, later)]


def test_lending_is_said_and_a_unit_out_of_reach_is_refused(world: World) -> None:
    above = world.shift(unit=world.community)
    assert world.check(above) == [Finding("lending", False, world.anna, above)]
    assert world.broken(world.shift(unit=make_unit(world.community))) == [(world.anna.name, "reach")]


def test_maximum_of_a_demand_is_kept(world: World) -> None:
    shift = world.shift(target=1, maximum=1)
    put_on(world.draft, make_person(world.unit), shift)
    assert world.broken(shift) == [("", "coverage_surplus")]


def test_move_frees_the_shift_that_is_left(world: World) -> None:
    first, second = world.shift(), world.shift(THURSDAY + HOUR)
    put_on(world.draft, world.anna, first)
    assert [item.rule for item in world.check(second, leave=first)] == ["coverage_target"]


def test_what_was_broken_before_is_not_held_against_a_change(world: World) -> None:
    for start in (THURSDAY, THURSDAY + HOUR):
        put_on(world.draft, world.anna, world.shift(start))
    later = world.shift(THURSDAY + 7 * DAY)
    assert world.check(later) == []


def test_conflicts_appear_when_the_world_moves_under_a_draft(world: World) -> None:
    shift = world.shift()
    put_on(world.draft, world.anna, shift, pinned=True)
    assert list_conflicts(world.draft, now=NOW) == []
    say(world.anna, THURSDAY, THURSDAY + HOUR)
    assert list_conflicts(world.draft, now=NOW) == [Finding("availability", True, world.anna, shift)]


def test_study_counts_what_stops_whom(world: World) -> None:
    medical = make_skill()
    shift = make_shift(world.unit, [ShiftDemand(skill_id=medical.id, target=2)], starts_at=THURSDAY)
    able = [make_person(world.unit) for _ in range(3)]
    for person in able:
        qualify(person, medical)
    say(able[0], THURSDAY, THURSDAY + HOUR)
    put_on(world.draft, able[1], shift)
    study = study_post(world.draft, shift, now=NOW)
    (explanation,) = study.explanations.values()
    assert (explanation.missing, explanation.considered) == (1, 5)
    assert dict(explanation.blocked) == {"qualification": 2, "availability": 1}
    assert explanation.fitting == (str(able[2].id),)
    ((demand, changes),) = study.changes.items()
    assert str(demand) == explanation.demand
    assert [sentence.en for sentence in changes[0]] == [f"Put {able[2].name} on this shift."]
    assert changes[1][0] == Text(
        f"问问{able[0].name}能否来：登记为这个时间不可服务。",
        f"Ask {able[0].name} to come, who is marked as unavailable at this time.",
    )
    suggested = {item.person: (item.hindrances, item.skills) for item in study.suggestions}
    assert suggested == {
        able[2]: ((), (medical,)),
        able[0]: (("availability",), (medical,)),
        world.anna: ((), ()),
        world.leader: ((), ()),
    }
    assert study.suggestions[-1].person == able[0]


def test_study_of_a_full_shift_explains_nothing(world: World) -> None:
    shift = world.shift(target=1)
    put_on(world.draft, world.anna, shift)
    study = study_post(world.draft, shift, now=NOW)
    assert study.explanations == {}
    assert study.changes == {}
    assert [item.person for item in study.suggestions] == [world.leader]


def test_study_leaves_out_a_guest_who_signed_up_out_of_reach(world: World) -> None:
    far = make_unit(world.community)
    shift = world.shift(unit=far)
    enrol(world.anna, shift)
    study = study_post(world.draft, shift, now=NOW)
    assert world.anna not in {item.person for item in study.suggestions}
    assert next(iter(study.explanations.values())).missing == 1
