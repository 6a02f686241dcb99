"""Django settings. Every deployment choice is an environment variable; the defaults run on one machine with SQLite.

KARTA_DATA        data folder whose current snapshot is shown (default: data)
KARTA_STATE       folder of the portal's own state: database, uploads, secret key (default: <KARTA_DATA>/portal)
DATABASE_URL      postgres://… for PostgreSQL (platform.database_settings; default: SQLite in KARTA_STATE)
KARTA_HOSTS       comma-separated host names that the portal answers to (default: 127.0.0.1,localhost)
KARTA_DEBUG       1 for Django's debug pages (default: 0)
KARTA_ADDRESS     where readers find the portal, for links in mail (default: the address that they used)
KARTA_SIGN_UP     off: no accounts but those that administrators make (default: on)
KARTA_OIDC_URL, KARTA_OIDC_CLIENT, KARTA_OIDC_SECRET, KARTA_OIDC_NAME   an OpenID Connect provider to sign in with
KARTA_STATIC      folder of collected files of pages, for nginx (default: <KARTA_STATE>/static)
KARTA_PROXIES     comma-separated addresses or networks of proxies whose X-Forwarded-For counts, or unix (default: none)
KARTA_RATE_LIMIT  requests a minute of one address to API, exports and feeds, or off (default: 1200)
KARTA_RATE_LIMIT_KEY   the same with an API key (default: 12000)
KARTA_PAGE_CACHE  off: every page is made anew for every visitor (default: kept while nothing changes)
KARTA_S3_BUCKET, KARTA_S3_ENDPOINT …   an S3-compatible store of pictures and documents (platform.files_settings)
KARTA_SMTP_URL, KARTA_SMTP_HOST …, KARTA_MAIL_FROM   the mail server (platform.mail_settings; default: files)
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from karta.portal.config.pages_settings import PAGES_APPS, PAGES_MIDDLEWARE, pages_settings
from karta.portal.platform.account_settings import account_settings
from karta.portal.platform.database_settings import database_settings
from karta.portal.platform.files_settings import files_settings
from karta.portal.platform.mail_settings import mail_settings

PORTAL = Path(__file__).resolve().parents[1]
PROJECT = PORTAL.parents[2]
DATA = Path(os.environ.get("KARTA_DATA", "data")).resolve()
STATE = Path(os.environ.get("KARTA_STATE", DATA / "portal")).resolve()
STATE.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """The key of this installation, made at first start and kept readable to its owner only."""
    path = STATE / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), "utf-8")
    return path.read_text("utf-8")


SECRET_KEY = _secret_key()
DEBUG = os.environ.get("KARTA_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("KARTA_HOSTS", "127.0.0.1,localhost").split(",")

INSTALLED_APPS = [
    "karta.portal.platform",
    "karta.portal.directory",
    "karta.portal.directory.profiles",
    "karta.portal.engines.builds",
    "karta.portal.engines.review",
    "karta.portal.home",
    "karta.portal.explorer",
    "karta.portal.curation",
    "karta.portal.imports",
    "karta.portal.operations",
    "karta.portal.editing",
    "karta.portal.rooms.events",
    "karta.portal.rooms.events.afterwards",
    "karta.portal.rooms.projects",
    "karta.portal.rooms.contact",
    "karta.portal.rooms.members",
    "karta.portal.rooms.investors",
    "karta.portal.rooms.awards",
    "karta.portal.rooms.spinoffs",
    *PAGES_APPS,
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "karta.portal.platform.proxies.ClientAddress",
    "karta.portal.platform.hosts.KnownHost",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "karta.portal.platform.middleware.ContentSecurityPolicy",
    "karta.portal.platform.middleware.AccountsAreNotKept",
    "karta.portal.platform.limits.RateLimit",
    "karta.portal.platform.kept_pages.KeptPages",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "karta.portal.platform.body_limit.BodyLimit",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "karta.portal.platform.directions.Straight",
    "karta.portal.platform.suppressed.Suppress",
    "karta.portal.platform.errors.NothingPublished",
    *PAGES_MIDDLEWARE,
]

ROOT_URLCONF = "karta.portal.config.urls"
WSGI_APPLICATION = "karta.portal.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "karta.portal.platform.context.page",
            ]
        },
    }
]

DATABASES = {"default": database_settings(os.environ, STATE)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# In the database, so that every process sees what another one counted.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "platform_cache"},
    # In each process: what is in it is named after the state of the database, so that no process shows what is gone.
    "public": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 5000}},
    # Forms of pictures are rows already: keeping them in the table above would be a second look-up and a write.
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}
# How long at most a page, or an answer of the database in it (platform.public_state), stands that only a hand in the
# database changes: the page may be made of an old answer, so that such a change shows within twice that time.
KEPT_SECONDS = 300
# Apps and views whose pages are the same for every visitor (platform.kept_pages), and for how many seconds at most: a
# clock changes some of them. None: nothing is kept.
KEPT_PAGES = (
    {}
    if os.environ.get("KARTA_PAGE_CACHE") == "off"
    else {
        **dict.fromkeys(("explorer", "facts", "news", "projects", "sitemap-index", "wagtail_serve"), KEPT_SECONDS),
        **dict.fromkeys(
            ("afterwards:gallery", "afterwards:library", "afterwards:picture", "afterwards:results", "events", "home",
             "investors:showcase", "profiles:offers", "spinoffs"), 60,
        ),
    }
)  # fmt: skip

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

LANGUAGE_CODE = "bg"
LANGUAGES = [("bg", _("Bulgarian")), ("en", _("English"))]
TIME_ZONE = "Europe/Sofia"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("KARTA_STATIC", STATE / "static")).resolve()
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns of a folder that is not there
# Built by Vite with a hash in each name; platform.assets reads its manifest.
FRONTEND = PROJECT / "frontend" / "dist"
STATICFILES_DIRS = [FRONTEND] if FRONTEND.exists() else []
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+-[0-9A-Za-z_-]{8}\.[a-z0-9.]+$"

MEDIA_ROOT = STATE / "uploads"
STORAGES = files_settings(os.environ, MEDIA_ROOT)
MEDIA_URL = "/media/"  # pictures of pages only: rooms.news.views.media
UPLOAD_LIMIT_BYTES = 50 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

ADDRESS = os.environ.get("KARTA_ADDRESS", "").rstrip("/")
PROXIES = [one.strip() for one in os.environ.get("KARTA_PROXIES", "").split(",") if one.strip()]
RATE_LIMITS = (
    None
    if os.environ.get("KARTA_RATE_LIMIT") == "off"
    else {
        "anonymous": int(os.environ.get("KARTA_RATE_LIMIT", "1200")),
        "key": int(os.environ.get("KARTA_RATE_LIMIT_KEY", "12000")),
    }
)
globals().update(mail_settings(os.environ, STATE))
globals().update(pages_settings())

globals().update(account_settings(os.environ, ADDRESS))
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account-home"
TEAM_HOMES = (  # where those arrive who work on the portal: the first of their roles that has one
    ("steward", "imports:list"),
    ("administrator", "imports:list"),
    ("curator", "curation:queue"),
    ("editor", "news:board"),
)
LOGOUT_REDIRECT_URL = "home:page"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ADDRESS.startswith("https://")
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "karta.portal.platform.errors.csrf_failure"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Everything to standard error, where the operator's own log keeper reads it.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.request": {"level": "ERROR"},  # a mistyped address is no event for the operator
    },
}
