"""What those on a waiting list are told, word for word."""

from typing import Any

import pytest

from scheduler.enums import Language, NotificationKind
from scheduler.messaging.sentences import render
from tests.messaging.test_sentences import SHIFT

ZH, EN = Language.CHINESE, Language.ENGLISH


def test_offer_says_until_when_it_stands() -> None:
    params = {**SHIFT, "until": "2026-03-03T01:00:00+00:00"}
    assert render(NotificationKind.PLACE_OFFERED, params, ZH) == (
        "候补到名额：晚间巡逻",
        (
            "轮到您了，这个班次有一个名额留给您：\n晚间巡逻（巡逻）\n2026年3月5日 星期四 19:30–21:30\n"
            "东门，桂花一网格\n请在 2026年3月3日 星期二 09:00 之前接受或放弃；过时名额将让给下一位。"
        ),
    )
    english = render(NotificationKind.PLACE_OFFERED, params, EN)[1].splitlines()
    assert english[0] == "It is your turn: a place on this shift is kept for you:"
    assert english[-1] == (
        "Please accept or decline it by Tuesday 3 March 2026, 09:00; then it goes to the next person."
    )


@pytest.mark.parametrize(
    ("why", "chinese", "english"),
    [
        (
            {"why": "enrolment.overlap"},
            "原因：同一时间您参加了“夜间值守”（2026年3月5日 星期四 19:30）。",
            "Reason: You are on “夜间值守” at the same time (Thursday 5 March 2026, 19:30).",
        ),
        (
            {"why": "enrolment.rest", "hours": 8},
            "原因：两个班次之间需要休息 8 小时，而“夜间值守”（2026年3月5日 星期四 19:30）离得太近。",
            (
                "Reason: Between two shifts you need 8 hours of rest, and “夜间值守” "
                "(Thursday 5 March 2026, 19:30) is too close."
            ),
        ),
        (
            {"why": "enrolment.week_limit", "most": 3},
            "原因：那一周您的班次已达到您设定的上限（3 个）。",
            "Reason: You are on as many shifts that week as you wanted (3).",
        ),
        (
            {"why": "enrolment.elsewhere"},
            "原因：这个班次离您的单位太远。",
            "Reason: This shift is too far from your unit.",
        ),
    ],
)
def test_whoever_is_passed_over_reads_why(why: dict[str, Any], chinese: str, english: str) -> None:
    other = {"other": "夜间值守", "other_at": "2026-03-05T11:30:00+00:00", "other_zone": "Asia/Shanghai"}
    params = {**SHIFT, **other, **why}
    assert render(NotificationKind.PLACE_PASSED, params, ZH)[1].splitlines()[-2:] == [
        chinese,
        "您在候补名单上的位置不变。",
    ]
    assert render(NotificationKind.PLACE_PASSED, params, EN)[1].splitlines()[-2:] == [
        english,
        "You keep your turn on the waiting list.",
    ]


@pytest.mark.parametrize("kind", [NotificationKind.PLACE_LOST, NotificationKind.OFFER_WITHDRAWN])
def test_whoever_loses_a_place_reads_her_position(kind: NotificationKind) -> None:
    params = {**SHIFT, "position": 2}
    assert render(kind, params, ZH)[1].endswith("您现在是第 2 位。")
    assert render(kind, params, EN)[1].endswith("You are number 2 now.")


def test_those_who_wait_are_not_told_that_they_take_part() -> None:
    params = {**SHIFT, "waiting": True, "reason": "暴雨"}
    assert "您候补的班次改了时间或地点，现在是：" in render(NotificationKind.SHIFT_CHANGED, params, ZH)[1]
    cancelled = render(NotificationKind.SHIFT_CANCELLED, params, EN)[1]
    assert cancelled.startswith("A shift you are on the waiting list for is cancelled:")


def test_list_that_ended_says_that_no_place_came_free() -> None:
    assert render(NotificationKind.LIST_ENDED, SHIFT, ZH) == (
        "候补没有等到名额：晚间巡逻",
        (
            "您候补的班次已经开始，一直没有空出名额，候补到此结束：\n晚间巡逻（巡逻）\n"
            "2026年3月5日 星期四 19:30–21:30\n东门，桂花一网格\n谢谢您愿意来。其他班次还有名额，欢迎报名。"
        ),
    )
    english = render(NotificationKind.LIST_ENDED, SHIFT, EN)
    assert english[0] == "No place came free: 晚间巡逻"
    assert english[1].splitlines()[-1] == "Thank you for being ready. Other shifts still have places."


def test_places_given_back_are_listed_by_start_and_name_nobody() -> None:
    later = {
        **SHIFT,
        "title": "早巡",
        "starts_at": "2026-03-06T01:00:00+00:00",
        "ends_at": "2026-03-06T02:00:00+00:00",
    }
    subject, text = render(NotificationKind.PLACES_FREED, {"shifts": [later, SHIFT]}, EN)
    assert subject == "Places given back: 2"
    assert [line[:14] for line in text.splitlines()[1:]] == ["- Thursday 5 M", "- Friday 6 Mar"]
    many = render(NotificationKind.PLACES_FREED, {"shifts": [SHIFT] * 33}, ZH)
    assert many[0] == "有 33 个名额空出"
    assert many[1].splitlines()[-1] == "还有 3 个班次。"
