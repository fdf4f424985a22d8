"""What a solution file vouches for, and whether that is so: judged anew without the solver."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from typing import Any

from scheduler.rostering.checking import Check
from scheduler.rostering.codecs import LONGEST_ID, NUMBER, Codec, choice, optional, record, text, whole
from scheduler.rostering.problem import RosterProblem
from scheduler.rostering.serialising import SCORE, TOTAL, problem_to_json
from scheduler.rostering.solution import Result, Score, Status

_SOLVER = "ortools"


@dataclass(frozen=True, slots=True)
class Terms:
    """How an attempt was made; ``None``: without such a limit, or chosen by the engine."""

    time_limit: float
    seed: int
    workers: int | None
    deterministic_limit: float | None


@dataclass(frozen=True, slots=True)
class Certificate:
    """What an attempt claims about the roster beside it.

    ``problem`` is the SHA-256 of the problem (``problem_hash``), ``engine`` and ``solver`` are versions;
    ``score`` None: there is no roster.
    """

    problem: str
    options: Terms
    engine: str
    solver: str
    status: Status
    score: Score | None
    bound: int | None


_TERMS = record(
    Terms,
    time_limit=NUMBER,
    seed=whole(most=2**31 - 1),
    workers=optional(whole()),
    deterministic_limit=optional(NUMBER),
)
CERTIFICATE: Codec[Certificate] = record(
    Certificate,
    problem=text(longest=LONGEST_ID),
    options=_TERMS,
    engine=text(longest=LONGEST_ID),
    solver=text(longest=LONGEST_ID),
    status=choice(Status),
    score=optional(SCORE),
    bound=optional(TOTAL),
)


def problem_hash(problem: RosterProblem) -> str:
    """Return the SHA-256, in hexadecimal, of a problem's canonical JSON.

    Canonical: as ``problem_to_json`` writes it, keys in order, no spaces, UTF-8. A file in another format, or
    with other spaces, of the same problem has the same hash.
    """
    return values_hash(problem_to_json(problem))


def values_hash(problem: Mapping[str, Any]) -> str:
    """Return the hash of a problem that is JSON values already, as ``problem_to_json`` returns them."""
    canonical = json.dumps(
        problem, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def certify(problem: str, result: Result, options: Terms) -> Certificate:
    """Return what an attempt at the problem of a hash vouches for, with the versions that are installed."""
    return Certificate(
        problem=problem,
        options=options,
        engine=metadata.version("lianfang"),
        solver=f"OR-Tools {metadata.version(_SOLVER)}",
        status=result.status,
        score=result.score,
        bound=result.bound,
    )


def refute(certificate: Certificate, problem: RosterProblem, found: Check | None) -> Iterator[str]:
    """Yield a sentence for everything a certificate claims that is not so; nothing: it holds.

    ``found`` is the checker's word on the roster, ``None`` where there is none. That the bound is one, only a
    solver can prove; that it contradicts neither score nor status is seen here.
    """
    real = problem_hash(problem)
    if certificate.problem != real:
        yield f"It was made for another problem: SHA-256 {certificate.problem[:16]}… and not {real[:16]}…."
    score = certificate.score
    if (score is None) != (found is None):
        yield "It knows of no roster." if score is None else "It knows of a roster, and there is none."
    elif score is not None and found is not None:
        yield from _wrong_score(score, found.score)
    yield from _wrong_bound(certificate)


def disagree(
    certificate: Certificate, *, score: int | None, bound: int | None, status: Status | None
) -> Iterator[str]:
    """Yield a sentence for each of the figures of a solution file that its certificate gives otherwise."""
    total = certificate.score.total if certificate.score is not None else None
    for name, stated, certified in (("score", score, total), ("bound", bound, certificate.bound)):
        if stated != certified:
            yield f"The file states the {name} {_shown(stated)}, its certificate {_shown(certified)}."
    if status is not certificate.status:
        said = status.value if status is not None else "none"
        yield f"The file states the status {said}, its certificate {certificate.status.value}."


def _shown(number: int | None) -> str:
    return "none" if number is None else str(number)


def _wrong_score(stated: Score, real: Score) -> Iterator[str]:
    for code in sorted(stated.by_rule.keys() | real.by_rule.keys()):
        said, is_so = stated.by_rule.get(code, 0), real.by_rule.get(code, 0)
        if said != is_so:
            yield f"The rule {code} costs {is_so} and not {said}."
    if stated.total != real.total:
        yield f"The score is {real.total} and not {stated.total}."
    if stated.hard != real.hard:
        yield f"Hard rules are broken {real.hard} times and not {stated.hard} times."


def _wrong_bound(certificate: Certificate) -> Iterator[str]:
    """Yield how bound, score and status of a certificate contradict each other."""
    score, bound, status = certificate.score, certificate.bound, certificate.status
    if score is None:
        if status in {Status.OPTIMAL, Status.FEASIBLE}:
            yield f"It has the status {status.value} without a roster."
        return
    if status in {Status.INFEASIBLE, Status.UNKNOWN}:
        yield f"It has the status {status.value} with a roster."
    if score.hard:
        yield "It calls a roster a solution that breaks hard rules."
    if bound is None:
        if status is Status.OPTIMAL:
            yield "It has the status optimal without a bound."
        return
    if bound > score.total:
        yield f"The bound {bound} lies above the score {score.total}."
    elif status is Status.OPTIMAL and bound < score.total:
        yield f"It has the status optimal, and the bound {bound} lies below the score {score.total}."
