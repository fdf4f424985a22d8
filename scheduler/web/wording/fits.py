"""Words for why an open shift fits somebody, and what would change it where it does not."""

from flask_babel import LazyString, lazy_gettext

_REASONS: dict[str, LazyString] = {
    "skill_needed": lazy_gettext("your skill is needed: %(skills)s"),
    "skill_wanted": lazy_gettext("your skill is wanted: %(skills)s"),
    "near_own": lazy_gettext("in your unit"),
    "near_neighbour": lazy_gettext("next to your unit"),
    "near_community": lazy_gettext("in your community"),
    "preferred": lazy_gettext("a time that you like"),
}
_ROOM: dict[str, LazyString] = {
    "overlap_give_back": lazy_gettext("It fits if you give back: %(shifts)s."),
    "overlap_roster": lazy_gettext(
        "The roster counts on you for “%(shifts)s”. Ask %(whom)s whether somebody else can take that."
    ),
    "overlap_late": lazy_gettext(
        "“%(shifts)s” can no longer be given back by yourself: ask %(whom)s before you take this one."
    ),
    "rest_give_back": lazy_gettext(
        "You would rest %(rest)s h, %(hours)s are needed: it fits if you give back: %(shifts)s."
    ),
    "rest_roster": lazy_gettext(
        "You would rest %(rest)s h, %(hours)s are needed. The roster counts on you for “%(shifts)s”: "
        "ask %(whom)s whether somebody else can take that."
    ),
    "rest_late": lazy_gettext(
        "You would rest %(rest)s h, %(hours)s are needed. “%(shifts)s” can no longer be given back by "
        "yourself: ask %(whom)s."
    ),
    "besides": lazy_gettext("Besides: %(why)s"),
}
_OTHERS: dict[str, LazyString] = {
    "ask": lazy_gettext("Ask: %(whom)s."),
    "instead": lazy_gettext("This one would fit: “%(shift)s”, %(when)s, %(unit)s."),
    "only_neighbours": lazy_gettext("Its leader decides about people from further away: ask %(whom)s."),
    "training": lazy_gettext("Training for “%(skill)s”: “%(shift)s”, %(when)s, %(free)s places free."),
    "no_training": lazy_gettext(
        "No training for “%(skill)s” has free places yet. Tell %(whom)s that you would like one."
    ),
    "show_proof": lazy_gettext("Show your proof of “%(skill)s” to %(whom)s; once it is verified, it counts."),
}
_DISLIKES: dict[str, LazyString] = {
    "template": lazy_gettext("Please choose among the shifts offered."),
    "over": lazy_gettext("This shift has begun or is cancelled; there is nothing to note any more."),
    "too_many": lazy_gettext(
        "You marked %(most)s shifts already. Mark a kind of activity or a regular shift instead."
    ),
}

WORDS: dict[str, LazyString] = {
    **{f"fits.{code}": text for code, text in (_REASONS | _ROOM | _OTHERS).items()},
    **{f"dislike.{code}": text for code, text in _DISLIKES.items()},
}
