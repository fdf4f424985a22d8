"""Loading the demo city: equal from equal seeds, refused where it would do harm, removed as a whole."""

import json
from copy import deepcopy
from pathlib import Path

import pytest
from flask import Flask

from scheduler.database import db
from scheduler.demo.city import (
    DemoRefused,
    Stage,
    city_period,
    clear_city,
    coordinator,
    is_loaded,
    lacks_first_roster,
    list_accounts,
    load_city,
)
from scheduler.enums import Role, RosterStatus
from scheduler.models import Roster, Unit
from tests.demo.snapshots import NOW, Rows, load, snapshot
from tests.factories import make_skill, make_unit, save


def _silently(_text: str) -> None:
    pass


def _without_salt(rows: Rows) -> Rows:
    for person in rows["person"]:
        person["password_hash"] = person["password_hash"] is not None
    return rows


def _loaded(folder: Path, stage: Stage, seed: int) -> Rows:
    load(folder, stage, seed)
    rows = _without_salt(snapshot())
    clear_city(folder)
    return rows


def _renumbered(rows: Rows) -> list[list[object]]:
    """Return the rows without their ids, which a database goes on counting after everything is gone."""
    return [
        [
            {
                k: v
                for k, v in row.items()
                if k != "id" and not k.endswith("_id") and k not in {"path", "details", "stored_name"}
            }
            for row in table
        ]
        for table in rows.values()
    ]


def test_equal_seed_and_moment_give_equal_data(city: Rows, app: Flask, tmp_path: Path) -> None:
    first = _renumbered(_without_salt(deepcopy(city)))  # which has seed 1
    assert _renumbered(_loaded(tmp_path, Stage.PLANNED, seed=1)) == first


def test_city_is_removed_as_a_whole_and_can_be_loaded_again(app: Flask, tmp_path: Path) -> None:
    said = load(tmp_path, Stage.EMPTY)
    assert said == ["units and skills"]
    assert is_loaded()
    clear_city(tmp_path)
    assert not is_loaded()
    assert not (tmp_path / "demo_accounts.json").exists()
    assert all(not rows for rows in snapshot().values())
    load(tmp_path, Stage.EMPTY)
    assert is_loaded()


def test_empty_city_has_units_and_accounts_only(app: Flask, tmp_path: Path) -> None:
    load(tmp_path, Stage.EMPTY)
    rows = snapshot()
    assert [len(rows[name]) for name in ("unit", "skill", "person", "shift", "roster_period")] == [
        16,
        8,
        7,
        0,
        0,
    ]
    assert not lacks_first_roster()


def test_accounts_are_listed_for_the_sign_in_page(app: Flask, tmp_path: Path) -> None:
    accounts = load_city(tmp_path, stage=Stage.EMPTY, seed=1, now=NOW, report=_silently)
    assert [account.role for account in accounts] == [
        Role.ADMIN,
        Role.OFFICER,
        Role.COORDINATOR,
        Role.GRID_LEADER,
        Role.TEAM_LEADER,
        Role.VOLUNTEER,
        Role.AUDITOR,
    ]
    listed = json.loads((tmp_path / "demo_accounts.json").read_text(encoding="utf-8"))
    assert [item["login"] for item in listed] == [account.login for account in accounts]
    assert listed[0] == {
        "role": "admin",
        "name": "罗思远",
        "login": "admin@lianfang.example",
        "password": "lianfang-demo",
    }
    (tmp_path / "demo_accounts.json").unlink()
    assert list_accounts(tmp_path) == accounts
    assert (tmp_path / "demo_accounts.json").exists()


def test_planned_city_of_another_seed_waits_for_its_first_roster(
    city: Rows, app: Flask, tmp_path: Path
) -> None:
    load(tmp_path, seed=2)
    assert _renumbered(_without_salt(snapshot())) != _renumbered(_without_salt(deepcopy(city)))
    assert lacks_first_roster()
    period = city_period()
    save(
        Roster(
            period_id=period.id,
            number=1,
            status=RosterStatus.PUBLISHED,
            created=NOW,
            published_at=NOW,
            published_by_id=coordinator().id,
        )
    )
    db.session.expire_all()
    assert not lacks_first_roster()


@pytest.mark.parametrize("make", [make_unit, make_skill])
def test_database_in_use_is_refused_in_a_sentence(app: Flask, tmp_path: Path, make: object) -> None:
    assert callable(make)
    make()
    before = snapshot()
    with pytest.raises(DemoRefused) as refusal:
        load(tmp_path)
    assert str(refusal.value).startswith("This database holds a city of its own already")
    with pytest.raises(DemoRefused) as refusal:
        clear_city(tmp_path)
    assert str(refusal.value).startswith("This database holds no demo city, so nothing was removed")
    assert snapshot() == before


def test_file_of_an_earlier_demo_does_not_open_a_real_city(app: Flask, tmp_path: Path) -> None:
    list_accounts(tmp_path)
    unit = make_unit()
    assert not is_loaded()
    with pytest.raises(DemoRefused):
        clear_city(tmp_path)
    assert db.session.get(Unit, unit.id) is not None
