"""Papers as files to keep."""

from flask import Response


def pdf_file(body: bytes, name: str) -> Response:
    """Return a PDF to keep; it names a person, so that no cache on the way keeps it too."""
    answer = Response(body, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
