"""Swaps, covers and releases in the browser: offered, answered, decided, and what cannot be."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from scheduler.database import atomic, db
from scheduler.enums import (
    EnrolmentOrigin,
    EnrolmentStatus,
    Language,
    ReleaseStatus,
    Role,
    ShiftStatus,
    SwapStatus,
)
from scheduler.models import Enrolment, Person, ReleaseRequest, Shift, SwapRequest, Unit
from scheduler.timeutils import utcnow
from tests.factories import enrol, make_person, make_shift, make_unit
from tests.web.public.looking import queries_of

SignIn = Callable[[Person], FlaskClient]
DAY = timedelta(days=1)


class World:
    """A shift in three days, its holder, a neighbour and the leader; all read English."""

    def __init__(self) -> None:
        self.unit: Unit = make_unit()
        english: dict[str, Any] = {"language": Language.ENGLISH}
        self.holder = make_person(self.unit, name="Zhao", **english)
        self.other = make_person(self.unit, name="Qian", **english)
        self.leader = make_person(self.unit, Role.GRID_LEADER, name="Sun", **english)
        self.shift: Shift = self.make_shift(3)
        enrol(self.holder, self.shift)

    def make_shift(self, days: int, **values: Any) -> Shift:
        """Return a shift of two hours in so many days."""
        return make_shift(self.unit, starts_at=utcnow() + days * DAY, **values)

    def held(self, shift: Shift) -> list[int]:
        """Return who is on a shift."""
        query = select(Enrolment.person_id).where(
            Enrolment.shift_id == shift.id, Enrolment.status == EnrolmentStatus.CONFIRMED
        )
        return list(db.session.scalars(query))


@pytest.fixture
def world(app: Flask) -> World:
    return World()


def _request() -> SwapRequest:
    db.session.expire_all()
    return db.session.scalars(select(SwapRequest).order_by(SwapRequest.id.desc())).first()  # type: ignore[return-value]  # the test made one


def _offer(client: FlaskClient, world: World, whom: str, kind: str = "cover") -> Any:
    data = {"kind": kind, "whom": whom, "message": "I am away"}
    return client.post(f"/my/shifts/{world.shift.id}/offer", data=data, follow_redirects=True)


def test_cover_from_the_button_to_the_new_holder(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.holder)
    assert f"/my/shifts/{world.shift.id}/offer" in client.get("/my").text
    page = client.get(f"/my/shifts/{world.shift.id}/offer").text
    assert "Qian" in page
    assert "not asked in the last 30 days" in page
    assert "Your request is sent" in _offer(client, world, f"{world.other.id}-").text
    assert "On offer: see the answers" in client.get("/my").text
    number = _request().id
    client = sign_in(world.other)
    assert "1 to answer" in client.get("/my").text
    assert "Zhao asks you to take this shift over." in client.get("/my/swaps").text
    assert "I am away" in client.get(f"/my/swaps/{number}").text
    answer = client.post(f"/my/swaps/{number}/accept", follow_redirects=True)
    assert "Your calendar follows" in answer.text
    assert world.held(world.shift) == [world.other.id]
    assert "Your shift now" in client.post(f"/my/swaps/{number}/accept", follow_redirects=True).text


def test_open_swap_asks_which_shift_is_given(world: World, sign_in: SignIn) -> None:
    own = world.make_shift(5, title="Morning post")
    place = enrol(world.other, own)
    _offer(sign_in(world.holder), world, "everyone", "swap")
    client, number = sign_in(world.other), _request().id
    page = client.get(f"/my/swaps/{number}").text
    assert f'value="{place.id}"' in page
    assert "Which of your shifts you give in exchange" in page
    refused = client.post(f"/my/swaps/{number}/accept", data={"wanted": "77"})
    assert refused.status_code == 422
    assert "Please choose one of the entries offered." in refused.text
    client.post(f"/my/swaps/{number}/accept", data={"wanted": str(place.id)})
    assert (world.held(world.shift), world.held(own)) == ([world.other.id], [world.holder.id])


def test_form_keeps_what_was_typed_and_refuses_what_was_not_offered(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.holder)
    for whom in ("", "everybody", "1-2-3", f"{10**12}-"):
        answer = _offer(client, world, whom)
        assert answer.status_code == 422
        assert 'value="I am away"' in answer.text
    assert db.session.scalar(select(SwapRequest)) is None


def test_why_not_somebody_else_is_answered(world: World, sign_in: SignIn) -> None:
    enrol(world.other, world.make_shift(3))
    page = sign_in(world.holder).get(f"/my/shifts/{world.shift.id}/offer?find=Qia").text
    assert "Nobody of this name is suitable." in page
    assert "another shift at the same time" in page


def test_decline_and_withdraw(world: World, sign_in: SignIn) -> None:
    _offer(sign_in(world.holder), world, f"{world.other.id}-")
    number = _request().id
    client = sign_in(world.other)
    assert "Nothing changes for you" in client.post(f"/my/swaps/{number}/decline", follow_redirects=True).text
    assert _request().status is SwapStatus.DECLINED
    client = sign_in(world.holder)
    assert "Declined" in client.get("/my/swaps").text
    _offer(client, world, f"{world.other.id}-")
    client.post(f"/my/swaps/{_request().id}/withdraw")
    assert _request().status is SwapStatus.WITHDRAWN


def test_leader_approves_or_refuses_in_the_queue(world: World, sign_in: SignIn) -> None:
    with atomic():
        world.unit.swaps_need_leader = True
    _offer(sign_in(world.holder), world, f"{world.other.id}-")
    number = _request().id
    sign_in(world.other).post(f"/my/swaps/{number}/accept")
    leader = sign_in(world.leader)
    page = leader.get("/leader/requests").text
    assert "Qian in place of Zhao" in page
    assert "to do" in page  # the number in the menu
    refused = leader.post(f"/leader/swaps/{number}/refuse", data={"reason": " "})
    assert (refused.status_code, "Please fill in this field." in refused.text) == (422, True)
    assert "both are told" in leader.post(f"/leader/swaps/{number}/approve", follow_redirects=True).text
    assert world.held(world.shift) == [world.other.id]
    again = leader.post(f"/leader/swaps/{number}/refuse", data={"reason": "no"}, follow_redirects=True)
    assert "There is nothing to decide here any more." in again.text


def test_release_is_asked_for_and_decided(world: World, sign_in: SignIn) -> None:
    with atomic():
        db.session.query(Enrolment).update({"origin": EnrolmentOrigin.ROSTER})
    client, path = sign_in(world.holder), f"/my/shifts/{world.shift.id}/release"
    assert path in client.get("/my").text
    assert client.post(path, data={"reason": ""}).status_code == 422
    assert "The leader is told" in client.post(path, data={"reason": "ill"}, follow_redirects=True).text
    assert "You have asked already" in client.get(path).text
    number = db.session.scalars(select(ReleaseRequest.id)).one()
    leader = sign_in(world.leader)
    assert "ill" in leader.get("/leader/requests").text
    leader.post(f"/leader/releases/{number}/refuse", data={"reason": "nobody else"})
    client = sign_in(world.holder)
    assert "nobody else" in client.get("/my/swaps").text
    client.post(path, data={"reason": "very ill"})
    leader = sign_in(world.leader)
    leader.post(f"/leader/releases/{number + 1}/grant")
    leader.post(f"/leader/releases/{number + 1}/grant")
    db.session.expire_all()
    assert db.session.get_one(ReleaseRequest, number + 1).status is ReleaseStatus.GRANTED
    assert world.held(world.shift) == []


def test_what_the_world_has_overtaken_is_said_plainly(world: World, sign_in: SignIn) -> None:
    _offer(sign_in(world.holder), world, f"{world.other.id}-")
    with atomic():
        world.shift.status = ShiftStatus.CANCELLED
    client, number = sign_in(world.other), _request().id
    assert "the shift was cancelled" in client.get(f"/my/swaps/{number}").text
    assert "no longer possible" in client.post(f"/my/swaps/{number}/accept", follow_redirects=True).text
    assert _request().status is SwapStatus.FAILED
    client = sign_in(world.holder)
    assert "This shift is cancelled" in client.get(f"/my/shifts/{world.shift.id}/offer").text


@pytest.mark.parametrize(
    "path", ["/my/swaps/1", "/my/swaps/999999999", "/my/shifts/1/offer", "/my/shifts/7/release"]
)
def test_strangers_find_nothing(world: World, sign_in: SignIn, path: str) -> None:
    _offer(sign_in(world.holder), world, f"{world.other.id}-")
    assert sign_in(world.leader).get(path.replace("/1/", f"/{world.shift.id}/")).status_code == 404


def test_lists_need_a_fixed_number_of_queries(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.holder)
    _offer(client, world, f"{world.other.id}-")
    for person in (world.holder, world.other):
        sign_in(person).get("/my/swaps")

    def add(number: int) -> None:
        for day in range(4, 4 + number):
            shift = world.make_shift(day)
            enrol(world.holder, shift)
            sign_in(world.holder).post(
                f"/my/shifts/{shift.id}/offer", data={"kind": "cover", "whom": f"{world.other.id}-"}
            )

    add(1)
    few = [queries_of(sign_in(person), "/my/swaps") for person in (world.holder, world.other)]
    add(4)
    assert [queries_of(sign_in(person), "/my/swaps") for person in (world.holder, world.other)] == few
