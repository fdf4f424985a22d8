"""The server's secret, for the services that need one and know nothing of the web."""

from flask import current_app

from scheduler.config import Settings


def server_secret() -> str:
    """Return the secret that every process of this server shares."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.secret_key
