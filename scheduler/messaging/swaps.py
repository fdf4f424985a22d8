"""What people are told about swaps, covers and releases, in both languages side by side."""

from scheduler.messaging.phrases import Params, Say, details

#: Why an exchange came to nothing: by the code of the reason, or of the rule that stands against it.
_REASONS: dict[str, tuple[str, str]] = {
    "place_gone": ("名额已不在原来的人手中", "The place is no longer held by whoever offered it."),
    "wanted_gone": (
        "用来交换的名额已不在对方手中",
        "The place given in exchange is no longer held by the other person.",
    ),
    "shift_cancelled": ("班次已取消", "The shift is cancelled."),
    "shift_moved": ("班次改了时间或地点", "The shift has a new time or place."),
    "attendance": ("班次已开始签到", "Attendance has begun already."),
    "inactive": ("对方的账号已停用", "The other person's account is closed."),
    "availability": ("有人当时不可服务", "Somebody is not available at that time."),
    "overlap": ("有人同一时间另有班次", "Somebody has another shift at the same time."),
    "rest": ("有人两个班次之间休息不够", "Somebody would have too little rest between two shifts."),
    "shifts_per_day": ("有人同一天已有班次", "Somebody has a shift on that day already."),
    "shifts_per_week": (
        "有人那一周的班次已达上限",
        "Somebody is on as many shifts that week as she wanted.",
    ),
    "reach": ("有人的单位离班次太远", "Somebody's unit is too far from the shift."),
    "coverage_minimum": ("班次会缺少必需的技能", "The shift would lack a skill that it needs."),
    "coverage_target": ("班次会缺少需要的技能", "The shift would lack a skill that it asks for."),
    "coverage_surplus": (
        "班次上有这项技能的人会超出上限",
        "The shift would have more people with a skill than it may.",
    ),
}
_OTHER = ("排班规则不允许", "A rule of rostering does not allow it.")


def swap_asked(params: Params, say: Say) -> tuple[str, str]:
    """Ask somebody to take a shift over."""
    giver = params["giver"]
    cover = params["swap"] == "cover"
    head = (
        say(f"{giver}请您顶班：", f"{giver} asks you to take this shift over:")
        if cover
        else say(f"{giver}想与您换班，您将参加：", f"{giver} would like to swap. You would get this shift:")
    )
    lines = [head, *details(params, say), *_in_exchange(params, say)]
    if params.get("message"):
        lines.append(say(f"留言：{params['message']}", f"Message: {params['message']}"))
    lines.append(
        say(
            "接受或不接受都请答复；接受之前，原来的人仍负责到岗。",
            "Please say yes or no; until then the other person stays responsible.",
        )
    )
    subject = (
        say(f"请您顶班：{params['title']}", f"Can you take over: {params['title']}")
        if cover
        else say(f"请您换班：{params['title']}", f"Would you swap: {params['title']}")
    )
    return subject, "\n".join(lines)


def swap_accepted(params: Params, say: Say) -> tuple[str, str]:
    """Say that the other agrees and the leader decides next."""
    head = say(
        f"{params['taker']}已同意，等待负责人批准；批准之前仍由您负责到岗：",
        f"{params['taker']} agrees. Until the leader agrees too, you stay responsible for this shift:",
    )
    subject = say(f"对方已同意，待批准：{params['title']}", f"Agreed, the leader decides: {params['title']}")
    return subject, "\n".join([head, *details(params, say), *_in_exchange(params, say)])


def swap_declined(params: Params, say: Say) -> tuple[str, str]:
    """Say that nobody takes the shift over."""
    name = params.get("name")
    who = (
        say(f"{name}不能接您的班", f"{name} cannot take your shift over")
        if name
        else say("您请求的人都不能接您的班", "Nobody whom you asked can take your shift over")
    )
    head = say(f"{who}，仍由您负责到岗：", f"{who}. You stay responsible for it:")
    subject = say(f"没有人接班：{params['title']}", f"Not taken over: {params['title']}")
    return subject, "\n".join([head, *details(params, say)])


def swap_awaiting(params: Params, say: Say) -> tuple[str, str]:
    """Ask a leader to agree to an exchange."""
    giver, taker = params["giver"], params["taker"]
    if params["swap"] == "cover":
        chinese, english = f"{taker}愿意替{giver}顶班", f"{taker} would take a shift over from {giver}"
    else:
        chinese, english = f"{giver}想与{taker}换班", f"{giver} and {taker} would like to swap"
    head = say(f"{chinese}，请您批准：", f"{english}. Please decide:")
    subject = say(f"待批准：{giver}、{taker}", f"To decide: {giver}, {taker}")
    return subject, "\n".join([head, *details(params, say), *_in_exchange(params, say)])


def swap_done(params: Params, say: Say) -> tuple[str, str]:
    """Say who is responsible for which shift now."""
    giver, taker = params["giver"], params["taker"]
    lines = [
        say(f"您参与的{_word(params)}已完成。", "The exchange is done."),
        say(f"现在由{taker}参加（原为{giver}）：", f"{taker} is on this shift now, in place of {giver}:"),
        *details(params, say),
    ]
    if params.get("other"):
        lines += [
            say(f"现在由{giver}参加（原为{taker}）：", f"{giver} is on this shift now, in place of {taker}:"),
            *details(params["other"], say),
        ]
    done = "Covered" if params["swap"] == "cover" else "Swapped"
    subject = say(f"{_word(params)}已完成：{params['title']}", f"{done}: {params['title']}")
    return subject, "\n".join(lines)


def swap_refused(params: Params, say: Say) -> tuple[str, str]:
    """Say why the leader does not agree."""
    giver = params["giver"]
    head = say(
        f"负责人没有批准您参与的{_word(params)}，仍由{giver}负责到岗：",
        f"The leader does not agree; {giver} stays responsible for this shift:",
    )
    reason = say(f"原因：{params['reason']}", f"Reason: {params['reason']}")
    subject = say(f"没有批准：{params['title']}", f"Not agreed to: {params['title']}")
    return subject, "\n".join([head, *details(params, say), *_in_exchange(params, say), reason])


def swap_withdrawn(params: Params, say: Say) -> tuple[str, str]:
    """Say that there is no more to decide."""
    head = say(
        f"{params['giver']}收回了请求，您无需再答复：",
        f"{params['giver']} took the request back; there is nothing left for you to do:",
    )
    subject = say(f"请求已收回：{params['title']}", f"Request taken back: {params['title']}")
    return subject, "\n".join([head, *details(params, say)])


def swap_expired(params: Params, say: Say) -> tuple[str, str]:
    """Say that time ran out."""
    giver = params["giver"]
    head = say(
        f"班次即将开始，您参与的{_word(params)}请求已过期，仍由{giver}负责到岗：",
        f"The request ran out, since the shift begins soon. {giver} stays responsible for it:",
    )
    subject = say(f"请求已过期：{params['title']}", f"Request ran out: {params['title']}")
    return subject, "\n".join([head, *details(params, say)])


def swap_failed(params: Params, say: Say) -> tuple[str, str]:
    """Say why an exchange is not possible any more."""
    head = say(f"您参与的{_word(params)}请求已不能进行：", "This exchange is not possible any more:")
    words = say(*_REASONS.get(str(params["reason"]).removeprefix("rule:"), _OTHER))
    reason = say(f"原因：{words}。", f"Reason: {words}")
    subject = say(f"不能换班：{params['title']}", f"No exchange: {params['title']}")
    return subject, "\n".join([head, *details(params, say), reason])


def release_asked(params: Params, say: Say) -> tuple[str, str]:
    """Ask a leader to release somebody from a shift."""
    name = params["name"]
    head = say(f"{name}请您同意退出这个班次：", f"{name} asks to be released from this shift:")
    reason = say(f"原因：{params['reason']}", f"Reason: {params['reason']}")
    subject = say(f"请求退出班次：{name}", f"Asks to be released: {name}")
    return subject, "\n".join([head, *details(params, say), reason])


def release_granted(params: Params, say: Say) -> tuple[str, str]:
    """Say that somebody need not come."""
    head = say(
        f"{params['name']}已同意，您不用参加这个班次了：",
        f"{params['name']} agrees: you are no longer on this shift:",
    )
    subject = say(f"已同意退出：{params['title']}", f"You are released: {params['title']}")
    return subject, "\n".join([head, *details(params, say)])


def release_refused(params: Params, say: Say) -> tuple[str, str]:
    """Say why somebody is still counted on."""
    head = say(
        f"{params['name']}没有同意，这个班次仍需要您参加：",
        f"{params['name']} does not agree: you are still counted on for this shift:",
    )
    reason = say(f"原因：{params['reason']}", f"Reason: {params['reason']}")
    subject = say(f"没有同意退出：{params['title']}", f"Not released: {params['title']}")
    return subject, "\n".join([head, *details(params, say), reason])


def _word(params: Params) -> str:
    return "顶班" if params["swap"] == "cover" else "换班"


def _in_exchange(params: Params, say: Say) -> list[str]:
    other = params.get("other")
    if not other:
        return []
    giver = params["giver"]
    head = say(f"交换的班次（改由{giver}参加）：", f"In exchange for this one, which {giver} gets:")
    return [head, *details(other, say)]
