"""Words for what is refused when shifts and templates are planned."""

from flask_babel import LazyString, lazy_gettext

_SHIFT: dict[str, LazyString] = {
    "control_characters": lazy_gettext("This text holds invisible control characters. Please type it anew."),
    "end_before_start": lazy_gettext("The end must come after the start."),
    "too_long": lazy_gettext("A shift lasts %(hours)s hours at most. Please make several shifts of it."),
    "in_past": lazy_gettext("This time has passed already."),
    "too_far": lazy_gettext("Shifts can be planned two years ahead at most."),
    "capacity_range": lazy_gettext("Between 1 and %(most)s places, please."),
    "capacity_below_minimums": lazy_gettext(
        "The minimums add up to %(needed)s people: there must be at least as many places."
    ),
    "capacity_below_enrolled": lazy_gettext(
        "%(enrolled)s people have a place already: there must be at least as many places."
    ),
    "capacity_below_roster": lazy_gettext(
        "%(enrolled)s people have a place by the roster: there must be at least as many places."
    ),
    "places_lost": lazy_gettext(
        "With so few places, %(lost)s people who signed up lose theirs: %(names)s. "
        "Tick the box below if you want that, and save again."
    ),
    "twin": lazy_gettext("This very shift exists already, with the same unit, title, place and time."),
    "slot_of_template": lazy_gettext("Another shift of the same template starts at this time."),
    "is_cancelled": lazy_gettext("This shift is cancelled and cannot be changed any more."),
    "followed": lazy_gettext(
        "Residents may have this event in their calendars. Cancel it, then plan the new shift on its own."
    ),
    "is_over": lazy_gettext("This shift is over and cannot be changed any more."),
}
_DEMAND: dict[str, LazyString] = {
    "duplicate": lazy_gettext("A skill is asked for twice. Please put it into one row."),
    "too_many": lazy_gettext("At most %(most)s rows, please."),
    "level": lazy_gettext("The level must be between 1 and %(most)s."),
    "nothing_wanted": lazy_gettext("The target must be at least one person."),
    "target_below_minimum": lazy_gettext("The target must not be below the minimum."),
    "maximum_below_target": lazy_gettext("The maximum must not be below the target."),
    "above_capacity": lazy_gettext("More people are asked for than the shift has places (%(capacity)s)."),
    "not_a_number": lazy_gettext("Please type whole numbers into the table of people wanted."),
}
_TEMPLATE: dict[str, LazyString] = {
    "no_weekday": lazy_gettext("Choose at least one day of the week."),
    "duration": lazy_gettext("A shift lasts between 15 minutes and 48 hours."),
    "twin": lazy_gettext(
        "This very template exists already, with the same unit, title, place, days and start."
    ),
    "out_of_use": lazy_gettext("This template is out of use. Put it back into use first."),
    "skill_gone": lazy_gettext("The skill “%(skill)s” no longer exists. Edit the template first."),
    "days_order": lazy_gettext("The last day must not come before the first."),
    "too_many_days": lazy_gettext("At most %(most)s days at once, please."),
    "too_far": lazy_gettext("Please choose days within two years from today."),
}

WORDS: dict[str, LazyString] = {
    **{f"shift.{code}": words for code, words in _SHIFT.items()},
    **{f"demand.{code}": words for code, words in _DEMAND.items()},
    **{f"template.{code}": words for code, words in _TEMPLATE.items()},
}
