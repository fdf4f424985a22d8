"""A grid with its leader signed in, a period, and two shifts: what the leader's pages show."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from scheduler.database import db
from scheduler.enums import Language, Role
from scheduler.models import Person, Roster, RosterPeriod, Shift, ShiftDemand, Skill, Unit
from scheduler.services.rosters.drafts import draft_of
from tests.factories import NOW, make_period, make_person, make_shift, make_skill, make_unit, qualify
from tests.services.rosters.helpers import draft_for

DAY = timedelta(days=1)


class Grid:
    """A grid as its leader sees it in English; Anna is a medic, Ben is not."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.unit: Unit = make_unit(name="桂花一网格", name_en="Osmanthus 1")
        self.leader: Person = make_person(
            self.unit, Role.GRID_LEADER, name="林组长", language=Language.ENGLISH
        )
        self.medical: Skill = make_skill()
        self.anna: Person = make_person(self.unit, name="安娜")
        self.ben: Person = make_person(self.unit, name="本")
        qualify(self.anna, self.medical)
        self.period: RosterPeriod = make_period(self.unit)
        draft_for(self.period)
        self.one, self.two = (self.shift(NOW + days * DAY) for days in (3, 4))

    def shift(self, start: datetime) -> Shift:
        demands = [
            ShiftDemand(minimum=1, target=2),
            ShiftDemand(skill_id=self.medical.id, minimum=1, target=1),
        ]
        return make_shift(self.unit, demands, starts_at=start, capacity=2)

    @property
    def draft(self) -> Roster:
        """Return the draft, read anew."""
        db.session.rollback()
        draft = draft_of(self.period)
        assert draft is not None
        return draft

    @property
    def url(self) -> str:
        """Return the address of the period."""
        return f"/leader/periods/{self.period.id}"

    def post_url(self, shift: Shift, action: str = "") -> str:
        """Return the address of a shift in the roster, or of an edit of it."""
        return f"{self.url}/shifts/{shift.id}{'/' if action else ''}{action}"


@pytest.fixture
def at_now() -> Iterator[None]:
    """Let the web's clock stand at NOW."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def grid(sign_in: Callable[[Person], FlaskClient], client: FlaskClient, at_now: None) -> Grid:
    """Return a grid whose leader is signed in."""
    found = Grid(client)
    sign_in(found.leader)
    return found
