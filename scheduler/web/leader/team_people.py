"""The people of a team, decided about: approve in one go, refuse, take off, show the way to a password."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from scheduler.services import team_members as service
from scheduler.services.first_passwords import first_password_token
from scheduler.services.team_members import Approved
from scheduler.timeutils import utcnow
from scheduler.web.access import Access, access
from scheduler.web.feeds.settings import absolute
from scheduler.web.forms import Form, accepted
from scheduler.web.leader.blueprint import blueprint
from scheduler.web.leader.team_forms import ReasonForm
from scheduler.web.secrets import server_secret
from scheduler.web.session import actor

Answer = Response | tuple[str, int]
_MOST_DIGITS = 9


@blueprint.post("/leader/teams/<int:team_id>/approve")
@access(Access.SIGNED_IN)
def approve_applications(team_id: int) -> Response:
    """Make members of those who were ticked."""
    ticked = request.form.getlist("member")
    numbers = [int(text) for text in ticked if text.isdecimal() and len(text) <= _MOST_DIGITS]
    done: list[Approved] = []
    if accepted(Form(), lambda: done.append(service.approve(team_id, numbers, actor=actor(), now=utcnow()))):
        flash(_welcomed(done[0]), "success")
    return redirect(url_for("leader.team", team_id=team_id))


def _welcomed(approved: Approved) -> str:
    words = ngettext(
        "%(num)d person is in the team now, and is told.",
        "%(num)d people are in the team now, and are told.",
        len(approved.people),
    )
    gone = ngettext(
        "%(num)d application was decided or withdrawn in the meantime.",
        "%(num)d applications were decided or withdrawn in the meantime.",
        approved.gone,
    )
    return f"{words} {gone}" if approved.gone else str(words)


@blueprint.route("/leader/teams/<int:team_id>/members/<int:member_id>/refuse", methods=["GET", "POST"])
@access(Access.SIGNED_IN)
def refuse_application(team_id: int, member_id: int) -> Answer:
    """Refuse an application, with the reason that the person is told."""
    row, form = service.find_member(team_id, member_id, actor=actor()), ReasonForm()
    if accepted(form, lambda: _refuse(form, team_id, member_id)):
        flash(gettext("The application is refused, and the person is told why."), "success")
        return redirect(url_for("leader.team", team_id=team_id))
    page = render_template("leader/team_reason.html", form=form, row=row, refusing=True)
    return page, 422 if form.is_submitted() else 200


def _refuse(form: ReasonForm, team_id: int, member_id: int) -> None:
    service.refuse(team_id, member_id, reason=form.reason.data or "", actor=actor(), now=utcnow())


@blueprint.route("/leader/teams/<int:team_id>/members/<int:member_id>/end", methods=["GET", "POST"])
@access(Access.SIGNED_IN)
def end_membership(team_id: int, member_id: int) -> Answer:
    """Take a member off the team, with the reason that the person is told."""
    row, form = service.find_member(team_id, member_id, actor=actor()), ReasonForm()
    if accepted(form, lambda: _end(form, team_id, member_id)):
        flash(gettext("The person is in the team no longer, and is told why."), "success")
        return redirect(url_for("leader.team", team_id=team_id))
    page = render_template("leader/team_reason.html", form=form, row=row, refusing=False)
    return page, 422 if form.is_submitted() else 200


def _end(form: ReasonForm, team_id: int, member_id: int) -> None:
    service.end_membership(team_id, member_id, reason=form.reason.data or "", actor=actor(), now=utcnow())


@blueprint.post("/leader/teams/<int:team_id>/members/<int:member_id>/first-password")
@access(Access.SIGNED_IN)
def show_first_password(team_id: int, member_id: int) -> Response:
    """Show a code with which somebody standing here sets their first password, within an hour."""
    row, token = first_password_token(
        team_id, member_id, actor=actor(), secret_key=server_secret(), now=utcnow()
    )
    address = absolute(url_for("account.reset", token=token))
    answer = make_response(render_template("leader/team_first_password.html", row=row, address=address))
    answer.headers["Cache-Control"] = "no-store"
    return answer
