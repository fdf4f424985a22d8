"""Consent: withdrawn, after which the account rests, and given again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from scheduler.config import Settings
from scheduler.database import db
from scheduler.enums import EnrolmentStatus, NotificationKind, Role
from scheduler.errors import Conflict, NotFound
from scheduler.jobs.messages import send_message
from scheduler.models import AuditEntry, Notification, Person
from scheduler.services.accounts import authenticate
from scheduler.services.consents import consent_due, give_consent, withdraw_consent
from scheduler.services.enrolments import sign_up
from scheduler.services.feed_tokens import issue_token, person_by_token
from scheduler.services.passwords import hash_password
from scheduler.services.people import activate_person
from scheduler.services.permissions import Right, may
from tests.factories import NOW, enrol, make_person, make_shift, make_unit, save
from tests.services.queues import kinds_told, states_on

pytestmark = pytest.mark.usefixtures("app")

VERSION = "2026-11"


def test_account_rests_once_consent_is_withdrawn() -> None:
    unit = make_unit()
    leader, anna = make_person(unit, Role.GRID_LEADER), make_person(unit, Role.TEAM_LEADER)
    secret = issue_token(actor=anna, now=NOW)
    shift = make_shift(unit)
    enrol(anna, shift)
    assert withdraw_consent(actor=anna, now=NOW) == 1
    assert (anna.active, anna.paused_at, anna.consent_version, anna.consent_at) == (False, NOW, "", None)
    assert states_on(shift) == {anna.id: EnrolmentStatus.CANCELLED}
    assert kinds_told(leader) == [NotificationKind.PLACES_FREED]
    assert not may(anna, Right.VIEW_PEOPLE, unit)
    with pytest.raises(NotFound):
        person_by_token(secret, client="x", now=NOW)
    with pytest.raises(Conflict) as refused:
        sign_up(make_shift(unit).id, actor=anna, now=NOW)
    assert refused.value.code == "enrolment.inactive"


def test_resting_account_opens_for_its_owner() -> None:
    secret = hash_password("a long sentence of mine")
    anna = make_person(email="anna@example.com", password_hash=secret)
    withdraw_consent(actor=anna, now=NOW)
    assert authenticate("anna@example.com", "a long sentence of mine") == anna


def test_consent_given_again_wakes_the_account() -> None:
    unit = make_unit()
    anna = make_person(unit, Role.TEAM_LEADER)
    withdraw_consent(actor=anna, now=NOW)
    assert consent_due(anna, version=VERSION)
    later = NOW + timedelta(days=1)
    assert give_consent(version=VERSION, actor=anna, now=later)
    assert (anna.active, anna.paused_at, anna.consent_version, anna.consent_at) == (
        True,
        None,
        VERSION,
        later,
    )
    assert may(anna, Right.VIEW_PEOPLE, unit)
    assert not give_consent(version=VERSION, actor=anna, now=later)
    deeds = [
        (entry.action, entry.details)
        for entry in db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    ]
    assert deeds == [
        ("consent.withdrawn", {"privacy_version": VERSION, "places": 0}),
        ("consent.given", {"privacy_version": VERSION}),
    ]


def test_new_version_of_the_notice_asks_again() -> None:
    anna = make_person()
    assert not consent_due(anna, version=VERSION)
    assert consent_due(anna, version="2027-01")
    assert not give_consent(version="2027-01", actor=anna, now=NOW)
    assert (anna.consent_version, anna.active) == ("2027-01", True)


def test_second_withdrawal_and_the_last_administrator_are_refused() -> None:
    anna, admin = make_person(), make_person(None, Role.ADMIN)
    withdraw_consent(actor=anna, now=NOW)
    for person, code in ((anna, "consent.withdrawn_already"), (admin, "role.last_admin")):
        with pytest.raises(Conflict) as refused:
            withdraw_consent(actor=person, now=NOW)
        assert refused.value.code == code


def test_nobody_else_wakes_a_resting_account() -> None:
    unit = make_unit()
    anna, admin = make_person(unit), make_person(unit, Role.ADMIN)
    withdraw_consent(actor=anna, now=NOW)
    with pytest.raises(Conflict) as refused:
        activate_person(anna.id, version=anna.version, actor=admin, now=NOW)
    assert refused.value.code == "person.paused"


@pytest.mark.parametrize(
    ("kind", "sent"), [(NotificationKind.PASSWORD_RESET, True), (NotificationKind.PLACE_GIVEN, False)]
)
def test_resting_account_is_mailed_a_link_to_a_new_password_only(
    settings: Settings, kind: NotificationKind, sent: bool
) -> None:
    anna = make_person(email="anna@example.com")
    withdraw_consent(actor=anna, now=NOW)
    told = save(Notification(person_id=anna.id, kind=kind, params={}, created=NOW))
    send_message(told.id, settings=settings, now=NOW)
    assert (db.session.get_one(Notification, told.id).sent_at is not None) == sent
    assert db.session.get_one(Person, anna.id).paused_at == NOW
