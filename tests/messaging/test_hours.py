"""What people are told about their hours, word for word."""

from typing import Any

from scheduler.enums import Language, NotificationKind
from scheduler.messaging.sentences import render

ZH, EN = Language.CHINESE, Language.ENGLISH
ENTRY: dict[str, Any] = {
    "entry_id": 7,
    "title": "晚间巡逻",
    "began": "2026-03-05T11:30:00+00:00",
    "unit": "桂花一网格",
    "unit_en": "Guihua Grid 1",
    "zone": "Asia/Shanghai",
}


def _told(kind: NotificationKind, params: dict[str, Any], language: Language) -> list[str]:
    subject, text = render(kind, {**ENTRY, **params}, language)
    return [subject, *text.splitlines()]


def test_objection_is_told_with_the_words_of_who_objects() -> None:
    params = {"name": "周雨桐", "person_id": 3, "text": "我十点才走。\n有人作证。"}
    assert _told(NotificationKind.HOURS_OBJECTION, params, ZH) == [
        "请求更正服务时间：周雨桐",
        "周雨桐请您更正一条服务时间：晚间巡逻，2026年3月5日 星期四 19:30，桂花一网格。",
        "我十点才走。",
        "有人作证。",
    ]
    assert _told(NotificationKind.HOURS_OBJECTION, params, EN)[:2] == [
        "Hours to correct: 周雨桐",
        (
            "周雨桐 asks you to correct an entry of hours: "
            "晚间巡逻, Thursday 5 March 2026, 19:30, Guihua Grid 1."
        ),
    ]


def test_answer_says_what_changed_or_that_nothing_did() -> None:
    corrected = {"before": 100, "after": 130, "reason": "查了值班记录"}
    assert _told(NotificationKind.HOURS_ANSWERED, corrected, ZH) == [
        "您的服务时间：晚间巡逻",
        "您的这条服务时间已由 100 分钟更正为 130 分钟：",
        "晚间巡逻，2026年3月5日 星期四 19:30，桂花一网格",
        "原因：查了值班记录",
    ]
    same = {**corrected, "after": 100}
    assert _told(NotificationKind.HOURS_ANSWERED, same, EN) == [
        "Your hours: 晚间巡逻",
        "This entry of your hours stays as it is, 100 minutes:",
        "晚间巡逻, Thursday 5 March 2026, 19:30, Guihua Grid 1",
        "Reason: 查了值班记录",
    ]
