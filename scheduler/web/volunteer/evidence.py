"""Files of evidence, for their owner and for those who verify; nobody else learns that there are any."""

from io import BytesIO

from flask import Response, current_app, send_file

from scheduler.config import Settings
from scheduler.services import evidence_store as store
from scheduler.services.qualification_decisions import find_file
from scheduler.web.access import Access, access
from scheduler.web.session import actor
from scheduler.web.volunteer.blueprint import blueprint


@blueprint.get("/evidence/<int:evidence_id>")
@access(Access.SIGNED_IN)
def evidence(evidence_id: int) -> Response:
    """Show a picture, or download a PDF."""
    file = find_file(evidence_id, actor=actor())
    settings: Settings = current_app.config["SETTINGS"]
    answer = send_file(
        BytesIO(store.read(settings.instance, file.stored_name)),
        mimetype=file.media_type,
        as_attachment=not file.is_picture,
        download_name=file.original_name,
        etag=False,
    )
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


# Were a browser to take the file for a page in spite of all, it could do nothing.
evidence.talisman_view_options = {  # type: ignore[attr-defined]  # where Flask-Talisman looks for it
    "content_security_policy": {"default-src": "'none'", "sandbox": ""}
}
