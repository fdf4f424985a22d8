"""An account deleted by its owner: what goes, what stays without a name, who is told."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from scheduler.database import Base, atomic, db
from scheduler.enums import EnrolmentStatus, HoursKind, Language, NotificationKind, Role, Wish
from scheduler.errors import Conflict, InvalidInput
from scheduler.models import (
    AuditEntry,
    AvailabilityException,
    Certificate,
    FeedToken,
    HoursEntry,
    HoursObjection,
    Job,
    Notification,
    Person,
    Qualification,
    QualificationEvidence,
    RoleGrant,
    Unit,
)
from scheduler.services import evidence_store
from scheduler.services.account_deletion import delete_account, what_ends
from scheduler.services.accounts import authenticate
from scheduler.services.enrolments import move_lists_on, sign_up
from scheduler.services.feed_tokens import issue_token
from scheduler.services.hours import NewHours, add_hours, object_to
from scheduler.services.my_data_tables import HOLDINGS, After
from scheduler.services.notifications import notify
from scheduler.services.passwords import hash_password
from scheduler.services.people import activate_person, may_change, update_person
from scheduler.services.roles import grant_role
from scheduler.services.service_record_certificates import find_certificate, issue_certificate
from tests.factories import NOW, enrol, make_person, make_shift, make_skill, make_unit, qualify, save
from tests.services.queues import kinds_told, states_on

pytestmark = pytest.mark.usefixtures("app")

PASSWORD = "a long sentence of mine"
SECRET = hash_password(PASSWORD)


class World:
    """Anna with hours, a certificate, a place on a full shift, and her leader."""

    def __init__(self, instance: Path) -> None:
        self.instance = instance
        self.unit: Unit = make_unit(name="桂花一网格", contact="王主任")
        self.leader: Person = make_person(self.unit, Role.GRID_LEADER)
        self.admin: Person = make_person(self.unit, Role.ADMIN)
        self.anna: Person = make_person(
            self.unit, name="安娜", email="anna@example.com", password_hash=SECRET
        )
        self.number = f"ZY{self.anna.id:06d}"
        self.shift = make_shift(self.unit, capacity=1)
        sign_up(self.shift.id, actor=self.anna, now=NOW)
        self.waiting = make_person(self.unit)
        sign_up(self.shift.id, actor=self.waiting, now=NOW)
        new = NewHours(HoursKind.SERVICE, "巡逻", NOW - timedelta(days=2), 90, "名单")
        self.line = add_hours(self.anna.id, new, unit=self.unit, actor=self.leader, now=NOW)
        self.paper: Certificate = issue_certificate(
            self.anna.id, first=date(2026, 1, 1), last=date(2026, 3, 2), actor=self.anna, now=NOW
        )

    def delete(self, password: str = PASSWORD) -> int:
        """Delete Anna's account."""
        return delete_account(password=password, instance=self.instance, actor=self.anna, now=NOW)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Return the world before Anna leaves."""
    return World(tmp_path)


def _count(model: type[Base], *conditions: object) -> int:
    return len(db.session.scalars(select(model).where(*conditions)).all())  # type: ignore[arg-type]  # columns


def test_name_and_contact_go_and_nobody_can_sign_in(world: World) -> None:
    key = world.anna.session_key
    assert world.delete() == 1
    anna = db.session.get_one(Person, world.anna.id)
    assert (anna.name, anna.phone, anna.email, anna.password_hash) == (world.number, None, None, None)
    assert (anna.active, anna.deleted_at, anna.consent_version, anna.consent_at) == (False, NOW, "", None)
    assert anna.session_key != key
    assert authenticate("anna@example.com", PASSWORD) is None
    assert [grant.role for grant in anna.grants] == []


def test_ledger_and_certificate_stay_without_the_name(world: World) -> None:
    code = world.paper.code
    world.delete()
    assert _count(HoursEntry, HoursEntry.person_id == world.anna.id) == 1
    paper = find_certificate(code)
    assert (paper.content["name"], paper.content["volunteer"], paper.content["hidden"]) == (
        "安*",
        world.number,
        True,
    )
    assert (paper.service_minutes, paper.revoked_at) == (90, None)


def test_what_is_hers_alone_goes(world: World) -> None:
    anna = world.anna
    proof = qualify(anna, make_skill())
    with evidence_store.kept(world.instance, [b"scan"]) as (name,):
        save(
            QualificationEvidence(
                qualification_id=proof.id,
                stored_name=name,
                media_type="image/jpeg",
                size=4,
                sha256="0" * 64,
                original_name="证书.jpg",
                uploaded=NOW,
            )
        )
    issue_token(actor=anna, now=NOW)
    object_to(world.line.id, text="少了半小时", actor=anna, now=NOW)
    save(
        AvailabilityException(
            person_id=anna.id, starts_at=NOW, ends_at=NOW + timedelta(hours=1), wish=Wish.UNWANTED, note="x"
        )
    )
    grant_role(anna.id, unit=world.unit, role=Role.TEAM_LEADER, actor=world.admin, now=NOW)
    with atomic():
        told = notify(anna.id, NotificationKind.PASSWORD_RESET, params={}, now=NOW).id
    assert _count(Job, Job.subject_id == told) == 1
    world.delete()
    assert _count(Qualification) == _count(FeedToken) == _count(HoursObjection) == 0
    assert _count(AvailabilityException) == _count(RoleGrant, RoleGrant.person_id == anna.id) == 0
    assert _count(Notification, Notification.person_id == anna.id) == 0
    assert _count(Job, Job.subject_id == told) == 0
    assert list((world.instance / "evidence").iterdir()) == []


def test_every_table_is_left_as_its_line_says(world: World) -> None:
    world.delete()
    for held in HOLDINGS:
        rows = db.session.execute(select(held.table.c.id).where(held.of(world.anna.id))).all()
        assert held.after is After.KEEP or rows == [], held.column


def test_name_is_nowhere_in_the_database(world: World) -> None:
    anna = world.anna
    object_to(world.line.id, text="安娜说少了半小时", actor=anna, now=NOW)
    told = {
        "shift_id": world.shift.id,
        "giver": "安娜",
        "giver_id": anna.id,
        "taker": "别人",
        "message": "安娜谢谢",
    }
    message = save(
        Notification(person_id=world.waiting.id, kind=NotificationKind.SWAP_ASKED, params=told, created=NOW)
    )
    grant_role(anna.id, unit=world.unit, role=Role.TEAM_LEADER, actor=world.admin, now=NOW)
    update_person(
        anna.id,
        version=anna.version,
        name="安娜",
        phone="",
        email="anna@example.com",
        language=Language.CHINESE,
        home_unit=world.unit,
        pledged_hours=4,
        max_shifts=3,
        actor=world.admin,
        now=NOW,
    )
    world.delete()
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(select(table)).mappings():
            text = json.dumps(dict(row), ensure_ascii=False, default=str)
            assert "安娜" not in text, table.name
            assert "anna@example.com" not in text, table.name
    kept = {"shift_id": world.shift.id, "giver_id": anna.id, "taker": "别人"}
    assert message.params == {**kept, "giver": world.number, "message": "–"}


def test_audit_trail_keeps_the_deed_and_the_number(world: World) -> None:
    world.delete()
    last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (last.action, last.actor_id, last.details) == ("account.deleted", world.anna.id, {"places": 1})
    issued = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "certificate.issued")).one()
    assert issued.details["name"] == world.number


def test_places_are_given_back_and_the_list_moves_on(world: World) -> None:
    begun = make_shift(world.unit, starts_at=NOW - timedelta(minutes=5))
    enrol(world.anna, begun)
    other = make_person(make_unit(world.unit), Role.GRID_LEADER)
    assert world.delete() == 1
    assert states_on(begun)[world.anna.id] is EnrolmentStatus.CONFIRMED
    assert move_lists_on(now=NOW) == 1
    assert states_on(world.shift) == {
        world.anna.id: EnrolmentStatus.CANCELLED,
        world.waiting.id: EnrolmentStatus.OFFERED,
    }
    assert kinds_told(world.leader) == [NotificationKind.PLACES_FREED]
    assert kinds_told(other) == []
    params = db.session.scalars(
        select(Notification.params).where(Notification.person_id == world.leader.id)
    ).one()
    assert [shift["shift_id"] for shift in params["shifts"]] == [world.shift.id]
    assert "安娜" not in json.dumps(params, ensure_ascii=False)


def test_page_says_beforehand_what_happens(world: World) -> None:
    farewell = what_ends(world.anna, now=NOW)
    assert (farewell.shifts, farewell.minutes, farewell.certificates, farewell.obstacle) == (
        [world.shift],
        90,
        1,
        None,
    )


@pytest.mark.parametrize(("password", "code"), [("", "password_to_delete"), ("wrong", "wrong_password")])
def test_password_is_asked_for(world: World, password: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        world.delete(password)
    assert (refused.value.field, refused.value.code) == ("password", f"account.{code}")
    assert world.anna.active


def test_last_administrator_stays(world: World) -> None:
    admin = world.admin
    admin.password_hash = SECRET
    db.session.commit()
    obstacle = what_ends(admin, now=NOW).obstacle
    with pytest.raises(Conflict) as refused:
        delete_account(password=PASSWORD, instance=world.instance, actor=admin, now=NOW)
    assert obstacle is not None
    assert refused.value.code == obstacle.code == "role.last_admin"
    assert db.session.get_one(Person, admin.id).active


def test_second_deletion_finds_nothing(world: World) -> None:
    world.delete()
    with pytest.raises(InvalidInput):
        world.delete()


@pytest.mark.parametrize(
    "change",
    [
        lambda person, admin: activate_person(person.id, version=person.version, actor=admin, now=NOW),
        lambda person, admin: update_person(
            person.id,
            version=person.version,
            name="x",
            phone="13800138000",
            email="",
            language=Language.CHINESE,
            home_unit=person.home_unit,
            pledged_hours=1,
            max_shifts=1,
            actor=admin,
            now=NOW,
        ),
    ],
)
def test_nobody_brings_a_deleted_account_back(
    world: World, change: Callable[[Person, Person], object]
) -> None:
    world.delete()
    assert not may_change(world.anna, actor=world.admin)
    with pytest.raises(Conflict) as refused:
        change(world.anna, world.admin)
    assert refused.value.code == "person.deleted"
