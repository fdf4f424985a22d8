"""Load the demo city, stage by stage: empty, planned, published."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy import func, select

from scheduler.database import Base, atomic, db
from scheduler.demo.activities import (
    WEEKS,
    add_events,
    add_history,
    add_hotlines,
    add_shifts,
    add_sign_ups,
    add_templates,
    last_monday,
    next_monday,
)
from scheduler.demo.attendance import add_attendance
from scheduler.demo.guests import add_guests
from scheduler.demo.places import add_skills, add_units
from scheduler.demo.qualifications import add_claims, remove_files
from scheduler.demo.role_accounts import DemoAccount, add_role_accounts, role_accounts
from scheduler.demo.swaps import add_swaps
from scheduler.demo.teams import add_teams
from scheduler.demo.volunteers import add_volunteers
from scheduler.demo.waiting import add_waiting_lists
from scheduler.demo.wishes import add_wishes
from scheduler.errors import Conflict
from scheduler.models import AuditEntry, Person, RosterPeriod, ShiftTemplate, Skill, Unit
from scheduler.services import audit
from scheduler.services.rosters.drafts import open_draft

ACCOUNTS_FILE = "demo_accounts.json"
Report = Callable[[str], None]
_MARK = "demo.loaded"
_REFUSALS = {
    "demo.not_a_demo": "This database holds no demo city, so nothing was removed: "
    "--reset only removes what `scheduler demo` itself has loaded.",
    "demo.not_empty": "This database holds a city of its own already, so no demo city was loaded into it: "
    "set SCHEDULER_INSTANCE to another folder (or DATABASE_URL to an empty database) and try again.",
}


class Stage(StrEnum):
    """How far the demo city has come."""

    EMPTY = "empty"
    PLANNED = "planned"
    PUBLISHED = "published"


class DemoRefused(Conflict):
    """The database is not one that a demo city may be loaded into or taken out of."""

    def __str__(self) -> str:
        return _REFUSALS[self.code]


def is_loaded() -> bool:
    """Tell whether the database holds a demo city, known by the mark that loading leaves in its audit trail.

    A file of the instance would not do: the database may be another one by now.
    """
    query = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == _MARK)
    return bool(db.session.scalar(query))


def clear_city(instance: Path) -> None:
    """Remove the demo city and everything that was done in it; refuse where the data are not a demo's."""
    if not is_loaded():
        raise DemoRefused("demo.not_a_demo")
    remove_files(instance)
    with atomic():
        for table in reversed(Base.metadata.sorted_tables):
            if table.name == "unit":
                db.session.execute(table.update().values(parent_id=None))
            db.session.execute(table.delete())
    (instance / ACCOUNTS_FILE).unlink(missing_ok=True)


def load_city(instance: Path, *, stage: Stage, seed: int, now: datetime, report: Report) -> list[DemoAccount]:
    """Fill an empty database up to ``planned`` (or ``empty``) and return the accounts of each role.

    Equal seed and moment give equal data, but for the salt of the password. A database that already holds
    units, people or skills is refused.
    """
    with atomic():
        _refuse_used_database()
        report("units and skills")
        skills = add_skills()
        committee, communities, grids = add_units(seed, now=now)
        units = {unit.code: unit for unit in [committee, *communities, *grids]}
        add_role_accounts(units, skills, now=now)
        if stage is not Stage.EMPTY:
            _plan(units, grids, skills, seed=seed, now=now, report=report)
            add_claims(instance, seed=seed, now=now)
        audit.record(_MARK, committee, actor=None, now=now, unit_id=committee.id, seed=seed)
    return list_accounts(instance)


def _refuse_used_database() -> None:
    for model in (Unit, Person, Skill):
        if db.session.scalar(select(func.count()).select_from(model)):
            raise DemoRefused("demo.not_empty")


def list_accounts(instance: Path) -> list[DemoAccount]:
    """Write the accounts of the roles to where the sign-in page of a demo finds them, and return them."""
    accounts = role_accounts()
    listed = [{"role": a.role, "name": a.name, "login": a.login, "password": a.password} for a in accounts]
    (instance / ACCOUNTS_FILE).write_text(json.dumps(listed, ensure_ascii=False, indent=2), encoding="utf-8")
    return accounts


def _plan(
    units: dict[str, Unit],
    grids: list[Unit],
    skills: list[Skill],
    *,
    seed: int,
    now: datetime,
    report: Report,
) -> None:
    by_code = {skill.code: skill for skill in skills}
    first = next_monday(now)
    report("volunteers")
    people = add_volunteers(grids, skills, seed=seed, now=now)
    add_teams(grids, by_code, people, seed=seed, now=now)
    report("patrols, drills, trainings")
    templates = add_templates(grids, seed=seed, now=now)
    past = add_shifts(templates, by_code, last_monday(now) - timedelta(weeks=WEEKS), weeks=WEEKS, now=now)
    add_history(past, people, seed=seed, now=now)
    add_attendance(past, units, seed=seed, now=now)
    hotlines = add_hotlines([units["liuxi"], units["shiqiao"]], now=now)
    add_shifts([*templates, *hotlines], by_code, first, weeks=WEEKS, now=now)
    events = add_events(units, by_code, first, now=now)
    add_sign_ups(events, people, seed=seed, now=now)
    add_waiting_lists(events, people, seed=seed, now=now)
    add_swaps(units["guihua-1"], people, now=now)
    add_guests(events, units["guihua-1"], seed=seed, now=now)
    add_wishes(people, templates, seed=seed, now=now)
    _add_periods(units, templates, by_code, first, now)


def _add_periods(
    units: dict[str, Unit],
    templates: list[ShiftTemplate],
    skills: dict[str, Skill],
    first: date,
    now: datetime,
) -> None:
    """Open the city's period, and a later one of a single grid for the visitor to plan."""
    grid = units["guihua-1"]
    second = first + timedelta(weeks=WEEKS)
    own = [template for template in templates if template.unit_id == grid.id]
    add_shifts(own, skills, second, weeks=WEEKS, now=now)
    for unit, start in ((units["anhe"], first), (grid, second)):
        end = start + timedelta(days=7 * WEEKS - 1)
        title = f"{unit.name} {start:%m.%d}–{end:%m.%d}"
        period = RosterPeriod(unit_id=unit.id, title=title, starts_on=start, ends_on=end, created=now)
        db.session.add(period)
        open_draft(period, now=now)


def city_period() -> RosterPeriod:
    """Return the period of the whole city, which the stage ``published`` solves and publishes."""
    query = select(RosterPeriod).join(RosterPeriod.unit).where(Unit.code == "anhe")
    return db.session.scalars(query).one()


def lacks_first_roster() -> bool:
    """Tell whether the city is planned, but its first roster is not published, or not yet."""
    query = select(RosterPeriod).join(RosterPeriod.unit).where(Unit.code == "anhe")
    period = db.session.scalars(query).one_or_none()
    return period is not None and all(roster.number is None for roster in period.rosters)


def coordinator() -> Person:
    """Return the person in whose name the demo city's roster is made."""
    return db.session.scalars(select(Person).where(Person.email == "coordinator@lianfang.example")).one()
