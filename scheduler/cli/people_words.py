"""What the people commands print: the plan of an import, and refusals as sentences."""

import click

from scheduler.errors import InvalidInput, NotFound, SchedulerError
from scheduler.services.people_import_plan import Fault, ImportPlan
from scheduler.services.people_import_words import REASONS

_MOST_LINES = 50
_SENTENCES = {
    **REASONS,
    "cli.no_such_account": "There is no active account with this e-mail address or phone number.",
    "required": "This must not be empty.",
    "too_long": "At most %(most)s characters.",
    "contact.phone": "This is not a phone number.",
    "contact.email": "This is not an e-mail address.",
    "person.phone_taken": "Another account has this phone number.",
    "person.email_taken": "Another account has this e-mail address.",
    "person.unreachable": "A phone number or an e-mail address is needed.",
    "password.too_short": "At least %(least)s characters.",
    "password.too_long": "At most %(most)s characters.",
    "password.common": "This password is among the first that anybody would try.",
    "password.like_login": "The password must not be the name, e-mail address or phone number.",
    "shift.control_characters": "This holds invisible control characters.",
    "unit.code": "Small letters a to z, digits and hyphens, at most 40.",
    "unit.zone": "There is no such time zone. Write it like Asia/Shanghai.",
}


def sentence(error: SchedulerError) -> str:
    """Return why something is refused, in English."""
    return _SENTENCES[error.code] % error.params if error.code in _SENTENCES else str(error)


def refused(error: SchedulerError) -> str:
    """Return a refusal with the option it is about."""
    if isinstance(error, NotFound):
        return "--unit: No unit has this code."
    if isinstance(error, InvalidInput) and error.field not in {"file", "cell"}:
        return f"--{error.field.replace('_', '-')}: {sentence(error)}"
    return sentence(error)


def _line(fault: Fault) -> str:
    shown = f' "{fault.text}"' if fault.text else ""
    return f"  {fault.cell} {fault.heading}{shown}: {sentence(fault.reason)}"


def show_plan(plan: ImportPlan) -> None:
    """Print what an import would do, and every bad cell; bad cells go to standard error."""
    click.echo(f"{len(plan.created)} new, {len(plan.changed)} changed, {plan.unchanged} unchanged.")
    if plan.layout.ignored:
        click.echo(f"Columns left out: {', '.join(plan.layout.ignored)}")
    if not plan.faults:
        return
    click.echo(f"{len(plan.faults)} cells are bad; nothing is imported:", err=True)
    for fault in plan.faults[:_MOST_LINES]:
        click.echo(_line(fault), err=True)
    if len(plan.faults) > _MOST_LINES:
        click.echo(f"  ... and {len(plan.faults) - _MOST_LINES} more.", err=True)
