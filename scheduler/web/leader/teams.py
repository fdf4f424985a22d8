"""Teams as their leaders see them: strength against target, people, what they lack; made and changed."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from scheduler.models import Person, Team, Unit
from scheduler.services import team_lists
from scheduler.services import teams as service
from scheduler.services.permissions import Right, may_anywhere
from scheduler.services.shift_lists import all_skills, units_where
from scheduler.timeutils import utcnow
from scheduler.web.access import Access, access
from scheduler.web.feeds.settings import absolute
from scheduler.web.fields import seen_version
from scheduler.web.forms import accepted
from scheduler.web.leader.blueprint import blueprint
from scheduler.web.leader.shift_views import own_unit
from scheduler.web.leader.team_forms import (
    TargetRow,
    TeamFilterForm,
    TeamForm,
    read_targets,
    stored_targets,
    typed_targets,
)
from scheduler.web.leader.team_views import team_page
from scheduler.web.session import actor

Answer = Response | tuple[str, int]


@blueprint.get("/leader/teams", endpoint="teams")
@access(Right.VIEW_PEOPLE)
def list_teams() -> str:
    """Show the teams of the reader's units, with their strength against the target."""
    reader = actor()
    units = units_where(reader, Right.VIEW_PEOPLE)
    form = TeamFilterForm(request.args)
    form.offer(units)
    retired = request.args.get("state") == "retired"
    number = request.args.get("page", 1, type=int)
    return render_template(
        "leader/teams.html",
        form=form,
        page=team_lists.list_teams(
            reader, unit=form.chosen(units), now=utcnow(), number=number, retired=retired
        ),
        retired=retired,
        may_make=may_anywhere(reader, Right.MANAGE_TEAMS),
    )


@blueprint.get("/leader/teams/<int:team_id>")
@access(Access.SIGNED_IN)
def team(team_id: int) -> str:
    """Show one team to those who decide for it or see its unit's people."""
    return team_page(service.seen_team(team_id, actor=actor()))


@blueprint.get("/leader/teams/<int:team_id>/poster")
@access(Access.SIGNED_IN)
def team_poster(team_id: int) -> str:
    """Show a poster with the code that leads into the team, to print."""
    team = service.seen_team(team_id, actor=actor())
    address = absolute(url_for("public.join_team", code=team.join_code))
    short = absolute(url_for("public.join"))
    return render_template("leader/team_poster.html", team=team, address=address, short=short)


@blueprint.route("/leader/teams/new", methods=["GET", "POST"])
@access(Right.MANAGE_TEAMS)
def new_team() -> Answer:
    """Make a team for the unit that the address names, at first the reader's own."""
    units = units_where(actor(), Right.MANAGE_TEAMS)
    unit = own_unit(units, actor().home_unit, request.args.get("unit"))
    form, people = TeamForm(), service.possible_leaders(unit)
    rows = _rows(form, people, None)
    made: list[Team] = []
    if accepted(form, lambda: made.append(_create(form, unit, people, rows))):
        flash(gettext("The team is made. Show its code to people who want to join."), "success")
        return redirect(url_for("leader.team", team_id=made[0].id))
    page = render_template("leader/team_form.html", form=form, unit=unit, units=units, rows=rows, team=None)
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/leader/teams/<int:team_id>/edit", methods=["GET", "POST"])
@access(Right.MANAGE_TEAMS)
def edit_team(team_id: int) -> Answer:
    """Change a team."""
    team = service.managed_team(team_id, actor=actor())
    form, people = TeamForm(), service.possible_leaders(team.unit, team)
    rows = _rows(form, people, team)
    if not form.is_submitted():
        form.show(team)
    if accepted(form, lambda: _update(form, team_id, people, rows)):
        flash(gettext("The changes are saved."), "success")
        return redirect(url_for("leader.team", team_id=team_id))
    page = render_template("leader/team_form.html", form=form, unit=team.unit, units=[], rows=rows, team=team)
    return page, 422 if form.is_submitted() else 200


def _rows(form: TeamForm, people: list[Person], team: Team | None) -> list[TargetRow]:
    """Offer what there is to choose from and return the targets, as typed or as stored."""
    skills = all_skills()
    form.offer(skills, people)
    return typed_targets(skills, request.form) if form.is_submitted() else stored_targets(skills, team)


def _create(form: TeamForm, unit: Unit, people: list[Person], rows: list[TargetRow]) -> Team:
    said = form.said(all_skills(), people, read_targets(rows))
    return service.create_team(unit, said, actor=actor(), now=utcnow())


def _update(form: TeamForm, team_id: int, people: list[Person], rows: list[TargetRow]) -> None:
    said = form.said(all_skills(), people, read_targets(rows))
    service.update_team(team_id, said, version=seen_version(form), actor=actor(), now=utcnow())
