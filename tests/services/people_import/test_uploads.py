"""Uploads between preview and confirmation: one person's, for a day."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler.errors import Conflict
from scheduler.models import Person
from scheduler.services.people_import_uploads import discard_upload, keep_upload, read_upload
from scheduler.timeutils import utcnow

ME, OTHER = Person(id=7), Person(id=8)


def test_upload_comes_back_to_its_owner_only(tmp_path: Path) -> None:
    token = keep_upload(tmp_path, b"list", actor=ME, now=utcnow())
    assert read_upload(tmp_path, token, actor=ME) == b"list"
    with pytest.raises(Conflict):
        read_upload(tmp_path, token, actor=OTHER)
    assert [path.stat().st_mode & 0o777 for path in (tmp_path / "uploads").iterdir()] == [0o600]


def test_discarded_upload_is_gone(tmp_path: Path) -> None:
    token = keep_upload(tmp_path, b"list", actor=ME, now=utcnow())
    discard_upload(tmp_path, token, actor=OTHER)
    assert read_upload(tmp_path, token, actor=ME) == b"list"
    for _ in range(2):
        discard_upload(tmp_path, token, actor=ME)
    with pytest.raises(Conflict) as refused:
        read_upload(tmp_path, token, actor=ME)
    assert refused.value.code == "import.expired"


@pytest.mark.parametrize("token", ["", "..", "../secret_key", "x" * 33, "a/" * 16, "\0" * 32, "长" * 32])
def test_forged_token_opens_nothing(tmp_path: Path, token: str) -> None:
    (tmp_path / "secret_key").write_text("secret", encoding="ascii")
    with pytest.raises(Conflict):
        read_upload(tmp_path, token, actor=ME)


def test_uploads_that_nobody_came_back_for_go_after_a_day(tmp_path: Path) -> None:
    old = keep_upload(tmp_path, b"old", actor=ME, now=utcnow())
    moment = (utcnow() - timedelta(days=1, minutes=1)).timestamp()
    os.utime(tmp_path / "uploads" / f"7.{old}", (moment, moment))
    new = keep_upload(tmp_path, b"new", actor=OTHER, now=utcnow())
    assert [path.name for path in (tmp_path / "uploads").iterdir()] == [f"8.{new}"]
