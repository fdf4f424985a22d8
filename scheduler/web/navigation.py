"""The menus: each reader sees the doors that open for them."""

from dataclasses import dataclass

from flask import Flask, url_for
from flask_babel import gettext

from scheduler.models import Person
from scheduler.services.permissions import Right, may_anywhere
from scheduler.services.qualification_decisions import count_claims
from scheduler.services.swap_lists import count_pending
from scheduler.timeutils import utcnow
from scheduler.web.session import actor_or_none


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of a menu; ``waiting`` counts what there is to do behind it."""

    endpoint: str
    text: str
    waiting: int = 0

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
        Link("volunteer.teams", gettext("Teams")),
    ]


def _own() -> list[Link]:
    return [
        Link("volunteer.availability", gettext("Availability")),
        Link("volunteer.qualifications", gettext("My qualifications")),
        Link("volunteer.hours", gettext("My hours")),
    ]


def _qualifications(person: Person | None) -> Link:
    waiting = count_claims(person) if may_anywhere(person, Right.VERIFY_QUALIFICATIONS) and person else 0
    return Link("leader.qualifications", gettext("Qualifications"), waiting)


def _leader() -> list[Link]:
    person = actor_or_none()
    doors = [
        (Right.VIEW_ROSTERS, Link("leader.periods", gettext("Rosters"))),
        (Right.VIEW_ROSTERS, Link("leader.shifts", gettext("Shifts"))),
        (Right.PLAN_SHIFTS, Link("leader.requests", gettext("Requests"), _pending())),
        (Right.VIEW_ATTENDANCE, Link("leader.attendances", gettext("Attendance"))),
        (Right.VIEW_ATTENDANCE, Link("leader.hours", gettext("Hours"))),
        (Right.VIEW_PEOPLE, Link("leader.teams", gettext("Team strength"))),
        (Right.VERIFY_QUALIFICATIONS, _qualifications(person)),
        (Right.VIEW_PEOPLE, Link("admin.people", gettext("People"))),
        (Right.MANAGE_UNITS, Link("admin.units", gettext("Units and skills"))),
        (Right.VIEW_AUDIT, Link("admin.audit", gettext("Audit trail"))),
    ]
    return [link for right, link in doors if may_anywhere(person, right)]


def _profile() -> Link:
    return Link("account.profile", gettext("My account"))


def _pending() -> int:
    person = actor_or_none()
    if person is None or not may_anywhere(person, Right.PLAN_SHIFTS):
        return 0
    return count_pending(person, now=utcnow())


def _menus() -> dict[str, list[Link]]:
    person = actor_or_none()
    return {
        "public_links": _public(),
        "volunteer_links": _volunteer() if person and person.active else [],
        "own_links": [*(_own() if person.active else []), _profile()] if person else [],
        "leader_links": _leader() if person else [],
    }


def init_navigation(app: Flask) -> None:
    """Offer the menus and the reader to the templates."""
    app.context_processor(lambda: {"menus": _menus, "reader": actor_or_none()})
