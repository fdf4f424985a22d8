from pathlib import Path

import pytest

from scheduler.benchmarking.bests import given, published
from scheduler.benchmarking.instances import find_instance
from scheduler.rostering.formats import Kind
from scheduler.rostering.problem import ProblemError
from tests.rostering.formats import samples


def test_curtois_file_is_known_by_its_stem_and_its_published_score(tmp_path: Path) -> None:
    path = tmp_path / "Instance1.txt"
    path.write_text(samples.CURTOIS, encoding="utf-8")
    found = find_instance(str(path), tmp_path, {})
    assert (found.name, found.kind, found.best) == ("Instance1", Kind.CURTOIS, 607)
    assert found.arguments == [str(path)]


def test_scores_beside_an_instance_come_before_the_packages_and_given_ones_before_all(tmp_path: Path) -> None:
    path = tmp_path / "Instance1.txt"
    path.write_text(samples.CURTOIS, encoding="utf-8")
    (tmp_path / "best-known.json").write_text('{"Instance1": 605}', encoding="utf-8")
    assert find_instance(str(path), tmp_path, {}).best == 605
    assert find_instance(str(path), tmp_path, {"Instance1": 604}).best == 604


def _dataset(folder: Path) -> Path:
    home = folder / "n002w2"
    home.mkdir()
    for name, text in (
        ("Sc-n002w2.txt", samples.SCENARIO),
        ("H0-n002w2-0.txt", samples.HISTORY),
        ("WD-n002w2-3.txt", samples.WEEK),
        ("WD-n002w2-5.txt", samples.WEEK),
    ):
        (home / name).write_text(text, encoding="utf-8")
    return home


@pytest.mark.parametrize("inside", [False, True])
def test_inrc2_instance_is_found_in_its_data_set_or_above_it(tmp_path: Path, inside: bool) -> None:
    home = _dataset(tmp_path)
    name = "n002w2_0_5-3"
    found = find_instance(str((home if inside else tmp_path) / name), tmp_path, {name: 70})
    assert (found.name, found.kind, found.best) == (name, Kind.SCENARIO, 70)
    assert found.arguments == [
        str(home / "Sc-n002w2.txt"),
        "--history",
        str(home / "H0-n002w2-0.txt"),
        "--week",
        str(home / "WD-n002w2-5.txt"),
        "--week",
        str(home / "WD-n002w2-3.txt"),
    ]


def test_made_instance_is_written_for_the_processes_to_read(tmp_path: Path) -> None:
    found = find_instance("grid_month", tmp_path, {})
    assert (found.name, found.kind, found.best) == ("grid_month", Kind.JSON, None)
    assert found.problem == tmp_path / "grid_month.json"
    assert found.problem.stat().st_size > 10_000


def test_unknown_instance_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match=r"Instance99.txt: cannot be read: No such file or directory"):
        find_instance("Instance99.txt", tmp_path, {})


def test_given_scores_are_pairs_and_files(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text('{"x": 5, "y": 6}', encoding="utf-8")
    assert given([str(path), "y=7"]) == {"x": 5, "y": 7}


@pytest.mark.parametrize("content", ["[]", '{"x": "5"}', '{"x": 1.5}', "x"])
def test_malformed_scores_are_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "mine.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ProblemError):
        given([str(path)])


def test_published_scores_are_those_of_the_public_folder(benchmarks: Path) -> None:
    curtois = {path.stem for path in (benchmarks / "curtois").glob("Instance*.txt")}
    assert curtois <= published().keys()
