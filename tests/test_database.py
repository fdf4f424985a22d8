"""Transactions: all or nothing, hooks after the commit, aware moments only."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from scheduler.database import atomic, db, on_commit
from scheduler.models import Skill
from tests.factories import NOW, make_shift, make_unit


def _skill(code: str) -> Skill:
    return Skill(code=code, name=code, name_en=code)


def _add_and_fail(hook: Callable[[], None] = lambda: None) -> None:
    with atomic():
        db.session.add(_skill("fire"))
        on_commit(hook)
        _ = 1 // 0


def test_atomic_commits_everything_at_the_outermost_end(app: Flask) -> None:
    with atomic():
        db.session.add(_skill("fire"))
        with atomic():
            db.session.add(_skill("flood"))
    assert sorted(db.session.scalars(select(Skill.code))) == ["fire", "flood"]


def test_atomic_takes_everything_back_when_the_block_fails(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError):
        _add_and_fail()
    assert list(db.session.scalars(select(Skill.code))) == []


def test_on_commit_runs_after_the_commit_and_never_after_a_rollback(app: Flask) -> None:
    seen: list[str] = []
    with atomic():
        on_commit(lambda: seen.append("kept"))
        assert seen == []
    with pytest.raises(ZeroDivisionError):
        _add_and_fail(lambda: seen.append("lost"))
    assert seen == ["kept"]


def test_atomic_refuses_changes_made_outside(app: Flask) -> None:
    db.session.add(_skill("fire"))
    with pytest.raises(RuntimeError, match="outside atomic"), atomic():
        pass
    db.session.rollback()


def test_moments_come_back_aware_and_equal(app: Flask) -> None:
    shift = make_shift(make_unit(), starts_at=NOW)
    db.session.expire_all()
    assert shift.starts_at == NOW
    assert shift.starts_at.tzinfo is not None


def test_naive_moment_is_refused(app: Flask) -> None:
    with pytest.raises(StatementError, match="naive datetime"):
        make_shift(make_unit(), starts_at=datetime(2026, 3, 2, 1, 0), ends_at=NOW)
