"""Skills: the city's own list of what shifts ask for."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm.attributes import flag_modified

from scheduler.database import atomic, db
from scheduler.errors import Conflict, InvalidInput, NotAllowed, NotFound, StaleVersion
from scheduler.models import Person, Qualification, ShiftDemand, ShiftTemplate, Skill
from scheduler.services import audit
from scheduler.services.permissions import RIGHTS, Right
from scheduler.services.rows import flush_or
from scheduler.services.shift_inputs import clean_line, clean_text

NAME_LENGTH = 40
NAME_EN_LENGTH = 60
DESCRIPTION_LENGTH = 1_000
MOST_LEVELS = 9
LAST_POSITION = 9_999
_CODE = re.compile(r"[a-z][a-z0-9_-]{0,39}")
#: The address of the page that makes one.
_RESERVED = "new"


@dataclass(frozen=True, slots=True)
class SkillUse:
    """Where a skill is used, and the highest level asked for or held."""

    qualifications: int
    shifts: int
    templates: int
    level: int

    @property
    def anywhere(self) -> bool:
        """Tell whether anything would miss the skill."""
        return bool(self.qualifications or self.shifts or self.templates)


def may_manage_skills(person: Person) -> bool:
    """Tell whether ``person`` may change the list, which all units share: only from the top of the tree."""
    return person.active and any(
        Right.MANAGE_SKILLS in RIGHTS[grant.role] and grant.unit.parent_id is None for grant in person.grants
    )


def find_skill(code: str) -> Skill:
    """Return the skill with ``code``; raise ``NotFound`` where there is none."""
    skill = db.session.scalar(select(Skill).where(Skill.code == code)) if "\0" not in code else None
    if skill is None:
        raise NotFound("not_found")
    return skill


def skill_use(skill: Skill) -> SkillUse:
    """Return where a skill is used."""
    held = select(func.count(), func.max(Qualification.level)).where(Qualification.skill_id == skill.id)
    asked = select(func.count(), func.max(ShiftDemand.level)).where(ShiftDemand.skill_id == skill.id)
    qualifications, level_held = db.session.execute(held).one()
    shifts, level_asked = db.session.execute(asked).one()
    patterns: list[dict[str, Any]] = [
        demand
        for demands in db.session.scalars(select(ShiftTemplate.demands))
        for demand in demands
        if demand["skill"] == skill.code
    ]
    levels = [level_held or 0, level_asked or 0, *(int(demand["level"]) for demand in patterns)]
    return SkillUse(qualifications, shifts, len(patterns), max(levels))


def create_skill(
    *,
    code: str,
    name: str,
    name_en: str,
    description: str,
    position: int,
    max_level: int,
    actor: Person,
    now: datetime,
) -> Skill:
    """Add a skill; raise ``InvalidInput`` for what does not make sense or exists already."""
    with atomic():
        _require(actor)
        code = code.strip().lower()
        if not _CODE.fullmatch(code) or code == _RESERVED:
            raise InvalidInput("code", "skill.code")
        taken = InvalidInput("code", "skill.code_taken", taken=code)
        if db.session.scalar(select(Skill.id).where(Skill.code == code)) is not None:
            raise taken
        skill = Skill(code=code)
        _describe(skill, name=name, name_en=name_en, description=description)
        _order(skill, position, max_level)
        db.session.add(skill)
        flush_or(taken)
        audit.record("skill.created", skill, actor=actor, now=now, name=skill.name)
    return skill


def update_skill(
    code: str,
    *,
    version: int,
    name: str,
    name_en: str,
    description: str,
    position: int,
    max_level: int,
    actor: Person,
    now: datetime,
) -> Skill:
    """Change a skill; its code stays, because templates name it.

    Raises ``StaleVersion``, and ``InvalidInput`` where higher levels than ``max_level`` are in use.
    """
    with atomic():
        skill = _changeable(code, version=version, actor=actor)
        used = skill_use(skill).level
        if max_level < used:
            raise InvalidInput("max_level", "skill.level_in_use", level=used)
        _describe(skill, name=name, name_en=name_en, description=description)
        _order(skill, position, max_level)
        flag_modified(skill, "name")  # the version must rise even where nothing differs
        audit.record("skill.updated", skill, actor=actor, now=now, name=skill.name)
    return skill


def delete_skill(code: str, *, version: int, actor: Person, now: datetime) -> None:
    """Take a skill off the list; raise ``Conflict`` while anything uses it."""
    with atomic():
        skill = _changeable(code, version=version, actor=actor)
        use = skill_use(skill)
        in_use = Conflict(
            "skill.in_use", qualifications=use.qualifications, shifts=use.shifts, templates=use.templates
        )
        if use.anywhere:
            raise in_use
        audit.record("skill.deleted", skill, actor=actor, now=now, name=skill.name)
        db.session.delete(skill)
        flush_or(in_use)


def _require(actor: Person) -> None:
    if not may_manage_skills(actor):
        raise NotAllowed("permission.manage_skills")


def _changeable(code: str, *, version: int, actor: Person) -> Skill:
    """Return the locked skill if ``actor`` may change it and nobody did since ``version``."""
    _require(actor)
    skill = db.session.scalar(select(Skill).where(Skill.id == find_skill(code).id).with_for_update())
    if skill is None:
        raise NotFound("not_found")
    if skill.version != version:
        raise StaleVersion("stale")
    return skill


def _describe(skill: Skill, *, name: str, name_en: str, description: str) -> None:
    skill.name = clean_line("name", name, most=NAME_LENGTH, required=True)
    skill.name_en = clean_line("name_en", name_en, most=NAME_EN_LENGTH)
    skill.description = clean_text("description", description, most=DESCRIPTION_LENGTH)
    with db.session.no_autoflush:
        twin = db.session.scalar(select(Skill.code).where(Skill.name == skill.name, Skill.code != skill.code))
    if twin is not None:
        raise InvalidInput("name", "skill.name_taken", skill=twin)


def _order(skill: Skill, position: int, max_level: int) -> None:
    if not 0 <= position <= LAST_POSITION:
        raise InvalidInput("position", "skill.position", most=LAST_POSITION)
    if not 1 <= max_level <= MOST_LEVELS:
        raise InvalidInput("max_level", "skill.max_level", most=MOST_LEVELS)
    skill.position = position
    skill.max_level = max_level
