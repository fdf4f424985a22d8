"""Administration: units, skills, people, roles, import, audit trail."""

from scheduler.web.admin import (
    audit,
    partners,
    people,
    people_import,
    person_editing,
    person_qualifications,
    person_roles,
    skills,
    units,
)
from scheduler.web.admin.blueprint import blueprint

__all__ = [
    "audit",
    "blueprint",
    "partners",
    "people",
    "people_import",
    "person_editing",
    "person_qualifications",
    "person_roles",
    "skills",
    "units",
]
