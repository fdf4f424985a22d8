"""The page behind a partner's link: what is typed stays, and nobody learns who is known."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from scheduler.database import db
from scheduler.enums import Role
from scheduler.models import Partner, PartnerLink, Person, TeamMember
from scheduler.services.partner_groups import GroupLine
from scheduler.services.partner_links import issue_link, link_token
from scheduler.timeutils import utcnow
from scheduler.web.public.partner_lines import pasted_lines
from tests.factories import make_person, make_team, make_unit, save

WHO = {"contact_name": "王经理", "agreed": "y", "do": "send"}


@pytest.fixture
def address(app: Flask) -> str:
    """Return the address of a link that works."""
    unit = make_unit()
    leader = make_person(unit, Role.GRID_LEADER)
    partner = save(Partner(unit_id=unit.id, name="安康大药房"))
    link = issue_link(make_team(unit, name="医疗队").id, partner.id, days=7, actor=leader, now=utcnow())
    return f"/partners/{link_token(link, secret=app.config['SETTINGS'].secret_key)}"


def _lines(*pairs: tuple[str, str]) -> dict[str, list[str]]:
    return {"name": [name for name, _ in pairs], "contact": [contact for _, contact in pairs]}


def test_known_and_new_people_get_the_same_answer(client: FlaskClient, address: str) -> None:
    make_person(phone="+8613800138000")
    pages = []
    for number, contact in enumerate(("13800138000", "13800138001", "13800138001")):
        answer = client.post(address, data={**WHO, **_lines((f"人{number}", contact))})
        assert (answer.status_code, answer.location) == (302, address)
        pages.append(client.get(address).text)
    assert "已为 1 人报名" in pages[0]
    assert pages[0] == pages[1] == pages[2]
    assert db.session.query(TeamMember).count() == 2


def test_refused_lines_say_why_and_everything_typed_stays(client: FlaskClient, address: str) -> None:
    people = db.session.query(Person).count()
    answer = client.post(
        address, data={**WHO, **_lines(("张三", "13800138000"), ("李四", "123"), ("", "wang@example.com"))}
    )
    assert answer.status_code == 422
    for text in ("张三", "13800138000", "李四", 'value="123"', "wang@example.com", "王经理"):
        assert text in answer.text
    assert answer.text.count("lf-fault") == 2
    assert "还没有为任何人报名。请查看有标记的 2 行" in answer.text
    assert db.session.query(Person).count() == people


def test_without_name_or_agreement_nobody_is_put_down(client: FlaskClient, address: str) -> None:
    answer = client.post(address, data={"do": "send", **_lines(("张三", "13800138000"))})
    assert answer.status_code == 422
    assert "没有本人同意" in answer.text
    assert 'value="13800138000"' in answer.text
    assert db.session.query(TeamMember).count() == 0


def test_more_lines_and_pasted_lists_keep_what_was_typed(client: FlaskClient, address: str) -> None:
    typed = {**WHO, **_lines(*[(f"人{number}", "") for number in range(8)])}
    more = client.post(address, data={**typed, "do": "more"})
    assert (more.status_code, more.text.count('name="contact"')) == (200, 16)
    assert 'value="人7"' in more.text
    pasted = client.post(
        address, data={**typed, "do": "paste", "pasted": "赵六\t13800138009\n\n钱七 qian@example.com"}
    )
    assert pasted.status_code == 200
    for text in ('value="人0"', 'value="赵六"', 'value="13800138009"', 'value="qian@example.com"'):
        assert text in pasted.text
    assert db.session.query(TeamMember).count() == 0


def test_pasted_lists_are_understood_however_they_look() -> None:
    text = "1. 张三，138-0013-8000\n李四\tli@example.com\t药师\n 王 五 : +86 138 0013 8002\n只有名字\n,"
    assert [each.line for each in pasted_lines(text)] == [
        GroupLine("张三", "138-0013-8000"),
        GroupLine("李四", "li@example.com"),
        GroupLine("王 五 :", "+86 138 0013 8002"),
        GroupLine("只有名字", ""),
        GroupLine("", ""),
    ]
    assert len(pasted_lines("x\n" * 10_000)) == 108


def test_ended_and_unknown_links_say_so(client: FlaskClient, address: str) -> None:
    for path in (
        "/partners/x",
        "/partners/1-AAAA",
        "/partners/%00",
        f"/partners/{'9' * 5_000}",
        address[:-1],
    ):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "没有这个链接" in answer.text
        assert client.post(path, data=WHO).status_code == 404


def test_expired_link_is_gone_and_loses_nothing(client: FlaskClient, address: str) -> None:
    link = db.session.query(PartnerLink).one()
    link.created, link.expires_at = utcnow() - timedelta(days=9), utcnow() - timedelta(days=2)
    db.session.commit()
    for answer in (
        client.get(address),
        client.post(address, data={**WHO, **_lines(("张三", "13800138000"))}),
    ):
        assert answer.status_code == 410
        assert "已过期或已停用" in answer.text
    assert db.session.query(TeamMember).count() == 0
