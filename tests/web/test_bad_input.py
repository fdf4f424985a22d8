"""No request, however bad, is answered with a fault: every route is asked with hostile values."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_wtf import FlaskForm
from werkzeug.routing import Rule
from werkzeug.test import encode_multipart
from wtforms.fields.core import UnboundField

from scheduler.enums import Role
from scheduler.models import Person
from tests.factories import make_person, make_shift, make_skill, make_unit

pytestmark = pytest.mark.usefixtures("app")

NUMBERS = ("0", "1", "2147483647", "2147483648", "9223372036854775808", "9" * 60, "01")
TEXTS = ("x", "%00", "%F0%9F%9A%92", "%ED%A0%80", "..%2F..%2Fetc", "x" * 3000, "%27%3B--")
TYPED = (
    "",
    "消防员" * 3400,
    "\U0001f692\U0001f468‍\U0001f692",
    "a\x00b\x1b[31m",
    "\u202etxt.exe",
    "-1",
    "1e400",
    "９９９",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
)
#: A page gets every third of the values, the next page the next ones: a third of the time.
THIRD = 3
#: Parameters of lists and tables; the fields of forms are found in the forms.
QUERIES = (
    "page",
    "q",
    "unit",
    "kind",
    "skill",
    "status",
    "first",
    "last",
    "month",
    "view",
    "week",
    "next",
    "lang",
)


def _fields(form: type[FlaskForm] = FlaskForm) -> set[str]:
    own = {name for name in dir(form) if isinstance(getattr(form, name), UnboundField)}
    return own.union(*(_fields(child) for child in form.__subclasses__()))


def _everywhere(typed: str) -> dict[str, str]:
    return dict.fromkeys((*QUERIES, *sorted(_fields())), typed)


def _in_query(typed: str) -> dict[str, str]:
    return _everywhere(typed[:200])  # servers refuse longer addresses themselves


@pytest.fixture
def admin(app: Flask) -> Person:
    unit = make_unit()
    make_skill("lead")
    make_shift(unit)
    return make_person(unit, *Role)


def _addresses(rule: Rule) -> Iterator[str]:
    if not rule.arguments:
        yield rule.rule
        return
    for number, text in zip(NUMBERS, TEXTS, strict=False):
        path = rule.rule
        for name in rule.arguments:
            path = path.replace(f"<int:{name}>", number).replace(f"<{name}>", text)
        yield path


def _rules(app: Flask, method: str) -> list[Rule]:
    return [
        rule
        for rule in app.url_map.iter_rules()
        if method in (rule.methods or ()) and rule.endpoint.rpartition(".")[2] != "static"
    ]


def _faulty(client: FlaskClient, method: str, path: str, **values: object) -> bool:
    with client.application.app_context():  # else all requests of a test share who is signed in
        answer = client.open(path, method=method, **values)  # type: ignore[arg-type]  # what a request may carry
    return answer.status_code >= 500


def test_hostile_addresses_and_parameters_are_no_fault(
    app: Flask, admin: Person, client: FlaskClient
) -> None:
    faults = []
    for number, rule in enumerate(_rules(app, "GET")):
        for index, path in list(enumerate(_addresses(rule)))[number % THIRD :: THIRD]:
            _enter(client, admin)
            query = _in_query(TYPED[index % len(TYPED)])
            if _faulty(client, "GET", path, query_string=query):
                faults.append((path[:80], query["q"][:20]))
    assert faults == []


@pytest.mark.parametrize("typed", TYPED, ids=range(len(TYPED)))
def test_hostile_forms_are_no_fault(app: Flask, admin: Person, client: FlaskClient, typed: str) -> None:
    faults = []
    boundary, body = encode_multipart(_everywhere(typed))
    turn = TYPED.index(typed)
    for number, rule in enumerate(_rules(app, "POST")):
        if (number + turn) % THIRD:
            continue
        path = list(_addresses(rule))[1 if rule.arguments else 0]
        _enter(client, admin)
        if _faulty(client, "POST", path, data=body, content_type=f"multipart/form-data; boundary={boundary}"):
            faults.append(path[:80])
    assert faults == []


def test_hostile_queries_are_no_fault_on_any_list(app: Flask, admin: Person, client: FlaskClient) -> None:
    faults = []
    for number, rule in enumerate(rule for rule in _rules(app, "GET") if not rule.arguments):
        for typed in TYPED[number % THIRD :: THIRD]:
            _enter(client, admin)
            if _faulty(client, "GET", rule.rule, query_string=_in_query(typed)):
                faults.append((rule.rule, typed[:20]))
    assert faults == []


def test_bytes_that_are_no_text_are_no_fault(app: Flask, admin: Person, client: FlaskClient) -> None:
    faults = []
    kinds = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain")
    for number, rule in enumerate(_rules(app, "POST")):
        _enter(client, admin)
        path, kind = next(_addresses(rule)), kinds[number % len(kinds)]
        if _faulty(client, "POST", path, data=b"--x\r\n\xff\xfe name=%zz&a=%ff\x00", content_type=kind):
            faults.append((path, kind))
    assert faults == []


def _enter(client: FlaskClient, person: Person) -> None:
    with client.session_transaction() as session:
        session.clear()
        session["_user_id"] = f"{person.id}.{person.session_key}"
        session["_fresh"] = True
