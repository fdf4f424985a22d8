"""People imported from a spreadsheet: choose a file, look at what it would do, confirm."""

from pathlib import Path

from flask import Response as FlaskResponse
from flask import current_app, flash, redirect, render_template, session, url_for
from flask_babel import gettext
from flask_wtf.file import FileField
from werkzeug.wrappers import Response
from wtforms import HiddenField

from scheduler.config import Settings
from scheduler.errors import Conflict, InvalidInput
from scheduler.services import people_import as service
from scheduler.services import people_import_uploads as uploads
from scheduler.services.people_import_templates import csv_template, xlsx_template
from scheduler.services.permissions import Right
from scheduler.timeutils import utcnow
from scheduler.web.access import access
from scheduler.web.admin.blueprint import blueprint
from scheduler.web.admin.import_views import guide, guide_lines, plan_view
from scheduler.web.admin.people_forms import uploaded
from scheduler.web.forms import Form, accepted
from scheduler.web.locale import current_language
from scheduler.web.session import actor
from scheduler.web.wording import words_for

_TOKEN = "people_import"  # noqa: S105 - the name of a value in the session, not a password
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadForm(Form):
    """The file to import."""

    file = FileField()


class ConfirmForm(Form):
    """The preview that is confirmed; another one may have been opened in another window meanwhile."""

    token = HiddenField(default="")


def _instance() -> Path:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.instance


@blueprint.route("/admin/people/import", methods=["GET", "POST"])
@access(Right.MANAGE_PEOPLE)
def import_people() -> Response | tuple[str, int]:
    """Choose a file; one that is a list of people leads to its preview."""
    form = UploadForm()
    form.file.label.text = gettext("CSV file or Excel workbook (.xlsx)")
    if accepted(form, lambda: _upload(form)):
        return redirect(url_for("admin.preview_import"))
    page = render_template("admin/people_import.html", form=form, guide=guide())
    return page, 422 if form.is_submitted() else 200


def _upload(form: UploadForm) -> None:
    data = uploaded(form.file)
    if data is None:
        raise InvalidInput("file", "import.no_file")
    service.preview_import(data, actor=actor(), now=utcnow(), language=current_language())
    session[_TOKEN] = uploads.keep_upload(_instance(), data, actor=actor(), now=utcnow())


@blueprint.get("/admin/people/import/preview")
@access(Right.MANAGE_PEOPLE)
def preview_import() -> Response | str:
    """Show what the uploaded file would do, or every cell that stands in the way."""
    token = session.get(_TOKEN, "")
    try:
        data = uploads.read_upload(_instance(), token, actor=actor())
        plan = service.preview_import(data, actor=actor(), now=utcnow(), language=current_language())
    except (Conflict, InvalidInput) as error:
        flash(words_for(error), "warning")
        return redirect(url_for("admin.import_people"))
    form = ConfirmForm(formdata=None)
    form.token.data = token
    return render_template("admin/people_import_preview.html", form=form, plan=plan_view(plan))


@blueprint.post("/admin/people/import/confirm")
@access(Right.MANAGE_PEOPLE)
def confirm_import() -> Response:
    """Import the file that was looked at, read and checked anew."""
    form = ConfirmForm()
    done: list[service.ImportResult] = []
    if not accepted(form, lambda: done.append(_confirm(form))):
        return redirect(url_for("admin.preview_import"))
    flash(
        gettext(
            "Imported: %(created)s new, %(changed)s changed, %(unchanged)s unchanged.",
            created=done[0].created,
            changed=done[0].changed,
            unchanged=done[0].unchanged,
        ),
        "success",
    )
    return redirect(url_for("admin.people"))


def _confirm(form: ConfirmForm) -> service.ImportResult:
    token = str(form.token.data)
    if token != session.get(_TOKEN):
        raise Conflict("import.expired")
    data = uploads.read_upload(_instance(), token, actor=actor())
    result = service.import_people(data, actor=actor(), now=utcnow())
    uploads.discard_upload(_instance(), token, actor=actor())
    session.pop(_TOKEN)
    return result


@blueprint.get("/admin/people/import/template.csv")
@access(Right.MANAGE_PEOPLE)
def import_template_csv() -> FlaskResponse:
    """Return an empty list as CSV."""
    return _file(csv_template(current_language()), "text/csv", "csv")


@blueprint.get("/admin/people/import/template.xlsx")
@access(Right.MANAGE_PEOPLE)
def import_template_xlsx() -> FlaskResponse:
    """Return an empty list as a workbook with an explanation."""
    data = xlsx_template(
        current_language(), title=gettext("People"), guide_title=gettext("How to"), guide=guide_lines()
    )
    return _file(data, _XLSX, "xlsx")


def _file(data: bytes, kind: str, ending: str) -> FlaskResponse:
    answer = FlaskResponse(data, mimetype=kind)
    answer.headers.set("Content-Disposition", "attachment", filename=f"lianfang-people.{ending}")
    return answer
