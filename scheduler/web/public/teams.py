"""The short address of a team: what it is, how strong, and the way in."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from scheduler.enums import MembershipStatus
from scheduler.errors import NotFound
from scheduler.models import Team, TeamMember
from scheduler.services import team_members, teams
from scheduler.services.team_strength import strength_of
from scheduler.timeutils import utcnow
from scheduler.web.access import Access, access
from scheduler.web.feeds.settings import absolute
from scheduler.web.public.blueprint import blueprint
from scheduler.web.session import actor_or_none
from scheduler.web.volunteer.teams import ApplyForm
from scheduler.web.wording import words_for

_MOST_TYPED = 60


@blueprint.get("/join")
@access(Access.PUBLIC)
def join() -> str | Response | tuple[str, int]:
    """Ask for the code of a team."""
    typed = request.args.get("code", "").strip()[:_MOST_TYPED]
    if not typed:
        return _ask("", "")
    try:
        found = teams.find_team_by_code(typed)
    except NotFound as refusal:
        return _ask(typed, words_for(refusal)), 404
    return redirect(url_for("public.join_team", code=found.join_code))


@blueprint.get("/join/<code>")
@access(Access.PUBLIC)
def join_team(code: str) -> str | tuple[str, int]:
    """Show what a team is, how strong, and how to get into it; names are for members."""
    try:
        team = teams.find_team_by_code(code)
    except NotFound as refusal:
        return _ask(code[:_MOST_TYPED], words_for(refusal)), 404
    return render_template(
        "public/join.html",
        team=team,
        strength=strength_of(team, now=utcnow()),
        state=_state(team),
        form=ApplyForm(formdata=None),
        address=absolute(url_for("public.join_team", code=team.join_code)),
    )


def _state(team: Team) -> MembershipStatus | None:
    """Return how the reader stands to the team, if anyhow."""
    reader = actor_or_none()
    row: TeamMember | None = team_members.membership(team, reader) if reader else None
    return row.status if row else None


def _ask(typed: str, reason: str) -> str:
    return render_template("public/join_code.html", typed=typed, reason=reason)
