"""Certificates for everybody: the page that anyone can open to verify one, and where its code is typed."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from scheduler.errors import NotFound
from scheduler.services import service_record_certificates as certificates
from scheduler.web.access import Access, access
from scheduler.web.papers.certificates import NUMBERS, sheet_of
from scheduler.web.papers.certificates import certificate_pdf as certificate_pdf_of
from scheduler.web.papers.files import pdf_file
from scheduler.web.public.blueprint import blueprint
from scheduler.web.wording import words_for


@blueprint.get("/certificates", endpoint="certificates")
@access(Access.PUBLIC)
def verify() -> str | Response | tuple[str, int]:
    """Ask for the code that a certificate carries."""
    typed = request.args.get("code", "").strip()[:60]
    if not typed:
        return render_template("public/certificates.html", typed="", reason="")
    try:
        found = certificates.find_certificate(typed)
    except NotFound as refusal:
        page = render_template("public/certificates.html", typed=typed, reason=words_for(refusal))
        return page, 404
    return redirect(url_for("public.certificate", code=found.code))


@blueprint.get("/certificates/<code>")
@access(Access.PUBLIC)
def certificate(code: str) -> str | tuple[str, int]:
    """Show a certificate as it was issued, and nothing besides; to verify it, or to print it."""
    try:
        found = certificates.find_certificate(code)
    except NotFound as refusal:
        page = render_template("public/certificates.html", typed=code[:60], reason=words_for(refusal))
        return page, 404
    return render_template(
        "public/certificate.html",
        sheet=sheet_of(found),
        number=certificates.certificate_number(found),
        code=found.code,
        numbers=NUMBERS,
    )


@blueprint.get("/certificates/<code>.pdf")
@access(Access.PUBLIC)
def certificate_pdf(code: str) -> Response:
    """Hand out a certificate as a PDF, word for word as its page."""
    found = certificates.find_certificate(code)
    return pdf_file(certificate_pdf_of(found), certificates.certificate_number(found))
