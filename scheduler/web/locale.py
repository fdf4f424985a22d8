"""Which language a page speaks: the reader's choice, the account's, the browser's, Chinese."""

from flask import Flask, has_request_context, request, session
from flask_babel import Babel, get_locale

from scheduler.enums import Language
from scheduler.web.session import actor_or_none

babel = Babel()

#: Browsers say zh-CN or zh; without this map the best match would be English.
_BROWSER_TAGS = {
    "zh-cn": Language.CHINESE,
    "zh-hans": Language.CHINESE,
    "zh-hans-cn": Language.CHINESE,
    "zh-sg": Language.CHINESE,
    "zh-tw": Language.CHINESE,
    "zh-hk": Language.CHINESE,
    "zh": Language.CHINESE,
    "en": Language.ENGLISH,
}


def choose_language() -> Language:
    """Return the language for this request; Chinese where the browser asks for neither."""
    if not has_request_context():
        return Language.CHINESE
    chosen = session.get("language")
    if chosen in set(Language):
        return Language(chosen)
    person = actor_or_none()
    if person is not None:
        return person.language
    for tag, _quality in request.accept_languages:
        lower = tag.lower()
        match = _BROWSER_TAGS.get(lower) or _BROWSER_TAGS.get(lower.split("-")[0])
        if match:
            return match
    return Language.CHINESE


def current_language() -> Language:
    """Return the language in which the running request or worker task writes."""
    return Language.CHINESE if get_locale().language == "zh" else Language.ENGLISH


def init_locale(app: Flask) -> None:
    """Attach Flask-Babel to the application."""
    babel.init_app(
        app, locale_selector=lambda: choose_language().value, default_locale=Language.CHINESE.value
    )
    app.add_template_global(get_locale)
