"""Teams as volunteers see them: their own, those near, one team with its strength; apply and leave."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import Length

from scheduler.enums import MembershipStatus
from scheduler.models import Person, Team, TeamMember
from scheduler.services import team_lists, team_members, teams
from scheduler.services.nearness import Nearness
from scheduler.services.team_lists import NearTeam
from scheduler.services.team_strength import strength_of, strengths_of
from scheduler.services.team_trainings import next_activities, propose_trainings
from scheduler.timeutils import utcnow
from scheduler.web.access import Access, access
from scheduler.web.feeds.settings import absolute
from scheduler.web.forms import Form, accepted, strip
from scheduler.web.session import actor
from scheduler.web.volunteer.blueprint import blueprint


class ApplyForm(Form):
    """What somebody who applies for a team wants to say."""

    message = TextAreaField(
        lazy_gettext("A word to the team's leader"),
        [
            Length(
                max=team_members.MESSAGE_LENGTH, message=lazy_gettext("At most %(max)d characters, please.")
            )
        ],
        filters=[strip],
        description=lazy_gettext("What you can do, when you have time. You may leave it empty."),
        render_kw={"rows": 2},
    )


@blueprint.get("/teams", endpoint="teams")
@access(Access.SIGNED_IN)
def list_teams() -> str:
    """Show the reader's teams and applications, and the teams near home."""
    reader, now = actor(), utcnow()
    everywhere = request.args.get("where") == "all"
    number = request.args.get("page", 1, type=int)
    page = team_lists.teams_near(reader, now=now, number=number, everywhere=everywhere)
    rows = team_lists.own_memberships(reader)
    return render_template(
        "volunteer/teams.html",
        own=strengths_of([row.team for row in rows if row.status is MembershipStatus.MEMBER], now=now),
        applications=[row for row in rows if row.status is not MembershipStatus.MEMBER],
        led=strengths_of(team_lists.led_teams(reader), now=now),
        page=page,
        sections=_sections(page.items),
        everywhere=everywhere,
    )


def _sections(lines: Sequence[NearTeam]) -> list[tuple[str, list[NearTeam]]]:
    headings = {
        Nearness.OWN: gettext("In your grid"),
        Nearness.NEIGHBOUR: gettext("Next door, and in the units above"),
        Nearness.COMMUNITY: gettext("In your community"),
        Nearness.ELSEWHERE: gettext("Further away"),
    }
    found = [(words, [line for line in lines if line.near is near]) for near, words in headings.items()]
    return [(words, inside) for words, inside in found if inside]


@blueprint.get("/teams/<int:team_id>")
@access(Access.SIGNED_IN)
def team(team_id: int) -> str:
    """Show one team: strength, what it lacks, what it does next; to its members, who is in it."""
    return team_page(teams.find_team(team_id), ApplyForm(formdata=None))


def team_page(team: Team, form: ApplyForm) -> str:
    """Return the page of a team with the form to apply for it."""
    reader, now = actor(), utcnow()
    strength, row = strength_of(team, now=now), team_members.membership(team, reader)
    return render_template(
        "volunteer/team.html",
        team=team,
        strength=strength,
        row=row,
        names=_names(team, row, reader),
        proposals=propose_trainings(strength, now=now),
        activities=next_activities(team, now=now),
        leads=teams.leads(reader, team),
        address=absolute(url_for("public.join_team", code=team.join_code)),
        form=form,
    )


def _names(team: Team, row: TeamMember | None, reader: Person) -> list[str] | None:
    """Return who is in the team, for those who may know: its members, and those who decide for it."""
    inside = row is not None and row.status is MembershipStatus.MEMBER
    if not inside and not teams.leads(reader, team):
        return None
    return [each.person.name for each in team_lists.members_of(team)]


@blueprint.post("/teams/<int:team_id>/apply")
@access(Access.SIGNED_IN)
def apply_to_team(team_id: int) -> Response | tuple[str, int]:
    """Apply for a team; pressed twice, it counts once."""
    form = ApplyForm()
    if accepted(form, lambda: _apply(form, team_id)):
        flash(gettext("You have applied. The team's leader will decide, and you will be told."), "success")
    elif form.errors:
        return team_page(teams.find_team(team_id), form), 422
    return redirect(url_for("volunteer.team", team_id=team_id))


def _apply(form: ApplyForm, team_id: int) -> None:
    team_members.apply(team_id, message=form.message.data or "", actor=actor(), now=utcnow())


@blueprint.post("/teams/<int:team_id>/leave")
@access(Access.SIGNED_IN)
def leave_team(team_id: int) -> Response:
    """Leave a team, or withdraw an application."""
    left: list[TeamMember] = []
    if accepted(Form(), lambda: left.append(team_members.leave(team_id, actor=actor(), now=utcnow()))):
        was_member = left[0].decided_at is not None
        flash(
            gettext("You have left the team.") if was_member else gettext("Your application is withdrawn."),
            "success",
        )
    return redirect(url_for("volunteer.teams"))
