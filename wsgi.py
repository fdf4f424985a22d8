"""The WSGI entry for application servers: ``gunicorn wsgi:app``."""

from scheduler.app import create_app
from scheduler.web.memory import ease_collector

app = create_app()
ease_collector()
