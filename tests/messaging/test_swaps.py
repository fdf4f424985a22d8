"""What people are told about swaps, covers and releases, word for word."""

from typing import Any

import pytest

from scheduler.enums import Language, NotificationKind
from scheduler.messaging.sentences import render
from tests.messaging.test_sentences import SHIFT

ZH, EN = Language.CHINESE, Language.ENGLISH
COVER: dict[str, Any] = {**SHIFT, "swap": "cover", "giver": "赵一", "taker": "钱二", "other": None}
SWAP: dict[str, Any] = {**COVER, "swap": "swap", "other": SHIFT}
DETAILS = "晚间巡逻（巡逻）\n2026年3月5日 星期四 19:30–21:30\n东门，桂花一网格"


def test_whoever_is_asked_reads_what_for_and_the_message() -> None:
    assert render(NotificationKind.SWAP_ASKED, {**COVER, "message": "要出差"}, ZH) == (
        "请您顶班：晚间巡逻",
        (f"赵一请您顶班：\n{DETAILS}\n留言：要出差\n接受或不接受都请答复；接受之前，原来的人仍负责到岗。"),
    )
    subject, text = render(NotificationKind.SWAP_ASKED, SWAP, EN)
    assert subject == "Would you swap: 晚间巡逻"
    assert text.splitlines()[0] == "赵一 would like to swap. You would get this shift:"
    assert text.splitlines()[4] == "In exchange for this one, which 赵一 gets:"


def test_both_read_who_is_responsible_now() -> None:
    text = render(NotificationKind.SWAP_DONE, SWAP, ZH)[1]
    assert text == (
        f"您参与的换班已完成。\n现在由钱二参加（原为赵一）：\n{DETAILS}\n"
        f"现在由赵一参加（原为钱二）：\n{DETAILS}"
    )
    assert render(NotificationKind.SWAP_DONE, COVER, EN)[0] == "Covered: 晚间巡逻"


@pytest.mark.parametrize(
    ("reason", "chinese", "english"),
    [
        ("shift_moved", "原因：班次改了时间或地点。", "Reason: The shift has a new time or place."),
        (
            "rule:rest",
            "原因：有人两个班次之间休息不够。",
            "Reason: Somebody would have too little rest between two shifts.",
        ),
        ("rule:new", "原因：排班规则不允许。", "Reason: A rule of rostering does not allow it."),
    ],
)
def test_failure_says_why(reason: str, chinese: str, english: str) -> None:
    texts = [
        render(NotificationKind.SWAP_FAILED, {**COVER, "reason": reason}, language)[1].splitlines()[-1]
        for language in (ZH, EN)
    ]
    assert texts == [chinese, english]


_MORE = {"reason": "人手不够", "name": "孙三", "message": ""}
_KINDS = sorted(kind for kind in NotificationKind if kind.startswith(("swap_", "release_")))


@pytest.mark.parametrize("kind", _KINDS)
def test_each_kind_names_the_shift_in_both_languages(kind: NotificationKind) -> None:
    for params in (COVER, SWAP):
        chinese, english = (render(kind, {**params, **_MORE}, language) for language in (ZH, EN))
        assert all("晚间巡逻（巡逻）" in text for text in chinese[1:])
        assert "晚间巡逻 (Patrol)" in english[1]
        assert chinese[0] != english[0]
