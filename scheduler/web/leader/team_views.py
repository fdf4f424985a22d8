"""What the page of a team shows to those who lead it, made ready for its template."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import render_template

from scheduler.models import Person, Team, TeamMember
from scheduler.services import team_lists
from scheduler.services import teams as service
from scheduler.services.first_passwords import lacks_password
from scheduler.services.partner_links import is_live, partners_for, shown_links
from scheduler.services.people import Contact, contact_of
from scheduler.services.permissions import Right, may
from scheduler.services.shift_lists import skills_on
from scheduler.services.team_strength import strength_of
from scheduler.services.team_trainings import next_activities, propose_trainings
from scheduler.timeutils import local_date, utcnow
from scheduler.web.labels import name_of
from scheduler.web.leader.team_forms import LinkForm
from scheduler.web.session import actor


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member or applicant: how reached, what they can do today, what the reader can do about them."""

    row: TeamMember
    contact: Contact
    skills: str
    own: bool
    lacks_password: bool


def team_page(team: Team, form: LinkForm | None = None) -> str:
    """Return the page of a team for those who decide for it, or see the unit's people."""
    reader, now = actor(), utcnow()
    today, strength = local_date(now, team.unit.zone), strength_of(team, now=now)
    if form is None:
        form = LinkForm(formdata=None)
        form.offer(partners_for(team))
    links = shown_links(team, now=now)
    return render_template(
        "leader/team.html",
        team=team,
        strength=strength,
        applications=_lines(team_lists.applications_for(team), reader, today),
        members=_lines(team_lists.members_of(team), reader, today),
        past=team_lists.past_of(team),
        proposals=propose_trainings(strength, now=now),
        activities=next_activities(team, now=now),
        links=[(link, is_live(link, now=now)) for link in links],
        form=form,
        leads=service.leads(reader, team),
        may_edit=may(reader, Right.MANAGE_TEAMS, team.unit),
        may_plan=may(reader, Right.PLAN_SHIFTS, team.unit),
    )


def _lines(rows: Sequence[TeamMember], reader: Person, today: date) -> list[MemberLine]:
    return [_line(row, reader, today) for row in rows]


def _line(row: TeamMember, reader: Person, today: date) -> MemberLine:
    levels = skills_on(row.person, today)
    skills = {held.skill.id: held.skill for held in row.person.qualifications}
    shown = sorted((skills[number] for number in levels), key=lambda skill: (skill.position, skill.id))
    words = " · ".join(f"{name_of(skill)} {levels[skill.id]}" for skill in shown)
    own = row.person_id == reader.id
    return MemberLine(row, contact_of(row.person, actor=reader), words, own, lacks_password(row))
