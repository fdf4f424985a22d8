"""What people would rather not do: kinds, templates and single shifts, each noted once."""

from datetime import time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import ActivityKind, ShiftStatus
from scheduler.errors import Conflict, InvalidInput, NotFound
from scheduler.models import AuditEntry, Person, Shift, ShiftTemplate, Unit
from scheduler.services import dislikes
from scheduler.services.dislikes import (
    NOTHING,
    Dislikes,
    dislike_shift,
    disliked_shifts,
    own_dislikes,
    replace_dislikes,
    templates_near,
)
from tests.factories import NOW, make_person, make_shift, make_unit, save

pytestmark = pytest.mark.usefixtures("app")
DAY = timedelta(days=1)


def _template(unit: Unit, *, active: bool = True) -> ShiftTemplate:
    return save(
        ShiftTemplate(
            unit_id=unit.id,
            kind=ActivityKind.PATROL,
            title="夜巡",
            weekdays=[0],
            start_time=time(20),
            duration_minutes=120,
            capacity=4,
            active=active,
            updated=NOW,
        )
    )


def _replace(person: Person, kinds: set[ActivityKind], templates: set[int]) -> None:
    replace_dislikes(kinds=kinds, templates=templates, actor=person, now=NOW)


def _actions() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_kinds_and_templates_are_replaced_and_saying_the_same_is_no_change(app: Flask) -> None:
    person = make_person()
    first, second = _template(person.home_unit), _template(person.home_unit)
    _replace(person, {ActivityKind.DUTY}, {first.id, second.id})
    for _ in range(2):
        _replace(person, {ActivityKind.DRILL}, {second.id})
    assert own_dislikes(person) == Dislikes(frozenset({ActivityKind.DRILL}), frozenset({second.id}))
    assert _actions() == ["availability.dislikes"] * 2
    assert own_dislikes(make_person()) == NOTHING


def test_templates_of_the_own_unit_and_its_neighbours_can_be_chosen(app: Flask) -> None:
    community = make_unit()
    home, far = make_unit(community), make_unit()
    above, own = _template(community), _template(home)
    elsewhere, ended = _template(far), _template(home, active=False)
    person = make_person(home)
    assert templates_near(person) == [own, above]
    for template in (elsewhere, ended):
        with pytest.raises(InvalidInput) as caught:
            _replace(person, set(), {template.id})
        assert (caught.value.field, caught.value.code) == ("templates", "dislike.template")
    _replace(person, set(), {own.id})
    own.active = False
    db.session.commit()
    assert templates_near(person) == [own, above]  # what is marked can be taken back


def test_shift_is_marked_once_and_given_free_again(app: Flask) -> None:
    person, shift = make_person(), make_shift(make_unit())
    for disliked in (True, True):
        dislike_shift(shift.id, disliked=disliked, actor=person, now=NOW)
    assert disliked_shifts(person, now=NOW) == [shift]
    assert own_dislikes(person).cover(shift)
    assert disliked_shifts(person, now=shift.starts_at) == []
    for disliked in (False, False):
        dislike_shift(shift.id, disliked=disliked, actor=person, now=NOW)
    assert own_dislikes(person) == NOTHING
    assert _actions() == ["availability.shift_disliked", "availability.shift_not_disliked"]


def test_shift_that_is_gone_cannot_be_marked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    person, unit = make_person(), make_unit()
    begun, cancelled = make_shift(unit, starts_at=NOW), make_shift(unit, status=ShiftStatus.CANCELLED)

    def code(shift: Shift) -> str:
        with pytest.raises(Conflict) as caught:
            dislike_shift(shift.id, disliked=True, actor=person, now=NOW)
        return caught.value.code

    assert [code(begun), code(cancelled)] == ["dislike.over"] * 2
    with pytest.raises(NotFound):
        dislike_shift(2**40, disliked=True, actor=person, now=NOW)
    monkeypatch.setattr(dislikes, "MOST_SHIFTS", 1)
    dislike_shift(make_shift(unit).id, disliked=True, actor=person, now=NOW)
    assert code(make_shift(unit)) == "dislike.too_many"


def test_dislikes_cover_a_kind_a_template_or_one_shift(app: Flask) -> None:
    unit = make_unit()
    shift = make_shift(unit, template_id=_template(unit).id)
    assert shift.template_id is not None
    assert [
        one.cover(shift)
        for one in (
            NOTHING,
            Dislikes(kinds=frozenset({ActivityKind.PATROL})),
            Dislikes(templates=frozenset({shift.template_id})),
            Dislikes(shifts=frozenset({shift.id})),
            Dislikes(frozenset({ActivityKind.DUTY}), frozenset({0}), frozenset({0})),
        )
    ] == [False, True, True, True, False]
