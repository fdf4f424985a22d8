"""Certificates: what one says in the reader's language, once for its page and its PDF."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext

from scheduler.enums import HoursKind, Language
from scheduler.models import Certificate
from scheduler.services import service_record_certificates as certificates
from scheduler.timeutils import local_date
from scheduler.web.feeds.settings import absolute
from scheduler.web.formatting import duration, local_datetime, short_date
from scheduler.web.labels import label
from scheduler.web.locale import current_language
from scheduler.web.papers.pdf import Sheet, Writer

#: The columns whose values stand on the right.
NUMBERS = (2, 3)


@dataclass(frozen=True, slots=True)
class CertificateSheet:
    """The sentences of a certificate; ``void`` and ``hidden`` are empty where they do not apply."""

    title: str
    number: str
    void: str
    hidden: str
    statement: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    issuer: tuple[str, str]
    facts: Sequence[tuple[str, str]]
    verify: str
    code: str
    stamp: str
    address: str


def sheet_of(certificate: Certificate) -> CertificateSheet:
    """Return what a certificate says."""
    content = certificate.content
    return CertificateSheet(
        title=gettext("Volunteer service certificate"),
        number=gettext("No. %(number)s", number=certificates.certificate_number(certificate)),
        void=_void(certificate),
        hidden=_hidden(certificate),
        statement=_statement(certificate),
        columns=[gettext("What was done"), gettext("Counts as"), gettext("Times"), gettext("Length")],
        rows=[
            (
                line["title"],
                label(HoursKind(line["kind"])),
                str(line["times"]),
                duration(line["minutes"]),
            )
            for line in content["lines"]
        ],
        issuer=(gettext("Issued by"), _issuer(certificate)),
        facts=_facts(certificate),
        verify=gettext(
            "To verify: open %(address)s and type the code", address=absolute(url_for("public.certificates"))
        ),
        code=certificates.certificate_code_text(certificate.code),
        stamp=gettext("Stamp"),
        address=absolute(url_for("public.certificate", code=certificate.code)),
    )


def certificate_pdf(certificate: Certificate) -> bytes:
    """Return a certificate as PDF; the same certificate in the same language gives the same bytes."""
    sheet = sheet_of(certificate)
    chinese = current_language() is Language.CHINESE
    paper = Writer(Sheet(f"{sheet.title} {sheet.code}", chinese=chinese, framed=True))
    if sheet.void:
        paper.warning(f"{gettext('This certificate is void')} {sheet.void}")
    paper.title(sheet.title)
    paper.line(sheet.number, grey=True, middle=True)
    paper.line(sheet.statement, size=12)
    paper.table(sheet.columns, sheet.rows, widths=(9, 3, 2, 4), right=NUMBERS)
    if sheet.hidden:
        paper.line(sheet.hidden, grey=True)
    lines = [f"{name}: {value}" for name, value in (sheet.issuer, *sheet.facts)]
    paper.seal([*lines, f"{sheet.verify} {sheet.code}"], sheet.stamp, sheet.address)
    return paper.finish()


def _statement(certificate: Certificate) -> str:
    return str(
        gettext(
            "%(name)s (volunteer number %(volunteer)s) took part in voluntary service from %(first)s to "
            "%(last)s: %(service)s of service and %(training)s of training.",
            name=certificate.content["name"],
            volunteer=certificate.content["volunteer"],
            first=short_date(certificate.first_day),
            last=short_date(certificate.last_day),
            service=duration(certificate.service_minutes),
            training=duration(certificate.training_minutes),
        )
    )


def _void(certificate: Certificate) -> str:
    if certificate.revoked_at is None:
        return ""
    when = local_datetime(certificate.revoked_at, str(certificate.content["zone"]))
    return str(gettext("since %(when)s: %(reason)s", when=when, reason=certificate.revoked_reason))


def _hidden(certificate: Certificate) -> str:
    if not certificate.content.get("hidden"):
        return ""
    return str(
        gettext(
            "This person has deleted the account since then, and of the name only the first sign is kept. "
            "The paper that was handed out shows it in full; number, code and hours must agree."
        )
    )


def _issuer(certificate: Certificate) -> str:
    content = certificate.content
    english = content["unit_en"] if current_language() is Language.ENGLISH else ""
    return str(english or content["unit"])


def _facts(certificate: Certificate) -> list[tuple[str, str]]:
    content = certificate.content
    issued = local_date(certificate.issued_at, str(content["zone"]))
    facts = [(gettext("Date"), short_date(issued))]
    return [(gettext("Contact"), content["contact"]), *facts] if content["contact"] else facts
