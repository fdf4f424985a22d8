"""Qualifications that people send in themselves, and their files."""

import stat
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from scheduler.database import atomic, db
from scheduler.errors import Conflict, InvalidInput, NotFound, StaleVersion
from scheduler.models import AuditEntry, Person, Qualification, QualificationEvidence, Skill
from scheduler.services import qualification_claims as service
from scheduler.services.evidence_checks import Upload
from scheduler.services.qualification_claims import Claim, Keeping
from tests.factories import NOW, make_person, make_skill, make_unit, qualify
from tests.services.evidence_files import pdf, picture

FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
PHOTO, SCAN = Upload("证书.png", picture(kind="PNG")), Upload("证书.pdf", pdf())


@pytest.fixture
def keeping(tmp_path: Path) -> Keeping:
    return Keeping(tmp_path, 1_000_000)


@pytest.fixture
def anna(app: Flask) -> Person:
    return make_person()


@pytest.fixture
def skill(app: Flask) -> Skill:
    return make_skill()


def _submit(person: Person, skill: Skill, keeping: Keeping, *uploads: Upload, **values: Any) -> Qualification:
    claim = Claim(
        skill, **{"level": 2, "valid_from": FIRST, "valid_until": LAST, "note": " 第1号 ", **values}
    )
    return service.submit_claim(claim, uploads or (PHOTO,), keeping=keeping, actor=person, now=NOW)


def _files(keeping: Keeping) -> list[str]:
    return sorted(path.name for path in (keeping.instance / "evidence").glob("*"))


def _change(held: Qualification, keeping: Keeping, *uploads: Upload, **values: Any) -> Qualification:
    version = values.pop("version", held.version)
    claim = Claim(held.skill, **{"level": 3, "valid_from": FIRST, "valid_until": LAST, **values})
    return service.change_claim(
        held.id, claim, uploads, version=version, keeping=keeping, actor=held.person, now=NOW
    )


def test_claim_waits_with_its_files_outside_the_web(anna: Person, skill: Skill, keeping: Keeping) -> None:
    held = _submit(anna, skill, keeping, PHOTO, SCAN)
    assert (held.level, held.valid_from, held.valid_until, held.note) == (2, FIRST, LAST, "第1号")
    assert (held.waits, held.submitted_at, held.counts_on(NOW.date())) == (True, NOW, False)
    assert [(file.original_name, file.media_type) for file in held.evidence] == [
        ("证书.jpg", "image/jpeg"),
        ("证书.pdf", "application/pdf"),
    ]
    folder = keeping.instance / "evidence"
    assert _files(keeping) == sorted(file.stored_name for file in held.evidence)
    assert (folder / held.evidence[1].stored_name).read_bytes() == SCAN.data
    assert [file.size for file in held.evidence] == [
        (folder / file.stored_name).stat().st_size for file in held.evidence
    ]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert db.session.scalars(select(AuditEntry.action)).all() == ["qualification.claimed"]


def test_form_that_is_sent_twice_adds_one(anna: Person, skill: Skill, keeping: Keeping) -> None:
    held = _submit(anna, skill, keeping)
    assert _submit(anna, skill, keeping).id == held.id
    assert _files(keeping) == [held.evidence[0].stored_name]
    with pytest.raises(Conflict) as refused:
        _submit(anna, skill, keeping, level=1)
    assert refused.value.code == "qualification.own_twin"
    assert len(_files(keeping)) == 1


def test_nothing_is_kept_of_what_is_refused(anna: Person, skill: Skill, keeping: Keeping) -> None:
    qualify(anna, skill, valid_from=FIRST - timedelta(days=1))
    for values, uploads, field, code in (
        ({"level": 4}, (), "level", "qualification.level"),
        ({"valid_until": date(2025, 1, 1)}, (), "valid_until", "qualification.ends_before_start"),
        (
            {"valid_from": FIRST - timedelta(days=9), "valid_until": FIRST},
            (),
            "valid_until",
            "qualification.over",
        ),
        ({"note": "长" * 201}, (), "note", "too_long"),
        ({}, (Upload("a", b"<html>"),), "file", "evidence.type"),
        ({}, (PHOTO, Upload("a", b"")), "file", "evidence.empty"),
        ({}, (PHOTO,) * 4, "file", "evidence.most"),
    ):
        with pytest.raises(InvalidInput) as refused:
            _submit(anna, skill, keeping, *uploads, **values)
        assert (refused.value.field, refused.value.code) == (field, code)
    with pytest.raises(InvalidInput) as missing:
        service.submit_claim(Claim(skill, 1, FIRST), (), keeping=keeping, actor=anna, now=NOW)
    assert missing.value.code == "evidence.required"
    with pytest.raises(Conflict):
        _submit(anna, skill, keeping, valid_from=FIRST - timedelta(days=1))
    assert _files(keeping) == []


def test_files_of_a_transaction_that_fails_are_removed(
    anna: Person, skill: Skill, keeping: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "record", lambda *_args, **_more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        _submit(anna, skill, keeping)
    assert (_files(keeping), db.session.query(QualificationEvidence).count()) == ([], 0)


def test_nobody_floods_the_verifiers(anna: Person, skill: Skill, keeping: Keeping) -> None:
    waiting = {"verified_at": None, "verified_by_id": None}
    for number in range(service.MOST_WAITING):
        qualify(anna, skill, valid_from=FIRST - timedelta(days=number + 1), **waiting)
    with pytest.raises(Conflict) as refused:
        _submit(anna, skill, keeping)
    assert (refused.value.code, refused.value.params["most"]) == ("qualification.too_many", 10)


def test_claim_is_changed_until_it_is_verified(anna: Person, skill: Skill, keeping: Keeping) -> None:
    held = _submit(anna, skill, keeping)
    seen = held.version
    _change(held, keeping, SCAN)
    assert (held.level, len(held.evidence), held.waits) == (3, 2, True)
    with pytest.raises(StaleVersion):
        _change(held, keeping, version=seen)
    before = held.version
    _change(held, keeping, PHOTO)  # it has this picture already
    assert (len(held.evidence), held.version > before, len(_files(keeping))) == (2, True, 2)
    with pytest.raises(InvalidInput) as refused:
        _change(held, keeping, Upload("b", picture((9, 9))), Upload("c", picture((8, 8))))
    assert (refused.value.code, len(_files(keeping))) == ("evidence.most", 2)
    other = qualify(anna, skill, valid_from=LAST, valid_until=None)
    with pytest.raises(Conflict):
        _change(held, keeping, valid_from=other.valid_from)
    with pytest.raises(Conflict) as verified:
        _change(other, keeping)
    assert verified.value.code == "qualification.verified_stays"


def test_what_was_refused_waits_again_once_it_is_changed(
    anna: Person, skill: Skill, keeping: Keeping
) -> None:
    held = _submit(anna, skill, keeping)
    with atomic():
        held.refuse(anna.id, NOW, "看不清")
    _change(held, keeping, SCAN)
    assert (held.waits, held.refusal, held.refused_by_id) == (True, "", None)


def test_claim_is_withdrawn_with_its_files(anna: Person, skill: Skill, keeping: Keeping) -> None:
    held = _submit(anna, skill, keeping, PHOTO, SCAN)
    service.withdraw_claim(held.id, keeping=keeping, actor=anna, now=NOW)
    assert db.session.query(Qualification).count() == db.session.query(QualificationEvidence).count() == 0
    assert _files(keeping) == []
    with pytest.raises(NotFound):
        service.withdraw_claim(held.id, keeping=keeping, actor=anna, now=NOW)
    kept = qualify(anna, skill)
    with pytest.raises(Conflict):
        service.withdraw_claim(kept.id, keeping=keeping, actor=anna, now=NOW)


def test_file_is_removed_but_not_the_last(anna: Person, skill: Skill, keeping: Keeping) -> None:
    held = _submit(anna, skill, keeping, PHOTO, SCAN)
    first, second = held.evidence
    service.remove_file(held.id, first.id, keeping=keeping, actor=anna, now=NOW)
    assert _files(keeping) == [second.stored_name]
    with pytest.raises(NotFound):
        service.remove_file(held.id, first.id, keeping=keeping, actor=anna, now=NOW)
    with pytest.raises(Conflict) as refused:
        service.remove_file(held.id, second.id, keeping=keeping, actor=anna, now=NOW)
    assert refused.value.code == "evidence.last"


def test_claims_of_others_are_not_found(anna: Person, skill: Skill, keeping: Keeping) -> None:
    held = _submit(anna, skill, keeping)
    stranger = make_person(make_unit())
    claim = Claim(skill, 1, FIRST)
    for deed in (
        lambda: service.find_own(held.id, actor=stranger),
        lambda: service.withdraw_claim(held.id, keeping=keeping, actor=stranger, now=NOW),
        lambda: service.remove_file(held.id, held.evidence[0].id, keeping=keeping, actor=stranger, now=NOW),
        lambda: service.change_claim(
            held.id, claim, (), version=held.version, keeping=keeping, actor=stranger, now=NOW
        ),
    ):
        with pytest.raises(NotFound):
            deed()
