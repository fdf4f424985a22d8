"""Denied by default: a route answers only after it has declared who may call it."""

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

from flask import Flask, current_app, redirect, request, url_for
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from scheduler.errors import NotAllowed
from scheduler.services.permissions import Right, may_anywhere
from scheduler.web.session import actor_or_none, login_manager, owes_consent

View = TypeVar("View", bound=Callable[..., Any])


class Access(Enum):
    """Access that needs no right: everybody, or everybody with an account.

    ``OWN_DATA`` opens to the signed-in even while their consent is missing: they must be able to see,
    correct, take along and delete what is stored, and to agree.
    """

    PUBLIC = "public"
    SIGNED_IN = "signed in"
    OWN_DATA = "own data"


def access(rule: Access | Right) -> Callable[[View], View]:
    """Declare who may call a route: everybody, the signed-in, or holders of a right on any unit.

    The service decides whether the right holds on the unit in question.
    """

    def declare(view: View) -> View:
        view.access_rule = rule  # type: ignore[attr-defined]  # functions carry attributes
        return view

    return declare


def rule_of(endpoint: str) -> Access | Right | None:
    """Return what the view behind ``endpoint`` declared, ``None`` if nothing."""
    if endpoint.rpartition(".")[2] == "static":
        return Access.PUBLIC
    rule: Access | Right | None = getattr(current_app.view_functions[endpoint], "access_rule", None)
    return rule


def _guard() -> Response | None:
    if request.endpoint is None:
        return None
    rule = rule_of(request.endpoint)
    if rule is Access.PUBLIC:
        return None
    if rule is None:
        raise Forbidden
    person = actor_or_none()
    if person is None:
        answer: Response = login_manager.unauthorized()
        return answer
    if rule is not Access.OWN_DATA and owes_consent(person):
        after = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("account.consent", next=after))
    if isinstance(rule, Right) and not may_anywhere(person, rule):
        raise NotAllowed(f"permission.{rule}.anywhere")
    return None


def init_access(app: Flask) -> None:
    """Check the declared access before every request."""
    app.before_request(_guard)
