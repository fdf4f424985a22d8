"""What a guest may say: name, phone or e-mail address, how many come and who."""

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.errors import InvalidInput
from scheduler.models import Shift
from scheduler.services.contacts import clean_email, clean_phone, is_email
from scheduler.services.shift_inputs import clean_line

NAME_LENGTH = 80
#: One household; a school class is a matter for the organiser.
MOST_PARTY = 8


@dataclass(frozen=True, slots=True)
class Party:
    """Who comes: the name of whoever books, how many in all, how many of them children, the others' names."""

    name: str
    number: int
    children: int = 0
    companions: Sequence[str] = ()


def clean_party(party: Party, shift: Shift) -> Party:
    """Return a party as it is kept; raise ``InvalidInput`` for what cannot be, or fits no shift like this."""
    name = clean_line("name", party.name, most=NAME_LENGTH, required=True)
    most = min(MOST_PARTY, shift.guest_places)
    if not 1 <= party.number <= most:
        raise InvalidInput("party", "guest.party_range", most=most)
    if not 0 <= party.children <= party.number:
        raise InvalidInput("children", "guest.children", party=party.number)
    names = [clean_line("companions", line, most=NAME_LENGTH) for line in party.companions]
    companions = [line for line in names if line]
    if len(companions) > party.number - 1:
        raise InvalidInput("companions", "guest.companions", others=party.number - 1)
    return Party(name, party.number, party.children, companions)


def clean_contact(field: str, text: str) -> str:
    """Return a phone number or an e-mail address in its one spelling; raise ``InvalidInput``."""
    return clean_email(field, text) if is_email(text) else clean_phone(field, text)
