"""What people are told about their hours, in both languages side by side."""

from datetime import datetime

from scheduler.messaging.phrases import Params, Say, unit
from scheduler.messaging.times import moment


def hours_objection(params: Params, say: Say) -> tuple[str, str]:
    """Say to those who keep the hours that somebody asks for a correction, in her own words."""
    name = params["name"]
    head = say(
        f"{name}请您更正一条服务时间：{_what(params, say)}。",
        f"{name} asks you to correct an entry of hours: {_what(params, say)}.",
    )
    subject = say(f"请求更正服务时间：{name}", f"Hours to correct: {name}")
    return subject, "\n".join([head, params["text"]])


def hours_answered(params: Params, say: Say) -> tuple[str, str]:
    """Say that an entry was corrected, or why it stays as it is."""
    before, after = params["before"], params["after"]
    if before == after:
        head = say(
            f"您的这条服务时间保持不变，为 {after} 分钟：",
            f"This entry of your hours stays as it is, {after} minutes:",
        )
    else:
        head = say(
            f"您的这条服务时间已由 {before} 分钟更正为 {after} 分钟：",
            f"This entry of your hours was corrected from {before} to {after} minutes:",
        )
    reason = say(f"原因：{params['reason']}", f"Reason: {params['reason']}")
    subject = say(f"您的服务时间：{params['title']}", f"Your hours: {params['title']}")
    return subject, "\n".join([head, _what(params, say), reason])


def _what(params: Params, say: Say) -> str:
    at = moment(datetime.fromisoformat(params["began"]), params["zone"], say.language)
    return say("，", ", ").join([params["title"], at, unit(params, say)])
