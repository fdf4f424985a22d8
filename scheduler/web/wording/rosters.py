"""Words for what is refused, or goes wrong, when rosters are planned."""

from flask_babel import LazyString, lazy_gettext

_PERIOD: dict[str, LazyString] = {
    "past": lazy_gettext("The first day has passed already."),
    "order": lazy_gettext("The last day must not come before the first."),
    "too_long": lazy_gettext("A period has %(most)s days at most. Please make several of it."),
    "overlap": lazy_gettext(
        "“%(title)s” of %(unit)s already plans days from %(first)s to %(last)s. Choose days outside of it."
    ),
}
_RUN: dict[str, LazyString] = {
    "active": lazy_gettext("The solver is at work on this period. Wait until it is done, or stop it first."),
    "no_shifts": lazy_gettext(
        "No coming shift of this period asks for people. Make shifts first, with people wanted."
    ),
    "no_people": lazy_gettext("No volunteer is at home in these units."),
    "time_limit": lazy_gettext("The time limit must lie between 1 and %(most)s seconds."),
    "infeasible": lazy_gettext(
        "What is pinned contradicts the rules, so there is no roster that keeps both. The draft is unchanged."
    ),
    "no_roster": lazy_gettext(
        "No roster was found in this time. The draft is unchanged. Try again with a longer time limit."
    ),
    "draft_changed": lazy_gettext("The draft was changed during the run, so its result was not used."),
    "bad_problem": lazy_gettext("The shifts and people contradict each other: %(reason)s"),
}
_ROSTER: dict[str, LazyString] = {
    "empty": lazy_gettext("Nobody is assigned yet. Generate a roster or assign people, then publish."),
    "overfull": lazy_gettext(
        "“%(shift)s” in %(unit)s would hold more people than its %(capacity)s places. "
        "Somebody signed up meanwhile: take one of the others off."
    ),
}
_ASSIGNMENT: dict[str, LazyString] = {
    "twice": lazy_gettext("%(person)s is on this shift already."),
    "gone": lazy_gettext("This person is no longer on the shift."),
    "sign_up": lazy_gettext(
        "%(person)s signed up for this shift, and only %(person)s can give the place back."
    ),
    "full": lazy_gettext("All %(capacity)s places of this shift are taken."),
    "begun": lazy_gettext("This shift has begun already; its crew stays as it is."),
    "cancelled": lazy_gettext("This shift is cancelled."),
    "breaks_rule": lazy_gettext("That would break a rule: %(reasons)s"),
}
_JOB: dict[str, LazyString] = {
    "lost": lazy_gettext("Another worker has taken this over."),
    "died": lazy_gettext(
        "The worker was ended three times during this run. The draft is unchanged. Try a shorter "
        "time limit, or ask whoever runs the server for more memory."
    ),
    "fault": lazy_gettext(
        "The solver failed three times with an unexpected fault. The draft is unchanged. Whoever "
        "runs the server finds the details in the log."
    ),
}

WORDS: dict[str, LazyString] = {
    **{f"period.{code}": text for code, text in _PERIOD.items()},
    **{f"run.{code}": text for code, text in _RUN.items()},
    **{f"roster.{code}": text for code, text in _ROSTER.items()},
    **{f"assignment.{code}": text for code, text in _ASSIGNMENT.items()},
    **{f"job.{code}": text for code, text in _JOB.items()},
}
