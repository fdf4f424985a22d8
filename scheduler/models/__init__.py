"""The tables, one module per concept; importing this package registers them all."""

from scheduler.models.audit import AuditEntry
from scheduler.models.availability import AvailabilityException, WeeklyAvailability
from scheduler.models.enrolments import Enrolment
from scheduler.models.feeds import FeedToken
from scheduler.models.jobs import Job
from scheduler.models.notifications import Notification
from scheduler.models.people import Person, RoleGrant
from scheduler.models.rosters import Assignment, Roster, RosterPeriod, Run
from scheduler.models.shifts import Shift, ShiftDemand, ShiftTemplate
from scheduler.models.skills import Qualification, Skill
from scheduler.models.units import Partner, Unit

__all__ = [
    "Assignment",
    "AuditEntry",
    "AvailabilityException",
    "Enrolment",
    "FeedToken",
    "Job",
    "Notification",
    "Partner",
    "Person",
    "Qualification",
    "RoleGrant",
    "Roster",
    "RosterPeriod",
    "Run",
    "Shift",
    "ShiftDemand",
    "ShiftTemplate",
    "Skill",
    "Unit",
    "WeeklyAvailability",
]
