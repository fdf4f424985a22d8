"""The pages on which volunteers find teams, apply and leave."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from scheduler.enums import MembershipStatus, Role
from scheduler.models import Person, TeamTarget
from scheduler.services.team_members import membership
from tests.factories import join, make_person, make_skill, make_team, make_unit, save

SignIn = Callable[[Person], FlaskClient]


@pytest.mark.usefixtures("app")
def test_list_shows_own_teams_applications_and_those_near(sign_in: SignIn) -> None:
    unit = make_unit(name="桂花一网格")
    reader = make_person(unit)
    join(reader, make_team(unit, name="我的队"))
    join(reader, make_team(unit, name="申请的队"), MembershipStatus.APPLIED)
    join(reader, make_team(unit, name="谢绝的队"), MembershipStatus.REFUSED, reason="请先参加培训")
    make_team(unit, name="旁边的队")
    make_team(make_unit(), name="远处的队")
    led = make_team(unit, name="我带的队", leader_id=reader.id)
    join(make_person(unit), led, MembershipStatus.APPLIED)
    browser = sign_in(reader)
    page = browser.get("/teams").text
    places = [page.index(text) for text in ("我带的队", "我的队</a>", "申请的队", "请先参加培训", "旁边的队")]
    assert places == sorted(places)
    assert "1 份申请" in page
    assert "远处的队" not in page
    assert "远处的队" in browser.get("/teams?where=all&page=zz").text


@pytest.mark.usefixtures("app")
def test_empty_list_says_what_to_do(sign_in: SignIn) -> None:
    page = sign_in(make_person()).get("/teams").text
    assert "您还没有加入队伍" in page
    assert "附近没有其他队伍" in page


@pytest.mark.usefixtures("app")
def test_names_are_for_members_and_leaders_only(sign_in: SignIn) -> None:
    unit, medical = make_unit(), make_skill()
    team = make_team(unit, medical, leader_id=make_person(unit, name="队长甲").id)
    save(TeamTarget(team_id=team.id, skill_id=medical.id, level=1, wanted=3))
    member = make_person(unit, name="队员乙")
    join(member, team)
    inside = sign_in(member).get(f"/teams/{team.id}").text
    outside = sign_in(make_person(unit)).get(f"/teams/{team.id}").text
    leading = sign_in(make_person(unit, Role.TEAM_LEADER)).get(f"/teams/{team.id}").text
    assert ["队员乙" in page for page in (inside, outside, leading)] == [True, False, True]
    assert all("队长甲" in page and "缺 3 人" in page for page in (inside, outside, leading))
    assert all("附近还没有安排相关培训" in page for page in (inside, outside))
    assert "管理这支队伍" in leading
    assert "管理这支队伍" not in outside


@pytest.mark.usefixtures("app")
def test_applying_twice_counts_once_and_says_so(sign_in: SignIn) -> None:
    unit = make_unit()
    reader, team = make_person(unit), make_team(unit)
    browser = sign_in(reader)
    first = browser.post(f"/teams/{team.id}/apply", data={"message": "周末有空"}, follow_redirects=True)
    again = browser.post(f"/teams/{team.id}/apply", data={"message": "周末有空"}, follow_redirects=True)
    assert (first.status_code, again.status_code) == (200, 200)
    assert "已提交申请" in first.text
    assert "您已经申请过了" in again.text
    row = membership(team, reader)
    assert row is not None
    assert (row.status, row.message) == (MembershipStatus.APPLIED, "周末有空")
    left = browser.post(f"/teams/{team.id}/leave", follow_redirects=True)
    twice = browser.post(f"/teams/{team.id}/leave", follow_redirects=True)
    assert "申请已撤回" in left.text
    assert "您不在这支队伍里" in twice.text


@pytest.mark.usefixtures("app")
def test_too_long_a_message_is_kept_and_marked(sign_in: SignIn) -> None:
    team = make_team(make_unit())
    answer = sign_in(make_person()).post(f"/teams/{team.id}/apply", data={"message": "长" * 501})
    assert answer.status_code == 422
    assert "长" * 501 in answer.text
    assert "is-invalid" in answer.text


@pytest.mark.usefixtures("app")
def test_strange_addresses_are_not_found(sign_in: SignIn) -> None:
    browser = sign_in(make_person())
    for path in ("/teams/0", "/teams/999", "/teams/x", f"/teams/{2**31 - 1}"):
        assert browser.get(path).status_code == 404
    for path in ("/teams/999/apply", "/teams/999/leave"):
        assert browser.post(path).status_code == 404


@pytest.mark.usefixtures("app")
def test_messages_about_teams_lead_to_them(sign_in: SignIn) -> None:
    unit = make_unit()
    leader, reader = make_person(unit), make_person(unit, name="周雨桐")
    team = make_team(unit, name="医疗队", leader_id=leader.id)
    sign_in(reader).post(f"/teams/{team.id}/apply", data={"message": ""})
    page = sign_in(leader).get("/my/notifications").text
    assert "周雨桐申请加入“医疗队”" in page
    assert f'href="/leader/teams/{team.id}"' in page
