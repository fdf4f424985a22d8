"""Settings from the environment; every one has a default that suits one machine."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may choose.

    ``database_url`` is an SQLAlchemy URL, ``redis_url`` empty means the embedded queue, ``site_url`` is the
    address people reach the site at (its host also names calendar entries for ever), ``mail_url`` is
    ``smtp://user:password@host:587`` or empty (mails are then written to ``instance/outbox``),
    ``evidence_bytes`` is how large a photo or scan of a certificate may be.
    ``sms_url`` is a gateway for text messages, ``https://user:password@host/path``, to which JSON
    ``{"phone": "+8613800138000", "text": "…"}`` is posted, or empty (as with mails).
    """

    instance: Path
    secret_key: str
    database_url: str
    redis_url: str
    site_url: str
    calendar_host: str
    mail_url: str
    mail_from: str
    demo: bool
    sms_url: str = ""
    evidence_bytes: int = 8_000_000
    privacy_version: str = "2026-11"

    @property
    def https(self) -> bool:
        """Tell whether cookies must be Secure and links https."""
        return self.site_url.startswith("https://")


def load_settings(environ: dict[str, str] | None = None) -> Settings:
    """Return the settings that ``environ`` (default: the process environment) asks for.

    Creates the instance folder and, in it, a secret key that survives restarts.
    """
    env = dict(os.environ) if environ is None else environ
    instance = Path(env.get("SCHEDULER_INSTANCE", "instance")).absolute()
    instance.mkdir(parents=True, exist_ok=True)
    return Settings(
        instance=instance,
        secret_key=env.get("SECRET_KEY") or _stored_secret(instance / "secret_key"),
        database_url=_database_url(env.get("DATABASE_URL", ""), instance),
        redis_url=env.get("REDIS_URL", ""),
        site_url=env.get("SITE_URL", "http://127.0.0.1:8000").rstrip("/"),
        calendar_host=env.get("CALENDAR_HOST", "lianfang.invalid"),
        mail_url=env.get("MAIL_URL", ""),
        mail_from=env.get("MAIL_FROM", "lianfang@localhost"),
        demo=env.get("SCHEDULER_DEMO", "") == "1",
        sms_url=env.get("SMS_URL", ""),
        evidence_bytes=int(env.get("EVIDENCE_MEGABYTES", "8")) * 1_000_000,
    )


def _database_url(url: str, instance: Path) -> str:
    if not url:
        return f"sqlite:///{instance / 'lianfang.sqlite3'}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _stored_secret(path: Path) -> str:
    """Return the secret in ``path``, made on first use; two processes starting at once agree on one."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        secret = secrets.token_urlsafe(48)
        file.write(secret)
    return secret
