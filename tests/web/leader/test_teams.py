"""Teams as their leaders see them: made, changed, decided about; partners' links; the poster."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from scheduler.database import db
from scheduler.enums import ActivityKind, MembershipStatus, Role
from scheduler.models import Partner, PartnerLink, Person, Shift, Team, TeamMember, TeamTarget, Unit
from scheduler.timeutils import local_date, utcnow
from tests.factories import join, make_person, make_skill, make_team, make_unit, qualify, save
from tests.web.public.looking import queries_of

SignIn = Callable[[Person], FlaskClient]


@pytest.fixture
def unit(app: Flask) -> Unit:
    """Return a grid."""
    return make_unit(code="g1", name="桂花一网格")


@pytest.fixture
def leader(unit: Unit) -> Person:
    """Return the grid's leader."""
    return make_person(unit, Role.GRID_LEADER, name="林组长")


def _team(unit: Unit) -> Team:
    skill = make_skill()
    team = make_team(unit, skill, name="医疗队", people_wanted=5, join_code="ABC234")
    save(TeamTarget(team_id=team.id, skill_id=skill.id, level=1, wanted=2))
    return team


def test_list_shows_strength_and_applications_of_the_readers_units(
    unit: Unit, leader: Person, sign_in: SignIn
) -> None:
    browser = sign_in(leader)
    assert "这里还没有队伍" in browser.get("/leader/teams").text
    team = _team(unit)
    join(make_person(unit), team, MembershipStatus.APPLIED)
    make_team(make_unit(), name="别人的队")
    page = browser.get("/leader/teams").text
    for text in ("医疗队", "1 份申请", "0/5 人", "0/2", "缺 2 人"):
        assert text in page
    assert "别人的队" not in page
    assert "没有停用的队伍" in browser.get("/leader/teams?state=retired&unit=zz").text


def test_team_is_made_and_changed_with_what_was_typed_kept(
    unit: Unit, leader: Person, sign_in: SignIn
) -> None:
    make_skill()
    browser = sign_in(leader)
    typed = {
        "name": "医疗队",
        "kind": "team",
        "skill": "",
        "leader": "",
        "people_wanted": "8",
        "target-medical-level": "2",
        "target-medical-wanted": "x",
        "active": "y",
    }
    refused = browser.post("/leader/teams/new?unit=g1", data=typed)
    assert refused.status_code == 422
    for text in ('value="医疗队"', 'value="x"', 'value="8"', "请输入整数"):
        assert text in refused.text
    refused = browser.post("/leader/teams/new?unit=g1", data={**typed, "target-medical-wanted": "4"})
    assert refused.status_code == 422
    assert "专业队伍要有主要技能" in refused.text
    good = {**typed, "skill": "medical", "target-medical-wanted": "4", "leader": str(leader.id)}
    assert browser.post("/leader/teams/new?unit=g1", data=good).status_code == 302
    team = db.session.query(Team).one()
    assert (team.name, team.leader_id, team.people_wanted) == ("医疗队", leader.id, 8)
    assert [(target.level, target.wanted) for target in team.targets] == [(2, 4)]
    change = {**good, "version": str(team.version), "name": "急救队", "leader": ""}
    assert browser.post(f"/leader/teams/{team.id}/edit", data=change).status_code == 302
    stale = browser.post(f"/leader/teams/{team.id}/edit", data={**change, "name": "旧页面"})
    assert stale.status_code == 422
    assert "旧页面" in stale.text
    db.session.expire_all()
    assert (team.name, team.leader_id) == ("急救队", None)


def test_page_names_whose_skills_run_out_and_leads_to_a_prefilled_training(
    unit: Unit, leader: Person, sign_in: SignIn
) -> None:
    team = _team(unit)
    assert team.skill is not None
    today = local_date(utcnow(), unit.zone)
    person = make_person(unit, name="安娜")
    qualify(person, team.skill, valid_from=today - timedelta(days=9), valid_until=today + timedelta(days=9))
    join(person, team)
    browser = sign_in(leader)
    page = browser.get(f"/leader/teams/{team.id}").text
    for text in ("安娜", "90 天内有 1 人到期", "附近还没有安排相关培训"):
        assert text in page
    assert 'href="/leader/shifts/new?unit=g1&amp;training=medical"' in page
    form = browser.get("/leader/shifts/new?unit=g1&training=medical").text
    assert 'value="医疗救护培训"' in form
    typed = {
        "unit": "g1",
        "kind": "training",
        "title": "医疗救护培训",
        "day": (today + timedelta(days=14)).isoformat(),
        "start": "14:00",
        "end": "16:00",
        "capacity": "20",
        "open_for_sign_up": "y",
    }
    assert browser.post("/leader/shifts/new", data=typed).status_code == 302
    shift = db.session.query(Shift).one()
    assert shift.kind is ActivityKind.TRAINING
    assert f'href="/open-shifts/{shift.id}"' in browser.get(f"/leader/teams/{team.id}").text


def test_applications_are_approved_in_one_go_and_refused_with_a_reason(
    unit: Unit, leader: Person, sign_in: SignIn
) -> None:
    team = _team(unit)
    rows = [join(make_person(unit), team, MembershipStatus.APPLIED) for _ in range(3)]
    browser, page = sign_in(leader), f"/leader/teams/{team.id}"
    chosen = {"member": [str(rows[0].id), str(rows[1].id), "x", "9" * 50]}
    done = browser.post(f"{page}/approve", data=chosen, follow_redirects=True)
    assert "2 人已入队" in done.text
    again = browser.post(f"{page}/approve", data=chosen, follow_redirects=True)
    assert "已有人处理或已撤回" in again.text
    assert "请至少勾选一份申请" in browser.post(f"{page}/approve", follow_redirects=True).text
    refuse = f"{page}/members/{rows[2].id}/refuse"
    assert browser.post(refuse, data={"reason": " "}).status_code == 422
    assert browser.post(refuse, data={"reason": "太远"}).status_code == 302
    assert "已有人处理或已撤回" in browser.get(refuse).text
    assert browser.post(refuse, data={"reason": "太远"}).status_code == 422
    end = f"{page}/members/{rows[0].id}/end"
    assert browser.post(end, data={"reason": "已搬走"}).status_code == 302
    assert browser.post(end, data={"reason": "已搬走"}).status_code == 422
    db.session.expire_all()
    assert [row.status for row in rows] == [
        MembershipStatus.LEFT,
        MembershipStatus.MEMBER,
        MembershipStatus.REFUSED,
    ]
    assert "太远" in browser.get(page).text


def test_volunteer_who_leads_a_team_decides_and_changes_nothing_else(unit: Unit, sign_in: SignIn) -> None:
    captain = make_person(unit)
    team = make_team(unit, leader_id=captain.id)
    row = join(make_person(unit), team, MembershipStatus.APPLIED)
    browser, page = sign_in(captain), f"/leader/teams/{team.id}"
    assert browser.get(page).status_code == 200
    assert browser.post(f"{page}/approve", data={"member": str(row.id)}).status_code == 302
    assert db.session.get_one(TeamMember, row.id).status is MembershipStatus.MEMBER
    assert browser.get(f"{page}/edit").status_code == 403
    other = make_team(unit)
    assert browser.get(f"/leader/teams/{other.id}").status_code == 403
    assert browser.post(f"/leader/teams/{other.id}/approve").status_code == 403


def test_auditor_looks_and_decides_nothing(unit: Unit, sign_in: SignIn) -> None:
    team = _team(unit)
    row = join(make_person(unit), team, MembershipStatus.APPLIED)
    browser, page = sign_in(make_person(unit, Role.AUDITOR)), f"/leader/teams/{team.id}"
    seen = browser.get(page).text
    assert "批准勾选的申请" not in seen
    assert "生成链接" not in seen
    assert browser.post(f"{page}/approve", data={"member": str(row.id)}).status_code == 403


def test_partners_link_is_made_shown_and_ended(unit: Unit, leader: Person, sign_in: SignIn) -> None:
    team, partner = _team(unit), save(Partner(unit_id=unit.id, name="安康大药房"))
    browser, page = sign_in(leader), f"/leader/teams/{team.id}"
    assert browser.post(f"{page}/links", data={"partner": "999", "days": "30"}).status_code == 422
    answer = browser.post(f"{page}/links", data={"partner": str(partner.id), "days": "30"})
    link = db.session.query(PartnerLink).one()
    assert answer.location == f"{page}/links/{link.id}"
    shown = browser.get(answer.location)
    assert shown.headers["Cache-Control"] == "no-store"
    assert f"http://127.0.0.1:8000/partners/{link.id}-" in shown.text
    address = shown.text.partition("http://127.0.0.1:8000")[2].partition('"')[0]
    assert browser.get(address).status_code == 200
    ended = browser.post(f"{page}/links/{link.id}/revoke", follow_redirects=True)
    assert "链接已停用" in ended.text
    again = browser.post(f"{page}/links/{link.id}/revoke", follow_redirects=True)
    assert "已经失效" in again.text
    assert browser.get(address).status_code == 410
    assert "这个链接已停用" in browser.get(answer.location).text


def test_first_password_is_shown_to_be_scanned(unit: Unit, leader: Person, sign_in: SignIn) -> None:
    team = _team(unit)
    row = join(make_person(unit, name="新人"), team)
    browser = sign_in(leader)
    path = f"/leader/teams/{team.id}/members/{row.id}/first-password"
    assert path in browser.get(f"/leader/teams/{team.id}").text
    shown = browser.post(path)
    assert (shown.status_code, shown.headers["Cache-Control"]) == (200, "no-store")
    assert "新人的首次密码" in shown.text
    row.person.password_hash = "set"
    db.session.commit()
    assert browser.post(path).status_code == 409


def test_poster_carries_the_code_and_strangers_get_none(unit: Unit, leader: Person, sign_in: SignIn) -> None:
    team = _team(unit)
    page = sign_in(leader).get(f"/leader/teams/{team.id}/poster").text
    assert "ABC234" in page
    assert "http://127.0.0.1:8000/join" in page
    assert sign_in(make_person(make_unit())).get(f"/leader/teams/{team.id}/poster").status_code == 403


def test_pages_need_as_many_queries_for_many_as_for_few(unit: Unit, leader: Person, sign_in: SignIn) -> None:
    team = _team(unit)
    assert team.skill is not None
    browser, counts = sign_in(leader), []
    for number in (2, 8):
        for _ in range(number):
            for status in (MembershipStatus.MEMBER, MembershipStatus.APPLIED):
                person = make_person(unit)
                qualify(person, team.skill)
                join(person, team, status)
            own = make_team(unit, team.skill)
            save(TeamTarget(team_id=own.id, skill_id=team.skill.id, level=1, wanted=2))
            join(leader, own)
        db.session.expire_all()
        paths = (f"/leader/teams/{team.id}", "/leader/teams", "/teams", "/units/g1")
        counts.append([queries_of(browser, path) for path in paths])
    assert counts[0] == counts[1]
