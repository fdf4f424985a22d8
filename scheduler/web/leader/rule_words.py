"""The engine's rules and findings in the reader's words."""

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

from flask_babel import gettext, ngettext

from scheduler.enums import Language
from scheduler.errors import Conflict, RuleBroken
from scheduler.rostering.explaining.naming import Text
from scheduler.rostering.words import WORDS
from scheduler.services.rosters.checks import Finding
from scheduler.web.formatting import local_span
from scheduler.web.leader.blueprint import blueprint
from scheduler.web.locale import current_language


@blueprint.app_template_filter("rule_name")
def rule_name(code: str) -> str:
    """Return what a rule is called."""
    words = WORDS[code]
    return words.name if current_language() is Language.CHINESE else words.name_en


@blueprint.app_template_filter("rule_explanation")
def rule_explanation(code: str) -> str:
    """Return what a rule asks for, in a sentence."""
    words = WORDS[code]
    return words.explanation if current_language() is Language.CHINESE else words.explanation_en


@blueprint.app_template_filter("rule_names")
def rule_names(codes: Iterable[str]) -> str:
    """Return the names of rules in a row."""
    return str(gettext(", ").join(map(rule_name, codes)))


@blueprint.app_template_filter("said")
def said(text: Text) -> str:
    """Return a sentence of the engine in the reader's language."""
    return text.zh if current_language() is Language.CHINESE else text.en


@blueprint.app_template_filter("blocked_words")
def blocked_words(blocked: Sequence[tuple[str, int]]) -> list[str]:
    """Return for each rule how many people it stops: "6 lack the skill"."""
    chinese = current_language() is Language.CHINESE
    return [
        ngettext(
            "%(num)d person: %(why)s", "%(num)d people: %(why)s", number, why=_why(code, chinese=chinese)
        )
        for code, number in blocked
    ]


def _why(code: str, *, chinese: bool) -> str:
    return WORDS[code].blocked if chinese else WORDS[code].blocked_en


@blueprint.app_template_filter("finding_words")
def finding_words(finding: Finding) -> str:
    """Return a finding as a line: the rule, whom and which shift it is about."""
    parts = [finding.person.name] if finding.person else []
    if finding.shift:
        shift = finding.shift
        parts.append(f"{shift.title} {local_span(shift.starts_at, shift.ends_at, shift.unit.zone)}")
    name = rule_name(finding.rule)
    return gettext("%(rule)s: %(about)s", rule=name, about=" · ".join(parts)) if parts else name


def in_words(action: Callable[[], Any]) -> Callable[[], Any]:
    """Let an edit that breaks a rule be refused in the reader's words."""

    @wraps(action)
    def act() -> Any:
        try:
            return action()
        except RuleBroken as refusal:
            raise Conflict("assignment.breaks_rule", reasons=_reasons(refusal)) from refusal

    return act


def _reasons(refusal: RuleBroken) -> str:
    lines = [
        gettext("%(person)s (%(rule)s)", person=person, rule=rule_name(code)) if person else rule_name(code)
        for person, code in refusal.broken
    ]
    return str(gettext(", ").join(dict.fromkeys(lines)))
