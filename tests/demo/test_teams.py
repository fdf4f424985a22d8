"""The demo city's teams: four in every grid, some of them short of people or skills, some with applicants."""

from collections import Counter

from tests.demo.snapshots import Rows


def test_every_grid_has_three_professional_teams_and_a_corps(city: Rows) -> None:
    grids = {row["id"] for row in city["unit"] if row["kind"] == "grid"}
    skills = {row["id"]: row["code"] for row in city["skill"]}
    kinds = {
        grid: sorted(skills.get(row["skill_id"], "") for row in city["team"] if row["unit_id"] == grid)
        for grid in grids
    }
    assert kinds == {grid: ["", "earthquake", "fire", "medical"] for grid in grids}
    assert len({row["join_code"] for row in city["team"]}) == 4 * len(grids)


def test_teams_have_leaders_among_their_members_but_for_a_few(city: Rows) -> None:
    members = {(row["team_id"], row["person_id"]) for row in city["team_member"] if row["status"] == "member"}
    led = [row for row in city["team"] if row["leader_id"] is not None]
    assert all((row["id"], row["leader_id"]) in members for row in led)
    assert 0 < len(city["team"]) - len(led) < len(city["team"]) / 3


def test_people_wait_for_answers_and_a_partner_has_put_some_down(city: Rows) -> None:
    statuses = Counter(row["status"].value for row in city["team_member"])
    assert statuses["applied"] > 20
    assert statuses["refused"] == 1
    put_down = [row for row in city["team_member"] if row["partner_id"] is not None]
    assert [row["people"] for row in city["partner_link"]] == [len(put_down)] == [4]
