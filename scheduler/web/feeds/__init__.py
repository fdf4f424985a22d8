"""Calendar feeds by unit and by private token, and the page where a person manages her own."""

from scheduler.web.feeds import delivery, settings
from scheduler.web.feeds.blueprint import blueprint

__all__ = ["blueprint", "delivery", "settings"]
