"""The planned demo city holds what a visitor is promised."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from shapely import unary_union
from shapely.geometry import shape

from scheduler.timeutils import to_local
from tests.demo.snapshots import NOW, Rows

ZONE = "Asia/Shanghai"
FIRST, LAST = date(2026, 3, 9), date(2026, 4, 5)


def _day(moment: datetime) -> date:
    return to_local(moment, ZONE).date()


def _by_kind(city: Rows, kind: str) -> list[dict[str, Any]]:
    return [shift for shift in city["shift"] if shift["kind"] == kind]


def test_city_is_one_committee_three_communities_and_twelve_grids(city: Rows) -> None:
    units = {unit["id"]: unit for unit in city["unit"]}
    assert Counter(unit["kind"] for unit in units.values()) == {"committee": 1, "community": 3, "grid": 12}
    assert len({unit["name"] for unit in units.values()}) == 16
    assert all(unit["name_en"] and unit["party_branch"] and unit["contact"] for unit in units.values())
    grids = Counter(unit["parent_id"] for unit in units.values() if unit["kind"] == "grid")
    assert sorted(grids.values()) == [4, 4, 4]
    for unit in units.values():
        above = units.get(unit["parent_id"])
        assert unit["path"] == f"{above['path'] if above else '/'}{unit['id']}/"


def test_boundaries_of_grids_fill_their_communities_without_overlap(city: Rows) -> None:
    for community in (unit for unit in city["unit"] if unit["kind"] == "community"):
        outline = shape(community["boundary"])
        grids = [shape(unit["boundary"]) for unit in city["unit"] if unit["parent_id"] == community["id"]]
        assert all(grid.is_valid and grid.area > 0 for grid in grids)
        assert abs(sum(grid.area for grid in grids) - outline.area) < 1e-12
        assert unary_union(grids).symmetric_difference(outline).area < 1e-12


def test_numbers_of_people_add_up(city: Rows) -> None:
    for unit in city["unit"]:
        parts = [part for part in city["unit"] if part["parent_id"] == unit["id"]]
        assert unit["residents"] > unit["households"] > 0
        assert unit["children"] + unit["older_people"] < unit["residents"]
        for column in ("households", "residents", "children", "older_people", "disabled_people"):
            assert not parts or unit[column] == sum(part[column] for part in parts)


def test_every_grid_has_partners(city: Rows) -> None:
    partners = Counter(partner["unit_id"] for partner in city["partner"])
    grids = {unit["id"] for unit in city["unit"] if unit["kind"] == "grid"}
    assert partners.keys() == grids
    assert set(partners.values()) <= {2, 3, 4}


def test_volunteers_are_at_home_in_the_grids_under_names_of_their_own(city: Rows) -> None:
    volunteers = [person for person in city["person"] if person["phone"]]
    assert len(volunteers) == 480
    assert len({person["name"] for person in volunteers}) == 480
    assert all(2 <= len(person["name"]) <= 3 for person in volunteers)
    assert set(Counter(person["home_unit_id"] for person in volunteers).values()) == {40}


def test_ways_to_reach_people_are_plainly_made_up(city: Rows) -> None:
    for person in city["person"]:
        assert (person["phone"] or "").startswith("+861380000") or person["email"].endswith(".example")
    for unit in city["unit"]:
        assert unit["contact"].split()[1].startswith("0553-000")  # no subscriber's number begins with zero


def test_skills_are_uneven_and_some_have_expired(city: Rows) -> None:
    skills = {skill["id"]: skill["code"] for skill in city["skill"]}
    today, homes = _day(NOW), {person["id"]: person["home_unit_id"] for person in city["person"]}
    codes = {unit["id"]: unit["code"] for unit in city["unit"]}
    medics: Counter[str] = Counter()
    states: Counter[str] = Counter()
    for held in city["qualification"]:
        valid = held["valid_until"] is None or held["valid_until"] >= today
        states["valid" if valid else "expired"] += 1
        if valid and skills[held["skill_id"]] == "medical":
            medics[codes[homes[held["person_id"]]]] += 1
    share = states["expired"] / states.total()
    assert 0.08 < share < 0.16
    grids = sorted(medics[unit["code"]] for unit in city["unit"] if unit["kind"] == "grid")
    assert grids[0] <= 3
    assert grids[-1] >= 8


def test_four_weeks_of_patrols_are_planned_for_every_grid(city: Rows) -> None:
    period = min(city["roster_period"], key=lambda row: row["starts_on"])
    assert (period["starts_on"], period["ends_on"]) == (FIRST, LAST)
    coming = [shift for shift in _by_kind(city, "patrol") if FIRST <= _day(shift["starts_at"]) <= LAST]
    assert set(Counter(shift["unit_id"] for shift in coming).values()) == {28}
    assert len(coming) == 12 * 28
    past = [shift for shift in _by_kind(city, "patrol") if _day(shift["starts_at"]) < FIRST]
    assert len(past) == 12 * 28
    assert all(shift["ends_at"] < NOW for shift in past)
    asked = Counter(demand["shift_id"] for demand in city["shift_demand"])
    assert {asked[shift["id"]] for shift in coming} == {3}


def test_two_drills_and_eight_trainings_are_planned_and_one_is_about_to_begin(city: Rows) -> None:
    (soon,) = (event for event in _by_kind(city, "training") if _day(event["starts_at"]) < FIRST)
    assert NOW < soon["starts_at"] <= NOW + timedelta(hours=12)
    for kind, number in (("drill", 2), ("training", 8)):
        events = [event for event in _by_kind(city, kind) if event is not soon]
        assert len(events) == number
        assert all(FIRST <= _day(event["starts_at"]) <= LAST for event in events)
        assert all(event["place"] and event["notes"] for event in events)
    kinds = {unit["id"]: unit["kind"] for unit in city["unit"]}
    places = {kinds[event["unit_id"]] for event in _by_kind(city, "training")}
    assert places == {"committee", "community", "grid"}


def test_some_have_signed_up_and_trainings_are_full_or_nearly_so(city: Rows) -> None:
    held = [place for place in city["enrolment"] if place["seat"] is not None]
    taken = Counter(place["shift_id"] for place in held)
    free = sorted(shift["capacity"] - taken[shift["id"]] for shift in _by_kind(city, "training"))
    assert free[:3] == [0, 0, 1]
    assert free[-1] > 5
    seats = Counter((place["shift_id"], place["seat"]) for place in held)
    assert set(seats.values()) == {1}


def test_the_volunteer_waits_for_one_training_and_is_offered_another(city: Rows) -> None:
    listed = [place for place in city["enrolment"] if place["status"] in {"waiting", "offered"}]
    assert Counter(place["status"] for place in listed) == {"waiting": 9, "offered": 1}
    volunteer = next(row["id"] for row in city["person"] if row["email"] == "volunteer@lianfang.example")
    own = {place["status"]: place for place in listed if place["person_id"] == volunteer}
    assert (own["offered"]["offer_until"] - NOW, own["offered"]["turn"]) == (timedelta(hours=12), 1)
    ahead = [
        place
        for place in listed
        if place["shift_id"] == own["waiting"]["shift_id"] and place["turn"] < own["waiting"]["turn"]
    ]
    assert len(ahead) == 2


def test_volunteers_have_said_when_they_can_come(city: Rows) -> None:
    people = {row["person_id"] for row in city["weekly_availability"]}
    assert len(people) > 470
    assert {row["wish"] for row in city["weekly_availability"]} == {"unavailable", "preferred", "unwanted"}
    assert len(city["availability_exception"]) > 40
    assert all(row["starts_at"] > NOW + timedelta(days=1) for row in city["availability_exception"])


def test_each_role_has_an_account_where_its_work_is(city: Rows) -> None:
    codes = {unit["id"]: unit["code"] for unit in city["unit"]}
    accounts = {person["id"]: person for person in city["person"] if person["email"]}
    homes = {person["email"]: codes[person["home_unit_id"]] for person in accounts.values()}
    at = {"admin": "anhe", "officer": "anhe", "coordinator": "anhe", "auditor": "anhe"}
    at |= {"grid.leader": "guihua-1", "team.leader": "guihua-1", "volunteer": "guihua-1"}
    assert homes == {f"{role}@lianfang.example": code for role, code in at.items()}
    granted = {
        (accounts[g["person_id"]]["email"], g["role"])
        for g in city["role_grant"]
        if g["person_id"] in accounts
    }
    for role in at:
        assert (f"{role}@lianfang.example", role.replace(".", "_")) in granted
        assert (f"{role}@lianfang.example", "volunteer") in granted
