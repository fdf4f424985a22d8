"""What people are told about their qualifications, word for word."""

from typing import Any

from scheduler.enums import Language, NotificationKind
from scheduler.messaging.sentences import render

ZH, EN = Language.CHINESE, Language.ENGLISH
HELD: dict[str, Any] = {
    "qualification_id": 7,
    "skill": "医疗救护",
    "skill_en": "Medical",
    "level": 2,
    "valid_from": "2026-01-01",
    "valid_until": "2026-12-31",
}


def _told(kind: NotificationKind, language: Language, **params: Any) -> list[str]:
    subject, text = render(kind, {**HELD, **params}, language)
    return [subject, *text.splitlines()]


def test_acceptance_says_what_counts_and_whether_it_was_corrected() -> None:
    accepted = NotificationKind.QUALIFICATION_ACCEPTED
    assert _told(accepted, ZH, corrected=False) == [
        "资质已通过：医疗救护",
        "您的资质已通过核验，可用于报名和排班：",
        "医疗救护，2 级，2026年1月1日 – 2026年12月31日",
    ]
    assert _told(accepted, EN, corrected=True, valid_until=None) == [
        "Qualification accepted: Medical",
        "Your qualification is verified and counts for sign-ups and rosters:",
        "Medical, level 2, 1 January 2026 – for good",
        "Level or dates were corrected to what the certificate says.",
    ]


def test_refusal_says_why_and_what_to_do() -> None:
    refused = NotificationKind.QUALIFICATION_REFUSED
    assert _told(refused, ZH, reason="看不清")[2:] == [
        "医疗救护，2 级，2026年1月1日 – 2026年12月31日",
        "原因：看不清",
        "您可以在“我的资质”中修改后重新提交，或撤回。",
    ]
    assert _told(refused, EN, reason="看不清", skill_en="")[0] == "Qualification refused: 医疗救护"


def test_warning_says_how_many_days_are_left() -> None:
    expiring = NotificationKind.QUALIFICATION_EXPIRING
    assert _told(expiring, ZH, days=30)[:2] == [
        "资质即将到期：医疗救护",
        "您的“医疗救护”资质还有 30 天到期，2026年12月31日是最后一天：",
    ]
    assert [_told(expiring, EN, days=days)[1] for days in (7, 1, 0)] == [
        "Your qualification in Medical ends in 7 days; 31 December 2026 is its last day:",
        "Your qualification in Medical ends in 1 day; 31 December 2026 is its last day:",
        "Today, 31 December 2026, is the last day of your qualification in Medical:",
    ]
