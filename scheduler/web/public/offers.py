"""What the templates of the pages for everybody may ask for."""

from scheduler.enums import PUBLIC_KINDS, ActivityKind
from scheduler.services.permissions import Right, may_anywhere
from scheduler.web.public.blueprint import blueprint
from scheduler.web.session import actor_or_none


@blueprint.app_template_global()
def public_kinds() -> tuple[ActivityKind, ...]:
    """Return the kinds of activity that everybody may see."""
    return PUBLIC_KINDS


@blueprint.app_template_global()
def may_set_up() -> bool:
    """Tell whether the reader may set up units."""
    return may_anywhere(actor_or_none(), Right.MANAGE_UNITS)
