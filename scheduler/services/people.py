"""People as those see them who look after them: found, changed, moved, deactivated."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from scheduler.database import atomic, db
from scheduler.enums import EnrolmentStatus, Language, Role, ShiftStatus
from scheduler.errors import Conflict, InvalidInput, NotAllowed, StaleVersion
from scheduler.models import Enrolment, Person, RoleGrant, Shift, Unit
from scheduler.services import audit
from scheduler.services.contacts import clean_email, clean_phone, show_phone
from scheduler.services.enrolment_seats import LISTED, release
from scheduler.services.permissions import Right, grantable_roles, may, require
from scheduler.services.roles import keep_an_administrator
from scheduler.services.rows import flush_or, get_row
from scheduler.services.shift_inputs import clean_line

NAME_LENGTH = 80
MOST_PLEDGED_HOURS = 60
MOST_SHIFTS = 21
_SHOWN_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Contact:
    """How a person is reached, as far as the reader may know; ``masked`` where that is not far."""

    phone: str | None
    email: str | None
    masked: bool

    @property
    def shown_phone(self) -> str:
        """Return the phone number as people read it."""
        return show_phone(self.phone) if self.phone and not self.masked else self.phone or ""


def find_person(person_id: int, *, actor: Person, right: Right = Right.VIEW_PEOPLE) -> Person:
    """Return a person on whose home unit ``actor`` holds ``right``, else ``NotFound``, ``NotAllowed``."""
    person = get_row(Person, person_id)
    require(actor, right, person.home_unit)
    return person


def contact_of(person: Person, *, actor: Person) -> Contact:
    """Return a person's phone and e-mail, masked unless ``actor`` manages people there or is the person."""
    if person.id == actor.id or may(actor, Right.MANAGE_PEOPLE, person.home_unit):
        return Contact(person.phone, person.email, masked=False)
    return Contact(_mask_phone(person.phone), _mask_email(person.email), masked=True)


def _mask_phone(phone: str | None) -> str | None:
    if phone is None:
        return None
    plain = show_phone(phone).replace(" ", "")
    return f"{plain[: -2 * _SHOWN_DIGITS]}****{plain[-_SHOWN_DIGITS:]}"


def _mask_email(email: str | None) -> str | None:
    if email is None:
        return None
    name, _, domain = email.rpartition("@")
    return f"{name[:1]}***@{domain}"


def outranks(person: Person, actor: Person) -> bool:
    """Tell whether ``person`` holds a role that ``actor`` could not have granted.

    Who could change such a person's e-mail address could take over the account by resetting its password.
    """
    return person.id != actor.id and any(
        grant.role is not Role.VOLUNTEER and grant.role not in grantable_roles(actor, grant.unit)
        for grant in person.grants
    )


def may_change(person: Person, *, actor: Person) -> bool:
    """Tell whether ``actor`` may change the data of ``person``."""
    allowed = may(actor, Right.MANAGE_PEOPLE, person.home_unit) and not outranks(person, actor)
    return allowed and person.deleted_at is None


def update_person(
    person_id: int,
    *,
    version: int,
    name: str,
    phone: str,
    email: str,
    language: Language,
    home_unit: Unit,
    pledged_hours: int,
    max_shifts: int,
    actor: Person,
    now: datetime,
) -> Person:
    """Change a person's data; another ``home_unit`` is a move, which needs the right there too.

    Raises ``StaleVersion``, ``InvalidInput`` (a phone or e-mail that is another's among it), ``NotAllowed``.
    """
    with atomic():
        person = _changeable(person_id, version=version, actor=actor)
        before = {field: getattr(person, field) for field in _FIELDS}
        person.name = clean_line("name", name, most=NAME_LENGTH, required=True)
        set_contact(person, phone=phone, email=email)
        person.language = language
        set_effort(person, pledged_hours=pledged_hours, max_shifts=max_shifts)
        if home_unit.id != person.home_unit_id:
            require(actor, Right.MANAGE_PEOPLE, home_unit)
            move_home(person, home_unit, now=now)
        changed = [field for field, value in before.items() if getattr(person, field) != value]
        _touch(person, now)
        audit.record(
            "person.updated",
            person,
            actor=actor,
            now=now,
            unit_id=home_unit.id,
            name=person.name,
            changed=changed,
        )
    return person


_FIELDS = (
    "name",
    "phone",
    "email",
    "language",
    "home_unit_id",
    "pledged_hours_per_week",
    "max_shifts_per_week",
)


def deactivate_person(person_id: int, *, version: int, actor: Person, now: datetime) -> Person:
    """End the use of an account and give back the person's places on shifts to come.

    Raises ``Conflict`` for oneself and for the last administrator.
    """
    with atomic():
        person = _changeable(person_id, version=version, actor=actor)
        if person.id == actor.id:
            raise Conflict("person.not_yourself")
        if not person.active:
            raise Conflict("person.inactive_already")
        keep_an_administrator(person, [grant for grant in person.grants if grant.role is Role.ADMIN])
        person.active = False
        freed = give_back_places(person, now=now)
        _touch(person, now)
        audit.record(
            "person.deactivated",
            person,
            actor=actor,
            now=now,
            unit_id=person.home_unit_id,
            name=person.name,
            places=freed,
        )
    return person


def activate_person(person_id: int, *, version: int, actor: Person, now: datetime) -> Person:
    """Let a deactivated account be used again; places that were given back stay given back.

    Raises ``Conflict`` where it rests for want of consent, which only the person can give.
    """
    with atomic():
        person = _changeable(person_id, version=version, actor=actor)
        if person.active:
            raise Conflict("person.active_already")
        if person.paused_at is not None:
            raise Conflict("person.paused")
        person.active = True
        _touch(person, now)
        audit.record(
            "person.activated", person, actor=actor, now=now, unit_id=person.home_unit_id, name=person.name
        )
    return person


def coming_places(person: Person, *, now: datetime) -> list[Enrolment]:
    """Return the person's confirmed places on shifts that have not begun, by start."""
    query = (
        select(Enrolment)
        .join(Enrolment.shift)
        .where(
            Enrolment.person_id == person.id,
            Enrolment.status == EnrolmentStatus.CONFIRMED,
            Shift.status == ShiftStatus.ACTIVE,
            Shift.starts_at > now,
        )
    )
    return list(db.session.scalars(query.order_by(Shift.starts_at)))


def give_back_places(person: Person, *, now: datetime) -> int:
    """Cancel the person's places on shifts to come and return how many there were; inside ``atomic``.

    Waiting lists lose the person too; the worker offers what became free.
    """
    places = coming_places(person, now=now)
    waits = select(Enrolment).where(Enrolment.person_id == person.id, Enrolment.status.in_(LISTED))
    for place in (*places, *db.session.scalars(waits)):
        release(place, now=now)
    return len(places)


def set_contact(person: Person, *, phone: str, email: str) -> None:
    """Set phone and e-mail, of which one may be empty; raise ``InvalidInput`` where another has them."""
    new = {
        "phone": clean_phone("phone", phone) if phone.strip() else None,
        "email": clean_email("email", email) if email.strip() else None,
    }
    if not any(new.values()):
        raise InvalidInput("phone", "person.unreachable")
    for field, value in new.items():
        taken = InvalidInput(field, f"person.{field}_taken")
        if value is not None and _is_taken(field, value, person):
            raise taken
        setattr(person, field, value)
        if person.id is not None:
            flush_or(taken)


def _is_taken(field: str, value: str, person: Person) -> bool:
    query = select(Person.id).where(getattr(Person, field) == value)
    with db.session.no_autoflush:
        holder = db.session.scalar(query)
    return holder is not None and holder != person.id


def set_effort(person: Person, *, pledged_hours: int, max_shifts: int | None = None) -> None:
    """Set how much a person gives in a week; raise ``InvalidInput`` beyond what anybody can."""
    if not 0 <= pledged_hours <= MOST_PLEDGED_HOURS:
        raise InvalidInput("pledged_hours", "person.pledged_hours", most=MOST_PLEDGED_HOURS)
    person.pledged_hours_per_week = pledged_hours
    if max_shifts is None:
        return
    if not 0 <= max_shifts <= MOST_SHIFTS:
        raise InvalidInput("max_shifts", "person.max_shifts", most=MOST_SHIFTS)
    person.max_shifts_per_week = max_shifts


def move_home(person: Person, unit: Unit, *, now: datetime) -> None:
    """Make ``unit`` the person's home; the volunteer's role moves along, other roles stay where they are."""
    old = person.home_unit_id
    person.home_unit = unit
    there = {grant.unit_id for grant in person.grants if grant.role is Role.VOLUNTEER}
    person.grants = [
        grant for grant in person.grants if not (grant.role is Role.VOLUNTEER and grant.unit_id == old)
    ]
    if unit.id not in there:
        person.grants.append(RoleGrant(unit_id=unit.id, role=Role.VOLUNTEER, created=now))


def _changeable(person_id: int, *, version: int, actor: Person) -> Person:
    """Return the locked person if ``actor`` may change them and nobody did since ``version``."""
    person = get_row(Person, person_id, lock=True)
    require(actor, Right.MANAGE_PEOPLE, person.home_unit)
    if outranks(person, actor):
        raise NotAllowed("person.outranks")
    if person.deleted_at is not None:
        raise Conflict("person.deleted")
    if person.version != version:
        raise StaleVersion("stale")
    return person


def _touch(person: Person, now: datetime) -> None:
    """Let the version rise even where only places changed, or two changes share a second."""
    person.updated = now
    flag_modified(person, "updated")
