"""Scripts that come from packages, served from where they are installed."""

from importlib.resources import files

from flask import Blueprint, Response

from scheduler.web.access import Access, access

blueprint = Blueprint("assets", __name__)
_HTMX = files("js_lib_htmx") / "static" / "htmx" / "htmx.min.js"


@blueprint.get("/assets/htmx.min.js")
@access(Access.PUBLIC)
def htmx() -> Response:
    """Serve htmx."""
    answer = Response(_HTMX.read_bytes(), mimetype="text/javascript")
    answer.cache_control.max_age = 86_400
    answer.cache_control.public = True
    return answer
