"""The page behind a partner's link: its contact puts people down for a team, line by line or from a list."""

from flask import current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext, ngettext
from limits import RateLimitItemPerHour
from werkzeug.wrappers import Response
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length

from scheduler.config import Settings
from scheduler.errors import Conflict, NotFound
from scheduler.services import partner_groups as service
from scheduler.services.partner_groups import GroupRefused
from scheduler.services.partner_links import link_by_token
from scheduler.services.team_strength import strength_of
from scheduler.timeutils import utcnow
from scheduler.web.access import Access, access
from scheduler.web.account.limits import Limit, address
from scheduler.web.forms import Form, accepted, strip
from scheduler.web.public import partner_lines
from scheduler.web.public.blueprint import blueprint
from scheduler.web.public.partner_lines import TypedLine
from scheduler.web.secrets import server_secret
from scheduler.web.wording import words_for

#: A link in the wrong hands must not fill the town with accounts.
GROUPS_BY_ADDRESS = Limit("partner-group", RateLimitItemPerHour(60))
_MOST_PASTED = 20_000


class GroupForm(Form):
    """Who puts people down, and vouches for them; the lines beside are read apart."""

    contact_name = StringField(
        lazy_gettext("Your own name, who fills this in"),
        [
            InputRequired(lazy_gettext("Please fill in this field.")),
            Length(max=service.CONTACT_LENGTH, message=lazy_gettext("At most %(max)d characters, please.")),
        ],
        filters=[strip],
        description=lazy_gettext("So that the team's leader knows whom to ask."),
        render_kw={"autocomplete": "name"},
    )
    agreed = BooleanField(
        lazy_gettext(
            "Each of these people knows the privacy notice, and has agreed to be put down for this team."
        ),
        [InputRequired(lazy_gettext("Without their agreement nobody may be put down."))],
    )


@blueprint.get("/partners/<token>")
@access(Access.PUBLIC)
def partner_group(token: str) -> Response:
    """Show the empty form, or say why the link does not work."""
    return _page(token, GroupForm(formdata=None), partner_lines.with_room([], 0), 200)


@blueprint.post("/partners/<token>")
@access(Access.PUBLIC)
def register_partner_group(token: str) -> Response:
    """Put people down, or make room for more of them; what was typed stays."""
    lines = partner_lines.typed_lines(request.form.getlist("name"), request.form.getlist("contact"))
    form, wanted = GroupForm(), request.form.get("do")
    if wanted == "more":
        more = partner_lines.with_room(lines, partner_lines.MORE_LINES)
        return _page(token, form, more, 200)
    if wanted == "paste":
        pasted = partner_lines.pasted_lines(request.form.get("pasted", "")[:_MOST_PASTED])
        found = partner_lines.add_lines(lines, pasted)
        return _page(token, form, partner_lines.with_room(found, 0), 200)
    done: list[int] = []
    if _works(token) and accepted(form, lambda: done.append(_register(token, form, lines))):
        flash(_thanks(done[0]), "success")
        return redirect(url_for("public.partner_group", token=token))
    return _page(token, form, partner_lines.with_room(lines, 0), 422)


def _works(token: str) -> bool:
    try:
        link_by_token(token, secret=server_secret(), now=utcnow())
    except (NotFound, Conflict):
        return False
    return True


def _register(token: str, form: GroupForm, lines: list[TypedLine]) -> int:
    GROUPS_BY_ADDRESS.spend(address())
    settings: Settings = current_app.config["SETTINGS"]
    try:
        return service.register_group(
            token,
            [each.line for each in lines],
            contact=form.contact_name.data or "",
            agreed=form.agreed.data,
            privacy_version=settings.privacy_version,
            secret=server_secret(),
            now=utcnow(),
        )
    except GroupRefused as refused:
        for place, fault in refused.faults.items():
            lines[place].fault, lines[place].at_name = words_for(fault), fault.field == "name"
        raise


def _thanks(number: int) -> str:
    words = ngettext(
        "Thank you! %(num)d person is put down. The team's leader decides, and each is told.",
        "Thank you! %(num)d people are put down. The team's leader decides, and each is told.",
        number,
    )
    return str(words)


def _page(token: str, form: GroupForm, lines: list[TypedLine], status: int) -> Response:
    """Return the page of a link that works, or one that says why it does not."""
    now = utcnow()
    try:
        link = link_by_token(token, secret=server_secret(), now=now)
    except (NotFound, Conflict) as refusal:
        page = render_template("public/partner_link_dead.html", reason=words_for(refusal))
        return _private(page, 404 if isinstance(refusal, NotFound) else 410)
    page = render_template(
        "public/partner_group.html",
        link=link,
        team=link.team,
        strength=strength_of(link.team, now=now),
        form=form,
        lines=lines,
        token=token,
    )
    return _private(page, status)


def _private(page: str, status: int) -> Response:
    """Return a page that no cache keeps."""
    answer = make_response(page, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer
