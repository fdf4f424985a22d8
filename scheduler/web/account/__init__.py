"""Accounts: register, sign in and out, password, language."""

from scheduler.web.account import consent, deleting, my_data, passwords, profile, registering, signing_in
from scheduler.web.account.blueprint import blueprint

__all__ = [
    "blueprint",
    "consent",
    "deleting",
    "my_data",
    "passwords",
    "profile",
    "registering",
    "signing_in",
]
