"""Words for what is refused when people, roles, qualifications, units and skills are looked after."""

from flask_babel import LazyString, lazy_gettext

from scheduler.services.people_import_words import REASONS

_PERSON: dict[str, LazyString] = {
    "unreachable": lazy_gettext("A phone number or an e-mail address is needed."),
    "phone_taken": lazy_gettext("Another account has this phone number."),
    "email_taken": lazy_gettext("Another account has this e-mail address."),
    "pledged_hours": lazy_gettext("Between 0 and %(most)s hours, please."),
    "max_shifts": lazy_gettext("Between 0 and %(most)s shifts, please."),
    "outranks": lazy_gettext("This person holds a role that you may not grant. Ask somebody above."),
    "not_yourself": lazy_gettext("You cannot deactivate your own account."),
    "inactive_already": lazy_gettext("This account is deactivated already."),
    "active_already": lazy_gettext("This account is active already."),
    "paused": lazy_gettext(
        "The account rests because consent was withdrawn. Only its owner can give it again."
    ),
    "deleted": lazy_gettext("This account was deleted by its owner. Nothing about it can be changed."),
}
_ROLE: dict[str, LazyString] = {
    "inactive": lazy_gettext("This account is deactivated. Activate it before you grant roles."),
    "twin": lazy_gettext("The person has this role on %(unit)s already."),
    "above_own": lazy_gettext("You may not grant or withdraw this role on %(unit)s."),
    "last_admin": lazy_gettext(
        "Nobody else administers %(unit)s. Make somebody else an administrator there first."
    ),
}
_QUALIFICATION: dict[str, LazyString] = {
    "twin": lazy_gettext("The person has a qualification in %(skill)s from this day on already."),
    "own": lazy_gettext("Nobody verifies their own qualifications. Ask somebody else."),
    "level": lazy_gettext("The level must be between 1 and %(most)s."),
    "year": lazy_gettext("Please check the year."),
    "ends_before_start": lazy_gettext("The end must not come before the start."),
    "ends_later": lazy_gettext("It ends earlier already. Add a new qualification to prolong it."),
    "verified_already": lazy_gettext("This qualification is verified already."),
    "not_verified": lazy_gettext("This qualification is not verified."),
    "own_twin": lazy_gettext(
        "You have a qualification in %(skill)s from this day on already. Change that one, or check the date."
    ),
    "over": lazy_gettext("This day is past: an expired certificate does not count. Send in the renewed one."),
    "over_for_verifier": lazy_gettext(
        "This day is past, so the qualification would not count. Check the date, or refuse with a reason."
    ),
    "too_many": lazy_gettext(
        "%(most)s of your qualifications are waiting to be verified already. Please wait for the answers."
    ),
    "verified_stays": lazy_gettext(
        "This qualification is verified and can no longer be changed. To renew it, add a new one."
    ),
    "decided_already": lazy_gettext("Somebody else has decided about this qualification already."),
}
_UNIT: dict[str, LazyString] = {
    "top_exists": lazy_gettext("There are units already."),
    "code": lazy_gettext("Small letters a to z, digits and hyphens, 40 at most, please."),
    "code_taken": lazy_gettext("Another unit has the code “%(taken)s”."),
    "zone": lazy_gettext("There is no such time zone. Write it like Asia/Shanghai."),
    "hours": lazy_gettext("Between 0 and %(most)s hours, please."),
    "offer_hours": lazy_gettext("Between 1 and %(most)s hours, please."),
    "waiting_list_most": lazy_gettext("Between 0 and %(most)s, please."),
    "count": lazy_gettext("Between 0 and %(most)s, please."),
    "more_than_residents": lazy_gettext("These cannot be more than all %(residents)s residents."),
    "kind_not_below_parent": lazy_gettext("This kind cannot stand below %(parent)s. Choose a lower one."),
    "kind_not_above_child": lazy_gettext("This kind cannot stand above %(child)s. Choose a higher one."),
    "followed": lazy_gettext(
        "Residents follow coming trainings or drills of this unit in the calendars of the units above. "
        "Move it when they are over, or cancel them first."
    ),
    "no_such_parent": lazy_gettext("There is no such unit."),
    "circle": lazy_gettext("A unit cannot stand below itself."),
    "top_stays": lazy_gettext("The top unit stays at the top."),
}
_BOUNDARY: dict[str, LazyString] = {
    "too_large": lazy_gettext("At most %(most)s kB, please. Simplify the outline."),
    "not_json": lazy_gettext("This is no GeoJSON: the text cannot be read."),
    "not_polygon": lazy_gettext("A GeoJSON geometry of the type Polygon is needed, and exactly one."),
    "no_points": lazy_gettext("The coordinates are not lists of points."),
    "not_degrees": lazy_gettext("Points are longitude and latitude in degrees, in this order."),
    "open_ring": lazy_gettext("Each ring needs at least four points, the last equal to the first."),
    "too_many_points": lazy_gettext("At most %(most)s points, please. Simplify the outline."),
    "not_valid": lazy_gettext("The outline crosses itself or has no area (%(reason)s)."),
}
_PARTNER: dict[str, LazyString] = {
    "twin": lazy_gettext("The unit has a partner called “%(name)s” already."),
}
_SKILL: dict[str, LazyString] = {
    "code": lazy_gettext("A small letter first, then small letters, digits, hyphens; 40 at most, please."),
    "code_taken": lazy_gettext("Another skill has the code “%(taken)s”."),
    "name_taken": lazy_gettext("The skill “%(skill)s” has this name already."),
    "position": lazy_gettext("Between 0 and %(most)s, please."),
    "max_level": lazy_gettext("Between 1 and %(most)s levels, please."),
    "level_in_use": lazy_gettext("Level %(level)s is in use: there must be at least as many levels."),
    "in_use": lazy_gettext(
        "This skill is in use and stays: %(qualifications)s qualifications, %(shifts)s shifts and "
        "%(templates)s templates name it."
    ),
}

WORDS: dict[str, LazyString] = {
    **{f"person.{code}": words for code, words in _PERSON.items()},
    **{f"role.{code}": words for code, words in _ROLE.items()},
    **{f"qualification.{code}": words for code, words in _QUALIFICATION.items()},
    **{f"unit.{code}": words for code, words in _UNIT.items()},
    **{f"boundary.{code}": words for code, words in _BOUNDARY.items()},
    **{f"partner.{code}": words for code, words in _PARTNER.items()},
    **{f"skill.{code}": words for code, words in _SKILL.items()},
    **{code: lazy_gettext(text) for code, text in REASONS.items()},
}
