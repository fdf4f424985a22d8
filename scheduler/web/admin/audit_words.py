"""The reader's words for the actions and details of audit entries."""

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString, gettext, lazy_gettext, lazy_pgettext

from scheduler.enums import Role
from scheduler.web.labels import label

ACTIONS: dict[str, LazyString] = {
    "account.first_password_shown": lazy_gettext("Code for a first password shown"),
    "account.deleted": lazy_gettext("Own account deleted"),
    "account.password_changed": lazy_gettext("Password changed"),
    "account.password_reset": lazy_gettext("Password set anew by mail"),
    "account.profile_changed": lazy_gettext("Own data changed"),
    "account.registered": lazy_gettext("Account registered"),
    "attendance.checked_in": lazy_gettext("Checked in by code"),
    "attendance.checked_out": lazy_gettext("Checked out by code"),
    "attendance.closed": lazy_gettext("Attendance closed"),
    "attendance.taken": lazy_gettext("Attendance taken"),
    "attendance.walk_in": lazy_gettext("Walk-in added to a shift"),
    "availability.dislikes": lazy_gettext("Disliked activities changed"),
    "availability.exception_added": lazy_gettext("Exception to the availability added"),
    "availability.exception_removed": lazy_gettext("Exception to the availability removed"),
    "availability.limits": lazy_gettext("Own limits changed"),
    "availability.shift_disliked": lazy_gettext("Shift marked as disliked"),
    "availability.shift_not_disliked": lazy_gettext("Shift no longer marked as disliked"),
    "availability.week": lazy_gettext("Weekly availability changed"),
    "certificate.issued": lazy_gettext("Certificate issued"),
    "certificate.revoked": lazy_gettext("Certificate declared void"),
    "consent.given": lazy_gettext("Consent to the privacy notice given"),
    "consent.withdrawn": lazy_gettext("Consent withdrawn: the account rests"),
    "demo.loaded": lazy_gettext("Demo city loaded"),
    "enrolment.accepted": lazy_gettext("Offered place accepted"),
    "enrolment.cancelled": lazy_gettext("Place given back"),
    "enrolment.declined": lazy_gettext("Offered place declined"),
    "enrolment.given_place": lazy_gettext("Place given out of turn"),
    "enrolment.joined_list": lazy_gettext("Joined a waiting list"),
    "enrolment.left_list": lazy_gettext("Left a waiting list"),
    "enrolment.list_ended": lazy_gettext("Waiting list ended with the start"),
    "enrolment.offer_expired": lazy_gettext("Offer of a place ran out"),
    "enrolment.offered": lazy_gettext("Place offered to the next in turn"),
    "enrolment.signed_up": lazy_gettext("Signed up for a shift"),
    "feed.issue": lazy_gettext("Private calendar address made"),
    "feed.revoke": lazy_gettext("Private calendar address ended"),
    "guest.accepted": lazy_gettext("Offered places accepted by a guest"),
    "guest.booked": lazy_gettext("Places booked by a guest, not confirmed yet"),
    "guest.cancelled": lazy_gettext("Booking cancelled by a guest"),
    "guest.changed": lazy_gettext("Booking changed by a guest"),
    "guest.confirmed": lazy_gettext("Booking confirmed by a guest"),
    "guest.counted": lazy_gettext("Guests counted at the door"),
    "guest.joined_list": lazy_gettext("Waiting list joined by a guest"),
    "guest.offer_expired": lazy_gettext("Offer to a guest ran out"),
    "guest.offered": lazy_gettext("Places offered to a waiting guest"),
    "hours.added": lazy_gettext("Hours entered by hand"),
    "hours.corrected": lazy_gettext("Hours corrected"),
    "hours.left_as_is": lazy_gettext("Hours left as they are"),
    "hours.objected": lazy_gettext("Correction of hours asked for"),
    "partner.added": lazy_gettext("Partner added"),
    "partner.removed": lazy_gettext("Partner removed"),
    "partner.updated": lazy_gettext("Partner changed"),
    "period.create": lazy_gettext("Roster period opened"),
    "person.activated": lazy_gettext("Account activated"),
    "person.changed_by_import": lazy_gettext("Person changed by an import"),
    "person.created": lazy_gettext("Account made on the server"),
    "person.deactivated": lazy_gettext("Account deactivated"),
    "person.imported": lazy_gettext("Person imported"),
    "person.put_down": lazy_gettext("Account made for somebody put down by a partner"),
    "person.updated": lazy_gettext("Person changed"),
    "qualification.added": lazy_gettext("Qualification added"),
    "qualification.claim_changed": lazy_gettext("Own qualification changed"),
    "qualification.claim_withdrawn": lazy_gettext("Own qualification withdrawn"),
    "qualification.claimed": lazy_gettext("Own qualification sent in"),
    "qualification.ended": lazy_gettext("Qualification ended"),
    "qualification.file_removed": lazy_gettext("File of a qualification removed"),
    "qualification.refused": lazy_gettext("Qualification refused"),
    "qualification.verification_withdrawn": lazy_gettext("Verification withdrawn"),
    "qualification.verified": lazy_gettext("Qualification verified"),
    "release.asked": lazy_gettext("Release from a shift asked for"),
    "release.granted": lazy_gettext("Release from a shift granted"),
    "release.refused": lazy_gettext("Release from a shift refused"),
    "release.withdrawn": lazy_gettext("Request to be released taken back"),
    "role.granted": lazy_gettext("Role granted"),
    "role.withdrawn": lazy_gettext("Role withdrawn"),
    "roster.assign": lazy_gettext("Person assigned"),
    "roster.move": lazy_gettext("Assignment moved"),
    "roster.pin": lazy_gettext("Assignment pinned"),
    "roster.publish": lazy_gettext("Roster published"),
    "roster.unassign": lazy_gettext("Assignment removed"),
    "roster.unpin": lazy_gettext("Assignment unpinned"),
    "run.cancel": lazy_gettext("Solver stopped"),
    "run.start": lazy_gettext("Solver started"),
    "service_note.commendation": lazy_gettext("Commendation entered"),
    "service_note.evaluation": lazy_gettext("Evaluation entered"),
    "service_note.withdrawn": lazy_gettext("Note in a service record withdrawn"),
    "shift.cancelled": lazy_gettext("Shift cancelled"),
    "shift.created": lazy_gettext("Shift planned"),
    "shift.updated": lazy_gettext("Shift changed"),
    "skill.created": lazy_gettext("Skill added"),
    "skill.deleted": lazy_gettext("Skill deleted"),
    "skill.updated": lazy_gettext("Skill changed"),
    "team.applied": lazy_gettext("Applied for a team"),
    "team.approved": lazy_gettext("Application for a team approved"),
    "team.created": lazy_gettext("Team made"),
    "team.ended": lazy_gettext("Taken off a team"),
    "team.group_registered": lazy_gettext("Partner put people down for a team"),
    "team.left": lazy_gettext("Left a team"),
    "team.link_issued": lazy_gettext("Link for a partner made"),
    "team.link_revoked": lazy_gettext("Link for a partner ended"),
    "team.refused": lazy_gettext("Application for a team refused"),
    "team.updated": lazy_gettext("Team changed"),
    "team.withdrawn": lazy_gettext("Application for a team withdrawn"),
    "swap.accepted": lazy_gettext("Swap or cover accepted, waits for the leader"),
    "swap.declined": lazy_gettext("Swap or cover declined"),
    "swap.done": lazy_gettext("Swap or cover done"),
    "swap.expired": lazy_gettext("Swap or cover ran out"),
    "swap.failed": lazy_gettext("Swap or cover no longer possible"),
    "swap.offered": lazy_gettext("Shift offered for a swap or cover"),
    "swap.refused": lazy_gettext("Swap or cover refused by the leader"),
    "swap.withdrawn": lazy_gettext("Offer of a shift taken back"),
    "template.created": lazy_gettext("Template made"),
    "template.updated": lazy_gettext("Template changed"),
    "template.used": lazy_gettext("Shifts made from a template"),
    "unit.created": lazy_gettext("Unit made"),
    "unit.updated": lazy_gettext("Unit changed"),
}

_DETAILS: dict[str, LazyString] = {
    "changed": lazy_gettext("Changed"),
    "last_day": lazy_gettext("Last day"),
    "minutes": lazy_gettext("Minutes"),
    "lost": lazy_gettext("Lost their places"),
    "name": lazy_gettext("Whom or what"),
    "number": lazy_gettext("Number"),
    "places": lazy_gettext("Places"),
    "privacy_version": lazy_gettext("Privacy notice"),
    "reason": lazy_gettext("Reason"),
    "role": lazy_gettext("Role"),
    "skill": lazy_gettext("Skill"),
    "skills": lazy_gettext("Skills"),
    "title": lazy_gettext("Title"),
}
#: Fields whose names stand in a list of changes.
_FIELDS: dict[str, LazyString] = {
    "boundary": lazy_gettext("Boundary"),
    "cancel_cutoff_hours": lazy_gettext("Cancelling ends, hours before"),
    "children": lazy_gettext("Children"),
    "contact": lazy_gettext("Contact"),
    "disabled_people": lazy_gettext("Disabled people"),
    "email": lazy_gettext("E-mail"),
    "home_unit_id": lazy_gettext("Home unit"),
    "households": lazy_gettext("Households"),
    "kind": lazy_gettext("Kind"),
    "language": lazy_gettext("Language"),
    "max_shifts_per_week": lazy_gettext("Shifts per week at most"),
    "min_rest_hours": lazy_gettext("Rest between shifts, hours"),
    "offer_hours": lazy_gettext("A freed place is kept for, hours"),
    "waiting_list_most": lazy_gettext("Waiting list, people at most"),
    "swaps_need_leader": lazy_gettext("Swaps and covers need the leader's approval"),
    "name": lazy_pgettext("in a list of changes", "Name"),
    "name_en": lazy_gettext("English name"),
    "older_people": lazy_gettext("Older people"),
    "parent": lazy_gettext("Stands below"),
    "party_branch": lazy_gettext("Party branch"),
    "phone": lazy_gettext("Phone"),
    "pledged_hours_per_week": lazy_gettext("Pledged hours per week"),
    "residents": lazy_gettext("Residents"),
    "zone": lazy_gettext("Time zone"),
}


def action_words(action: str) -> str:
    """Return what was done; an action of a later version in its own letters."""
    return str(ACTIONS.get(action, action))


def detail_lines(details: Mapping[str, Any]) -> list[str]:
    """Return the details that say something to a person, as ``what: value``."""
    return [
        gettext("%(what)s: %(value)s", what=str(_DETAILS[key]), value=_value(key, value))
        for key, value in details.items()
        if key in _DETAILS and value not in (None, "", [])
    ]


def _value(key: str, value: Any) -> str:
    if key == "role" and value in set(Role):
        return str(label(Role(value)))
    if isinstance(value, list):
        return str(gettext(", ")).join(str(_FIELDS.get(str(item), item)) for item in value)
    return str(value)
