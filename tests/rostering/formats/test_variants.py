"""The same instances as other machines write them: line ends, marks, comments, white space, encodings."""

from collections.abc import Callable

import pytest

from scheduler.rostering.formats import read_problem, source_of
from scheduler.rostering.problem import ProblemError, RosterProblem
from tests.rostering.formats.samples import CURTOIS, HISTORY, SCENARIO, WEEK
from tests.rostering.formats.support import tiny_curtois, tiny_inrc2

Variant = Callable[[str], bytes]


def _curtois(change: Variant) -> RosterProblem:
    return read_problem(source_of("instance", change(CURTOIS))).problem


def _inrc2(change: Variant) -> RosterProblem:
    scenario, history, week = (source_of("file", change(text)) for text in (SCENARIO, HISTORY, WEEK))
    return read_problem(scenario, history, [week, week]).problem


def _edited(old: str, new: str) -> Variant:
    return lambda text: text.replace(old, new).encode()


VARIANTS: dict[str, Variant] = {
    "as it is": str.encode,
    "Windows line ends": _edited("\n", "\r\n"),
    "old Macintosh line ends": _edited("\n", "\r"),
    "a byte order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "no newline at the end": lambda text: text.rstrip("\n").encode(),
    "blank lines everywhere": _edited("\n", "\n \n\t\n"),
    "space at the ends of lines": _edited("\n", " \t\n  "),
    "comments in UTF-8": lambda text: f"# état 名\n{text}# end\n".encode(),
    "comments in Windows-1252": lambda text: f"# état – “x”\n{text}# ä\n".encode("cp1252"),
    "blank lines before": lambda text: b"\n\r\n" + text.encode(),
}
VARIANT = pytest.mark.parametrize("change", VARIANTS.values(), ids=VARIANTS.keys())


@VARIANT
def test_curtois_variant_is_the_same_problem(change: Variant) -> None:
    assert _curtois(change) == tiny_curtois().loaded.problem


@VARIANT
def test_inrc2_variant_is_the_same_problem(change: Variant) -> None:
    assert _inrc2(change) == tiny_inrc2().loaded.problem


def test_space_around_commas_does_not_matter() -> None:
    assert _curtois(_edited(",", " , ")) == tiny_curtois().loaded.problem


def test_names_in_windows_1252_are_read() -> None:
    people = _curtois(lambda text: text.replace("\nA,", "\nZoë,").encode("cp1252")).people
    assert [person.id for person in people] == ["Zoë", "B", "C"]
    nurses = _inrc2(lambda text: text.replace("Ann ", "Änn ").encode("cp1252")).people
    assert [nurse.id for nurse in nurses] == ["Änn", "Bob", "Cleo"]


@pytest.mark.parametrize(
    "content", ["名".encode("gb18030"), '{"zone": "ä"}'.encode("cp1252"), b"\x89PNG\r\n"]
)
def test_what_is_no_text_of_a_known_kind_is_refused(content: bytes) -> None:
    with pytest.raises(ProblemError) as refusal:
        source_of("file", content)
    assert str(refusal.value) == "file: is not a text file in UTF-8"


def test_binary_file_is_refused() -> None:
    with pytest.raises(ProblemError) as refusal:
        source_of("file", b"SECTION_HORIZON\0")
    assert str(refusal.value) == "file: is a binary file, not text"
