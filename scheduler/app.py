"""Put the application together: settings, database, sessions, languages, pages, commands."""

from functools import partial
from pathlib import Path

from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_migrate import Migrate
from flask_talisman import Talisman
from flask_wtf import CSRFProtect
from werkzeug.routing import IntegerConverter

from scheduler.config import Settings, load_settings
from scheduler.database import db
from scheduler.jobs.queue import init_queue
from scheduler.web import account, admin, assets, feeds, leader, public, volunteer
from scheduler.web.access import init_access
from scheduler.web.faults import init_faults
from scheduler.web.formatting import init_formatting
from scheduler.web.labels import init_labels
from scheduler.web.locale import init_locale
from scheduler.web.navigation import init_navigation
from scheduler.web.session import init_session
from scheduler.web.uploads import init_uploads

PACKAGE = Path(__file__).parent
BLUEPRINTS = (public, account, volunteer, leader, admin, feeds, assets)
CONTENT_SECURITY_POLICY = {
    "default-src": "'self'",
    "img-src": ["'self'", "data:"],  # Bootstrap draws its check marks and arrows as data: images
    "frame-ancestors": "'none'",
    "form-action": "'self'",
    "base-uri": "'self'",
}
#: The largest id a row may have; an address with a larger number leads nowhere.
LARGEST_ID = 2**31 - 1
MAX_REQUEST_BYTES = 8 * 1024 * 1024


def _folder(name: str) -> Path:
    """Return a folder that a wheel carries inside the package and a checkout beside it."""
    inside = PACKAGE / f"_{name}"
    return inside if inside.is_dir() else PACKAGE.parent / name


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        BOOTSTRAP_SERVE_LOCAL=True,
        BABEL_TRANSLATION_DIRECTORIES=str(PACKAGE / "translations"),
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_REQUEST_BYTES,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        REMEMBER_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SECURE=settings.https,
        WTF_CSRF_TIME_LIMIT=None,  # a form left open over a meal must still be accepted
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        RATELIMIT_HEADERS_ENABLED=True,
    )


def create_app(settings: Settings | None = None) -> Flask:
    """Return the web application for ``settings``, by default those of the environment."""
    settings = settings or load_settings()
    app = Flask("scheduler", template_folder=str(_folder("templates")), static_folder="web/static")
    _configure(app, settings)
    app.url_map.converters["int"] = partial(IntegerConverter, max=LARGEST_ID)  # type: ignore[assignment]  # any maker of converters will do
    db.init_app(app)
    Migrate(app, db, directory=str(_folder("migrations")), render_as_batch=True, compare_type=True)
    Bootstrap5(app)
    CSRFProtect(app)
    Talisman(
        app,
        force_https=False,  # a proxy's task; inside a community's network there may be no certificate
        strict_transport_security=settings.https,
        session_cookie_secure=settings.https,
        content_security_policy=CONTENT_SECURITY_POLICY,
        frame_options="DENY",
        referrer_policy="same-origin",
    )
    app.extensions["limits"] = Limiter(get_remote_address, app=app)
    for prepare in (
        init_session,
        init_uploads,
        init_locale,
        init_access,
        init_faults,
        init_formatting,
        init_labels,
        init_navigation,
    ):
        prepare(app)
    for part in BLUEPRINTS:
        app.register_blueprint(part.blueprint)
    init_queue(app)
    return app
