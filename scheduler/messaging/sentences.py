"""What people are told: each kind of notification as a subject and a text, in both languages.

The words stand here side by side, since a message is written by the worker, long after any page was
asked for, in the language of whoever receives it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scheduler.enums import ActivityKind, Language, NotificationKind
from scheduler.messaging.times import span

Params = Mapping[str, Any]
#: Who gets or loses more shifts than this at once reads on on the site.
MOST_LINES = 30

_KINDS: dict[ActivityKind, tuple[str, str]] = {
    ActivityKind.PATROL: ("巡逻", "Patrol"),
    ActivityKind.DRILL: ("演练", "Drill"),
    ActivityKind.TRAINING: ("培训", "Training"),
    ActivityKind.DUTY: ("值守", "Duty"),
}


@dataclass(frozen=True, slots=True)
class _Say:
    """Picks, of two wordings, the one in the language of the message."""

    language: Language

    def __call__(self, chinese: str, english: str) -> str:
        return chinese if self.language is Language.CHINESE else english


def render(kind: NotificationKind, params: Params, language: Language) -> tuple[str, str]:
    """Return subject and text of a notification.

    ``params`` by kind: ``SHIFT_CHANGED`` and ``SHIFT_CANCELLED`` take a shift (``kind``, ``title``,
    ``unit``, ``place``, ``starts_at`` and ``ends_at`` in ISO 8601, ``zone``, perhaps ``unit_en``), the
    latter also ``reason``; ``ROSTER_PUBLISHED`` takes ``period``, ``unit``, ``number`` and lists of
    shifts ``added`` and ``removed``; ``PASSWORD_RESET`` takes ``link`` where it is mailed, else nothing.
    """
    return _WRITERS[kind](params, _Say(language))


def letter(text: str, language: Language, *, name: str, url: str) -> str:
    """Return a text as a mail's body, to ``name``, with the address of the page that lists all messages."""
    say = _Say(language)
    greeting = say(f"{name}，您好：", f"Dear {name},")
    closing = say(
        f"查看全部消息：{url}\n\n联防（本邮件由系统发出，请勿回复）",
        f"All your messages: {url}\n\nLianfang (sent automatically, please do not reply)",
    )
    return f"{greeting}\n\n{text}\n\n-- \n{closing}\n"


def _roster_published(params: Params, say: _Say) -> tuple[str, str]:
    period, unit, number = params["period"], _unit(params, say), params["number"]
    head = say(
        f"《{period}》第 {number} 版已发布（{unit}）。",
        f"Version {number} of “{period}” ({unit}) is published.",
    )
    added = _listed(params["added"], say("您的新班次：", "Your new shifts:"), say)
    removed = _listed(params["removed"], say("您不再参加：", "You are no longer on:"), say)
    subject = say(f"班表已发布：{period}", f"Roster published: {period}")
    return subject, "\n".join([head, *added, *removed])


def _shift_changed(params: Params, say: _Say) -> tuple[str, str]:
    head = say(
        "您参加的班次改了时间或地点，现在是：",
        "A shift you take part in has a new time or place. It is now:",
    )
    subject = say(f"班次有变：{params['title']}", f"Shift changed: {params['title']}")
    return subject, "\n".join([head, *_details(params, say)])


def _shift_cancelled(params: Params, say: _Say) -> tuple[str, str]:
    head = say("您参加的班次已取消：", "A shift you take part in is cancelled:")
    reason = say(f"原因：{params['reason']}", f"Reason: {params['reason']}")
    subject = say(f"班次取消：{params['title']}", f"Shift cancelled: {params['title']}")
    return subject, "\n".join([head, *_details(params, say), reason])


def _password_reset(params: Params, say: _Say) -> tuple[str, str]:
    subject = say("设置新密码", "A new password")
    if "link" not in params:
        text = say(
            "有人为您的账号申请设置新密码，链接已发到您的邮箱。如果不是您本人，请不用理会：密码没有改变。",
            "Somebody asked for a new password for your account; a link was mailed to you. "
            "If it was not you, do nothing: your password is unchanged.",
        )
        return subject, text
    head = say(
        "请打开下面的链接设置新密码。链接一小时内有效，只能用一次：",
        "Open this link to choose a new password. It works once, for an hour:",
    )
    foot = say(
        "如果不是您本人申请的，请不用理会：密码没有改变。不要把链接转给别人。",
        "If you did not ask for it, do nothing: your password is unchanged. Do not pass the link on.",
    )
    return subject, "\n\n".join([head, params["link"], foot])


def _details(shift: Params, say: _Say) -> list[str]:
    return [_title(shift, say), _when(shift, say), _where(shift, say)]


def _listed(shifts: list[Params], heading: str, say: _Say) -> list[str]:
    if not shifts:
        return []
    shown = sorted(shifts, key=lambda shift: str(shift["starts_at"]))[:MOST_LINES]
    lines = [f"- {_when(shift, say)} {_title(shift, say)} {_where(shift, say)}" for shift in shown]
    more = len(shifts) - len(shown)
    rest = [say(f"还有 {more} 个班次。", f"And {more} more.")] if more else []
    return ["", heading, *lines, *rest]


def _title(shift: Params, say: _Say) -> str:
    word = say(*_KINDS[ActivityKind(shift["kind"])])
    return say(f"{shift['title']}（{word}）", f"{shift['title']} ({word})")


def _when(shift: Params, say: _Say) -> str:
    start, end = (datetime.fromisoformat(shift[key]) for key in ("starts_at", "ends_at"))
    return span(start, end, shift["zone"], say.language)


def _where(shift: Params, say: _Say) -> str:
    return say("，", ", ").join(part for part in (shift["place"], _unit(shift, say)) if part)


def _unit(params: Params, say: _Say) -> str:
    return say(params["unit"], params.get("unit_en") or params["unit"])


_WRITERS: dict[NotificationKind, Callable[[Params, _Say], tuple[str, str]]] = {
    NotificationKind.ROSTER_PUBLISHED: _roster_published,
    NotificationKind.SHIFT_CHANGED: _shift_changed,
    NotificationKind.SHIFT_CANCELLED: _shift_cancelled,
    NotificationKind.PASSWORD_RESET: _password_reset,
}
