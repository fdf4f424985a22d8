"""Words for swaps, covers and releases: refusals, the rules that stand against them, how they ended."""

from flask_babel import LazyString, lazy_gettext

_SWAP: dict[str, LazyString] = {
    "already_offered": lazy_gettext("You have offered this shift already; the answer is still to come."),
    "choose_own": lazy_gettext("Choose the shift of yours that you give in exchange."),
    "closed": lazy_gettext("This request has ended; there is nothing more to do."),
    "expired": lazy_gettext("This request has run out, since the shift begins soon."),
    "nobody": lazy_gettext(
        "There is nobody to ask: nobody nearby could take the shift over without breaking a rule. "
        "Ask the leader to release you instead."
    ),
    "not_awaiting": lazy_gettext("There is nothing to decide here any more."),
    "not_suitable": lazy_gettext("This exchange would break a rule now. Choose somebody else."),
    "others_wait": lazy_gettext(
        "People wait for a place on this shift. Give yours back, and the next in turn gets it."
    ),
    "own": lazy_gettext("You are one of the two yourself; another leader has to decide."),
    "place_gone": lazy_gettext("The place is not yours to give any more."),
    "taken": lazy_gettext("Somebody else was faster: the shift is taken already."),
    "too_late": lazy_gettext(
        "The shift begins in less than two hours, or has begun. Call whoever leads it if you cannot come."
    ),
    "unfit": lazy_gettext("You cannot take this shift over now. Reason: %(why)s"),
    "withdrawn": lazy_gettext("The other person took this request back; there is nothing more to do."),
}
#: What stands against an exchange, in words that fit whomever it is about.
_RULES: dict[str, LazyString] = {
    "availability": lazy_gettext("not available at that time"),
    "capacity": lazy_gettext("more people than places"),
    "coverage_minimum": lazy_gettext("the shift would lack a skill that it needs"),
    "coverage_surplus": lazy_gettext("the shift would have more people with one skill than it may"),
    "coverage_target": lazy_gettext("the shift would lack a skill that it asks for"),
    "nothing_to_give": lazy_gettext("no shift in the coming weeks to give in exchange"),
    "other": lazy_gettext("a rule of rostering does not allow it"),
    "overlap": lazy_gettext("another shift at the same time"),
    "reach": lazy_gettext("the unit is too far from the shift"),
    "rest": lazy_gettext("too little rest between two shifts"),
    "shifts_per_day": lazy_gettext("another shift on the same day"),
    "shifts_per_week": lazy_gettext("more shifts in that week than wanted"),
}
_FAILED: dict[str, LazyString] = {
    "attendance": lazy_gettext("attendance had begun"),
    "inactive": lazy_gettext("the other account was closed"),
    "place_gone": lazy_gettext("the place was given back or taken away meanwhile"),
    "shift_cancelled": lazy_gettext("the shift was cancelled"),
    "shift_moved": lazy_gettext("the shift got a new time or place"),
    "wanted_gone": lazy_gettext("the place to be given in exchange was gone"),
}
_RELEASE: dict[str, LazyString] = {
    "already_asked": lazy_gettext("You have asked already; the leader will decide."),
    "answered": lazy_gettext("This request was answered already, or taken back."),
    "give_back": lazy_gettext("You can still give this place back yourself; nobody needs to agree."),
    "own": lazy_gettext("This is your own request; another leader has to decide."),
}

WORDS: dict[str, LazyString] = {
    **{f"swap.{code}": text for code, text in _SWAP.items()},
    **{f"swap.rule_{code}": text for code, text in _RULES.items()},
    **{f"swap.failed_{code}": text for code, text in _FAILED.items()},
    **{f"release.{code}": text for code, text in _RELEASE.items()},
}
