"""``scheduler user create`` and ``scheduler import people``, as typed by whoever runs the server."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select

from scheduler.cli.people import import_group, user
from scheduler.database import db
from scheduler.enums import Language, Role, UnitKind
from scheduler.models import AuditEntry, Person, Qualification, Unit
from scheduler.services.accounts import authenticate
from tests.factories import make_person, make_skill, make_unit
from tests.services.people_import.files import csv_file, workbook

PASSWORD = "correct horse battery"


def _run(*arguments: str, typed: str = "") -> Result:
    group, *rest = arguments
    return CliRunner().invoke({"import": import_group, "user": user}[group], rest, input=typed)


def _create(*more: str, typed: str = f"{PASSWORD}\n{PASSWORD}\n") -> Result:
    arguments = ("user", "create", "--name", "王一", "--email", "First@Lianfang.CN", *more)
    return _run(*arguments, typed=typed)


def test_first_administrator_comes_with_the_top_unit(app: Flask) -> None:
    result = _create("--unit", "anhe", "--unit-name", "安和市", "--zone", "Asia/Urumqi")
    assert result.exit_code == 0, result.output
    assert "first@lianfang.cn" in result.output
    assert PASSWORD not in result.output
    top = db.session.scalars(select(Unit)).one()
    assert (top.code, top.name, top.kind, top.zone) == ("anhe", "安和市", UnitKind.COMMITTEE, "Asia/Urumqi")
    person = authenticate("first@lianfang.cn", PASSWORD)
    assert person is not None
    assert {grant.role for grant in person.grants} == {Role.ADMIN, Role.VOLUNTEER}
    actions = {(entry.action, entry.actor_id) for entry in db.session.scalars(select(AuditEntry))}
    assert actions == {("unit.created", None), ("person.created", None)}


def test_what_is_not_given_is_asked_for(app: Flask) -> None:
    typed = f"王一\n\n13912345678\n安和市\n{PASSWORD}\n{PASSWORD}\n"
    result = _run("user", "create", typed=typed)
    assert result.exit_code == 0, result.output
    person = db.session.scalars(select(Person)).one()
    assert (person.name, person.phone, person.home_unit.name) == ("王一", "+8613912345678", "安和市")
    assert person.home_unit.code == "city"


def test_later_account_goes_to_the_unit_and_role_asked_for(app: Flask) -> None:
    top = make_unit()
    make_unit(top, code="grid")
    options = ("--unit", "grid", "--role", "grid_leader", "--language", "english", "--generate-password")
    result = _create(*options, typed="")
    assert result.exit_code == 0, result.output
    password = result.output.split("Password: ")[1].strip()
    person = authenticate("first@lianfang.cn", password)
    assert person is not None
    assert (person.home_unit.code, person.language) == ("grid", Language.ENGLISH)
    assert {grant.role for grant in person.grants} == {Role.GRID_LEADER, Role.VOLUNTEER}


@pytest.mark.parametrize(
    ("options", "typed", "words"),
    [
        (("--phone", "12"), PASSWORD, "--phone: This is not a phone number."),
        (("--email", "x"), PASSWORD, "--email: This is not an e-mail address."),
        (("--email", "taken@lianfang.cn"), PASSWORD, "--email: Another account has this e-mail address."),
        (("--name", " "), PASSWORD, "--name: This must not be empty."),
        (("--unit", "nowhere"), PASSWORD, "--unit: No unit has this code."),
        ((), "short", "--password: At least 10 characters."),
        ((), "first@lianfang.cn", "--password: The password must not be"),
    ],
)
def test_refused_account_is_explained_and_not_made(
    app: Flask, options: tuple[str, ...], typed: str, words: str
) -> None:
    make_person(email="taken@lianfang.cn")
    result = _create(*options, typed=f"{typed}\n{typed}\n")
    assert result.exit_code == 1
    assert words in result.output
    assert db.session.scalar(select(func.count()).select_from(Person)) == 1


def test_refused_first_administrator_leaves_no_unit_behind(app: Flask) -> None:
    result = _create("--unit-name", "安和市", "--phone", "12")
    assert result.exit_code == 1
    assert db.session.scalars(select(Unit)).all() == []


def _file(folder: Path, data: bytes) -> str:
    path = folder / "people"
    path.write_bytes(data)
    return str(path)


def test_list_is_imported_and_counted(app: Flask, tmp_path: Path) -> None:
    make_unit(code="grid")
    make_skill()
    file = _file(tmp_path, workbook(("王小明", 13912345678, "", "grid", "medical", "", "")))
    result = _run("import", "people", file)
    assert (result.exit_code, result.stdout) == (
        0,
        "1 new, 0 changed, 0 unchanged.\nImported: 1 new, 0 changed, 0 unchanged.\n",
    )
    assert db.session.scalars(select(Qualification)).one().verified_at is None
    assert "Imported: 0 new, 0 changed, 1 unchanged." in _run("import", "people", file).stdout


def test_dry_run_changes_nothing(app: Flask, tmp_path: Path) -> None:
    make_unit(code="grid")
    file = _file(tmp_path, csv_file("王小明,13912345678,,grid,,,"))
    result = _run("import", "people", file, "--dry-run")
    assert result.exit_code == 0
    assert result.stdout == "1 new, 0 changed, 0 unchanged.\nNothing was written (--dry-run).\n"
    assert db.session.scalars(select(Person)).all() == []


def test_bad_cells_are_printed_and_nothing_is_written(app: Flask, tmp_path: Path) -> None:
    make_unit(code="grid")
    data = csv_file(
        "好人,13912345678,,grid,,,x", *["坏人,1,,grid,,,"] * 60, headings="姓名,手机,邮箱,单位,技能,语言,别的"
    )
    result = _run("import", "people", _file(tmp_path, data))
    assert result.exit_code == 1
    assert result.stdout == "1 new, 0 changed, 0 unchanged.\nColumns left out: 别的\n"
    lines = result.stderr.splitlines()
    assert lines[:2] == [
        "60 cells are bad; nothing is imported:",
        '  B3 手机 "1": Not a phone number.',
    ]
    assert lines[-1] == "  ... and 10 more."
    assert db.session.scalars(select(Person)).all() == []


def test_importer_lends_her_rights_and_her_name(app: Flask, tmp_path: Path) -> None:
    grid = make_unit(code="grid")
    make_unit(code="elsewhere")
    make_skill()
    by = make_person(grid, Role.COORDINATOR, email="by@lianfang.cn")
    good = _file(tmp_path, csv_file("王小明,13912345678,,grid,medical,,"))
    assert _run("import", "people", good, "--by", "by@lianfang.cn").exit_code == 0
    assert db.session.scalars(select(Qualification)).one().verified_by_id == by.id
    bad = _file(tmp_path, csv_file("李雪,13912345679,,elsewhere,,,"))
    result = _run("import", "people", bad, "--by", by.phone or "")
    assert result.exit_code == 1
    assert 'D2 单位代码 "elsewhere": You may not manage the people of' in result.stderr
    result = _run("import", "people", bad, "--by", "nobody@lianfang.cn")
    assert "--by: There is no active account" in result.stderr


def test_what_is_no_list_is_refused_in_one_sentence(app: Flask, tmp_path: Path) -> None:
    result = _run("import", "people", _file(tmp_path, b"\x89PNG\0"))
    assert (result.exit_code, result.stderr) == (
        1,
        "Error: This is neither a CSV file nor an Excel workbook (.xlsx).\n",
    )
    result = _run("import", "people", _file(tmp_path, b"x" * 6_000_000))
    assert "larger than 5 MB" in result.stderr
    assert _run("import", "people", str(tmp_path / "missing")).exit_code == 2


@pytest.mark.parametrize("command", [("user", "create"), ("import", "people")])
def test_help_is_for_newcomers(app: Flask, command: tuple[str, str]) -> None:
    result = _run(*command, "--help")
    assert result.exit_code == 0
    assert len(result.output) > 500
