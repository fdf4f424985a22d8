"""What people are told: each kind of notification as a subject and a text, in both languages.

The words stand here side by side, since a message is written by the worker, long after any page was
asked for, in the language of whoever receives it.
"""

from collections.abc import Callable

from scheduler.enums import Language, NotificationKind
from scheduler.messaging import hours, places, qualifications, swaps, teams
from scheduler.messaging.phrases import Params, Say, details, title, unit, when, where

#: Who gets or loses more shifts than this at once reads on on the site.
MOST_LINES = 30


def render(kind: NotificationKind, params: Params, language: Language) -> tuple[str, str]:
    """Return subject and text of a notification.

    ``params`` by kind: ``SHIFT_CHANGED`` and ``SHIFT_CANCELLED`` take a shift (``kind``, ``title``,
    ``unit``, ``place``, ``starts_at`` and ``ends_at`` in ISO 8601, ``zone``, perhaps ``unit_en``), the
    latter also ``reason``, both perhaps ``waiting``; those about places take a shift, ``PLACES_FREED``
    a list of ``shifts``, and ``PLACE_OFFERED``
    also ``until``, ``PLACE_LOST`` and ``OFFER_WITHDRAWN`` ``position``, ``PLACE_PASSED`` ``why`` (the code
    of the refusal) with its values; ``ROSTER_PUBLISHED`` takes ``period``, ``unit``, ``number`` and lists of
    shifts ``added`` and ``removed``; those about hours take ``title``, ``began``, ``unit`` and ``zone`` and
    ``name`` and ``text``, or ``before``, ``after`` and ``reason``; those about swaps and releases take what
    ``services.swap_notices`` and ``services.releases`` put together; those about qualifications
    what ``services.qualification_notices`` does; those about teams are described in ``messaging.teams``;
    ``PASSWORD_RESET`` takes ``link`` where it is mailed, else nothing.
    """
    return _WRITERS[kind](params, Say(language))


def letter(text: str, language: Language, *, name: str, url: str) -> str:
    """Return a text as a mail's body, to ``name``, with the address of the page that lists all messages."""
    say = Say(language)
    greeting = say(f"{name}，您好：", f"Dear {name},")
    closing = say(
        f"查看全部消息：{url}\n\n联防（本邮件由系统发出，请勿回复）",
        f"All your messages: {url}\n\nLianfang (sent automatically, please do not reply)",
    )
    return f"{greeting}\n\n{text}\n\n-- \n{closing}\n"


def _roster_published(params: Params, say: Say) -> tuple[str, str]:
    period, where_from, number = params["period"], unit(params, say), params["number"]
    head = say(
        f"《{period}》第 {number} 版已发布（{where_from}）。",
        f"Version {number} of “{period}” ({where_from}) is published.",
    )
    added = _listed(params["added"], say("您的新班次：", "Your new shifts:"), say)
    removed = _listed(params["removed"], say("您不再参加：", "You are no longer on:"), say)
    subject = say(f"班表已发布：{period}", f"Roster published: {period}")
    return subject, "\n".join([head, *added, *removed])


def _shift_changed(params: Params, say: Say) -> tuple[str, str]:
    head = say(
        f"{_whose(params, say)}改了时间或地点，现在是：",
        f"{_whose(params, say)} has a new time or place. It is now:",
    )
    subject = say(f"班次有变：{params['title']}", f"Shift changed: {params['title']}")
    return subject, "\n".join([head, *details(params, say)])


def _shift_cancelled(params: Params, say: Say) -> tuple[str, str]:
    head = say(f"{_whose(params, say)}已取消：", f"{_whose(params, say)} is cancelled:")
    reason = say(f"原因：{params['reason']}", f"Reason: {params['reason']}")
    subject = say(f"班次取消：{params['title']}", f"Shift cancelled: {params['title']}")
    return subject, "\n".join([head, *details(params, say), reason])


def _whose(params: Params, say: Say) -> str:
    if params.get("waiting"):
        return say("您候补的班次", "A shift you are on the waiting list for")
    return say("您参加的班次", "A shift you take part in")


def _password_reset(params: Params, say: Say) -> tuple[str, str]:
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


def _listed(shifts: list[Params], heading: str, say: Say) -> list[str]:
    if not shifts:
        return []
    shown = sorted(shifts, key=lambda shift: str(shift["starts_at"]))[:MOST_LINES]
    lines = [f"- {when(shift, say)} {title(shift, say)} {where(shift, say)}" for shift in shown]
    more = len(shifts) - len(shown)
    rest = [say(f"还有 {more} 个班次。", f"And {more} more.")] if more else []
    return ["", heading, *lines, *rest]


_WRITERS: dict[NotificationKind, Callable[[Params, Say], tuple[str, str]]] = {
    NotificationKind.ROSTER_PUBLISHED: _roster_published,
    NotificationKind.SHIFT_CHANGED: _shift_changed,
    NotificationKind.SHIFT_CANCELLED: _shift_cancelled,
    NotificationKind.PLACE_OFFERED: places.place_offered,
    NotificationKind.OFFER_EXPIRED: places.offer_expired,
    NotificationKind.OFFER_WITHDRAWN: places.offer_withdrawn,
    NotificationKind.PLACE_PASSED: places.place_passed,
    NotificationKind.PLACE_LOST: places.place_lost,
    NotificationKind.PLACE_GIVEN: places.place_given,
    NotificationKind.LIST_ENDED: places.list_ended,
    NotificationKind.PLACES_FREED: places.places_freed,
    NotificationKind.HOURS_OBJECTION: hours.hours_objection,
    NotificationKind.HOURS_ANSWERED: hours.hours_answered,
    NotificationKind.SWAP_ASKED: swaps.swap_asked,
    NotificationKind.SWAP_ACCEPTED: swaps.swap_accepted,
    NotificationKind.SWAP_DECLINED: swaps.swap_declined,
    NotificationKind.SWAP_AWAITING: swaps.swap_awaiting,
    NotificationKind.SWAP_DONE: swaps.swap_done,
    NotificationKind.SWAP_REFUSED: swaps.swap_refused,
    NotificationKind.SWAP_WITHDRAWN: swaps.swap_withdrawn,
    NotificationKind.SWAP_EXPIRED: swaps.swap_expired,
    NotificationKind.SWAP_FAILED: swaps.swap_failed,
    NotificationKind.RELEASE_ASKED: swaps.release_asked,
    NotificationKind.RELEASE_GRANTED: swaps.release_granted,
    NotificationKind.RELEASE_REFUSED: swaps.release_refused,
    NotificationKind.TEAM_APPLICATION: teams.team_application,
    NotificationKind.TEAM_APPROVED: teams.team_approved,
    NotificationKind.TEAM_REFUSED: teams.team_refused,
    NotificationKind.TEAM_ENDED: teams.team_ended,
    NotificationKind.TEAM_ADDED: teams.team_added,
    NotificationKind.QUALIFICATION_ACCEPTED: qualifications.qualification_accepted,
    NotificationKind.QUALIFICATION_REFUSED: qualifications.qualification_refused,
    NotificationKind.QUALIFICATION_EXPIRING: qualifications.qualification_expiring,
    NotificationKind.PASSWORD_RESET: _password_reset,
}
