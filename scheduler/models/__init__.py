"""The tables, one module per concept; importing this package registers them all."""

from scheduler.models.attendance import Attendance, AttendanceClosing, AttendanceTap
from scheduler.models.audit import AuditEntry
from scheduler.models.availability import AvailabilityException, WeeklyAvailability
from scheduler.models.dislikes import Dislike
from scheduler.models.enrolments import Enrolment
from scheduler.models.feeds import FeedToken
from scheduler.models.guests import GuestBooking, GuestCode, GuestMessage, GuestPlace
from scheduler.models.hours import Certificate, HoursEntry, HoursObjection, ServiceNote
from scheduler.models.jobs import Job
from scheduler.models.notifications import Notification
from scheduler.models.people import Person, RoleGrant
from scheduler.models.qualification_evidence import QualificationEvidence
from scheduler.models.rosters import Assignment, Roster, RosterPeriod, Run, RunPart
from scheduler.models.shifts import Shift, ShiftDemand, ShiftTemplate
from scheduler.models.skills import Qualification, Skill
from scheduler.models.swaps import ReleaseRequest, SwapAsked, SwapRequest
from scheduler.models.teams import PartnerLink, Team, TeamMember, TeamTarget
from scheduler.models.units import Partner, Unit

__all__ = [
    "Assignment",
    "Attendance",
    "AttendanceClosing",
    "AttendanceTap",
    "AuditEntry",
    "AvailabilityException",
    "Certificate",
    "Dislike",
    "Enrolment",
    "FeedToken",
    "GuestBooking",
    "GuestCode",
    "GuestMessage",
    "GuestPlace",
    "HoursEntry",
    "HoursObjection",
    "Job",
    "Notification",
    "Partner",
    "PartnerLink",
    "Person",
    "Qualification",
    "QualificationEvidence",
    "ReleaseRequest",
    "RoleGrant",
    "Roster",
    "RosterPeriod",
    "Run",
    "RunPart",
    "ServiceNote",
    "Shift",
    "ShiftDemand",
    "ShiftTemplate",
    "Skill",
    "SwapAsked",
    "SwapRequest",
    "Team",
    "TeamMember",
    "TeamTarget",
    "Unit",
    "WeeklyAvailability",
]
