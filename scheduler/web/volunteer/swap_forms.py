"""The forms in which a shift is offered, an exchange is accepted, and a release is asked for."""

from collections.abc import Sequence

from flask_babel import lazy_gettext
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length

from scheduler.enums import SwapKind
from scheduler.services.shift_inputs import REASON_LENGTH
from scheduler.services.swap_candidates import Candidate
from scheduler.services.swap_problems import Exchange
from scheduler.services.swaps import MESSAGE_LENGTH
from scheduler.web.fields import Choice
from scheduler.web.forms import Form, strip

EVERYONE = "everyone"
_TOO_LONG = lazy_gettext("At most %(max)d characters, please.")


def key_of(exchange: Exchange) -> str:
    """Return how a form names an exchange: whom to ask, and for which of her places."""
    wanted = exchange.wanted.id if exchange.wanted is not None else ""
    return f"{exchange.taker.id}-{wanted}"


class OfferForm(Form):
    """Whom to ask, and a few words."""

    kind = HiddenField()
    whom = Choice(lazy_gettext("Whom to ask"))
    message = StringField(
        lazy_gettext("Message"),
        [Length(max=MESSAGE_LENGTH, message=_TOO_LONG)],
        filters=[strip],
        description=lazy_gettext("Such as why you cannot come. Whoever is asked reads it."),
    )

    def offer(self, candidates: Sequence[Candidate]) -> None:
        """Let the reader choose among everyone suitable and each exchange that is possible."""
        keys = [key_of(exchange) for candidate in candidates for exchange in candidate.exchanges]
        self.whom.choices = [(key, key) for key in (EVERYONE, *keys)] if keys else []

    @property
    def wanted_kind(self) -> SwapKind:
        """Return what is asked for; anything else than a swap is a cover."""
        return SwapKind.SWAP if self.kind.data == SwapKind.SWAP else SwapKind.COVER

    @property
    def chosen(self) -> tuple[int | None, int | None]:
        """Return the ids of whom to ask (``None``: everyone) and of her place; the form must be valid."""
        if self.whom.data == EVERYONE:
            return None, None
        person, _, place = str(self.whom.data).partition("-")
        return int(person), int(place) if place else None


class AcceptForm(Form):
    """Which own place is given in exchange, where that is still open."""

    wanted = Choice(lazy_gettext("Which of your shifts you give in exchange"))

    def offer(self, exchanges: Sequence[Exchange], *, asks: bool) -> None:
        """Let the reader choose among her places, if the request ``asks`` for that."""
        if asks:
            self.wanted.choices = [(str(one.wanted.id), "") for one in exchanges if one.wanted is not None]
        else:
            del self.wanted

    @property
    def wanted_id(self) -> int | None:
        """Return the id of the place chosen, if one is asked for; the form must be valid."""
        return int(str(self.wanted.data)) if "wanted" in self else None


class ReleaseForm(Form):
    """Why somebody cannot come."""

    reason = StringField(
        lazy_gettext("Reason"),
        [
            InputRequired(lazy_gettext("Please fill in this field.")),
            Length(max=REASON_LENGTH, message=_TOO_LONG),
        ],
        filters=[strip],
        description=lazy_gettext("The leader reads it."),
    )
