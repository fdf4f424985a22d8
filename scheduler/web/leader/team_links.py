"""Links at which partners put their people down for a team: made, shown with their code, ended."""

from flask import flash, make_response, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from scheduler.models import PartnerLink
from scheduler.services import partner_links as service
from scheduler.services.teams import led_team
from scheduler.timeutils import utcnow
from scheduler.web.access import Access, access
from scheduler.web.feeds.settings import absolute
from scheduler.web.forms import Form, accepted
from scheduler.web.leader.blueprint import blueprint
from scheduler.web.leader.team_forms import LinkForm
from scheduler.web.leader.team_views import team_page
from scheduler.web.secrets import server_secret
from scheduler.web.session import actor


@blueprint.post("/leader/teams/<int:team_id>/links")
@access(Access.SIGNED_IN)
def issue_link(team_id: int) -> Response | tuple[str, int]:
    """Make a link for a partner."""
    team, form = led_team(team_id, actor=actor()), LinkForm()
    form.offer(service.partners_for(team))
    made: list[PartnerLink] = []
    if accepted(form, lambda: made.append(_issue(form, team_id))):
        return redirect(url_for("leader.partner_link", team_id=team_id, link_id=made[0].id))
    return team_page(led_team(team_id, actor=actor()), form), 422


def _issue(form: LinkForm, team_id: int) -> PartnerLink:
    partner, days = int(str(form.partner.data)), int(str(form.days.data))
    return service.issue_link(team_id, partner, days=days, actor=actor(), now=utcnow())


@blueprint.get("/leader/teams/<int:team_id>/links/<int:link_id>")
@access(Access.SIGNED_IN)
def partner_link(team_id: int, link_id: int) -> Response:
    """Show a link with its code, to send or to print."""
    link = service.find_link(team_id, link_id, actor=actor())
    token = service.link_token(link, secret=server_secret())
    page = render_template(
        "leader/partner_link.html",
        link=link,
        team=link.team,
        live=service.is_live(link, now=utcnow()),
        address=absolute(url_for("public.partner_group", token=token)),
    )
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/leader/teams/<int:team_id>/links/<int:link_id>/revoke")
@access(Access.SIGNED_IN)
def revoke_link(team_id: int, link_id: int) -> Response:
    """End a link at once."""
    if accepted(Form(), lambda: service.revoke_link(team_id, link_id, actor=actor(), now=utcnow())):
        flash(gettext("The link is ended: it opens nothing any more."), "success")
    return redirect(url_for("leader.team", team_id=team_id, _anchor="partners"))
