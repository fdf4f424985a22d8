"""Words for refusals about teams, and about the links of partners."""

from flask_babel import LazyString, lazy_gettext

_TEAM: dict[str, LazyString] = {
    "code_unknown": lazy_gettext(
        "No team has this code. Please check each letter, or ask whoever gave it to you."
    ),
    "closed": lazy_gettext("This team takes nobody at present."),
    "skill_needed": lazy_gettext("A team is there for a skill. Choose one, or make it a volunteer corps."),
    "wanted": lazy_gettext("Between 0 and %(most)s people, please."),
    "target_wanted": lazy_gettext("Between 1 and %(most)s people with %(skill)s, please."),
    "target_level": lazy_gettext("The level of %(skill)s must be between 1 and %(most)s."),
    "target_number": lazy_gettext("Please type whole numbers."),
    "name_taken": lazy_gettext("The unit has a team called “%(name)s” already."),
    "leader_unfit": lazy_gettext("Only active people of the unit or the team can lead it."),
    "member_already": lazy_gettext("You are in this team already."),
    "applied_already": lazy_gettext(
        "You have applied already. Its leader will decide, and you will be told."
    ),
    "not_in": lazy_gettext("You are not in this team, and have not applied for it."),
    "nobody_chosen": lazy_gettext("Please tick at least one application."),
    "decided_already": lazy_gettext(
        "This was decided or withdrawn in the meantime. Nothing was changed; look at the list as it is now."
    ),
    "not_member": lazy_gettext("This person is no longer a member of the team."),
    "own": lazy_gettext("Nobody decides about themselves. Ask another leader."),
    "has_password": lazy_gettext(
        "This account has a password already, or cannot get one this way. A forgotten one is replaced "
        "through “Forgot the password?”."
    ),
}
_LINK: dict[str, LazyString] = {
    "elsewhere": lazy_gettext("Choose a partner of the team's unit, or of one above it."),
    "days": lazy_gettext("Please choose one of the entries offered."),
    "ended_already": lazy_gettext("This link has ended already."),
    "unknown": lazy_gettext("There is no such link. It may not have been copied as a whole."),
    "ended": lazy_gettext("This link no longer works: its time is over, or it was ended."),
}
_GROUP: dict[str, LazyString] = {
    "lines": lazy_gettext("Nobody was put down yet. Please look at the marked lines (%(number)s)."),
    "nobody": lazy_gettext("Please fill in at least one line."),
    "too_many": lazy_gettext("At most %(most)s people at once, please. Send the others afterwards."),
    "twice": lazy_gettext("The same phone number or e-mail address stands in line %(number)s."),
    "agreed": lazy_gettext("Without their agreement nobody may be put down."),
    "collision": lazy_gettext(
        "One of these people was registered elsewhere at this moment. Nobody was put down; please send it "
        "again."
    ),
}

WORDS: dict[str, LazyString] = {
    **{f"team.{code}": words for code, words in _TEAM.items()},
    **{f"partner_link.{code}": words for code, words in _LINK.items()},
    **{f"partner_group.{code}": words for code, words in _GROUP.items()},
}
