"""A service point of the demo's grid whose people swap: some wait for each other, one for the leader."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from scheduler.database import db
from scheduler.demo.attendance_story import story_roles
from scheduler.enums import (
    ActivityKind,
    EnrolmentOrigin,
    EnrolmentStatus,
    ReleaseStatus,
    SwapAnswer,
    SwapKind,
    SwapStatus,
    Wish,
)
from scheduler.models import (
    Enrolment,
    Person,
    ReleaseRequest,
    Shift,
    SwapAsked,
    SwapRequest,
    Unit,
)
from scheduler.services.availability import intervals
from scheduler.timeutils import local_date, overlaps, to_utc

_ZONE = "Asia/Shanghai"
_TITLE, _PLACES, _HOUR, _LENGTH = "便民服务点值守", 3, 14, timedelta(hours=2)
#: In so many days from now the service point is open.
_DAYS = (1, 2, 4, 5, 7, 9)
_NOTICE = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class _Story:
    """Who offers which day's shift to whom, and how far it has come; 0 is the demo's volunteer."""

    giver: int
    day: int
    asked: tuple[int, ...]
    status: SwapStatus
    message: str
    wanted: int | None = None
    everyone: bool = False


_STORIES = (
    _Story(0, 4, (1, 2, 3), SwapStatus.OPEN, "那天要陪家人去医院，谢谢！", everyone=True),
    _Story(1, 5, (0,), SwapStatus.OPEN, "公司临时加班，能替我一次吗？"),
    _Story(2, 7, (0,), SwapStatus.OPEN, "想和您换一天，可以吗？", wanted=9),
    _Story(3, 2, (4,), SwapStatus.AWAITING_LEADER, "外出培训，赶不回来。"),
    _Story(5, 9, (6,), SwapStatus.DONE, "当天要回老家。"),
)
#: Who is on which day, besides those whose shift changed hands already.
_CREWS = {1: (0, 7, 8), 2: (3, 7), 4: (0, 6), 5: (1, 8), 7: (2, 7), 9: (0, 5)}
#: Who asks the leader to be released from tomorrow's shift.
_CANNOT, _WHY = 8, "孩子发烧，明天离不开人。"


def add_swaps(grid: Unit, people: list[Person], *, now: datetime) -> None:
    """Open a service point, let its people offer each other shifts, and let the leader decide."""
    grid.swaps_need_leader = True
    shifts = {day: _shift(grid, day, now) for day in _DAYS}
    crew = [story_roles().volunteer, *_willing(grid, people, shifts.values())]
    db.session.add_all(shifts.values())
    db.session.flush()
    places = {
        (day, number): _place(shifts[day], crew[number], seat, now)
        for day, numbers in _CREWS.items()
        for seat, number in enumerate(numbers, start=1)
    }
    db.session.add_all(places.values())
    db.session.flush()
    for story in _STORIES:
        _tell(story, crew, places, now)
    _ask_release(places[1, _CANNOT], now)
    db.session.flush()


def _willing(grid: Unit, people: list[Person], shifts: Collection[Shift]) -> list[Person]:
    """Return the people of the grid, first those who can come to each of the shifts, as far as they said."""
    own = [person for person in people if person.home_unit_id == grid.id]
    start, end = min(shift.starts_at for shift in shifts), max(shift.ends_at for shift in shifts)
    said = intervals(own, start=start, end=end)

    def refusals(person: Person) -> int:
        return sum(
            wish.wish is Wish.UNAVAILABLE and overlaps(wish.start, wish.end, shift.starts_at, shift.ends_at)
            for wish in said[person.id]
            for shift in shifts
        )

    return sorted(own, key=lambda person: (refusals(person), person.id))


def _shift(grid: Unit, day: int, now: datetime) -> Shift:
    date = local_date(now, _ZONE) + timedelta(days=day)
    starts = to_utc(datetime.combine(date, time(_HOUR)), _ZONE)
    return Shift(
        unit_id=grid.id,
        kind=ActivityKind.DUTY,
        title=_TITLE,
        place=f"{grid.name}活动室",
        notes="接待居民咨询，登记需要上门帮助的老人。",
        starts_at=starts,
        ends_at=starts + _LENGTH,
        capacity=_PLACES,
        created=now,
        updated=now,
    )


def _place(shift: Shift, person: Person, seat: int, now: datetime) -> Enrolment:
    return Enrolment(
        shift_id=shift.id,
        person_id=person.id,
        seat=seat,
        origin=EnrolmentOrigin.SELF,
        status=EnrolmentStatus.CONFIRMED,
        created=now,
        updated=now,
    )


def _tell(story: _Story, crew: list[Person], places: dict[tuple[int, int], Enrolment], now: datetime) -> None:
    place = places[story.day, story.giver]
    wanted = places[story.wanted, story.asked[0]] if story.wanted else None
    agreed = story.status is not SwapStatus.OPEN
    asked_at = now - timedelta(hours=20)
    request = SwapRequest(
        enrolment=place,
        kind=SwapKind.SWAP if wanted else SwapKind.COVER,
        wanted=wanted,
        everyone=story.everyone,
        status=story.status,
        message=story.message,
        offered_sequence=place.sequence,
        offered_shift_sequence=0,
        wanted_sequence=wanted.sequence if wanted else None,
        wanted_shift_sequence=0 if wanted else None,
        created=asked_at,
        expires_at=min(one.shift.starts_at for one in (place, wanted) if one is not None) - _NOTICE,
        taker=crew[story.asked[0]] if agreed else None,
        accepted_at=now - timedelta(hours=6) if agreed else None,
        ended_at=now - timedelta(hours=6) if story.status is SwapStatus.DONE else None,
    )
    answer = {"answer": SwapAnswer.ACCEPTED, "answered_at": now - timedelta(hours=6)} if agreed else {}
    request.asked = [
        SwapAsked(person_id=crew[number].id, asked_at=asked_at, **answer) for number in story.asked
    ]
    db.session.add(request)
    if story.status is SwapStatus.DONE:
        _hand_over(place, crew[story.asked[0]], now)


def _hand_over(place: Enrolment, taker: Person, now: datetime) -> None:
    seat, place.seat = place.seat, None
    place.status, place.sequence = EnrolmentStatus.CANCELLED, place.sequence + 1
    db.session.flush()
    db.session.add(_place(place.shift, taker, seat or 1, now))


def _ask_release(place: Enrolment, now: datetime) -> None:
    db.session.add(
        ReleaseRequest(
            enrolment=place,
            status=ReleaseStatus.OPEN,
            sequence=place.sequence,
            reason=_WHY,
            created=now - timedelta(hours=1),
        )
    )
