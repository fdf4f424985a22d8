"""The short address of a team, and its line on the page of its unit."""

from collections.abc import Callable

from flask.testing import FlaskClient

from scheduler.enums import MembershipStatus
from scheduler.models import Person
from tests.factories import join, make_person, make_skill, make_team, make_unit, qualify
from tests.web.public.looking import english


def test_code_leads_to_the_team_and_to_signing_in_but_not_to_names(client: FlaskClient) -> None:
    unit, medical = make_unit(code="g1", name="桂花一网格"), make_skill()
    leader = make_person(unit, name="队长甲")
    team = make_team(unit, medical, name="医疗队", name_en="Medics", join_code="ABC234", leader_id=leader.id)
    qualify(leader, medical, valid_until=None)
    join(leader, team)
    assert client.get("/join?code=abc-234").location == "/join/ABC234"
    page = client.get("/join/abc234").text
    for text in ("医疗队", "桂花一网格", "/register?next=/join/ABC234", "/sign-in?next=/join/ABC234"):
        assert text in page
    assert "队长甲" not in page
    assert "Medics" in english(client, "/join/ABC234")
    listed = client.get("/units/g1").text
    assert 'href="/join/ABC234"' in listed
    assert "队长甲" not in listed


def test_registering_leads_back_to_the_team(client: FlaskClient) -> None:
    unit = make_unit(code="g1")
    team = make_team(unit, join_code="ABC234")
    answer = client.post(
        "/register?next=/join/ABC234",
        data={
            "name": "新人",
            "login": "13900139000",
            "password": "ein langes Wort",
            "grid": "g1",
            "language": "zh_Hans_CN",
            "consent": "y",
        },
    )
    assert answer.location == "/sign-in?next=/join/ABC234"
    entered = client.post(
        answer.location, data={"login": "13900139000", "password": "ein langes Wort", "next": "/join/ABC234"}
    )
    assert entered.location == "/join/ABC234"
    assert f'action="/teams/{team.id}/apply"' in client.get("/join/ABC234").text


def test_reader_sees_how_things_stand(client: FlaskClient, sign_in: Callable[[Person], FlaskClient]) -> None:
    reader = make_person()
    for code, status, words in (
        ("AAAAAA", MembershipStatus.MEMBER, "您已经在这支队伍里了"),
        ("BBBBBB", MembershipStatus.APPLIED, "您已经申请过了"),
        ("CCCCCC", MembershipStatus.LEFT, "申请加入"),
    ):
        join(reader, make_team(reader.home_unit, join_code=code), status)
        assert words in sign_in(reader).get(f"/join/{code}").text
    make_team(reader.home_unit, join_code="DDDDDD", active=False)
    assert "暂不收人" in client.get("/join/DDDDDD").text


def test_wrong_codes_are_answered_in_words(client: FlaskClient) -> None:
    assert client.get("/join").status_code == 200
    for code in ("XXXXXX", "%00", "x" * 5_000, "%F0%9F%9A%92", "%ff", "..%2f"):
        answer = client.get(f"/join/{code}")
        assert answer.status_code == 404
    page = client.get("/join?code=XXXXXX")
    assert page.status_code == 404
    assert "没有这个入队码的队伍" in page.text
    assert 'value="XXXXXX"' in page.text
