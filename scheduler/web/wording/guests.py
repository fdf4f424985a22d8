"""Words for what is refused when residents book places, and when leaders count guests."""

from flask_babel import LazyString, lazy_gettext

_BOOK: dict[str, LazyString] = {
    "party_range": lazy_gettext("Between 1 and %(most)s people, please. Larger groups ask the organiser."),
    "children": lazy_gettext("There cannot be more children than people (%(party)s)."),
    "companions": lazy_gettext("These are more names than people who come with you (%(others)s)."),
    "party_above_free": lazy_gettext(
        "There are not so many free places now: %(free)s. Book for fewer people, or tick the box for the "
        "waiting list below."
    ),
    "full": lazy_gettext(
        "All places have just been taken. Tick the box for the waiting list below if you want to wait."
    ),
    "party_no_more": lazy_gettext("For more people there are not enough free places now: %(free)s."),
    "again": lazy_gettext("That crossed with another booking. Please send the form again."),
    "shift_cancelled": lazy_gettext("This event is cancelled. See what else takes place in the calendar."),
    "begun": lazy_gettext("This event has begun; bookings can no longer be made or changed."),
}
_CONFIRM: dict[str, LazyString] = {
    "code_wrong": lazy_gettext("This is not the code that we sent. Tries left: %(left)s."),
    "code_tries": lazy_gettext("The code was typed wrongly too often. Ask for a new one."),
    "code_old": lazy_gettext(
        "This code has run out: codes work for 30 minutes. Whoever has confirmed a booking finds it by the "
        "link in the message; otherwise please book again."
    ),
    "code_page_gone": lazy_gettext(
        "There is no such page any more. Whoever has confirmed a booking finds it by the link in the "
        "message; otherwise please book again."
    ),
    "link_wrong": lazy_gettext(
        "This link leads to no booking. Perhaps it was not copied as a whole, or the booking was never "
        "confirmed."
    ),
    "unconfirmed": lazy_gettext("Please confirm the booking first."),
    "not_in_time": lazy_gettext(
        "This booking was not confirmed within 30 minutes, so its places are free for others again. "
        "Please book again."
    ),
    "ended": lazy_gettext("This booking has ended. You can book again as long as there are places."),
    "erased": lazy_gettext(
        "This event is long over, and your data have been erased, as the privacy notice says."
    ),
    "no_offer": lazy_gettext("No places are kept for you any more: the time ran out, or the event changed."),
    "no_places": lazy_gettext("This event has no places for residents any more."),
    "no_calendar": lazy_gettext("There is no calendar entry, because this booking never had places."),
}
_LEADER: dict[str, LazyString] = {
    "no_places_to_come": lazy_gettext("This booking has no confirmed places, so there is nobody to count."),
    "heads": lazy_gettext("Between 0 and %(most)s people, please."),
}
_SHIFT: dict[str, LazyString] = {
    "guest_places_range": lazy_gettext("Between 0 and %(most)s places, please."),
    "guests_private": lazy_gettext("Residents can book trainings and drills only. Leave this at 0."),
    "guests_have_come": lazy_gettext("The event has begun, so no booked places can be taken away any more."),
    "guests_lost": lazy_gettext(
        "With so few places, %(lost)s bookings lose theirs: %(names)s. "
        "Tick the box below if you want that, and save again."
    ),
}

WORDS: dict[str, LazyString] = {
    **{f"guest.{code}": text for code, text in _BOOK.items()},
    **{f"guest.{code}": text for code, text in _CONFIRM.items()},
    **{f"guest.{code}": text for code, text in _LEADER.items()},
    **{f"shift.{code}": text for code, text in _SHIFT.items()},
}
