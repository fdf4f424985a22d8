"""The errors that services raise; each carries a code that the web layer puts into the reader's words."""

from collections.abc import Sequence


class SchedulerError(Exception):
    """A refusal with a stable code (``shift.full``) and the values its sentence needs."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        details = ", ".join(f"{key}={value}" for key, value in self.params.items())
        return f"{self.code} ({details})" if details else self.code


class NotAllowed(SchedulerError):  # noqa: N818 - an answer to the person, not a fault of the program
    """The actor lacks the right to do this here."""


class NotFound(SchedulerError):  # noqa: N818 - as above
    """There is no such thing, or the actor may not know of it."""


class InvalidInput(SchedulerError):  # noqa: N818 - as above
    """A value cannot be accepted; ``field`` names the form field or column."""

    def __init__(self, field: str, code: str, **params: object) -> None:
        super().__init__(code, **params)
        self.field = field


class Conflict(SchedulerError):  # noqa: N818 - as above
    """The request is well formed but the state of the world forbids it (full, overlap, rest …)."""


class RuleBroken(Conflict):
    """An edit of a roster breaks hard rules; ``broken`` pairs the name of a person with a rule's code."""

    def __init__(self, broken: Sequence[tuple[str, str]]) -> None:
        super().__init__("assignment.breaks_rule", reasons="; ".join(map(": ".join, broken)))
        self.broken = tuple(broken)


class StaleVersion(Conflict):
    """Somebody else changed the thing since the actor loaded it."""


class RateLimited(SchedulerError):  # noqa: N818 - as above
    """Too many attempts; ``params['retry_after']`` counts the seconds to wait."""
