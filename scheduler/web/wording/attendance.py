"""Words for what is refused about attendance, hours, service notes and certificates."""

from flask_babel import LazyString, lazy_gettext

_ATTENDANCE: dict[str, LazyString] = {
    "shift_cancelled": lazy_gettext("This shift is cancelled; there is no attendance to take."),
    "not_open": lazy_gettext("The list opens on %(when)s, twelve hours before the start."),
    "closed": lazy_gettext(
        "The attendance of this shift is closed. Hours that are wrong can be corrected in the ledger."
    ),
    "closed_already": lazy_gettext(
        "The attendance of this shift is closed already; nothing was counted twice."
    ),
    "not_over": lazy_gettext("The shift is not over yet. Come back after its end."),
    "too_soon": lazy_gettext("Checking in begins on %(when)s, two hours before the start."),
    "over": lazy_gettext(
        "Checking in and out ended two hours after the shift. Tell its leader when you were there."
    ),
    "code_old": lazy_gettext(
        "This code has run out: it holds for two minutes at most. Scan the one that the screen at the place "
        "shows now."
    ),
    "code_wrong": lazy_gettext(
        "This is not the code of a shift of yours that takes place now. Type the six digits that the screen "
        "shows, or ask the leader."
    ),
    "not_on_shift": lazy_gettext(
        "You have no place on this shift. If you came to help all the same, the leader can add you to "
        "the list."
    ),
    "not_in": lazy_gettext("You have not checked in to this shift, so there is nothing to check out of."),
    "not_listed": lazy_gettext("This person is not on the list of the shift any more."),
    "on_list": lazy_gettext("%(name)s is on the list already."),
    "inactive": lazy_gettext("This account is not active."),
    "again": lazy_gettext("This has just been entered from elsewhere. Look at the list and try again."),
    "arrived": lazy_gettext(
        "The arrival must lie between two hours before the start and the end, and not ahead."
    ),
    "left": lazy_gettext(
        "The leaving must come after the arrival, two hours after the end at most, and not ahead."
    ),
    "bad_taps": lazy_gettext("These entries could not be read."),
}
_HOURS: dict[str, LazyString] = {
    "own": lazy_gettext(
        "Nobody enters, corrects or praises their own service. Ask somebody else who keeps hours."
    ),
    "minutes": lazy_gettext("Between 0 and %(most)s minutes, please."),
    "minutes_by_hand": lazy_gettext("Between 1 and %(most)s minutes, please."),
    "began": lazy_gettext("Please choose a day within the last two years."),
    "same": lazy_gettext("It counts as so many minutes already."),
    "twin": lazy_gettext("This very service is in the ledger already."),
    "objected_already": lazy_gettext("You have asked already, and the answer is still to come."),
    "no_objection": lazy_gettext("This has been answered already."),
    "note_day": lazy_gettext("Please choose a day that has passed."),
    "note_twin": lazy_gettext("This is in the service record already."),
}
_CERTIFICATE: dict[str, LazyString] = {
    "order": lazy_gettext("The last day must not come before the first."),
    "future": lazy_gettext("A certificate tells of the past: choose a last day up to today."),
    "nothing": lazy_gettext(
        "There are no confirmed hours in these days. Hours count once the leader has closed the shift."
    ),
    "unknown": lazy_gettext(
        "There is no certificate with this code. Compare it with the paper, sign by sign. If it is the same, "
        "the paper is not ours."
    ),
    "revoked_already": lazy_gettext("This certificate is void already."),
}
WORDS: dict[str, LazyString] = {
    **{f"attendance.{code}": text for code, text in _ATTENDANCE.items()},
    **{f"hours.{code}": text for code, text in _HOURS.items()},
    **{f"certificate.{code}": text for code, text in _CERTIFICATE.items()},
}
