"""Limits that people set themselves, and what their wishes mean for a roster."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import ActivityKind, Wish
from scheduler.errors import InvalidInput
from scheduler.models import AuditEntry, AvailabilityException, Dislike, ShiftDemand
from scheduler.services.availability_effects import Effects, effects_of
from scheduler.services.own_limits import set_limits
from tests.factories import NOW, make_person, make_shift, save

DAY = timedelta(days=1)


def test_limits_are_set_and_taken_back(app: Flask) -> None:
    person = make_person()
    set_limits(per_week=2, per_month=5, actor=person, now=NOW)
    assert (person.max_shifts_per_week, person.max_shifts_per_month) == (2, 5)
    for _ in range(2):
        set_limits(per_week=2, per_month=None, actor=person, now=NOW)
    assert person.max_shifts_per_month is None
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.action, entry.details) for entry in entries] == [
        ("availability.limits", {"per_week": 2, "per_month": 5}),
        ("availability.limits", {"per_week": 2, "per_month": None}),
    ]


@pytest.mark.parametrize(
    ("per_week", "per_month", "field"),
    [
        (None, None, "per_week"),
        (0, 5, "per_week"),
        (15, 5, "per_week"),
        (2, 0, "per_month"),
        (2, 32, "per_month"),
    ],
)
def test_limit_that_makes_no_sense_is_refused(
    app: Flask, per_week: int | None, per_month: int | None, field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        set_limits(per_week=per_week, per_month=per_month, actor=make_person(), now=NOW)
    assert caught.value.field == field


def test_effects_count_the_shifts_of_the_own_unit_in_four_weeks(app: Flask) -> None:
    person = make_person()
    unit = person.home_unit
    days = [
        make_shift(
            unit, [ShiftDemand()], starts_at=NOW + (number + 1) * DAY, ends_at=NOW + (number + 1.5) * DAY
        )
        for number in range(5)
    ]
    make_shift(unit, [ShiftDemand()], starts_at=NOW + 28 * DAY)
    make_shift(unit)  # asks for nobody
    make_shift(make_person().home_unit, [ShiftDemand()])
    duty = make_shift(unit, [ShiftDemand()], starts_at=NOW + 9 * DAY, kind=ActivityKind.DUTY)
    wishes = (Wish.UNAVAILABLE, Wish.UNWANTED, Wish.PREFERRED)
    for shift, wish in [*zip(days, wishes, strict=False), (duty, Wish.PREFERRED)]:
        save(
            AvailabilityException(
                person_id=person.id, starts_at=shift.starts_at, ends_at=shift.ends_at, wish=wish
            )
        )
    save(Dislike(person_id=person.id, kind=ActivityKind.DUTY, created=NOW))
    found = effects_of(person, now=NOW)
    assert found == Effects(shifts=6, never=1, hardly=2, gladly=1)
    assert found.possible == 5
    assert effects_of(make_person(), now=NOW) == Effects(0, 0, 0, 0)
