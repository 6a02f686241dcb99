"""Where mail goes, read from the environment; without a server it is written to files, never lost and never sent."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

SCHEMES = {"smtp": "none", "smtp+starttls": "starttls", "smtps": "tls"}
PORTS = {"none": 25, "starttls": 587, "tls": 465}


class WrongMailSetting(ValueError):
    """A setting of mail that cannot be understood; the portal does not start with it."""


def mail_settings(env: Mapping[str, str], state: Path) -> dict[str, Any]:
    """Django's EMAIL_… settings and DEFAULT_FROM_EMAIL.

    KARTA_SMTP_URL (smtp://, smtp+starttls:// or smtps://user:password@host:port), or KARTA_SMTP_HOST with _PORT,
    _TLS (none | starttls | tls), _USER and _PASSWORD; KARTA_MAIL_FROM. Errors: WrongMailSetting.
    """
    sender = env.get("KARTA_MAIL_FROM", "Karta <karta@localhost>")
    server = _of_url(env["KARTA_SMTP_URL"]) if env.get("KARTA_SMTP_URL") else _of_parts(env)
    if server is None:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": state / "mail",
            "DEFAULT_FROM_EMAIL": sender,
        }
    host, port, tls, user, password = server
    if tls not in PORTS:
        raise WrongMailSetting(f"KARTA_SMTP_TLS={tls}: write none, starttls or tls")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": host,
        "EMAIL_PORT": port or PORTS[tls],
        "EMAIL_USE_TLS": tls == "starttls",
        "EMAIL_USE_SSL": tls == "tls",
        "EMAIL_HOST_USER": user,
        "EMAIL_HOST_PASSWORD": password,
        "EMAIL_TIMEOUT": 20,
        "DEFAULT_FROM_EMAIL": sender,
    }


Server = tuple[str, int | None, str, str, str]


def _of_url(url: str) -> Server:
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise WrongMailSetting("KARTA_SMTP_URL: write smtp+starttls://user:password@host:587, or smtps:// or smtp://")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return parts.hostname, parts.port, SCHEMES[parts.scheme], user, password


def _of_parts(env: Mapping[str, str]) -> Server | None:
    if not env.get("KARTA_SMTP_HOST"):
        return None
    port = env.get("KARTA_SMTP_PORT", "")
    if port and not port.isdecimal():
        raise WrongMailSetting(f"KARTA_SMTP_PORT={port}: write a number")
    tls = env.get("KARTA_SMTP_TLS", "starttls")
    return (
        env["KARTA_SMTP_HOST"],
        int(port) if port else None,
        tls,
        env.get("KARTA_SMTP_USER", ""),
        env.get("KARTA_SMTP_PASSWORD", ""),
    )
