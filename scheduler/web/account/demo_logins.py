"""The demo city's accounts, listed on the sign-in page in demo mode and never otherwise."""

import json
from dataclasses import dataclass

from scheduler.config import Settings
from scheduler.enums import Role

_FILE = "demo_accounts.json"


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """How a visitor signs in as one of the roles."""

    role: Role
    name: str
    login: str
    password: str


def demo_logins(settings: Settings) -> list[DemoLogin]:
    """Return the accounts that the demo's loader wrote down; none outside of demo mode."""
    path = settings.instance / _FILE
    if not settings.demo or not path.is_file():
        return []
    listed = json.loads(path.read_text(encoding="utf-8"))
    return [DemoLogin(Role(item["role"]), item["name"], item["login"], item["password"]) for item in listed]
