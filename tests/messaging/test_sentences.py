"""What people are told, word for word."""

from typing import Any

import pytest

from scheduler.enums import ActivityKind, Language, NotificationKind
from scheduler.messaging.sentences import MOST_LINES, letter, render

ZH, EN = Language.CHINESE, Language.ENGLISH
SHIFT: dict[str, Any] = {
    "shift_id": 3,
    "kind": "patrol",
    "title": "晚间巡逻",
    "place": "东门",
    "unit": "桂花一网格",
    "unit_en": "Guihua Grid 1",
    "starts_at": "2026-03-05T11:30:00+00:00",
    "ends_at": "2026-03-05T13:30:00+00:00",
    "zone": "Asia/Shanghai",
}
ROSTER: dict[str, Any] = {"period": "三月班表", "unit": "安和", "number": 2, "added": [], "removed": []}
HOURS: dict[str, Any] = {
    "began": "2026-03-05T11:30:00+00:00",
    "name": "周雨桐",
    "text": "19:20–22:00",
    "before": 100,
    "after": 120,
}
TEAM: dict[str, Any] = {"team_id": 4, "team": "医疗队", "partner": "安康药房"}
SWAP = {"swap": "cover", "giver": "赵一", "taker": "钱二", "other": None, "message": ""}
QUALIFICATION: dict[str, Any] = {
    "skill": "医疗救护",
    "skill_en": "Medical",
    "level": 1,
    "valid_from": "2026-01-01",
    "valid_until": "2026-12-31",
    "days": 30,
    "corrected": False,
}
PLACE: dict[str, Any] = {
    "until": "2026-03-03T01:00:00+00:00",
    "position": 2,
    "why": "enrolment.week_limit",
    "most": 3,
}


def _told(kind: NotificationKind, params: dict[str, Any], language: Language) -> list[str]:
    subject, text = render(kind, params, language)
    return [subject, *text.splitlines()]


def test_changed_shift_is_told_with_its_new_time_and_place() -> None:
    assert _told(NotificationKind.SHIFT_CHANGED, SHIFT, ZH) == [
        "班次有变：晚间巡逻",
        "您参加的班次改了时间或地点，现在是：",
        "晚间巡逻（巡逻）",
        "2026年3月5日 星期四 19:30–21:30",
        "东门，桂花一网格",
    ]
    assert _told(NotificationKind.SHIFT_CHANGED, SHIFT, EN) == [
        "Shift changed: 晚间巡逻",
        "A shift you take part in has a new time or place. It is now:",
        "晚间巡逻 (Patrol)",
        "Thursday 5 March 2026, 19:30–21:30",
        "东门, Guihua Grid 1",
    ]


def test_cancelled_shift_is_told_with_the_reason() -> None:
    params = {**SHIFT, "reason": "暴雨", "place": ""}
    del params["unit_en"]
    assert _told(NotificationKind.SHIFT_CANCELLED, params, ZH) == [
        "班次取消：晚间巡逻",
        "您参加的班次已取消：",
        "晚间巡逻（巡逻）",
        "2026年3月5日 星期四 19:30–21:30",
        "桂花一网格",
        "原因：暴雨",
    ]
    assert _told(NotificationKind.SHIFT_CANCELLED, params, EN) == [
        "Shift cancelled: 晚间巡逻",
        "A shift you take part in is cancelled:",
        "晚间巡逻 (Patrol)",
        "Thursday 5 March 2026, 19:30–21:30",
        "桂花一网格",
        "Reason: 暴雨",
    ]


def test_shift_past_midnight_names_both_days_in_the_units_zone() -> None:
    params = {**SHIFT, "ends_at": "2026-03-05T18:00:00+00:00", "zone": "Asia/Urumqi"}
    assert (
        "2026年3月5日 星期四 17:30–2026年3月6日 星期五 00:00"
        in render(NotificationKind.SHIFT_CHANGED, params, ZH)[1]
    )
    assert (
        "Thursday 5 March 2026, 17:30–Friday 6 March 2026, 00:00"
        in render(NotificationKind.SHIFT_CHANGED, params, EN)[1]
    )


def test_published_roster_lists_what_begins_and_what_ends() -> None:
    later = {**SHIFT, "starts_at": "2026-03-06T11:30:00+00:00", "ends_at": "2026-03-06T13:30:00+00:00"}
    params = {**ROSTER, "added": [later, SHIFT], "removed": [SHIFT]}
    assert _told(NotificationKind.ROSTER_PUBLISHED, params, ZH) == [
        "班表已发布：三月班表",
        "《三月班表》第 2 版已发布（安和）。",
        "",
        "您的新班次：",
        "- 2026年3月5日 星期四 19:30–21:30 晚间巡逻（巡逻） 东门，桂花一网格",
        "- 2026年3月6日 星期五 19:30–21:30 晚间巡逻（巡逻） 东门，桂花一网格",
        "",
        "您不再参加：",
        "- 2026年3月5日 星期四 19:30–21:30 晚间巡逻（巡逻） 东门，桂花一网格",
    ]
    assert _told(NotificationKind.ROSTER_PUBLISHED, {**ROSTER, "removed": [SHIFT]}, EN) == [
        "Roster published: 三月班表",
        "Version 2 of “三月班表” (安和) is published.",
        "",
        "You are no longer on:",
        "- Thursday 5 March 2026, 19:30–21:30 晚间巡逻 (Patrol) 东门, Guihua Grid 1",
    ]


def test_published_roster_with_very_many_shifts_says_how_many_more() -> None:
    params = {**ROSTER, "added": [SHIFT] * (MOST_LINES + 2)}
    lines = render(NotificationKind.ROSTER_PUBLISHED, params, EN)[1].splitlines()
    assert lines[-1] == "And 2 more."
    assert len(lines) == 3 + MOST_LINES + 1
    assert render(NotificationKind.ROSTER_PUBLISHED, params, ZH)[1].endswith("还有 2 个班次。")


@pytest.mark.parametrize("language", Language)
def test_new_password_is_told_with_its_link_by_mail_only(language: Language) -> None:
    link = "http://127.0.0.1:8000/password/reset/1.2.x"
    subject, text = render(NotificationKind.PASSWORD_RESET, {"link": link}, language)
    assert f"\n\n{link}\n\n" in text
    on_page = render(NotificationKind.PASSWORD_RESET, {}, language)
    assert on_page[0] == subject
    assert "http" not in on_page[1]


@pytest.mark.parametrize("kind", ActivityKind)
def test_every_kind_of_activity_has_its_word(kind: ActivityKind) -> None:
    chinese = render(NotificationKind.SHIFT_CHANGED, {**SHIFT, "kind": kind.value}, ZH)[1]
    english = render(NotificationKind.SHIFT_CHANGED, {**SHIFT, "kind": kind.value}, EN)[1]
    assert f"({kind.value.capitalize()})" in english
    assert {"巡逻", "演练", "培训", "值守"} & set(chinese.split("（")[1].split("）")[:1])


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", NotificationKind)
def test_every_kind_of_notification_has_its_sentence(kind: NotificationKind, language: Language) -> None:
    params = {**SHIFT, **ROSTER, **HOURS, **PLACE, **TEAM, **SWAP, "reason": "暴雨", "shifts": [SHIFT]}
    params |= QUALIFICATION
    subject, text = render(kind, params, language)
    assert subject
    assert text
    assert ("您" in text) == (language is ZH) or kind is NotificationKind.ROSTER_PUBLISHED


def test_letter_greets_by_name_and_says_where_the_rest_is() -> None:
    assert letter("正文", ZH, name="李秀英", url="https://x.example/my/notifications") == (
        "李秀英，您好：\n\n正文\n\n-- \n"
        "查看全部消息：https://x.example/my/notifications\n\n联防（本邮件由系统发出，请勿回复）\n"
    )
    assert letter("Text", EN, name="Li", url="u").startswith(
        "Dear Li,\n\nText\n\n-- \nAll your messages: u\n"
    )
