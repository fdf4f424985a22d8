"""Words for why somebody has, or gives back, no place on a shift, and for refused availability."""

from flask_babel import LazyString, lazy_gettext

_SIGN_UP: dict[str, LazyString] = {
    "inactive": lazy_gettext("Your account is not active. Ask the leader of your unit to open it again."),
    "shift_cancelled": lazy_gettext("This shift is cancelled. Look for another one among the open shifts."),
    "over": lazy_gettext("This shift is over. Look for another one among the open shifts."),
    "begun": lazy_gettext("This shift has begun. Look for another one among the open shifts."),
    "already": lazy_gettext("You are on this shift already; there is nothing more to do."),
    "not_open": lazy_gettext(
        "The people for this shift are chosen by its leader. If you would like to come, ask: %(whom)s."
    ),
    "elsewhere": lazy_gettext(
        "%(unit)s is not next to %(home)s, your own unit. Choose a shift nearby; "
        "trainings and drills are open to you everywhere."
    ),
    "full": lazy_gettext(
        "Every place is taken (%(capacity)s of %(capacity)s). Choose another shift, or look again later: "
        "places are given back."
    ),
    "list_full": lazy_gettext(
        "Every place is taken (%(capacity)s of %(capacity)s), and the waiting list is full "
        "(%(most)s people). Choose another shift."
    ),
    "listed": lazy_gettext("You are on the waiting list of this shift already."),
    "overlap": lazy_gettext(
        "You are on “%(shift)s” at the same time (%(when)s). Give that place back first, or choose another."
    ),
    "rest": lazy_gettext(
        "Between two shifts you need %(hours)s hours of rest, and “%(shift)s” (%(when)s) is too close. "
        "Choose another time."
    ),
    "week_limit": lazy_gettext(
        "You are on as many shifts that week as you wanted (%(most)s). You may come all the same: "
        "confirm it, or raise the limit under your availability."
    ),
    "month_limit": lazy_gettext(
        "You are on as many shifts that month as you wanted (%(most)s). You may come all the same: "
        "confirm it, or raise the limit under your availability."
    ),
}
_SKILL: dict[str, LazyString] = {
    "missing": lazy_gettext(
        "The remaining places are kept for people with the skill “%(skill)s”, which you do not have yet. "
        "Choose another shift, or a training for it."
    ),
    "unverified": lazy_gettext(
        "The remaining places are kept for people with the skill “%(skill)s”. Nobody has verified yours yet: "
        "show your certificate to your grid leader."
    ),
    "expired": lazy_gettext(
        "The remaining places are kept for people with the skill “%(skill)s”, and yours will have expired "
        "by that day. Have it renewed, or choose another shift."
    ),
    "not_yet": lazy_gettext(
        "The remaining places are kept for people with the skill “%(skill)s”, and yours is not valid yet "
        "on that day. Choose a later shift."
    ),
    "level": lazy_gettext(
        "The remaining places are kept for people with the skill “%(skill)s” at level %(level)s or above. "
        "Choose another shift."
    ),
}
_CANCEL: dict[str, LazyString] = {
    "not_on_shift": lazy_gettext("You are not on this shift; there is nothing to give back."),
    "cancel_begun": lazy_gettext("The shift has begun, so the place can no longer be given back."),
    "by_roster": lazy_gettext(
        "The published roster counts on you here. If you cannot come, tell %(whom)s, "
        "so that somebody else can be found."
    ),
    "cutoff": lazy_gettext(
        "Places can be given back until %(hours)s hours before the start. If you cannot come, "
        "tell %(whom)s now."
    ),
}
_LIST: dict[str, LazyString] = {
    "no_offer": lazy_gettext(
        "No place is kept for you on this shift any more: its time ran out, or the shift changed."
    ),
    "not_listed": lazy_gettext("You are not on the waiting list of this shift."),
    "no_longer_listed": lazy_gettext("%(name)s is no longer on the waiting list."),
    "cannot_come": lazy_gettext("%(name)s cannot come. What they would be told: %(why)s"),
}
_AVAILABILITY: dict[str, LazyString] = {
    "order": lazy_gettext("The end must come after the start."),
    "past": lazy_gettext("This time has passed already."),
    "too_far": lazy_gettext("Please choose days within two years from today."),
    "too_long": lazy_gettext(
        "An exception lasts a year at most. For longer, change your usual week, or make several."
    ),
    "too_many": lazy_gettext("There are %(most)s exceptions already. Remove some first."),
    "per_month": lazy_gettext("Please type a number from 1 to %(most)s, or leave the field empty."),
    "overlap": lazy_gettext(
        "You already said something about the time from %(starts_at)s to %(ends_at)s. "
        "Remove that first, or choose other days."
    ),
}

WORDS: dict[str, LazyString] = {
    **{f"enrolment.{code}": text for code, text in _SIGN_UP.items()},
    **{f"enrolment.skill_{code}": text for code, text in _SKILL.items()},
    **{f"enrolment.{code}": text for code, text in _CANCEL.items()},
    **{f"enrolment.{code}": text for code, text in _LIST.items()},
    **{f"availability.{code}": text for code, text in _AVAILABILITY.items()},
}
