"""Places at public trainings and drills, booked by residents without an account for their household.

Capacity is exact because every transaction that gives a place locks the shift first; first come, first
served, in the order of the commits. An unconfirmed booking holds its places for a while; that ends by itself.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from scheduler.database import atomic, db
from scheduler.enums import PUBLIC_KINDS, GuestMessageKind, GuestStatus, Language, ShiftStatus
from scheduler.errors import Conflict, InvalidInput, NotFound, SchedulerError, StaleVersion
from scheduler.models import GuestBooking, GuestCode, Shift
from scheduler.services.enrolment_seats import lock_shift
from scheduler.services.guest_codes import (
    MOST_TRIES,
    digits_match,
    find_booking,
    find_code,
    hash_token,
    issue_code,
    new_key,
    token_from,
)
from scheduler.services.guest_inputs import Party, clean_contact, clean_party
from scheduler.services.guest_messages import tell_guest
from scheduler.services.guest_places import (
    HOLD,
    end_booking,
    free_numbers,
    give_up_places,
    next_turn,
    note_guest,
    places_held,
    set_status,
    settle_guests,
    take_places,
)
from scheduler.services.rows import flush_or


def booking_refusal(shift: Shift, *, now: datetime) -> SchedulerError | None:
    """Return why nobody can book, or change a booking, on this shift now, or nothing."""
    if shift.status is ShiftStatus.CANCELLED:
        return Conflict("guest.shift_cancelled")
    if shift.starts_at <= now:
        return Conflict("guest.begun")
    return None


def change_refusal(booking: GuestBooking, *, now: datetime) -> SchedulerError | None:
    """Return why a booking cannot be changed now, or nothing."""
    if booking.status is GuestStatus.CANCELLED:
        return _ended(booking)
    if booking.status is GuestStatus.UNCONFIRMED:
        return Conflict("guest.unconfirmed")
    if not booking.shift.guest_places:
        return Conflict("guest.no_places")
    return booking_refusal(booking.shift, now=now)


def find_event_to_book(shift_id: int) -> Shift:
    """Return a shift at which guests have places, else raise ``NotFound``."""
    query = select(Shift).options(joinedload(Shift.unit)).where(Shift.id == shift_id)
    return _for_guests(db.session.scalar(query))


def book(
    shift_id: int,
    *,
    party: Party,
    contact: str,
    language: Language,
    wait: bool,
    consent: bool,
    privacy_version: str,
    secret: str,
    now: datetime,
) -> str:
    """Keep places for a party until it is confirmed, and send the link and code that confirm it.

    Returns the address of the page that asks for the code. It is alike, and so is all that can be seen, where
    this contact has a booking already: then its link is sent again. A party larger than what is free is taken
    only to ``wait``. Raises ``NotFound``, ``Conflict`` and ``InvalidInput``.
    """
    contact = clean_contact("contact", contact)
    with atomic():
        shift = _for_guests(lock_shift(shift_id))
        refused = booking_refusal(shift, now=now)
        if refused is not None:
            raise refused
        wanted = clean_party(party, shift)
        if not consent:
            raise InvalidInput("consent", "account.consent")
        settle_guests(shift, now=now)
        free = len(free_numbers(shift))
        if wanted.number > free and not wait:
            code = "guest.party_above_free" if free else "guest.full"
            raise InvalidInput("party", code, free=free)
        booking = _live_booking(shift, contact)
        if booking is None:
            booking = _new_booking(shift, contact, secret, now)
            booking.language, booking.consent_version = language, privacy_version
        if booking.status is GuestStatus.UNCONFIRMED:
            _hold(booking, shift, wanted, now)
            note_guest("guest.booked", booking, shift, now=now)
        return _send_code(booking, shift, now, until=now + HOLD).ref


def send_again(ref: str, *, now: datetime) -> str:
    """Send another code, good as long as the first one, and return the address of its page.

    Where the booking has ended meanwhile nothing is sent, and nothing tells. Raises ``NotFound``, and
    ``Conflict`` where the first code is too old.
    """
    with atomic():
        code = find_code(ref)
        booking, shift = _locked(code.booking, now)
        if code.until <= now:
            raise Conflict("guest.code_old")
        return _send_code(booking, shift, now, until=code.until).ref


def confirm_by_code(ref: str, typed: str, *, secret: str, now: datetime) -> GuestBooking:
    """Confirm a booking by the digits that were sent; who confirmed it before just gets it back.

    Raises ``NotFound``, ``InvalidInput`` for wrong digits (each is counted), and ``Conflict`` where the code
    is too old, was typed wrongly too often, or the booking has ended.
    """
    with atomic():
        code = find_code(ref)
        booking, shift = _locked(code.booking, now)
        db.session.refresh(code)
        refused = _code_refusal(code, typed, secret, now)
        if refused is None:
            _confirm(booking, shift, now)
    if refused is not None:  # the attempt is counted, so the transaction had to end well
        raise refused
    return booking


def confirm_by_link(token: str, *, now: datetime) -> GuestBooking:
    """Confirm a booking by its link; once it is confirmed nothing changes. Raises as ``confirm_by_code``."""
    with atomic():
        booking, shift = _locked(find_booking(token), now)
        _confirm(booking, shift, now)
    return booking


def change(token: str, *, version: int, party: Party, now: datetime) -> GuestBooking:
    """Change who comes; more people only where there are places for them, or while the party waits.

    Raises ``NotFound``, ``InvalidInput``, ``StaleVersion`` and ``Conflict``.
    """
    with atomic():
        booking, shift = _locked(find_booking(token), now)
        refused = change_refusal(booking, now=now)
        if refused is not None:
            raise refused
        if booking.version != version:
            raise StaleVersion("stale")
        wanted = clean_party(party, shift)
        if booking.status is not GuestStatus.WAITING:
            _resize(booking, shift, wanted.number)
        _describe(booking, wanted, now)
        settle_guests(shift, now=now)
        note_guest("guest.changed", booking, shift, now=now)
    return booking


def cancel(token: str, *, now: datetime) -> GuestBooking:
    """End a booking, an offer or a wait; its places go to the next in turn. Twice is once.

    Raises ``NotFound``, and ``Conflict`` once the shift has begun.
    """
    with atomic():
        booking, shift = _locked(find_booking(token), now)
        if booking.status is GuestStatus.CANCELLED:
            return booking
        if shift.starts_at <= now:
            raise Conflict("guest.begun")
        end_booking(booking, now=now)
        note_guest("guest.cancelled", booking, shift, now=now)
        if booking.confirmed_at is not None:
            tell_guest(booking, GuestMessageKind.CANCELLED, shift, now=now)
        settle_guests(shift, now=now)
    return booking


def accept_offer(token: str, *, now: datetime) -> GuestBooking:
    """Take the places that are offered, in time; twice is once. Raises ``NotFound`` and ``Conflict``."""
    with atomic():
        booking, shift = _locked(find_booking(token), now)
        if booking.status is GuestStatus.CONFIRMED:
            return booking
        if booking.status is not GuestStatus.OFFERED:
            raise Conflict("guest.no_offer")
        refused = booking_refusal(shift, now=now)
        if refused is not None:
            raise refused
        set_status(booking, GuestStatus.CONFIRMED, now=now)
        note_guest("guest.accepted", booking, shift, now=now)
        tell_guest(booking, GuestMessageKind.BOOKED, shift, now=now)
    return booking


def move_guest_list_on(shift_id: int, *, now: datetime) -> None:
    """End what has run out on a shift, and offer its free places."""
    with atomic():
        settle_guests(lock_shift(shift_id), now=now)


def _for_guests(shift: Shift | None) -> Shift:
    if shift is None or shift.kind not in PUBLIC_KINDS or not shift.guest_places:
        raise NotFound("not_found")
    return shift


def _locked(booking: GuestBooking, now: datetime) -> tuple[GuestBooking, Shift]:
    """Return a booking as it is under the lock of its shift, after what has run out there has ended."""
    shift = lock_shift(booking.shift_id)
    settle_guests(shift, now=now)
    db.session.flush()
    db.session.refresh(booking)
    return booking, shift


def _live_booking(shift: Shift, contact: str) -> GuestBooking | None:
    query = select(GuestBooking).where(
        GuestBooking.shift_id == shift.id,
        GuestBooking.contact == contact,
        GuestBooking.status != GuestStatus.CANCELLED,
    )
    return db.session.scalar(query)


def _new_booking(shift: Shift, contact: str, secret: str, now: datetime) -> GuestBooking:
    key = new_key()
    return GuestBooking(
        shift_id=shift.id,
        contact=contact,
        status=GuestStatus.UNCONFIRMED,
        key=key,
        token_hash=hash_token(token_from(key, secret=secret)),
        sequence=-1,
        created=now,
    )


def _hold(booking: GuestBooking, shift: Shift, party: Party, now: datetime) -> None:
    """Keep places for a booking that is not confirmed yet, if all fit; else it will wait."""
    _describe(booking, party, now)
    booking.until = now + HOLD
    booking.turn = next_turn(shift)
    db.session.add(booking)
    flush_or(Conflict("guest.again"))
    give_up_places(booking)  # who corrects the form sends it again
    free = free_numbers(shift)
    if party.number <= len(free):
        take_places(booking, free[: party.number])


def _describe(booking: GuestBooking, party: Party, now: datetime) -> None:
    booking.name, booking.companions = party.name, list(party.companions)
    booking.party, booking.children, booking.updated = party.number, party.children, now


def _send_code(booking: GuestBooking, shift: Shift, now: datetime, *, until: datetime) -> GuestCode:
    code = issue_code(booking, until=until)
    new = booking.status is GuestStatus.UNCONFIRMED
    if booking.status is not GuestStatus.CANCELLED:
        kind = GuestMessageKind.CONFIRM if new else GuestMessageKind.KNOWN
        tell_guest(booking, kind, shift, now=now, code=code)
    return code


def _code_refusal(code: GuestCode, typed: str, secret: str, now: datetime) -> SchedulerError | None:
    if code.until <= now:
        return Conflict("guest.code_old")
    if code.tries >= MOST_TRIES:
        return Conflict("guest.code_tries")
    if digits_match(code, typed, secret=secret):
        return None
    code.tries += 1
    left = MOST_TRIES - code.tries
    return InvalidInput("code", "guest.code_wrong", left=left) if left else Conflict("guest.code_tries")


def _refuse_ended(booking: GuestBooking) -> None:
    if booking.status is GuestStatus.CANCELLED:
        raise _ended(booking)


def _ended(booking: GuestBooking) -> SchedulerError:
    return Conflict("guest.ended" if booking.confirmed_at else "guest.not_in_time")


def _confirm(booking: GuestBooking, shift: Shift, now: datetime) -> None:
    """Make a booking good that was unconfirmed: with its places, with free ones, or on the waiting list."""
    _refuse_ended(booking)
    if booking.status is not GuestStatus.UNCONFIRMED:
        return
    refused = booking_refusal(shift, now=now)
    if refused is not None:
        raise refused
    booking.confirmed_at = now
    free = free_numbers(shift)
    held = booking.id in places_held(shift)
    if held or booking.party <= len(free):
        if not held:
            take_places(booking, free[: booking.party])
        set_status(booking, GuestStatus.CONFIRMED, now=now)
        note_guest("guest.confirmed", booking, shift, now=now)
        tell_guest(booking, GuestMessageKind.BOOKED, shift, now=now)
    else:
        booking.turn = next_turn(shift)
        set_status(booking, GuestStatus.WAITING, now=now)
        note_guest("guest.joined_list", booking, shift, now=now)
        tell_guest(booking, GuestMessageKind.WAITING, shift, now=now)


def _resize(booking: GuestBooking, shift: Shift, number: int) -> None:
    """Let a booking hold as many places as people come."""
    more = number - len(places_held(shift).get(booking.id, []))
    free = free_numbers(shift)
    if more > len(free):
        raise InvalidInput("party", "guest.party_no_more", free=len(free))
    if more > 0:
        take_places(booking, free[:more])
    else:
        give_up_places(booking, keep=number)
