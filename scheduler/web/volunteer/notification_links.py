"""Where a notification leads: to the page of what it is about."""

from flask import url_for

from scheduler.enums import NotificationKind
from scheduler.models import Notification

_ABOUT_SHIFTS = frozenset(
    {
        NotificationKind.SHIFT_CHANGED,
        NotificationKind.SHIFT_CANCELLED,
        NotificationKind.PLACE_OFFERED,
        NotificationKind.OFFER_EXPIRED,
        NotificationKind.OFFER_WITHDRAWN,
        NotificationKind.PLACE_PASSED,
        NotificationKind.PLACE_LOST,
        NotificationKind.PLACE_GIVEN,
        NotificationKind.RELEASE_GRANTED,
        NotificationKind.RELEASE_REFUSED,
        NotificationKind.LIST_ENDED,
    }
)


_ABOUT_SWAPS = frozenset(
    {
        NotificationKind.SWAP_ASKED,
        NotificationKind.SWAP_ACCEPTED,
        NotificationKind.SWAP_DECLINED,
        NotificationKind.SWAP_DONE,
        NotificationKind.SWAP_REFUSED,
        NotificationKind.SWAP_WITHDRAWN,
        NotificationKind.SWAP_EXPIRED,
        NotificationKind.SWAP_FAILED,
    }
)
_TO_DECIDE = frozenset({NotificationKind.SWAP_AWAITING, NotificationKind.RELEASE_ASKED})
_ABOUT_TEAMS = frozenset(
    {
        NotificationKind.TEAM_APPROVED,
        NotificationKind.TEAM_REFUSED,
        NotificationKind.TEAM_ENDED,
        NotificationKind.TEAM_ADDED,
    }
)
_ABOUT_QUALIFICATIONS = frozenset(
    {
        NotificationKind.QUALIFICATION_ACCEPTED,
        NotificationKind.QUALIFICATION_REFUSED,
        NotificationKind.QUALIFICATION_EXPIRING,
    }
)
#: The page of each other kind, and which of the notification's values it takes.
_PAGES = {
    NotificationKind.HOURS_OBJECTION: ("leader.correct_hours", "entry_id"),
    NotificationKind.PLACES_FREED: ("leader.shifts", None),
    NotificationKind.TEAM_APPLICATION: ("leader.team", "team_id"),
    NotificationKind.ROSTER_PUBLISHED: ("volunteer.my_shifts", None),
    **dict.fromkeys(_ABOUT_SHIFTS, ("volunteer.open_shift", "shift_id")),
    **dict.fromkeys(_ABOUT_QUALIFICATIONS, ("volunteer.qualifications", None)),
    **dict.fromkeys(_ABOUT_TEAMS, ("volunteer.team", "team_id")),
    **dict.fromkeys(_ABOUT_SWAPS, ("volunteer.swap", "request_id")),
    **dict.fromkeys(_TO_DECIDE, ("leader.requests", None)),
}


def link_of(notification: Notification) -> str | None:
    """Return the address of what a notification is about; ``None`` where there is no page of it."""
    if notification.kind is NotificationKind.HOURS_ANSWERED:
        return url_for("volunteer.hours", _anchor=f"entry-{notification.params['entry_id']}")
    endpoint, value = _PAGES.get(notification.kind, (None, None))
    if endpoint is None:
        return None
    return url_for(endpoint, **({value: notification.params[value]} if value else {}))
