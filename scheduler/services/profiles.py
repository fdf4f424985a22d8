"""What people say about themselves: name, contact, language, home grid, how much they want to do."""

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from scheduler.database import atomic, db
from scheduler.enums import Language, Role
from scheduler.errors import InvalidInput, StaleVersion
from scheduler.models import Person, RoleGrant, Unit
from scheduler.services import audit
from scheduler.services.accounts import NAME_LENGTH
from scheduler.services.contacts import clean_email, clean_phone
from scheduler.services.home_grids import grid_by_code
from scheduler.services.passwords import matches
from scheduler.services.shift_inputs import clean_line

MOST_HOURS = 60
MOST_SHIFTS = 14


def update_profile(
    *,
    version: int,
    name: str,
    phone: str,
    email: str,
    language: Language,
    grid: str,
    pledged_hours_per_week: int,
    max_shifts_per_week: int,
    password: str,
    actor: Person,
    now: datetime,
) -> Person:
    """Change what the actor says about herself.

    ``phone`` and ``email`` are as typed, one of them may be empty; since they open the account,
    ``password`` must be hers where one of them changes. ``grid`` is the code of the home grid; the
    volunteer's role moves with it. Raises ``InvalidInput``, and ``StaleVersion`` where ``version`` is
    not the row's.
    """
    contact = _contact(phone, email)
    known = bool(password) and matches(password, actor.password_hash)
    try:
        with atomic():
            person = _locked(actor, version)
            before = _state(person)
            person.name = clean_line("name", name, most=NAME_LENGTH, required=True)
            person.language = language
            _promise(person, pledged_hours_per_week, max_shifts_per_week)
            _move_home(person, grid, now)
            _reach(person, contact, password, known=known)
            person.updated = now
            flag_modified(person, "updated")
            audit.record(
                "account.profile_changed",
                person,
                actor=person,
                now=now,
                unit_id=person.home_unit_id,
                changed=sorted(key for key, value in _state(person).items() if before[key] != value),
            )
    except IntegrityError as error:  # somebody else took the phone or address a moment ago
        raise InvalidInput("phone" if phone.strip() else "email", "account.contact_taken") from error
    return person


def _contact(phone: str, email: str) -> tuple[str | None, str | None]:
    number = clean_phone("phone", phone) if phone.strip() else None
    address = clean_email("email", email) if email.strip() else None
    if number is None and address is None:
        raise InvalidInput("phone", "account.unreachable")
    return number, address


def _locked(actor: Person, version: int) -> Person:
    person = db.session.get_one(Person, actor.id, with_for_update=True)
    if person.version != version:
        raise StaleVersion("stale")
    return person


def _state(person: Person) -> dict[str, object]:
    columns = (
        "name",
        "phone",
        "email",
        "language",
        "home_unit_id",
        "pledged_hours_per_week",
        "max_shifts_per_week",
    )
    return {column: getattr(person, column) for column in columns}


def _promise(person: Person, hours: int, shifts: int) -> None:
    if not 0 <= hours <= MOST_HOURS:
        raise InvalidInput("pledged_hours_per_week", "account.hours", most=MOST_HOURS)
    if not 1 <= shifts <= MOST_SHIFTS:
        raise InvalidInput("max_shifts_per_week", "account.shifts", most=MOST_SHIFTS)
    person.pledged_hours_per_week = hours
    person.max_shifts_per_week = shifts


def _reach(person: Person, contact: tuple[str | None, str | None], password: str, *, known: bool) -> None:
    phone, email = contact
    if contact == (person.phone, person.email):
        return
    if not password:
        raise InvalidInput("password", "account.password_needed")
    if not known:
        raise InvalidInput("password", "account.wrong_password")
    _refuse_taken("phone", Person.phone == phone, person)
    _refuse_taken("email", Person.email == email, person)
    person.phone, person.email = contact


def _refuse_taken(field: str, same: ColumnElement[bool], person: Person) -> None:
    if db.session.scalar(select(Person.id).where(same, Person.id != person.id)) is not None:
        raise InvalidInput(field, "account.contact_taken")


def _move_home(person: Person, code: str, now: datetime) -> None:
    """Change the home grid; the role of a volunteer goes along, every other role stays where it was given."""
    if code == person.home_unit.code:
        return
    home = grid_by_code(code)
    if home is None:
        raise InvalidInput("grid", "account.grid")
    left = person.home_unit_id
    for grant in list(person.grants):
        if grant.role is Role.VOLUNTEER and grant.unit_id == left:
            person.grants.remove(grant)
    if not _volunteers_in(person, home):
        person.grants.append(RoleGrant(unit_id=home.id, role=Role.VOLUNTEER, created=now))
    person.home_unit = home
    db.session.flush()


def _volunteers_in(person: Person, home: Unit) -> bool:
    return any(grant.role is Role.VOLUNTEER and grant.unit_id == home.id for grant in person.grants)
