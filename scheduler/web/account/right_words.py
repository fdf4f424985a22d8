"""In plain words, what each right lets its holder see of a person, as the pages show it."""

from flask_babel import LazyString, lazy_gettext

from scheduler.services.permissions import Right

#: In the order in which people want to know.
SEEN: dict[Right, LazyString] = {
    Right.VIEW_PEOPLE: lazy_gettext(
        "Your name, home grid, roles, skills with their dates, and how much you want to do; "
        "of phone number and e-mail address a few signs only."
    ),
    Right.MANAGE_PEOPLE: lazy_gettext(
        "Your phone number and e-mail address in full; may correct them, and close the account."
    ),
    Right.VIEW_ROSTERS: lazy_gettext("On which shifts you are, in rosters and in lists of shifts."),
    Right.PLAN_SHIFTS: lazy_gettext("On which waiting lists you are, and in which place."),
    Right.PLAN_ROSTERS: lazy_gettext(
        "Whether you can, would rather or would rather not come to a shift that is being planned; "
        "the notes beside your times stay yours."
    ),
    Right.VIEW_ATTENDANCE: lazy_gettext(
        "Whether you came to a shift, when you came and left, your hours, and your service record."
    ),
    Right.TAKE_ATTENDANCE: lazy_gettext("Notes down when you come and leave."),
    Right.KEEP_HOURS: lazy_gettext(
        "Corrects your hours and reads what you say against them; enters commendations and evaluations, "
        "and has certificates made."
    ),
    Right.VERIFY_QUALIFICATIONS: lazy_gettext(
        "The papers with which you prove a skill, to verify or refuse them."
    ),
    Right.LEAD_TEAMS: lazy_gettext("What you write when you apply to a team that they lead."),
    Right.MANAGE_TEAMS: lazy_gettext("What you write when you apply to any team of the unit."),
    Right.VIEW_AUDIT: lazy_gettext("Who changed which of your data, and when, in the audit trail."),
}
#: Rights that show nothing of a person beyond what others show.
NOTHING_MORE = frozenset({Right.GRANT_ROLES, Right.MANAGE_UNITS, Right.MANAGE_SKILLS})
