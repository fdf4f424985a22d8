"""What people are told about teams, word for word."""

from typing import Any

from scheduler.enums import Language, NotificationKind
from scheduler.messaging.sentences import render

ZH, EN = Language.CHINESE, Language.ENGLISH
TEAM: dict[str, Any] = {
    "team_id": 7,
    "team": "桂花医疗队",
    "team_en": "Guihua Medics",
    "unit": "桂花一网格",
    "unit_en": "Guihua Grid 1",
}


def _told(kind: NotificationKind, language: Language, **params: object) -> list[str]:
    subject, text = render(kind, {**TEAM, **params}, language)
    return [subject, *text.splitlines()]


def test_application_is_told_in_the_words_of_who_applies() -> None:
    said = {"person_id": 3, "name": "周雨桐", "text": "周末有空"}
    assert _told(NotificationKind.TEAM_APPLICATION, ZH, **said) == [
        "入队申请：桂花医疗队",
        "周雨桐申请加入“桂花医疗队”（桂花一网格）。",
        "附言：周末有空",
        "请您批准，或说明原因后谢绝。",
    ]
    assert _told(NotificationKind.TEAM_APPLICATION, EN, **{**said, "text": ""}) == [
        "Application: Guihua Medics",
        "周雨桐 applies for “Guihua Medics” (Guihua Grid 1).",
        "Please approve, or refuse with a reason.",
    ]


def test_group_of_a_partner_is_told_as_one() -> None:
    assert _told(NotificationKind.TEAM_APPLICATION, ZH, partner="安康药房", number=5)[1] == (
        "“安康药房”为“桂花医疗队”（桂花一网格）报了名，共 5 人。"
    )
    assert _told(NotificationKind.TEAM_APPLICATION, EN, partner="安康药房", number=5)[1] == (
        "“安康药房” put people down for “Guihua Medics” (Guihua Grid 1): 5."
    )


def test_decisions_are_told_with_their_reasons() -> None:
    assert _told(NotificationKind.TEAM_APPROVED, ZH) == [
        "入队申请已批准：桂花医疗队",
        "您已加入“桂花医疗队”（桂花一网格），欢迎！",
    ]
    assert _told(NotificationKind.TEAM_APPROVED, EN, leads=True)[0] == "You lead a team: Guihua Medics"
    assert _told(NotificationKind.TEAM_REFUSED, ZH, reason="太远")[1:] == [
        "您加入“桂花医疗队”（桂花一网格）的申请没有通过。",
        "原因：太远",
    ]
    assert _told(NotificationKind.TEAM_ENDED, EN, reason="moved")[1:] == [
        "You are no longer a member of “Guihua Medics” (Guihua Grid 1).",
        "Reason: moved",
    ]


def test_who_is_put_down_is_told_by_whom_and_how_to_get_in_or_out() -> None:
    subject, first, then = _told(NotificationKind.TEAM_ADDED, ZH, partner="安康药房")
    assert (subject, first) == (
        "安康药房为您报了名：桂花医疗队",
        "“安康药房”为您报名加入“桂花医疗队”（桂花一网格），等待队长批准。",
    )
    assert "忘记密码" in then
    assert "撤回报名" in then
