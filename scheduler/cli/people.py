"""``scheduler user create`` and ``scheduler import people``: people without a browser."""

import secrets
import sys
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from scheduler.cli.people_words import refused, show_plan
from scheduler.database import atomic, db
from scheduler.enums import Language, Role, UnitKind
from scheduler.errors import InvalidInput, SchedulerError
from scheduler.models import Person, Unit
from scheduler.services.accounts import person_by_login
from scheduler.services.new_people import create_person
from scheduler.services.people_import import import_people, preview_import
from scheduler.services.people_import_reading import MOST_BYTES
from scheduler.services.units import UnitInput, create_top_unit, get_unit
from scheduler.timeutils import utcnow

_PASSWORD_BYTES = 12
_TOP_CODE = "city"


@click.group("import")
def import_group() -> None:
    """Bring data in from files."""


@click.group()
def user() -> None:
    """Make accounts."""


def _top_unit() -> Unit | None:
    return db.session.scalar(select(Unit).where(Unit.parent_id.is_(None)).order_by(Unit.id).limit(1))


def _home(code: str | None, top_name: str | None, zone: str) -> Unit:
    """Return the unit with ``code`` (the top unit by default), made where there is no unit at all."""
    top = _top_unit()
    if top is None:
        said = UnitInput(kind=UnitKind.COMMITTEE, name=top_name or "", zone=zone)
        return create_top_unit(code=code or _TOP_CODE, said=said, now=utcnow())
    return top if code is None else get_unit(code)


def _password(generate: bool) -> str:
    if generate:
        return secrets.token_urlsafe(_PASSWORD_BYTES)
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


@user.command("create")
@click.option("--name", prompt="Name", help="The person's name.")
@click.option("--email", default="", help="E-mail address; it or the phone number is the login.")
@click.option("--phone", default="", help="Phone number, with +country code unless Chinese.")
@click.option(
    "--unit",
    "unit_code",
    help=f"Code of the home unit, where the role holds too. [default: the top unit, '{_TOP_CODE}' if new]",
)
@click.option("--unit-name", help="Name of the top unit, where the database has no unit yet.")
@click.option("--zone", default="Asia/Shanghai", show_default=True, help="Time zone of a new top unit.")
@click.option(
    "--role",
    type=click.Choice(Role, case_sensitive=False),
    default=Role.ADMIN,
    show_default=True,
    help="What the person may do on the unit and below; everybody is a volunteer too.",
)
@click.option(
    "--language",
    type=click.Choice(Language, case_sensitive=False),
    default=Language.CHINESE,
    show_default=True,
    help="Language of pages and messages.",
)
@click.option("--generate-password", is_flag=True, help="Make a password and print it instead of asking.")
@with_appcontext
def create_user(
    *,
    name: str,
    email: str,
    phone: str,
    unit_code: str | None,
    unit_name: str | None,
    zone: str,
    role: Role,
    language: Language,
    generate_password: bool,
) -> None:
    """Make an account; on an empty database the first administrator and the top unit.

    What is not given as an option is asked for, the password without showing it.
    """
    if not email and not phone:
        email = click.prompt(
            "E-mail address (leave empty for a phone number)", default="", show_default=False
        )
        phone = "" if email else click.prompt("Phone number")
    if _top_unit() is None and not unit_name:
        click.echo("There are no units yet: this makes the top one.")
        unit_name = click.prompt("Name of the top unit (a city, a district, a joint committee)")
    password = _password(generate_password)
    try:
        with atomic():
            unit = _home(unit_code, unit_name, zone)
            person = create_person(
                name=name,
                phone=phone,
                email=email,
                unit=unit,
                role=role,
                language=language,
                password=password,
                now=utcnow(),
            )
    except SchedulerError as error:
        raise click.ClickException(refused(error)) from error
    click.echo(f"{person.name} can sign in with {person.email or person.phone}: {role.value} of {unit.name}.")
    if generate_password:
        click.echo(f"Password: {password}")


@import_group.command("people")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check everything, change nothing.")
@click.option(
    "--by",
    "login",
    help="E-mail or phone of who imports: her rights apply, and the qualifications count as verified by her.",
)
@with_appcontext
def import_people_command(*, file: Path, dry_run: bool, login: str | None) -> None:
    """Make or change the accounts that FILE lists (CSV or XLSX), all of them or none.

    The first row holds the headings, in Chinese or English: Name, Phone, E-mail, Unit code, Skills,
    Language, Pledged hours per week. Name, unit code, and phone or e-mail are needed. A phone or e-mail
    that is known changes that account, so a list can be imported again.

    Skills look like `medical:2:2026-01-01~2027-12-31; fire`, level and dates may be left out. Without
    --by, new qualifications wait for somebody to verify them.

    Exit code 1, and nothing is written, where any cell is bad; each is printed with its reason.
    """
    data = file.read_bytes() if file.stat().st_size <= MOST_BYTES else b" " * (MOST_BYTES + 1)
    try:
        actor = _importer(login)
        plan = preview_import(data, actor=actor, now=utcnow(), language=Language.ENGLISH)
        show_plan(plan)
        if plan.faults:
            sys.exit(1)
        if dry_run:
            click.echo("Nothing was written (--dry-run).")
            return
        done = import_people(data, actor=actor, now=utcnow())
    except SchedulerError as error:
        raise click.ClickException(refused(error)) from error
    click.echo(f"Imported: {done.created} new, {done.changed} changed, {done.unchanged} unchanged.")


def _importer(login: str | None) -> Person | None:
    person = person_by_login(login) if login else None
    if login and (person is None or not person.active):
        raise InvalidInput("by", "cli.no_such_account")
    return person
