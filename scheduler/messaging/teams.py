"""What people are told about teams, in both languages side by side.

All take ``team`` and ``unit``, perhaps ``team_en`` and ``unit_en``, and ``team_id`` for links; an application
also ``name`` and ``text``, or ``partner`` and ``number``; an approval perhaps ``leads``; a refusal and an end
``reason``; who is put down ``partner``.
"""

from scheduler.messaging.phrases import Params, Say, unit


def team_application(params: Params, say: Say) -> tuple[str, str]:
    """Say to whoever decides who applies, or how many a partner put down."""
    subject = say(f"入队申请：{name(params, say)}", f"Application: {name(params, say)}")
    foot = say("请您批准，或说明原因后谢绝。", "Please approve, or refuse with a reason.")
    if "partner" in params:
        partner, number = params["partner"], params["number"]
        head = say(
            f"“{partner}”为{_team(params, say)}报了名，共 {number} 人。",
            f"“{partner}” put people down for {_team(params, say)}: {number}.",
        )
        return subject, f"{head}\n{foot}"
    who, words = params["name"], params.get("text", "")
    head = say(f"{who}申请加入{_team(params, say)}。", f"{who} applies for {_team(params, say)}.")
    said = [say(f"附言：{words}", f"In their words: {words}")] if words else []
    return subject, "\n".join([head, *said, foot])


def team_approved(params: Params, say: Say) -> tuple[str, str]:
    """Say that the reader is a member now, or the leader."""
    if params.get("leads"):
        subject = say(f"您已担任队长：{name(params, say)}", f"You lead a team: {name(params, say)}")
        text = say(
            f"您已担任{_team(params, say)}的队长。入队申请会发给您，由您审批。",
            f"You are the leader of {_team(params, say)} now. Applications come to you to decide.",
        )
        return subject, text
    subject = say(f"入队申请已批准：{name(params, say)}", f"Welcome to the team: {name(params, say)}")
    text = say(
        f"您已加入{_team(params, say)}，欢迎！",
        f"You are a member of {_team(params, say)} now. Welcome!",
    )
    return subject, text


def team_refused(params: Params, say: Say) -> tuple[str, str]:
    """Say that an application was refused, and why."""
    subject = say(f"入队申请未通过：{name(params, say)}", f"Application refused: {name(params, say)}")
    head = say(
        f"您加入{_team(params, say)}的申请没有通过。",
        f"Your application for {_team(params, say)} was refused.",
    )
    return subject, "\n".join([head, _reason(params, say)])


def team_ended(params: Params, say: Say) -> tuple[str, str]:
    """Say that the reader is in the team no longer, and why."""
    subject = say(f"您已不在队伍中：{name(params, say)}", f"No longer in the team: {name(params, say)}")
    head = say(
        f"您已不再是{_team(params, say)}的队员。", f"You are no longer a member of {_team(params, say)}."
    )
    return subject, "\n".join([head, _reason(params, say)])


def team_added(params: Params, say: Say) -> tuple[str, str]:
    """Say that a partner put the reader down, and what to do about it either way."""
    partner = params["partner"]
    subject = say(f"{partner}为您报了名：{name(params, say)}", f"{partner} put you down: {name(params, say)}")
    head = say(
        f"“{partner}”为您报名加入{_team(params, say)}，等待队长批准。",
        f"“{partner}” put you down for {_team(params, say)}. Its leader will decide.",
    )
    foot = say(
        "第一次登录：有邮箱的，请在登录页点“忘记密码？”设置密码；只留手机号的，请找队长扫码设置。"
        "登录后请阅读并同意隐私声明。如果您不愿意加入，登录后可在“队伍”页面撤回报名。",
        "To sign in for the first time, choose a password through “Forgot the password?” if we know your "
        "e-mail address, or ask the team's leader for a code. You will be asked to agree to the privacy "
        "notice. If you do not want to join, withdraw on the page “Teams”.",
    )
    return subject, f"{head}\n{foot}"


def name(params: Params, say: Say) -> str:
    """Return the name of the team."""
    return say(params["team"], params.get("team_en") or params["team"])


def _team(params: Params, say: Say) -> str:
    return say(
        f"“{name(params, say)}”（{unit(params, say)}）", f"“{name(params, say)}” ({unit(params, say)})"
    )


def _reason(params: Params, say: Say) -> str:
    return say(f"原因：{params['reason']}", f"Reason: {params['reason']}")
