"""Partners put their people down through a link: checked line by line, all or nobody, and nobody revealed."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask

from scheduler.database import db
from scheduler.enums import MembershipStatus, NotificationKind, Role
from scheduler.errors import Conflict, InvalidInput, NotAllowed, NotFound
from scheduler.models import AuditEntry, Notification, Partner, PartnerLink, Person, Team, TeamMember
from scheduler.services.first_passwords import first_password_token, lacks_password
from scheduler.services.partner_groups import GroupLine, GroupRefused, register_group
from scheduler.services.partner_links import (
    find_link,
    issue_link,
    link_by_token,
    link_token,
    partners_for,
    revoke_link,
    shown_links,
)
from scheduler.services.password_changes import reset_password
from scheduler.services.team_members import approve, membership
from scheduler.services.unit_partners import remove_partner
from tests.factories import NOW, join, make_person, make_team, make_unit, save

SECRET = "for-tests-only"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class World:
    """A team, its leader, a partner of its grid, and a link that works for 30 days."""

    team: Team
    leader: Person
    partner: Partner
    link: PartnerLink

    @property
    def token(self) -> str:
        """Return the end of the link's address."""
        return link_token(self.link, secret=SECRET)


@pytest.fixture
def world(app: Flask) -> World:
    """Return a world in which nobody was put down yet."""
    unit = make_unit()
    leader = make_person(unit, Role.TEAM_LEADER)
    team = make_team(unit, leader_id=leader.id)
    partner = save(Partner(unit_id=unit.id, name="安康大药房"))
    return World(team, leader, partner, issue_link(team.id, partner.id, days=30, actor=leader, now=NOW))


def _register(world: World, *lines: tuple[str, str], **values: object) -> int:
    said = {"contact": "王经理", "agreed": True, "privacy_version": "2026-11", "now": NOW, **values}
    return register_group(
        world.token,
        [GroupLine(*line) for line in lines],
        secret=SECRET,
        **said,  # type: ignore[arg-type]  # each test passes what the argument takes
    )


def _kinds(person: Person) -> list[str]:
    return [row.kind for row in db.session.query(Notification).filter_by(person_id=person.id)]


def test_new_people_get_accounts_without_password_and_consent_and_apply(world: World) -> None:
    assert _register(world, ("张三", "138 0013 8000"), ("", " "), ("李四", "Li@Example.com")) == 2
    new = db.session.query(Person).filter(Person.id != world.leader.id).order_by(Person.id).all()
    assert [(person.name, person.phone, person.email) for person in new] == [
        ("张三", "+8613800138000", None),
        ("李四", None, "li@example.com"),
    ]
    for person in new:
        assert (person.password_hash, person.consent_version, person.consent_at) == (None, "", None)
        assert [(grant.role, grant.unit_id) for grant in person.grants] == [
            (Role.VOLUNTEER, world.team.unit_id)
        ]
        row = membership(world.team, person)
        assert row is not None
        assert (row.status, row.partner_id) == (MembershipStatus.APPLIED, world.partner.id)
        assert _kinds(person) == [NotificationKind.TEAM_ADDED]
    message = db.session.query(Notification).filter_by(person_id=world.leader.id).one()
    assert (message.params["partner"], message.params["number"]) == ("安康大药房", 2)
    entry = db.session.query(AuditEntry).filter_by(action="team.group_registered").one()
    assert (entry.details["contact"], entry.details["privacy_version"]) == ("王经理", "2026-11")
    assert world.link.people == 2


def test_known_people_are_answered_alike_and_left_as_they_are(world: World) -> None:
    known = make_person(name="旧名", phone="+8613800138000")
    member = make_person(email="member@example.com")
    join(member, world.team)
    closed = make_person(phone="+8613800138001", active=False)
    answer = _register(
        world,
        ("新名", "13800138000"),
        ("某人", "member@example.com"),
        ("关", "13800138001"),
        ("新", "a@b.cn"),
    )
    assert answer == 4
    assert known.name == "旧名"
    rows = {row.person_id: row.status for row in db.session.query(TeamMember)}
    assert (rows[known.id], rows[member.id]) == (MembershipStatus.APPLIED, MembershipStatus.MEMBER)
    assert closed.id not in rows
    assert _kinds(known) == [NotificationKind.TEAM_ADDED]
    assert _kinds(member) == _kinds(closed) == []


def test_same_list_again_doubles_nobody_and_brings_nobody_back(world: World) -> None:
    lines = (("张三", "13800138000"), ("李四", "li@example.com"))
    _register(world, *lines)
    first, second = db.session.query(TeamMember).order_by(TeamMember.id)
    approve(world.team.id, [first.id], actor=world.leader, now=NOW)
    second.status = MembershipStatus.REFUSED
    db.session.commit()
    assert _register(world, *lines, ("王五", "13800138002")) == 3
    statuses = [row.status for row in db.session.query(TeamMember).order_by(TeamMember.id)]
    assert statuses == [MembershipStatus.MEMBER, MembershipStatus.REFUSED, MembershipStatus.APPLIED]
    assert db.session.query(Person).count() == 4


def test_bad_lines_are_all_named_and_nothing_is_half_done(world: World) -> None:
    with pytest.raises(GroupRefused) as refusal:
        _register(
            world,
            ("张三", "13800138000"),
            ("", "13800138001"),
            ("李四", "12345"),
            ("王五", "nobody@"),
            ("", ""),
            ("又", "+86 138-0013-8000"),
            ("赵六", ""),
        )
    assert {place: (fault.field, fault.code) for place, fault in refusal.value.faults.items()} == {
        1: ("name", "required"),
        2: ("contact", "contact.phone"),
        3: ("contact", "contact.email"),
        5: ("contact", "partner_group.twice"),
        6: ("contact", "required"),
    }
    assert refusal.value.faults[5].params["number"] == 1
    assert db.session.query(Person).count() == 1
    assert db.session.query(TeamMember).count() == 0


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"agreed": False}, "agreed", "partner_group.agreed"),
        ({"contact": " "}, "contact_name", "required"),
    ],
)
def test_group_needs_somebody_who_vouches_for_it(
    world: World, values: dict[str, object], field: str, code: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        _register(world, ("张三", "13800138000"), **values)
    assert (refusal.value.field, refusal.value.code) == (field, code)
    assert db.session.query(Person).count() == 1


def test_nobody_and_too_many_are_refused(world: World) -> None:
    crowd = [(f"人{number}", f"p{number}@example.com") for number in range(101)]
    for lines, code in (([("", "")], "partner_group.nobody"), (crowd, "partner_group.too_many")):
        with pytest.raises(InvalidInput) as refusal:
            _register(world, *lines)
        assert refusal.value.code == code


def test_link_ends_by_time_by_hand_by_a_new_one_and_with_the_team(world: World) -> None:
    assert link_by_token(world.token, secret=SECRET, now=NOW + 30 * DAY - timedelta(seconds=1)) is world.link
    with pytest.raises(Conflict) as expired:
        link_by_token(world.token, secret=SECRET, now=NOW + 30 * DAY)
    assert expired.value.code == "partner_link.ended"
    newer = issue_link(world.team.id, world.partner.id, days=7, actor=world.leader, now=NOW)
    with pytest.raises(Conflict):
        _register(world, ("张三", "13800138000"))
    revoke_link(world.team.id, newer.id, actor=world.leader, now=NOW)
    with pytest.raises(Conflict) as twice:
        revoke_link(world.team.id, newer.id, actor=world.leader, now=NOW)
    assert twice.value.code == "partner_link.ended_already"
    assert list(shown_links(world.team, now=NOW)) == []
    world.team.active = False
    db.session.commit()
    with pytest.raises(Conflict) as closed:
        issue_link(world.team.id, world.partner.id, days=7, actor=world.leader, now=NOW)
    assert closed.value.code == "team.closed"


def test_forged_tokens_open_nothing(world: World) -> None:
    number = world.link.id
    other = link_token(world.link, secret="another")
    for token in (
        "",
        "x",
        f"{number}",
        f"{number}-",
        other,
        world.token[:-1],
        f"{2**40}-A",
        "٣-A",
        "1-\ud800",
    ):
        with pytest.raises(NotFound) as refusal:
            link_by_token(token, secret=SECRET, now=NOW)
        assert refusal.value.code == "partner_link.unknown"


def test_only_leaders_make_links_and_only_for_partners_beside_them(world: World) -> None:
    stranger = save(Partner(unit_id=make_unit().id, name="别处的店"))
    assert list(partners_for(world.team)) == [world.partner]
    with pytest.raises(InvalidInput) as elsewhere:
        issue_link(world.team.id, stranger.id, days=7, actor=world.leader, now=NOW)
    assert elsewhere.value.code == "partner_link.elsewhere"
    with pytest.raises(InvalidInput) as days:
        issue_link(world.team.id, world.partner.id, days=10_000, actor=world.leader, now=NOW)
    assert days.value.field == "days"
    volunteer = make_person(world.team.unit)
    with pytest.raises(NotAllowed):
        issue_link(world.team.id, world.partner.id, days=7, actor=volunteer, now=NOW)
    with pytest.raises(NotAllowed):
        find_link(world.team.id, world.link.id, actor=volunteer)
    other = make_team(world.team.unit, leader_id=world.leader.id)
    with pytest.raises(NotFound):
        find_link(other.id, world.link.id, actor=world.leader)


def test_partner_can_be_removed_and_its_people_stay(world: World) -> None:
    _register(world, ("张三", "13800138000"))
    unit = world.team.unit
    admin = make_person(unit, Role.ADMIN)
    remove_partner(unit.code, world.partner.id, version=unit.version, actor=admin, now=NOW)
    db.session.expire_all()
    assert db.session.query(PartnerLink).count() == 0
    assert [row.partner_id for row in db.session.query(TeamMember)] == [None]


def test_first_password_is_set_once_from_the_leaders_screen(world: World) -> None:
    _register(world, ("张三", "13800138000"))
    row = db.session.query(TeamMember).one()
    assert lacks_password(row)
    _, token = first_password_token(world.team.id, row.id, actor=world.leader, secret_key=SECRET, now=NOW)
    reset_password(token, password="ein sehr gutes", secret_key=SECRET, now=NOW)
    for again in (
        lambda: reset_password(token, password="noch ein gutes", secret_key=SECRET, now=NOW),
        lambda: first_password_token(world.team.id, row.id, actor=world.leader, secret_key=SECRET, now=NOW),
    ):
        with pytest.raises(Conflict):
            again()


def test_first_password_of_leaders_and_of_people_from_elsewhere_is_nobodys_to_set(world: World) -> None:
    for person in (make_person(world.team.unit, Role.OFFICER), make_person(make_unit())):
        row = join(person, world.team)
        assert not lacks_password(row)
        with pytest.raises(Conflict) as refusal:
            first_password_token(world.team.id, row.id, actor=world.leader, secret_key=SECRET, now=NOW)
        assert refusal.value.code == "team.has_password"
