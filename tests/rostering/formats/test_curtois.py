from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from scheduler.rostering.formats.curtois import read_curtois
from scheduler.rostering.problem import (
    Availability,
    Demand,
    Limits,
    ProblemError,
    Request,
    ShiftType,
    Wish,
)
from tests.rostering.formats.samples import CURTOIS


def test_instance_becomes_a_problem_of_ordinary_rules() -> None:
    problem = read_curtois(CURTOIS)
    assert (problem.start, problem.start.weekday(), problem.days) == (date(2024, 1, 1), 0, 14)
    assert problem.types == (ShiftType("E"), ShiftType("L", ("E",)))
    assert [person.id for person in problem.people] == ["A", "B", "C"]
    assert problem.people[0].limits == Limits(
        max_shifts_per_day=1,
        max_minutes=4320,
        min_minutes=2880,
        max_consecutive_days=5,
        min_consecutive_days=2,
        min_days_off=2,
        max_weekends=1,
        max_per_type=(("E", 14), ("L", 3)),
    )
    assert problem.availability == (
        Availability(
            "A", datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 1, 3, tzinfo=UTC), Wish.UNAVAILABLE
        ),
        Availability(
            "A", datetime(2024, 1, 10, tzinfo=UTC), datetime(2024, 1, 11, tzinfo=UTC), Wish.UNAVAILABLE
        ),
        Availability(
            "C", datetime(2024, 1, 14, tzinfo=UTC), datetime(2024, 1, 15, tzinfo=UTC), Wish.UNAVAILABLE
        ),
    )
    assert problem.requests[:3] == (
        Request("A", ("2 E",), wanted=True, weight=2),
        Request("B", ("5 L",), wanted=True, weight=3),
        Request("B", ("3 E",), wanted=False, weight=1),
    )
    shift = problem.shifts[3]
    assert (shift.id, shift.type, shift.minutes, shift.start) == (
        "1 L",
        "L",
        450,
        datetime(2024, 1, 2, tzinfo=UTC),
    )
    assert shift.demands == (Demand("cover", target=2, maximum=2, under_weight=100, over_weight=1),)


def test_sections_may_come_in_any_order_with_windows_line_ends() -> None:
    sections = CURTOIS.split("SECTION_")
    turned = "SECTION_".join([sections[0], *reversed(sections[1:])]).replace("\n", "\r\n")
    assert read_curtois(turned) == read_curtois(CURTOIS)


def test_shift_without_cover_may_be_worked_at_no_cost() -> None:
    problem = read_curtois(CURTOIS.replace("0,E,1,100,1\n", "", 1))
    assert problem.shifts[0] == replace(read_curtois(CURTOIS).shifts[0], demands=())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("14\n", "401\n", "line 3: the number of days must be at most 400, not '401'"),
        ("14\n", "0\n", "line 3: the horizon must have at least one day"),
        ("14\n", "two weeks\n", "line 3: the number of days must be a whole number from 0, not 'two weeks'"),
        ("14\n", "\n", "SECTION_HORIZON: must hold one line, not 0"),
        ("E,480,", "E,-480,", "line 6: the length must be a whole number from 0, not '-480'"),
        ("E,480,", "E,4\u0668,", "line 6: the length must be a whole number from 0, not '4\u0668'"),
        ("L,450,E|", "L,450,X|", "line 7: there is no shift type 'X'"),
        ("L,450,E|", "E,450,", "line 7: shift type 'E' stands twice"),
        (
            "L,450,E|",
            "L,450",
            "line 7: must hold 3 fields (id, minutes, cannot be followed by), not 2: 'L,450'",
        ),
        ("E=14|L=3", "E=14|Q=3", "line 10: there is no shift type 'Q'"),
        ("E=14|L=3", "E:14", "line 10: must hold limits like E=14|L=0, not 'E:14'"),
        ("E=14|L=3", "E=14|E=3", "line 10: the limit of shift type 'E' stands twice"),
        ("4320,2880", f"{'9' * 5000},2880", f"line 10: a limit must be at most 10000000, not {'9' * 60!r}…"),
        ("C,E=0", "A,E=0", "line 12: member of staff 'A' stands twice"),
        ("A,0,1,9", "A,0,1,14", "line 15: the day must be at most 13, not '14'"),
        ("A,0,1,9", "Z,0", "line 15: there is no member of staff 'Z'"),
        ("A,2,E,2", "A,2,E", "line 19: must hold 4 fields (id, day, shift, weight), not 3: 'A,2,E'"),
        (
            "0,E,1,100,1\n",
            "0,E,1,100,1\n0,E,2,100,1\n",
            "line 28: the cover of day 0, shift 'E' stands twice",
        ),
        ("SECTION_COVER", "SECTION_COVERS", "line 26: there is no section 'SECTION_COVERS'"),
        ("SECTION_DAYS_OFF", "SECTION_STAFF", "line 14: SECTION_STAFF stands twice"),
        ("SECTION_HORIZON\n", "", "line 2: must name a section, not '14'"),
    ],
)
def test_malformed_instance_is_refused_with_its_line(old: str, new: str, message: str) -> None:
    assert old in CURTOIS
    with pytest.raises(ProblemError) as refusal:
        read_curtois(CURTOIS.replace(old, new, 1))
    assert str(refusal.value) == message


def test_file_cut_short_is_refused() -> None:
    with pytest.raises(ProblemError) as refusal:
        read_curtois(CURTOIS[: CURTOIS.index("SECTION_COVER")])
    assert str(refusal.value) == "line 24: the file ends without SECTION_COVER"


def test_more_shifts_than_the_engine_takes_are_refused() -> None:
    types = "".join(f"T{number},480,\n" for number in range(10_000))
    with pytest.raises(ProblemError) as refusal:
        read_curtois(CURTOIS.replace("E,480,\n", types + "E,480,\n", 1))
    assert str(refusal.value) == "SECTION_SHIFTS: days times shift types must not exceed 100000"
