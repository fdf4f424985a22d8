import json
import random
import time

import pytest

from scheduler.rostering.formats import Kind, Source, read_problem, recognise
from scheduler.rostering.problem import ProblemError
from scheduler.rostering.serialising import problem_to_json
from tests.rostering.formats.samples import CURTOIS, HISTORY, SCENARIO, WEEK
from tests.rostering.formats.support import tiny_inrc2


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('\n {"zone": 1}', Kind.JSON),
        ("[]", Kind.JSON),
        (CURTOIS, Kind.CURTOIS),
        (SCENARIO, Kind.SCENARIO),
        (HISTORY, Kind.HISTORY),
        (WEEK, Kind.WEEK),
        ("", None),
        ("<SchedulingPeriod/>", None),
    ],
)
def test_files_are_recognised_by_what_they_hold(text: str, kind: Kind | None) -> None:
    assert recognise(text) is kind


def test_json_of_a_public_instance_is_the_same_problem() -> None:
    problem = tiny_inrc2().loaded.problem
    assert read_problem(Source("own.json", json.dumps(problem_to_json(problem)))).problem == problem


@pytest.mark.parametrize(
    ("sources", "message"),
    [
        (
            (SCENARIO, None, []),
            "P: is an INRC-II scenario, which needs a history (H0-*.txt) and its weeks (WD-*.txt)",
        ),
        (
            (CURTOIS, HISTORY, []),
            "P: is no INRC-II scenario (Sc-*.txt), so it takes neither a history nor weeks",
        ),
        (
            (WEEK, None, []),
            "P: is an INRC-II week, which belongs to a scenario (Sc-*.txt): give that as the problem",
        ),
        (
            ("hello", None, []),
            "P: holds neither a problem in JSON, nor a Curtois-Qu instance, nor an INRC-II scenario",
        ),
        ((SCENARIO, WEEK, [WEEK, WEEK]), "H: should be an INRC-II history and is an INRC-II week"),
        ((SCENARIO, HISTORY, [WEEK, "x"]), "W2: should be an INRC-II week and is something else"),
        (
            (SCENARIO, HISTORY, [WEEK]),
            "P, weeks: the scenario plans 2 weeks and the history covers 0: give 2 week files, not 1",
        ),
        ((SCENARIO, HISTORY.replace("Ann", "Zoe"), [WEEK, WEEK]), "H, line 5: there is no nurse 'Zoe'"),
        (
            (SCENARIO, HISTORY, [WEEK, WEEK.replace("Tue", "Tag")]),
            "W2, line 11: there is no day of the week 'Tag'",
        ),
        ((CURTOIS.replace("A,0,1", "A,99"), None, []), "P, line 15: the day must be at most 13, not '99'"),
        (
            ("{", None, []),
            "P, line 1, column 2: this is not JSON: expecting property name enclosed in double quotes",
        ),
        (("[]", None, []), "P, problem: must be an object, not a list"),
    ],
)
def test_refusals_name_the_file(sources: tuple[str, str | None, list[str]], message: str) -> None:
    problem, history, weeks = sources
    with pytest.raises(ProblemError) as refusal:
        read_problem(
            Source("P", problem),
            Source("H", history) if history is not None else None,
            [Source(f"W{number}", week) for number, week in enumerate(weeks, 1)],
        )
    assert str(refusal.value) == message


def _mutate(text: str, rng: random.Random) -> str:
    lines = text.splitlines()
    index = rng.randrange(len(lines))
    line = lines[index]
    strange = [
        "",
        "-1",
        "99999999999",
        "x",
        "(",
        ")",
        ",",
        "|",
        "=",
        "\u0665",
        "\ud800",
        "SECTION_COVER",
        "# ",
    ]
    match rng.randrange(5):
        case 0:
            del lines[index]
        case 1:
            lines.insert(index, rng.choice(lines))
        case 2:
            at = rng.randrange(len(line) + 1)
            lines[index] = line[:at] + rng.choice(strange) + line[at:]
        case 3:
            lines[index] = line[: rng.randrange(len(line) + 1)]
        case _:
            lines[index] = line.replace(rng.choice("0123456789ABEN"), rng.choice("0123456789ABEN"), 1)
    return "\n".join(lines)


def test_any_mutation_is_read_or_refused_with_a_path() -> None:
    rng = random.Random(1)
    refusals: list[ProblemError] = []
    for number in range(1200):
        texts = [CURTOIS] if number % 2 else [SCENARIO, HISTORY, WEEK]
        index = rng.randrange(len(texts))
        texts[index] = _mutate(texts[index], rng)
        sources = [Source(f"file {place}", text) for place, text in enumerate(texts)]
        try:
            read_problem(
                sources[0],
                sources[1] if len(sources) > 1 else None,
                [sources[2], sources[2]] if len(sources) > 1 else [],
            )
        except ProblemError as error:
            refusals.append(error)
    assert 400 < len(refusals) < 1200
    assert all(error.path.startswith("file ") for error in refusals)
    assert all(error.message and "\n" not in str(error) for error in refusals)


def test_instance_of_the_greatest_published_size_is_read_in_seconds() -> None:
    days, types, staff = 364, 32, 150
    text = "\n".join(
        [
            f"SECTION_HORIZON\n{days}\nSECTION_SHIFTS",
            *(f"s{kind},480,{'|'.join(f's{other}' for other in range(kind))}" for kind in range(types)),
            "SECTION_STAFF",
            *(
                f"p{person},{'|'.join(f's{kind}=364' for kind in range(types))},115000,100000,5,2,2,26"
                for person in range(staff)
            ),
            "SECTION_DAYS_OFF",
            *(f"p{person},{','.join(map(str, range(person % 7, days, 11)))}" for person in range(staff)),
            "SECTION_SHIFT_ON_REQUESTS",
            *(f"p{person},{day},s{day % types},2" for person in range(staff) for day in range(0, days, 5)),
            "SECTION_SHIFT_OFF_REQUESTS",
            "SECTION_COVER",
            *(f"{day},s{kind},4,100,1" for day in range(days) for kind in range(types)),
        ]
    )
    begun = time.perf_counter()
    problem = read_problem(Source("Instance24.txt", text)).problem
    assert (len(problem.shifts), len(problem.people)) == (days * types, staff)
    assert time.perf_counter() - begun < 5
