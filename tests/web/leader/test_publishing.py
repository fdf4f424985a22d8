"""From the draft to the published version in the browser."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import NotificationKind, Role
from scheduler.models import Notification, Person
from scheduler.services.rosters.publishing import list_versions
from scheduler.services.rosters.runs import start_run
from tests.factories import NOW, enrol, make_person, make_unit
from tests.services.rosters.helpers import put_on, say
from tests.web.leader.conftest import DAY, Grid

SignIn = Callable[[Person], FlaskClient]


def _publish(grid: Grid, revision: object = None) -> str:
    data = {"revision": str(grid.draft.revision if revision is None else revision)}
    return grid.client.post(f"{grid.url}/publish", data=data, follow_redirects=True).text


def _numbers(grid: Grid) -> list[int | None]:
    return [roster.number for roster in list_versions(grid.period)]


def test_changes_name_everybody_who_gets_or_loses(grid: Grid) -> None:
    put_on(grid.draft, grid.anna, grid.one)
    text = grid.client.get(f"{grid.url}/changes").text
    assert "Publish and tell 1 person" in text
    assert "安娜" in text
    assert f'name="revision" type="hidden" value="{grid.draft.revision}"' in text


def test_changes_warn_of_what_breaks_rules_now(grid: Grid) -> None:
    put_on(grid.draft, grid.anna, grid.one)
    say(grid.anna, grid.one.starts_at, grid.one.ends_at)
    text = grid.client.get(f"{grid.url}/changes").text
    assert "The draft breaks rules as things stand now." in text
    assert "Availability: 安娜 · 傍晚巡逻" in text


def test_publish_shows_the_version_and_tells_people_once(grid: Grid) -> None:
    put_on(grid.draft, grid.anna, grid.one)
    seen = grid.draft.revision
    for _ in range(2):
        text = _publish(grid, seen)
        assert "Version 1 is published." in text
        assert "安娜" in text
    assert _numbers(grid) == [1]
    query = select(Notification.person_id).where(Notification.kind == NotificationKind.ROSTER_PUBLISHED)
    assert list(db.session.scalars(query)) == [grid.anna.id]


def test_published_version_stays_what_it_was(grid: Grid) -> None:
    put_on(grid.draft, grid.anna, grid.one)
    _publish(grid)
    before = grid.client.get(f"{grid.url}/versions/1").text.split("<main")[1]
    put_on(grid.draft, grid.ben, grid.two)
    assert grid.client.get(f"{grid.url}/versions/1").text.split("<main")[1] == before
    _publish(grid)
    assert "A later version is in force." in grid.client.get(f"{grid.url}/versions/1").text
    assert _numbers(grid) == [2, 1]


def test_version_is_shown_by_the_week_or_whole(grid: Grid) -> None:
    late = grid.shift(NOW + 20 * DAY)
    put_on(grid.draft, grid.anna, grid.one)
    put_on(grid.draft, grid.ben, late)
    _publish(grid)

    def days(week: str) -> int:
        return grid.client.get(f"{grid.url}/versions/1", query_string={"week": week}).text.count("lf-day")

    assert [days(week) for week in ("1", "2", "3", "all", "x", "-4", "9" * 20)] == [1, 0, 1, 2, 1, 1, 0]


@pytest.mark.parametrize("revision", ["0", "x", "", "9" * 30])
def test_stale_or_forged_revision_publishes_nothing(grid: Grid, revision: str) -> None:
    put_on(grid.draft, grid.anna, grid.one)
    assert "Somebody else changed this in the meantime." in _publish(grid, revision)
    assert _numbers(grid) == []


def test_empty_overfull_or_busy_draft_is_refused_in_words(grid: Grid) -> None:
    assert "Nobody is assigned yet." in _publish(grid)
    put_on(grid.draft, grid.anna, grid.one)
    for seat in (1, 2):
        enrol(make_person(grid.unit), grid.one, seat)
    assert "would hold more people than its 2 places" in _publish(grid)
    assert "has more people than places (2)." in grid.client.get(f"{grid.url}/changes").text
    start_run(grid.period.id, time_limit=10, actor=grid.leader, now=NOW - timedelta(seconds=1))
    assert "The solver is at work on this period." in _publish(grid)


def test_only_planners_publish(grid: Grid, sign_in: SignIn) -> None:
    put_on(grid.draft, grid.anna, grid.one)
    data = {"revision": str(grid.draft.revision)}
    for person in (
        make_person(grid.unit, Role.AUDITOR),
        make_person(make_unit(), Role.GRID_LEADER),
        grid.ben,
    ):
        assert sign_in(person).post(f"{grid.url}/publish", data=data).status_code == 403
    assert _numbers(grid) == []
