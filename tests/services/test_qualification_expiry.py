"""Warnings before qualifications end, once each, and evidence that goes when it is no longer needed."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import delete, select

from scheduler.database import atomic, db
from scheduler.enums import NotificationKind
from scheduler.errors import NotFound
from scheduler.models import Notification, Qualification, QualificationEvidence
from scheduler.services import evidence_store as store
from scheduler.services.qualification_expiry import (
    EVIDENCE_DAYS,
    due_warning,
    remove_old_evidence,
    sweep_evidence,
    warn_of_expiry,
)
from tests.factories import NOW, make_person, make_skill, make_unit, qualify

END = date(2026, 12, 31)
DAY = timedelta(days=1)


def _at(days_left: int, hour: int = 9) -> datetime:
    """Return a moment of the day so many days before the end, by the clock of Shanghai."""
    day = END - days_left * DAY
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC) - timedelta(hours=8)


def _warned() -> list[int]:
    query = select(Notification).where(Notification.kind == NotificationKind.QUALIFICATION_EXPIRING)
    return [one.params["days"] for one in db.session.scalars(query.order_by(Notification.id))]


def test_owner_is_warned_once_at_each_distance(app: Flask) -> None:
    qualify(make_person(), make_skill())
    for left in (70, 61, 60, 59, 31, 30, 29, 8, 7, 6, 0, -1, -30):
        warn_of_expiry(now=_at(left))
        assert warn_of_expiry(now=_at(left)) == 0
    assert _warned() == [60, 30, 7]


@pytest.mark.parametrize(("left", "told"), [(45, [45, 30, 7]), (25, [25, 7]), (3, [3]), (0, [0]), (-1, [])])
def test_worker_that_slept_sends_the_nearest_warning_only(app: Flask, left: int, told: list[int]) -> None:
    qualify(make_person(), make_skill())
    for days in (left, 30, 7):
        if days <= left:
            warn_of_expiry(now=_at(days))
    assert _warned() == told


def test_days_are_those_of_the_home_unit_and_nobody_is_woken(app: Flask) -> None:
    qualify(make_person(make_unit(zone="Pacific/Auckland")), make_skill())
    assert (
        warn_of_expiry(now=datetime(2026, 10, 31, 18, 59, tzinfo=UTC)) == 0
    )  # 7:59 of 1 November, 60 days left
    assert warn_of_expiry(now=datetime(2026, 10, 31, 19, 0, tzinfo=UTC)) == 1
    assert _warned() == [60]


def test_only_what_counts_and_is_not_carried_on_is_warned_of(app: Flask) -> None:
    skill, other = make_skill(), make_skill("fire", name="消防")
    renewed = make_person()
    qualify(renewed, skill)
    qualify(renewed, skill, valid_from=END + DAY, valid_until=None)
    qualify(make_person(), skill, verified_at=None, verified_by_id=None)
    qualify(make_person(), skill, valid_until=None)
    qualify(make_person(active=False), skill)
    assert warn_of_expiry(now=_at(60)) == 0
    for values in (
        {"valid_from": END + 2 * DAY, "valid_until": None},  # a gap
        {"valid_from": date(2025, 1, 1), "valid_until": END},
        {"valid_from": END, "valid_until": None, "verified_at": None, "verified_by_id": None},
    ):
        person = make_person()
        qualify(person, skill, level=2)
        qualify(person, skill, **{"level": 2, **values})
    lower = make_person()
    qualify(lower, skill, level=2)
    qualify(lower, skill, level=1, valid_from=END, valid_until=None)
    assert warn_of_expiry(now=_at(60)) == 5  # the second of the three has two that end
    qualify(make_person(), other)
    assert warn_of_expiry(now=_at(60)) == 1


def test_warnings_begin_anew_where_the_end_is_moved(app: Flask) -> None:
    held = qualify(make_person(), make_skill())
    assert warn_of_expiry(now=_at(7)) == 1
    with atomic():
        held.valid_until = END + 30 * DAY
    assert due_warning(held, END - 7 * DAY) == 60
    assert warn_of_expiry(now=_at(7)) == 1
    assert _warned() == [7, 37]


def test_two_workers_write_each_warning_once(app: Flask) -> None:
    skill = make_skill()
    for _ in range(6):
        qualify(make_person(), skill)
    db.session.remove()
    ready = Barrier(2)

    def look(_number: int) -> int:
        with app.app_context():
            ready.wait(timeout=10)
            return warn_of_expiry(now=_at(30))

    with ThreadPoolExecutor(2) as workers:
        assert sum(workers.map(look, range(2))) == 6
    assert _warned() == [30] * 6


def keep_file(held: Qualification, instance: Path) -> str:
    """Keep a file as evidence of a qualification and return the name it is stored under."""
    with store.kept(instance, [b"picture"]) as names, atomic():
        db.session.add(
            QualificationEvidence(
                qualification_id=held.id,
                stored_name=names[0],
                media_type="image/jpeg",
                size=7,
                sha256=names[0] * 2,
                original_name="证书.jpg",
                uploaded=NOW,
            )
        )
    return names[0]


def _names(instance: Path) -> set[str]:
    return {path.name for path in (instance / "evidence").iterdir()}


def test_evidence_goes_some_time_after_the_end_or_the_refusal(app: Flask, tmp_path: Path) -> None:
    skill, person = make_skill(), make_person()
    ended = qualify(person, skill)
    for_good = qualify(make_person(), skill, valid_until=None)
    waiting = qualify(make_person(), skill, verified_at=None, verified_by_id=None, valid_until=None)
    refused = qualify(make_person(), skill, valid_until=None)
    with atomic():
        refused.refuse(person.id, NOW, "看不清")
    files = {held.id: keep_file(held, tmp_path) for held in (ended, for_good, waiting, refused)}
    assert remove_old_evidence(tmp_path, now=NOW + EVIDENCE_DAYS * DAY) == 0
    assert remove_old_evidence(tmp_path, now=NOW + (EVIDENCE_DAYS + 1) * DAY) == 1
    assert remove_old_evidence(tmp_path, now=_at(-EVIDENCE_DAYS)) == 0
    assert remove_old_evidence(tmp_path, now=_at(-EVIDENCE_DAYS - 2)) == 1
    assert _names(tmp_path) == {files[for_good.id], files[waiting.id]}
    assert db.session.query(QualificationEvidence).count() == 2
    assert db.session.query(Qualification).count() == 4


def test_orphans_are_swept_after_a_day(app: Flask, tmp_path: Path) -> None:
    held = qualify(make_person(), make_skill())
    kept = keep_file(held, tmp_path)
    folder = tmp_path / "evidence"
    young, old, foreign = folder / ("y" * 32), folder / ("o" * 32), folder / "README.txt"
    for path in (young, old, foreign, folder / kept):
        path.write_bytes(b"")
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    os.utime(young, ((NOW + 5 * DAY).timestamp(),) * 2)
    assert sweep_evidence(tmp_path, now=NOW + 5 * DAY) == 1
    assert _names(tmp_path) == {kept, young.name, foreign.name}


def test_database_without_evidence_sweeps_nothing(app: Flask, tmp_path: Path) -> None:
    with store.kept(tmp_path, [b"picture"]):
        pass
    assert sweep_evidence(tmp_path, now=NOW + 9_999 * DAY) == 0
    assert len(_names(tmp_path)) == 1


def test_files_that_are_gone_or_have_no_name_of_ours_are_not_found(tmp_path: Path) -> None:
    with store.kept(tmp_path, [b"picture"]) as names:
        assert store.read(tmp_path, names[0]) == b"picture"
    store.remove(tmp_path, names * 2)
    for name in (names[0], "../secret_key", ""):
        with pytest.raises(NotFound):
            store.read(tmp_path, name)


def test_evidence_rows_go_with_their_qualification_however_that_is_deleted(
    app: Flask, tmp_path: Path
) -> None:
    held = qualify(make_person(), make_skill())
    keep_file(held, tmp_path)
    with atomic():
        db.session.execute(delete(Qualification))
    assert db.session.query(QualificationEvidence).count() == 0
