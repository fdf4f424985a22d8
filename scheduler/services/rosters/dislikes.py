"""What people would rather not do, as requests to the engine: unwanted, and never forbidden."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from scheduler.models import Person, Shift
from scheduler.rostering import problem as engine
from scheduler.services.dislikes import dislikes_of

#: What a shift against somebody's wish costs: more than a time that she would rather not serve at, far less
#: than a post left empty.
DISLIKED = 10


def requests_of(
    people: Sequence[Person],
    shifts: Sequence[Shift],
    lends: Mapping[int, Collection[int]],
    chosen: Collection[tuple[int, int]],
) -> Iterable[engine.Request]:
    """Yield a request against each shift that somebody dislikes and could be put on.

    ``lends`` says to which other units each unit's people may be lent. Pairs of person and shift in
    ``chosen`` are left out: those she chose herself. Each request names one shift, since the engine
    counts a request once however many of its shifts it gets.
    """
    dislikes = dislikes_of([person.id for person in people])
    for person in people:
        own = dislikes.get(person.id)
        if own is None:
            continue
        reach = {person.home_unit_id, *lends.get(person.home_unit_id, ())}
        for shift in shifts:
            if shift.unit_id in reach and own.cover(shift) and (person.id, shift.id) not in chosen:
                yield engine.Request(str(person.id), (str(shift.id),), wanted=False, weight=DISLIKED)
