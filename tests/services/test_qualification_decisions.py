"""Claims accepted and refused, in turn, by those who verify in the unit."""

from datetime import date, timedelta
from itertools import count

import pytest
from flask import Flask
from sqlalchemy import event, select

from scheduler.database import atomic, db
from scheduler.enums import NotificationKind, Role
from scheduler.errors import Conflict, InvalidInput, NotAllowed, NotFound, StaleVersion
from scheduler.models import AuditEntry, Notification, Person, Qualification, QualificationEvidence, Unit
from scheduler.services.qualification_decisions import (
    Findings,
    accept_claim,
    count_claims,
    find_claim,
    find_file,
    list_claims,
    next_claim,
    refuse_claim,
)
from tests.factories import NOW, make_person, make_skill, make_unit, qualify, save

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
FOUND = Findings(1, FIRST, LAST)
_numbers = count(1)


def _claim(unit: Unit, hours: int = 1, person: Person | None = None) -> Qualification:
    return qualify(
        person or make_person(unit),
        make_skill(f"skill-{next(_numbers)}"),
        verified_at=None,
        verified_by_id=None,
        submitted_at=NOW - timedelta(hours=hours),
    )


def _accept(held: Qualification, actor: Person, found: Findings = FOUND, version: int = 0) -> Qualification:
    return accept_claim(held.id, found, version=version or held.version, actor=actor, now=NOW)


def _refuse(held: Qualification, actor: Person, reason: str = "看不清", version: int = 0) -> Qualification:
    return refuse_claim(held.id, reason=reason, version=version or held.version, actor=actor, now=NOW)


def _told() -> list[tuple[NotificationKind, dict[str, object]]]:
    return [(one.kind, one.params) for one in db.session.scalars(select(Notification))]


def test_queue_holds_what_the_verifier_may_decide_the_oldest_first(app: Flask) -> None:
    unit = make_unit()
    leader = make_person(unit, Role.GRID_LEADER)
    young, old = _claim(unit, 1), _claim(unit, 5)
    _claim(unit, 9, person=leader)  # nobody verifies her own
    _claim(make_unit(), 9)
    _claim(unit, 9, person=make_person(unit, active=False))
    qualify(young.person, young.skill, valid_from=LAST)
    assert list_claims(leader, number=1).items == [old, young]
    assert (count_claims(leader), next_claim(leader)) == (2, old.id)
    _refuse(old, leader)
    assert list_claims(leader, number=1).items == [young]
    assert count_claims(make_person(unit, Role.TEAM_LEADER)) == 0


def test_accepted_claim_counts_and_its_owner_is_told(app: Flask) -> None:
    unit = make_unit()
    leader, held = make_person(unit, Role.GRID_LEADER), _claim(unit)
    _accept(held, leader)
    assert (held.verified_by_id, held.verified_at, held.counts_on(NOW.date())) == (leader.id, NOW, True)
    [(kind, params)] = _told()
    assert (kind, params["corrected"]) == (NotificationKind.QUALIFICATION_ACCEPTED, False)
    for deed in (_accept, _refuse):
        with pytest.raises(Conflict) as refused:
            deed(held, leader)
        assert refused.value.code == "qualification.decided_already"
    assert db.session.scalars(select(AuditEntry.action)).all() == ["qualification.verified"]


def test_level_and_dates_are_corrected_before_accepting(app: Flask) -> None:
    unit = make_unit()
    leader, held = make_person(unit, Role.GRID_LEADER), _claim(unit)
    other = qualify(held.person, held.skill, valid_from=date(2025, 1, 1))
    for found, field, code in (
        (Findings(9, FIRST, LAST), "level", "qualification.level"),
        (Findings(1, LAST, FIRST), "valid_until", "qualification.ends_before_start"),
        (Findings(1, FIRST, date(2026, 3, 1)), "valid_until", "qualification.over_for_verifier"),
    ):
        with pytest.raises(InvalidInput) as refused:
            _accept(held, leader, found)
        assert (refused.value.field, refused.value.code) == (field, code)
    with pytest.raises(Conflict):
        _accept(held, leader, Findings(1, other.valid_from, LAST))
    assert (db.session.get(Qualification, held.id), _told()) == (held, [])
    _accept(held, leader, Findings(2, date(2026, 2, 1), None))
    assert (held.level, held.valid_from, held.valid_until) == (2, date(2026, 2, 1), None)
    assert [params["corrected"] for _, params in _told()] == [True]


def test_refusal_needs_a_reason_which_the_owner_is_told(app: Flask) -> None:
    unit = make_unit()
    leader, held = make_person(unit, Role.GRID_LEADER), _claim(unit)
    with pytest.raises(InvalidInput) as refused:
        _refuse(held, leader, "  ")
    assert (refused.value.field, refused.value.code) == ("reason", "required")
    _refuse(held, leader, " 姓名不符 ")
    assert (held.refusal, held.refused_by_id, held.waits) == ("姓名不符", leader.id, False)
    assert not held.verified
    [(kind, params)] = _told()
    assert (kind, params["reason"]) == (NotificationKind.QUALIFICATION_REFUSED, "姓名不符")


def test_claim_that_changed_meanwhile_is_looked_at_again(app: Flask) -> None:
    unit = make_unit()
    leader, held = make_person(unit, Role.GRID_LEADER), _claim(unit)
    seen = held.version
    with atomic():
        held.level = 3
    for deed in (_accept, _refuse):
        with pytest.raises(StaleVersion):
            deed(held, leader, version=seen)
    assert held.waits


def test_only_who_verifies_in_the_unit_decides(app: Flask) -> None:
    unit = make_unit()
    held = _claim(unit)
    own = _claim(unit, 2, person=make_person(unit, Role.GRID_LEADER))
    others = [make_person(unit, Role.TEAM_LEADER), make_person(make_unit(), Role.GRID_LEADER), held.person]
    for actor in others:
        for deed in (_accept, _refuse):
            with pytest.raises(NotAllowed):
                deed(held, actor)
        with pytest.raises(NotAllowed):
            find_claim(held.id, actor=actor)
    for deed in (_accept, _refuse):
        with pytest.raises(NotAllowed) as refused:
            deed(own, own.person)
        assert refused.value.code == "qualification.own"
    for number in (0, 99_999, 2**31):
        with pytest.raises(NotFound):
            find_claim(number, actor=own.person)


def test_evidence_is_shown_to_its_owner_and_to_verifiers_only(app: Flask) -> None:
    top = make_unit()
    unit = make_unit(top)
    held = _claim(unit)
    file = save(
        QualificationEvidence(
            qualification_id=held.id,
            stored_name="x" * 32,
            media_type="image/jpeg",
            size=1,
            sha256="0" * 64,
            original_name="证书.jpg",
            uploaded=NOW,
        )
    )
    for reader in (held.person, make_person(unit, Role.GRID_LEADER), make_person(top, Role.COORDINATOR)):
        assert find_file(file.id, actor=reader) is file
    strangers = [make_person(top, role) for role in (Role.VOLUNTEER, Role.TEAM_LEADER, Role.AUDITOR)]
    for stranger in (*strangers, make_person(make_unit(top), Role.GRID_LEADER)):
        with pytest.raises(NotFound):
            find_file(file.id, actor=stranger)


def test_queue_needs_a_fixed_number_of_queries(app: Flask) -> None:
    unit = make_unit()
    leader = make_person(unit, Role.GRID_LEADER)

    def queries() -> int:
        statements: list[str] = []
        db.session.expire_all()
        assert leader.grants
        engine = db.engine
        listener = lambda *args: statements.append(args[2])  # noqa: E731 - SQLAlchemy removes it by identity
        event.listen(engine, "before_cursor_execute", listener)
        page = list_claims(leader, number=1)
        for held in page.items:
            assert held.skill.name
            assert held.person.home_unit.name
            assert held.evidence == []
        event.remove(engine, "before_cursor_execute", listener)
        return len(statements)

    for hours in range(3):
        _claim(unit, hours)
    few = queries()
    for hours in range(3, 24):
        _claim(unit, hours)
    assert queries() == few
