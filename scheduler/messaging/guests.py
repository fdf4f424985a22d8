"""What guests are told about their bookings, in both languages side by side."""

from collections.abc import Callable
from datetime import datetime

from scheduler.enums import GuestMessageKind, Language
from scheduler.messaging.phrases import Params, Say, details
from scheduler.messaging.times import moment


def render_guest(kind: GuestMessageKind, params: Params, language: Language) -> tuple[str, str]:
    """Return subject and text of a message to a guest.

    ``params`` hold a shift, as notifications do, ``party`` (how many people) and ``link``; ``CONFIRM`` and
    ``KNOWN`` also take ``code``, ``OFFERED`` takes ``until``, ``SHIFT_CANCELLED`` takes ``reason``.
    """
    say = Say(language)
    subject, lines = _WRITERS[kind](params, say)
    return subject, "\n".join(lines)


def guest_letter(text: str, language: Language, *, name: str) -> str:
    """Return a text as a mail's body, to ``name``."""
    say = Say(language)
    closing = say("联防（本邮件由系统发出，请勿回复）", "Lianfang (sent automatically, please do not reply)")
    return f"{say(f'{name}，您好：', f'Dear {name},')}\n\n{text}\n\n-- \n{closing}\n"


def guest_text(text: str, language: Language) -> str:
    """Return a text as a text message, which begins with who sends it."""
    return Say(language)(f"【联防】{text}", f"[Lianfang] {text}")


def _confirm(params: Params, say: Say) -> tuple[str, list[str]]:
    head = say(
        f"您预订了 {params['party']} 个名额，请在 30 分钟内确认。确认码：{params['code']}",
        f"You booked {_places(params)}. Please confirm within 30 minutes. Your code: {params['code']}",
    )
    foot = say(
        "如果不是您本人预订的，请不用理会：不确认就不会生效。",
        "If it was not you, do nothing: without a confirmation nothing is booked.",
    )
    subject = say(f"确认码 {params['code']}：{params['title']}", f"Code {params['code']}: {params['title']}")
    return subject, [
        head,
        say("或打开链接确认：", "Or open this link: ") + params["link"],
        *details(params, say),
        foot,
    ]


def _known(params: Params, say: Say) -> tuple[str, list[str]]:
    head = say(
        "您已经预订过这个活动，不需要再订。查看、修改或取消：",
        "You have a booking for this event already, there is no need for another one. Look at it, change it "
        "or cancel it: ",
    )
    code = say(
        f"确认码：{params['code']}（30 分钟内有效）",
        f"Your code, for the next 30 minutes: {params['code']}",
    )
    foot = say(
        "如果不是您本人操作的，请不用理会：您的预订没有改变。",
        "If it was not you, do nothing: your booking is unchanged.",
    )
    return say(f"您的预订：{params['title']}", f"Your booking: {params['title']}"), [
        head + params["link"],
        code,
        *details(params, say),
        foot,
    ]


def _booked(params: Params, say: Say) -> tuple[str, list[str]]:
    head = say(f"预订成功，{params['party']} 个名额：", f"Your booking is confirmed, for {_places(params)}:")
    return say(f"预订成功：{params['title']}", f"Booking confirmed: {params['title']}"), [
        head,
        *details(params, say),
        _link(params, say),
    ]


def _waiting(params: Params, say: Say) -> tuple[str, list[str]]:
    head = say(
        f"名额暂时不够，您（{params['party']} 人）已排入候补。有名额时我们会通知您：",
        f"There are not enough places now, so you are on the waiting list, for {_places(params)}. "
        "You hear from us when they come free:",
    )
    return say(f"已排入候补：{params['title']}", f"On the waiting list: {params['title']}"), [
        head,
        *details(params, say),
        _link(params, say),
    ]


def _offered(params: Params, say: Say) -> tuple[str, list[str]]:
    until = moment(datetime.fromisoformat(params["until"]), params["zone"], say.language)
    head = say(
        f"轮到您了：{params['party']} 个名额为您保留到 {until}。请打开链接接受或放弃：",
        f"It is your turn: {_places(params)} are kept for you until {until}. Please accept or decline: ",
    )
    return say(f"候补到名额：{params['title']}", f"Places for you: {params['title']}"), [
        head + params["link"],
        *details(params, say),
    ]


def _offer_expired(params: Params, say: Say) -> tuple[str, list[str]]:
    head = say(
        "为您保留的名额没有按时接受，已让给下一位。仍想参加可以重新预订：",
        "The places kept for you were not accepted in time and went to the next in turn. "
        "Book again if you still want to come:",
    )
    return say(f"候补名额已过期：{params['title']}", f"Offer has run out: {params['title']}"), [
        head,
        *details(params, say),
    ]


def _offer_withdrawn(params: Params, say: Say) -> tuple[str, list[str]]:
    head = say(
        "名额有变，为您保留的名额已收回。您仍在候补名单上：",
        "The number of places changed, so those kept for you are no longer there. You are still on the "
        "waiting list:",
    )
    return say(f"候补名额已收回：{params['title']}", f"Offer withdrawn: {params['title']}"), [
        head,
        *details(params, say),
        _link(params, say),
    ]


def _places_lost(params: Params, say: Say) -> tuple[str, list[str]]:
    head = say(
        "很抱歉，这个活动的名额减少了，您的预订已取消，您排到了候补名单的最前面：",
        "We are sorry: this event now has fewer places, and yours are gone. You are at the head of the "
        "waiting list:",
    )
    return say(f"名额减少：{params['title']}", f"Your places are gone: {params['title']}"), [
        head,
        *details(params, say),
        _link(params, say),
    ]


def _cancelled(params: Params, say: Say) -> tuple[str, list[str]]:
    head = say("您的预订已取消：", "Your booking is cancelled:")
    return say(f"预订已取消：{params['title']}", f"Booking cancelled: {params['title']}"), [
        head,
        *details(params, say),
    ]


def _shift_changed(params: Params, say: Say) -> tuple[str, list[str]]:
    head = say(
        "您预订的活动改了时间或地点，现在是：", "The event you booked has a new time or place. It is now:"
    )
    return say(f"活动有变：{params['title']}", f"Event changed: {params['title']}"), [
        head,
        *details(params, say),
        _link(params, say),
    ]


def _shift_cancelled(params: Params, say: Say) -> tuple[str, list[str]]:
    head = say("您预订的活动已取消：", "The event you booked is cancelled:")
    reason = say(f"原因：{params['reason']}", f"Reason: {params['reason']}")
    return say(f"活动取消：{params['title']}", f"Event cancelled: {params['title']}"), [
        head,
        *details(params, say),
        reason,
    ]


def _places(params: Params) -> str:
    """Return how many places, in English."""
    return "1 place" if params["party"] == 1 else f"{params['party']} places"


def _link(params: Params, say: Say) -> str:
    return say("查看、修改或取消：", "Look at it, change it or cancel it: ") + str(params["link"])


_WRITERS: dict[GuestMessageKind, Callable[[Params, Say], tuple[str, list[str]]]] = {
    GuestMessageKind.CONFIRM: _confirm,
    GuestMessageKind.KNOWN: _known,
    GuestMessageKind.BOOKED: _booked,
    GuestMessageKind.WAITING: _waiting,
    GuestMessageKind.OFFERED: _offered,
    GuestMessageKind.OFFER_EXPIRED: _offer_expired,
    GuestMessageKind.OFFER_WITHDRAWN: _offer_withdrawn,
    GuestMessageKind.PLACES_LOST: _places_lost,
    GuestMessageKind.CANCELLED: _cancelled,
    GuestMessageKind.SHIFT_CHANGED: _shift_changed,
    GuestMessageKind.SHIFT_CANCELLED: _shift_cancelled,
}
