"""The menus: each reader sees the doors that open for them."""

from dataclasses import dataclass

from flask import Flask, url_for
from flask_babel import gettext

from scheduler.services.permissions import Right, may_anywhere
from scheduler.web.session import actor_or_none


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of a menu."""

    endpoint: str
    text: str

    @property
    def url(self) -> str:
        """Return where the entry leads."""
        return url_for(self.endpoint)


def _public() -> list[Link]:
    return [
        Link("public.home", gettext("Home")),
        Link("public.calendar", gettext("Calendar")),
        Link("public.units", gettext("Units")),
    ]


def _volunteer() -> list[Link]:
    return [
        Link("volunteer.my_shifts", gettext("My shifts")),
        Link("volunteer.open_shifts", gettext("Open shifts")),
        Link("volunteer.availability", gettext("Availability")),
        Link("volunteer.hours", gettext("My hours")),
    ]


def _leader() -> list[Link]:
    person = actor_or_none()
    doors = [
        (Right.VIEW_ROSTERS, Link("leader.periods", gettext("Rosters"))),
        (Right.VIEW_ROSTERS, Link("leader.shifts", gettext("Shifts"))),
        (Right.VIEW_ATTENDANCE, Link("leader.attendances", gettext("Attendance"))),
        (Right.VIEW_ATTENDANCE, Link("leader.hours", gettext("Hours"))),
        (Right.VIEW_PEOPLE, Link("admin.people", gettext("People"))),
        (Right.MANAGE_UNITS, Link("admin.units", gettext("Units and skills"))),
        (Right.VIEW_AUDIT, Link("admin.audit", gettext("Audit trail"))),
    ]
    return [link for right, link in doors if may_anywhere(person, right)]


def _menus() -> dict[str, list[Link]]:
    person = actor_or_none()
    return {
        "public_links": _public(),
        "volunteer_links": _volunteer() if person else [],
        "leader_links": _leader() if person else [],
    }


def init_navigation(app: Flask) -> None:
    """Offer the menus and the reader to the templates."""
    app.context_processor(lambda: {"menus": _menus, "reader": actor_or_none()})
