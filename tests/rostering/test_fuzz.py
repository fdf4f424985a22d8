"""Five thousand broken files: each is read, or refused in one sentence with the path to the item."""

import copy
import json
import random
import re
from collections.abc import Callable
from typing import Any

from scheduler.rostering.checking import check
from scheduler.rostering.domain import domain
from scheduler.rostering.facts import Facts
from scheduler.rostering.formats import Loaded, read_problem, source_of
from scheduler.rostering.problem import ProblemError, RosterProblem
from scheduler.rostering.serialising import problem_to_json
from scheduler.rostering.solution import Solution
from tests.rostering.documented import EXAMPLES, problems
from tests.rostering.formats.samples import CURTOIS, HISTORY, SCENARIO, WEEK
from tests.rostering.tiny import tiny

Files = list[bytes]
NUMBER = 5000
#: What no field expects: wrong types, the ends of ranges, names that exist elsewhere, signs that break lines.
STRANGE: list[Any] = [
    None, True, False, 0, -1, 1, 2, 7, 10**7, 10**7 + 1, 2**31, 2**63, 10**400, 0.5, -0.0, 1e308, "", "0",
    "x" * 3000, "li", "\ud800", "\0", "\n", "\u2028", "名", "2026-03-01", "2026-02-30", "9999-12-31",
    "2026-03-01T08:00:00+08:00", "2026-03-01T08:00:00", "2026-03-01T24:00:00Z", "9999-12-31T23:59:59-23:59",
    "Asia/Shanghai", "Nowhere/City", "../etc/passwd", [], {}, [[]], [None], {"": None}, {"id": "li"},
]  # fmt: skip
TOKENS = [
    b"", b" ", b"\t", b"\r", b"\n", b"\n\n", b"\0", b"\xff", b"\xef\xbb\xbf", b"\xe4\xb8", "Ａ１".encode(),
    b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\u0000", b"\\ud800", b"=", b"|", b"(", b")", b"(9,1)", b"#",
    b"-1", b"1.5", b"1e99", b"99999999999999999999", b"NaN", b"-Infinity", b"null", b"None", b"Any",
    b"SECTION_", b"SECTION_COVER", b"SCENARIO = x", b"HISTORY", b"WEEKS = 99", b"0", b"1", b"E", b"A,",
]  # fmt: skip
#: How many changes a file suffers.
TIMES = (1, 1, 1, 2, 3)


def _places(value: Any, found: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """List every (container, key) of a JSON value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        found.append((value, key))
        _places(item, found)
    return found


def _change_item(content: bytes, rng: random.Random) -> bytes:
    """Replace, remove, repeat or move an item of a JSON document."""
    data = json.loads(content)
    for _ in range(rng.choice(TIMES)):
        places = _places(data, [])
        if not places:
            break
        container, key = rng.choice(places)
        other, place = rng.choice(places)
        match rng.randrange(5):
            case 0:
                container[key] = copy.deepcopy(rng.choice(STRANGE))
            case 1:
                del container[key]
            case 2 if isinstance(container, list):
                container.append(copy.deepcopy(container[key]))
            case 2:
                container[rng.choice(["id", "unit", "person", "shifts", "weight", "extra", ""])] = 1
            case 3 if isinstance(container[key], int):
                container[key] += rng.choice((-1, 1, 1000, 10**6, 10**9))
            case _:
                container[key] = copy.deepcopy(other[place])
    return json.dumps(data).encode()


def _change_bytes(content: bytes, rng: random.Random) -> bytes:
    """Cut, insert, repeat or exchange some bytes, whatever they mean."""
    for _ in range(rng.choice(TIMES)):
        here, there = sorted(rng.randrange(len(content) + 1) for _ in range(2))
        short = min(here + rng.randint(0, 9), len(content))
        match rng.randrange(5):
            case 0:
                content = content[:here] + rng.choice(TOKENS) + content[short:]
            case 1:
                content = content[:here] + content[short:]
            case 2:
                content = content[:there]
            case 3:
                content = content[:there] + content[here : here + 200] + content[there:]
            case _:
                content = content[:here] + bytes([rng.randrange(256)]) + content[here + 1 :]
    return content


def _change_lines(content: bytes, rng: random.Random) -> bytes:
    """Remove, repeat or exchange lines, or change a field of one."""
    lines = content.split(b"\n")
    for _ in range(rng.choice(TIMES)):
        here, there = rng.randrange(len(lines)), rng.randrange(len(lines))
        match rng.randrange(4):
            case 0 if len(lines) > 1:
                del lines[here]
            case 1:
                lines.insert(there, lines[here])
            case 2:
                lines[here], lines[there] = lines[there], lines[here]
            case _:
                separator = b"," if b"," in lines[here] else b" "
                fields = lines[here].split(separator)
                fields[rng.randrange(len(fields))] = rng.choice(TOKENS)
                lines[here] = separator.join(fields)
    return b"\n".join(lines)


def _read(files: Files) -> Loaded:
    names = ["problem", "history", *("week" for _ in files[2:])]
    first, *others = (source_of(name, content) for name, content in zip(names, files, strict=False))
    return read_problem(first, others[0] if others else None, others[1:])


def _originals() -> list[tuple[Files, bool]]:
    """Return valid inputs, each with whether it is JSON."""
    documents = [json.dumps(problem_to_json(problem)) for problem in (*problems(), tiny(random.Random(1))[0])]
    texts: list[list[str]] = [[CURTOIS], [SCENARIO, HISTORY, WEEK, WEEK]]
    return [
        *(([document.encode()], True) for document in (*documents, *EXAMPLES[:1])),
        *(([text.encode() for text in files], False) for files in texts for _ in range(2)),
    ]


def _mutants() -> list[Files]:
    rng = random.Random(20260301)
    originals = _originals()
    found: list[Files] = []
    for _ in range(NUMBER):
        files, is_json = rng.choice(originals)
        changes: list[Callable[[bytes, random.Random], bytes]] = [_change_bytes, _change_lines]
        change = rng.choice([_change_item, _change_item, _change_bytes] if is_json else changes)
        which = rng.randrange(len(files))
        found.append([change(file, rng) if index == which else file for index, file in enumerate(files)])
    return found


def _work_with(problem: RosterProblem) -> None:
    """Do what happens to every problem before it is solved."""
    domain(Facts(problem))
    check(problem, Solution(()))


def test_valid_files_are_read() -> None:
    for files, _ in _originals():
        _work_with(_read(files).problem)


def _outcome(files: Files) -> str | None:
    """Return what an input is refused with; ``None``: it is read."""
    try:
        problem = _read(files).problem
    except ProblemError as refusal:
        return f"{refusal.path}: {refusal.message}" if refusal.path else "a refusal without a path"
    _work_with(problem)
    return None


def test_any_broken_file_is_read_or_refused_in_one_sentence_with_its_path() -> None:
    outcomes = [_outcome(files) for files in _mutants()]
    refused = [said for said in outcomes if said is not None]
    sentence = re.compile(r"(problem|history|week)(, .+)?: .{5,900}")  # a dot is no end of line
    assert [said for said in refused if not sentence.fullmatch(said)] == []
    assert NUMBER / 2 < len(refused) < NUMBER * 0.95
