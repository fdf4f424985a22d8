"""What people are told about their qualifications, in both languages side by side."""

from datetime import date

from babel.dates import format_date

from scheduler.enums import Language
from scheduler.messaging.phrases import Params, Say


def qualification_accepted(params: Params, say: Say) -> tuple[str, str]:
    """Say that a qualification counts, and from when until when."""
    head = say(
        "您的资质已通过核验，可用于报名和排班：",
        "Your qualification is verified and counts for sign-ups and rosters:",
    )
    foot = say("级别或日期已按证书更正。", "Level or dates were corrected to what the certificate says.")
    subject = say(f"资质已通过：{_skill(params, say)}", f"Qualification accepted: {_skill(params, say)}")
    return subject, "\n".join([head, _what(params, say), *([foot] if params["corrected"] else [])])


def qualification_refused(params: Params, say: Say) -> tuple[str, str]:
    """Say why a qualification was not accepted, and what to do."""
    head = say("您提交的资质未通过核验：", "The qualification you sent in was not accepted:")
    reason = say(f"原因：{params['reason']}", f"Reason: {params['reason']}")
    foot = say(
        "您可以在“我的资质”中修改后重新提交，或撤回。",
        "Under “My qualifications” you can put it right and send it again, or withdraw it.",
    )
    subject = say(f"资质未通过：{_skill(params, say)}", f"Qualification refused: {_skill(params, say)}")
    return subject, "\n".join([head, _what(params, say), reason, foot])


def qualification_expiring(params: Params, say: Say) -> tuple[str, str]:
    """Warn of the end of a qualification, and say what it means."""
    left, until = int(params["days"]), _day(params["valid_until"], say)
    skill = _skill(params, say)
    if left:
        head = say(
            f"您的“{skill}”资质还有 {left} 天到期，{until}是最后一天：",
            f"Your qualification in {skill} ends in {left} day{'' if left == 1 else 's'}; "
            f"{until} is its last day:",
        )
    else:
        head = say(
            f"您的“{skill}”资质今天（{until}）是最后一天：",
            f"Today, {until}, is the last day of your qualification in {skill}:",
        )
    foot = say(
        "之后的班次将不再计入这项资质。如已换证，请在“我的资质”中提交新证书。",
        "For shifts after that it no longer counts. If you have renewed it, send the new certificate in "
        "under “My qualifications”.",
    )
    subject = say(f"资质即将到期：{skill}", f"Qualification about to end: {skill}")
    return subject, "\n".join([head, _what(params, say), foot])


def _skill(params: Params, say: Say) -> str:
    return say(params["skill"], params["skill_en"] or params["skill"])


def _what(params: Params, say: Say) -> str:
    start = _day(params["valid_from"], say)
    end = _day(params["valid_until"], say) if params["valid_until"] else say("长期有效", "for good")
    level = say(f"{params['level']} 级", f"level {params['level']}")
    return say("，", ", ").join([_skill(params, say), level, f"{start} – {end}"])


def _day(text: str, say: Say) -> str:
    pattern = "y年M月d日" if say.language is Language.CHINESE else "d MMMM y"
    return str(format_date(date.fromisoformat(text), pattern, locale=say.language.value))
