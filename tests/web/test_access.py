"""Denied by default: every route, walked as every role, answers as this table says."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from scheduler.database import atomic
from scheduler.enums import ActivityKind, Role, RunStatus, UnitKind
from scheduler.models import Person, Run, Shift, ShiftDemand, Unit
from scheduler.services.rosters.drafts import open_draft
from scheduler.web.access import Access, rule_of
from tests.factories import NOW, make_period, make_person, make_shift, make_skill, make_unit, save
from tests.web.access_table import ROLES, TABLE

pytestmark = pytest.mark.usefixtures("app")
MOVED = 302
UNAUTHORISED = {403}
PASSED = {200, 204, 286, 302, 404, 409, 410, 422}


def _rules(app: Flask) -> list[tuple[str, Rule]]:
    return [
        (method, rule)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
    ]


def test_table_names_exactly_the_routes_there_are(app: Flask) -> None:
    found = {rule.endpoint for _, rule in _rules(app) if rule.endpoint.rpartition(".")[2] != "static"}
    assert found == set(TABLE)


@pytest.mark.parametrize("endpoint", sorted(TABLE))
def test_route_declares_what_the_table_says(app: Flask, endpoint: str) -> None:
    rule = rule_of(endpoint)
    assert rule is not None
    assert rule.value == TABLE[endpoint]


class _World:
    """One of everything, in one unit, so that every address leads somewhere."""

    def __init__(self) -> None:
        self.top: Unit = make_unit(kind=UnitKind.COMMITTEE)
        self.unit: Unit = make_unit(self.top)
        skill = make_skill("lead")
        self.shift: Shift = make_shift(self.unit, [ShiftDemand(target=1)])
        make_shift(self.unit, kind=ActivityKind.TRAINING)
        self.person: Person = make_person(self.unit)
        period = make_period(self.unit)
        with atomic():
            draft = open_draft(period, now=NOW)
        run = save(
            Run(
                period_id=period.id,
                roster_id=draft.id,
                status=RunStatus.DONE,
                options={"time_limit": 1.0, "seed": 1},
                progress=[],
                created=NOW,
            )
        )
        self.values: dict[str, object] = {
            "code": self.unit.code,
            "shift_id": self.shift.id,
            "person_id": self.person.id,
            "period_id": period.id,
            "run_id": run.id,
            "skill_id": skill.id,
            "number": 1,
        }

    def path(self, rule: Rule) -> str:
        """Return an address of the route; ids of things there are none of stay 1."""
        values = {name: self.values.get(name, 1) for name in rule.arguments}
        built = rule.build(values, append_unknown=False)
        assert built is not None, rule
        return built[1]


def _ask(client: FlaskClient, method: str, path: str) -> tuple[int, str]:
    with client.application.app_context():  # else all requests of a test share who is signed in
        answer = client.open(path, method=method)
    return answer.status_code, answer.headers.get("Location", "")


def test_strangers_are_asked_to_sign_in_wherever_it_is_not_public(app: Flask) -> None:
    world, wrong = _World(), []
    for method, rule in _rules(app):
        status, where = _ask(app.test_client(), method, world.path(rule))
        asked = status == MOVED and where.startswith("/sign-in")
        public = rule_of(rule.endpoint) is Access.PUBLIC
        if asked == public or (public and status not in PASSED | {400}):
            wrong.append((method, rule.rule, status, where))
    assert wrong == []


@pytest.mark.parametrize("role", list(Role))
def test_role_opens_exactly_its_doors(app: Flask, role: Role) -> None:
    world, wrong = _World(), []
    for method, rule in _rules(app):
        if rule.endpoint == "account.sign_out":
            continue  # it is allowed, and would end the walk
        client = app.test_client()
        actor = make_person(world.top, role)
        with client.session_transaction() as session:
            session["_user_id"] = f"{actor.id}.{actor.session_key}"
            session["_fresh"] = True
        status, where = _ask(client, method, world.path(rule))
        declared = rule_of(rule.endpoint)
        allowed = isinstance(declared, Access) or role in ROLES[str(declared)]
        passed = status in PASSED | {400, 405} and not where.startswith("/sign-in")
        if passed != allowed and not (allowed and rule.endpoint.startswith("account.")):
            wrong.append((method, rule.rule, status, where))
    assert wrong == []
