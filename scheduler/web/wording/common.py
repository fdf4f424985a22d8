"""Words for refusals that any part of the product can give."""

from flask_babel import LazyString, lazy_gettext

_NO_RIGHT: dict[str, LazyString] = {
    "view_rosters": lazy_gettext("You may not see the rosters of %(unit)s."),
    "plan_shifts": lazy_gettext("You may not plan shifts for %(unit)s."),
    "plan_rosters": lazy_gettext("You may not plan rosters for %(unit)s."),
    "view_attendance": lazy_gettext("You may not see the attendance and hours of %(unit)s."),
    "take_attendance": lazy_gettext("You may not take the attendance of %(unit)s."),
    "keep_hours": lazy_gettext("You may not keep the hours of %(unit)s."),
    "lead_teams": lazy_gettext("You may not decide for the teams of %(unit)s."),
    "manage_teams": lazy_gettext("You may not change the teams of %(unit)s."),
    "view_people": lazy_gettext("You may not see the people of %(unit)s."),
    "manage_people": lazy_gettext("You may not manage the people of %(unit)s."),
    "verify_qualifications": lazy_gettext("You may not verify qualifications in %(unit)s."),
    "grant_roles": lazy_gettext("You may not grant roles in %(unit)s."),
    "manage_units": lazy_gettext("You may not change %(unit)s."),
    "manage_skills": lazy_gettext("You may not change the list of skills."),
    "view_audit": lazy_gettext("You may not see the audit trail of %(unit)s."),
}
_NOT_HERE = lazy_gettext("Your roles do not open this page. Ask your grid leader if you need it.")

WORDS: dict[str, LazyString] = {
    **{f"permission.{right}": text for right, text in _NO_RIGHT.items()},
    **{f"permission.{right}.anywhere": _NOT_HERE for right in _NO_RIGHT},
    "stale": lazy_gettext("Somebody else changed this in the meantime. Look at the new state and try again."),
    "not_found": lazy_gettext(
        "There is no such thing here. It may have been removed, or the address is mistyped."
    ),
    "required": lazy_gettext("Please fill in this field."),
    "too_long": lazy_gettext("At most %(most)s characters, please."),
    "rate_limited": lazy_gettext("Too many attempts. Please wait %(retry_after)s seconds and try again."),
}
