"""The privacy notice."""

from flask import current_app, render_template

from scheduler.config import Settings
from scheduler.services import public_units
from scheduler.services.guest_erasing import KEPT
from scheduler.services.qualification_expiry import EVIDENCE_DAYS
from scheduler.web.access import Access, access
from scheduler.web.public.blueprint import blueprint


@blueprint.get("/privacy")
@access(Access.PUBLIC)
def privacy() -> str:
    """Show the notice in the version that people consent to."""
    settings: Settings = current_app.config["SETTINGS"]
    return render_template(
        "public/privacy.html",
        version=settings.privacy_version,
        top=public_units.top_unit(),
        evidence_days=EVIDENCE_DAYS,
        guest_days=KEPT.days,
    )
