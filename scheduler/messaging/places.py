"""What those on a waiting list are told, in both languages side by side."""

from datetime import datetime

from scheduler.messaging.phrases import Params, Say, details, title, when, where
from scheduler.messaging.times import moment

#: Who gives back more places at once than this: the rest is counted.
MOST_LINES = 30


def place_offered(params: Params, say: Say) -> tuple[str, str]:
    """Say that a place is kept for the reader, and until when."""
    until = moment(datetime.fromisoformat(params["until"]), params["zone"], say.language)
    head = say(
        "轮到您了，这个班次有一个名额留给您：", "It is your turn: a place on this shift is kept for you:"
    )
    foot = say(
        f"请在 {until} 之前接受或放弃；过时名额将让给下一位。",
        f"Please accept or decline it by {until}; then it goes to the next person.",
    )
    subject = say(f"候补到名额：{params['title']}", f"A place for you: {params['title']}")
    return subject, "\n".join([head, *details(params, say), foot])


def offer_expired(params: Params, say: Say) -> tuple[str, str]:
    """Say that the place went on because nobody accepted it in time."""
    head = say(
        "留给您的名额没有按时接受，已让给下一位。您不在候补名单上了，仍想参加可以重新报名：",
        "The place kept for you was not accepted in time and went to the next person. "
        "You are off the waiting list; sign up again if you still want to come:",
    )
    subject = say(f"候补名额已过期：{params['title']}", f"Offer has run out: {params['title']}")
    return subject, "\n".join([head, *details(params, say)])


def offer_withdrawn(params: Params, say: Say) -> tuple[str, str]:
    """Say that the place kept for the reader is gone, through no fault of hers."""
    head = say(
        "班次的名额有变，留给您的名额已收回。您仍在候补名单上：",
        "The number of places changed, so the place kept for you is no longer there. You are still on the "
        "waiting list:",
    )
    subject = say(f"候补名额已收回：{params['title']}", f"Offer withdrawn: {params['title']}")
    return subject, "\n".join([head, *details(params, say), _position(params, say)])


def place_lost(params: Params, say: Say) -> tuple[str, str]:
    """Say that there are fewer places, so that the reader waits again."""
    head = say(
        "这个班次的名额减少了，您的报名名额已取消，您排到了候补名单的最前面：",
        "This shift now has fewer places, and yours is gone. You are at the head of its waiting list:",
    )
    subject = say(f"名额减少：{params['title']}", f"Your place is gone: {params['title']}")
    return subject, "\n".join([head, *details(params, say), _position(params, say)])


def place_given(params: Params, say: Say) -> tuple[str, str]:
    """Say that the reader has moved up into a place."""
    head = say(
        "您已从候补转为正式参加这个班次：",
        "You have moved up from the waiting list: you have a place on this shift:",
    )
    subject = say(f"候补成功：{params['title']}", f"You have a place: {params['title']}")
    return subject, "\n".join([head, *details(params, say)])


def place_passed(params: Params, say: Say) -> tuple[str, str]:
    """Say why a free place went to the next person."""
    head = say(
        "这个班次空出了名额，但您现在不能参加，名额让给了下一位：",
        "A place on this shift came free, but you cannot take it now, so it went to the next person:",
    )
    reason = say(f"原因：{_reason(params, say)}", f"Reason: {_reason(params, say)}")
    foot = say("您在候补名单上的位置不变。", "You keep your turn on the waiting list.")
    subject = say(f"名额让给了下一位：{params['title']}", f"A place passed by: {params['title']}")
    return subject, "\n".join([head, *details(params, say), reason, foot])


def list_ended(params: Params, say: Say) -> tuple[str, str]:
    """Say that the shift begins and no place came free for the reader."""
    head = say(
        "您候补的班次已经开始，一直没有空出名额，候补到此结束：",
        "A shift you were on the waiting list for has begun. No place came free, so your wait is over:",
    )
    foot = say(
        "谢谢您愿意来。其他班次还有名额，欢迎报名。",
        "Thank you for being ready. Other shifts still have places.",
    )
    subject = say(f"候补没有等到名额：{params['title']}", f"No place came free: {params['title']}")
    return subject, "\n".join([head, *details(params, say), foot])


def places_freed(params: Params, say: Say) -> tuple[str, str]:
    """Say which shifts lost somebody who left; nobody is named."""
    shifts = sorted(params["shifts"], key=lambda shift: str(shift["starts_at"]))
    head = say(
        f"有一位志愿者停用或注销了账号，交还了 {len(shifts)} 个班次的名额。如果因此缺人，请您尽快安排：",
        f"A volunteer has left the site or paused the account. Places given back: {len(shifts)}. "
        "Please see to it where somebody is missing now:",
    )
    shown = [f"- {when(shift, say)} {title(shift, say)} {where(shift, say)}" for shift in shifts[:MOST_LINES]]
    more = len(shifts) - len(shown)
    rest = [say(f"还有 {more} 个班次。", f"And {more} more.")] if more else []
    subject = say(f"有 {len(shifts)} 个名额空出", f"Places given back: {len(shifts)}")
    return subject, "\n".join([head, *shown, *rest])


def _reason(params: Params, say: Say) -> str:
    why = str(params["why"]).removeprefix("enrolment.")
    if why in {"overlap", "rest"}:
        at = moment(datetime.fromisoformat(params["other_at"]), params["other_zone"], say.language)
        if why == "overlap":
            return say(
                f"同一时间您参加了“{params['other']}”（{at}）。",
                f"You are on “{params['other']}” at the same time ({at}).",
            )
        return say(
            f"两个班次之间需要休息 {params['hours']} 小时，而“{params['other']}”（{at}）离得太近。",
            f"Between two shifts you need {params['hours']} hours of rest, and “{params['other']}” ({at}) "
            "is too close.",
        )
    if why == "week_limit":
        return say(
            f"那一周您的班次已达到您设定的上限（{params['most']} 个）。",
            f"You are on as many shifts that week as you wanted ({params['most']}).",
        )
    return say("这个班次离您的单位太远。", "This shift is too far from your unit.")


def _position(params: Params, say: Say) -> str:
    return say(f"您现在是第 {params['position']} 位。", f"You are number {params['position']} now.")
