import pytest

from scheduler.rostering.formats.inrc2 import join_weeks
from scheduler.rostering.formats.inrc2_files import read_history, read_scenario, read_week
from scheduler.rostering.problem import (
    Demand,
    History,
    Limits,
    PersonSkill,
    ProblemError,
    Request,
    RosterProblem,
    ShiftType,
)
from tests.rostering.formats.samples import HISTORY, SCENARIO, WEEK


def _problem(
    scenario: str = SCENARIO, history: str = HISTORY, weeks: tuple[str, ...] = (WEEK, WEEK)
) -> RosterProblem:
    read = read_scenario(scenario)
    return join_weeks(read, read_history(history, read), [read_week(week, read) for week in weeks])


def test_instance_becomes_a_problem_of_ordinary_rules() -> None:
    problem = _problem()
    assert (problem.name, problem.start.weekday(), problem.days) == ("n003w2", 0, 14)
    assert problem.types == (
        ShiftType("Early", (), 2, 4),
        ShiftType("Night", ("Early",), 2, 3),
    )
    ann, bob, cleo = problem.people
    assert ann.skills == (PersonSkill("HeadNurse"), PersonSkill("Nurse"))
    assert ann.limits == Limits(
        max_shifts_per_day=1,
        min_shifts=7,
        max_shifts=10,
        min_consecutive_days=2,
        max_consecutive_days=5,
        min_days_off=2,
        max_days_off=3,
        max_weekends=1,
        complete_weekends=True,
    )
    assert not cleo.limits.complete_weekends
    assert ann.history == History(known=True, last_type="Night", consecutive_days=4, consecutive_type=1)
    assert bob.history == History(known=True, consecutive_days_off=1)
    shift = next(shift for shift in problem.shifts if shift.id == "8 Night")
    assert shift.demands == (
        Demand("HeadNurse", "HeadNurse", minimum=0, target=0, exclusive=True),
        Demand("Nurse", "Nurse", minimum=0, target=1, exclusive=True),
    )
    assert problem.requests[2:] == (
        Request("Ann", ("8 Early", "8 Night"), wanted=False, weight=10),
        Request("Bob", ("12 Night",), wanted=False, weight=10),
    )


def test_white_space_and_windows_line_ends_do_not_matter() -> None:
    loose = SCENARIO.replace("\n", " \r\n").replace("(7,10) (2,5)", "(7, 10)  (2,5)")
    assert _problem(scenario=loose) == _problem()


def test_skill_without_a_requirement_is_not_wanted() -> None:
    line = "Night HeadNurse (0,0) (0,0) (0,0) (0,1) (0,0) (0,0) (0,0)\n"
    problem = _problem(weeks=(WEEK.replace(line, ""), WEEK))
    shift = next(shift for shift in problem.shifts if shift.id == "3 Night")
    assert shift.demands[0] == Demand("HeadNurse", "HeadNurse", minimum=0, target=0, exclusive=True)


@pytest.mark.parametrize("number", [0, 1, 3])
def test_other_number_of_weeks_is_refused(number: int) -> None:
    with pytest.raises(ProblemError) as refusal:
        _problem(weeks=(WEEK,) * number)
    assert str(refusal.value) == (
        f"weeks: the scenario plans 2 weeks and the history covers 0: give 2 week files, not {number}"
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("WEEKS = 2", "WEEKS = 0", "line 3: the number of weeks must not be 0"),
        ("WEEKS = 2", "WEEKS = 58", "line 3: the number of weeks must be at most 57, not '58'"),
        ("WEEKS = 2", "WEEKS two", "line 3: must be WEEKS = …, not 'WEEKS two'"),
        ("SKILLS = 2", "SKILLS = 3", "line 10: must be SHIFT_TYPES = …, not 'Early (2,4)'"),
        ("Early (2,4)", "Early (4,2)", "line 10: (4,2): the first number must not be above the second"),
        ("Early (2,4)", "Early (2,4", "line 10: must hold 1 pair like (2,5), not '(2,4'"),
        ("Night (2,3)", "Early (2,3)", "line 11: shift type 'Early' stands twice"),
        (
            "Night 1 Early",
            "Night 2 Early",
            "line 15: must hold a name, a number and so many items, not 'Night 2 Early'",
        ),
        ("Night 1 Early", "Night 1 Late", "line 15: there is no shift type 'Late'"),
        ("Night 1 Early", "Early 0", "line 15: shift type 'Early' stands twice"),
        ("(2,3) 1 1", "(2,3) 1 2", "line 18: must end with the most weekends and 0 or 1, not '1 2'"),
        ("(2,3) 1 1", "1 1", "line 18: must hold 3 pairs like (2,5), not '(7,10) (2,5)'"),
        ("Bob FullTime", "Bob Freelance", "line 23: there is no contract 'Freelance'"),
        ("1 Nurse", "1 Surgeon", "line 23: there is no skill 'Surgeon'"),
        ("Bob FullTime 1 Nurse", "Bob", "line 23: there is no contract ''"),
        ("Cleo", "C\x1bleo", "line 24: the name of nurse must not hold control characters"),
        ("Cleo", "C" * 201, "line 24: the name of nurse must have at most 200 characters, not 201"),
        ("Cleo", "Ann", "line 24: nurse 'Ann' stands twice"),
        ("NURSES = 3", "NURSES = 2", "line 24: the file should end before 'Cleo PartTime 2 HeadNurse Nurse'"),
        (
            "NURSES = 3",
            "NURSES = 4",
            "line 24: the file ends here, where line 4 of 4 of NURSES should follow",
        ),
    ],
)
def test_malformed_scenario_is_refused_with_its_line(old: str, new: str, message: str) -> None:
    assert old in SCENARIO
    with pytest.raises(ProblemError) as refusal:
        read_scenario(SCENARIO.replace(old, new, 1))
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("0 n003w2", "0 n030w4", "line 2: belongs to scenario 'n030w4', not 'n003w2'"),
        ("0 n003w2", "first n003w2", "line 2: the past weeks must be a whole number from 0, not 'first'"),
        ("Bob 0", "Zoe 0", "line 6: there is no nurse 'Zoe'"),
        ("Bob 0", "Ann 0", "line 6: the history of nurse 'Ann' stands twice"),
        ("Night 1", "Late 1", "line 5: there is no shift type 'Late'"),
        ("1 4 0", "1 4 -1", "line 5: a number of days must be a whole number from 0, not '-1'"),
        ("Cleo 0 0 Early 2 2 0\n", "", "NURSE_HISTORY: the history of nurse 'Cleo' is missing"),
    ],
)
def test_malformed_history_is_refused_with_its_line(old: str, new: str, message: str) -> None:
    assert old in HISTORY
    with pytest.raises(ProblemError) as refusal:
        read_history(HISTORY.replace(old, new, 1), read_scenario(SCENARIO))
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("n003w2", "n030w4", "line 2: belongs to scenario 'n030w4', not 'n003w2'"),
        ("Early Nurse", "Late Nurse", "line 6: there is no shift type 'Late'"),
        ("Early Nurse", "Early Surgeon", "line 6: there is no skill 'Surgeon'"),
        ("Early Nurse", "Early HeadNurse", "line 6: the requirement of Early HeadNurse stands twice"),
        (
            "(1,1) (0,1) (0,1) (0,1) (0,0) (0,1)",
            "(1,1)",
            "line 6: must hold 7 pairs like (2,5), not '(0,1) (1,1)'",
        ),
        ("Ann Any Tue", "Ann Any Dienstag", "line 11: there is no day of the week 'Dienstag'"),
        ("Ann Any Tue", "Zoe Any Tue", "line 11: there is no nurse 'Zoe'"),
        ("REQUESTS = 2", "REQUESTS = 1", "line 12: the file should end before 'Bob Night Sat'"),
        (
            "REQUESTS = 2",
            "REQUESTS = 999",
            "line 10: the number of SHIFT_OFF_REQUESTS must be at most 10, not '999'",
        ),
    ],
)
def test_malformed_week_is_refused_with_its_line(old: str, new: str, message: str) -> None:
    assert old in WEEK
    with pytest.raises(ProblemError) as refusal:
        read_week(WEEK.replace(old, new, 1), read_scenario(SCENARIO))
    assert str(refusal.value) == message
