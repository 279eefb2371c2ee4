"""Django's settings, read from the node's home; nothing here is secret or particular to one service.

Without a home (schema checks, ``--help``) a placeholder node is used, so that Django can start; it cannot serve.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benkan.core.errors import BenkanError
from benkan.node.database import connection_of
from benkan.node.home import Home, home_path, load
from benkan.node.signing import signer_of
from benkan.signer.interface import Signer

SOURCE = Path(__file__).resolve().parents[1]
LOCK_TIMEOUT_S = 20

try:
    BENKAN_NODE = load(home_path())
    SECRET_KEY = hashlib.sha256(b"benkan django" + BENKAN_NODE.key("django")).hexdigest()
except BenkanError:
    BENKAN_NODE = Home(home_path(), "no-node", {"fr": "Aucun nœud"}, "ML", "http://127.0.0.1:8440", "127.0.0.1:8440")
    SECRET_KEY = hashlib.sha256(b"no node, no sessions").hexdigest()

# Who evaluates: asked by apps.search.keys. Only the tests put another one here.
BENKAN_SIGNER: Callable[[Home], Signer] = signer_of

DEBUG = False
_URL = urlsplit(BENKAN_NODE.url)
ALLOWED_HOSTS = [_URL.hostname or "localhost", "localhost", "127.0.0.1", "[::1]"]
SECURE = _URL.scheme == "https"
CSRF_TRUSTED_ORIGINS = [f"{_URL.scheme}://{_URL.netloc}"]

INSTALLED_APPS = [
    "benkan.web",
    "benkan.apps.accounts",
    "benkan.apps.agencies",
    "benkan.apps.accords",
    "benkan.apps.journal",
    "benkan.apps.records",
    "benkan.apps.screening",
    "benkan.apps.cases",
    "benkan.apps.exchange",
    "benkan.apps.search",
    "benkan.apps.attachments",
    "benkan.apps.requests",
    "benkan.apps.notices",
    "benkan.apps.courier",
    "benkan.apps.seizures",
    "benkan.apps.reporting",
    "benkan.apps.jointcases",
    "benkan.apps.charts",
    "benkan.apps.flows",
    "benkan.apps.calendar",
    "benkan.apps.certificates",
    "benkan.apps.training",
    "benkan.apps.library",
    "benkan.apps.gatherings",
    "benkan.apps.cascade",
    "benkan.apps.means",
    "benkan.apps.deployments",
    "benkan.apps.resolutions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "benkan.apps.exchange.door.PartnersDoor",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "benkan.web.policy.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "benkan.apps.accounts.middleware.OfficerLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "benkan.web.errors.ErrorPages",
]

ROOT_URLCONF = "benkan.node.urls"
WSGI_APPLICATION = "benkan.node.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "benkan.web.context.node",
                "benkan.web.context.navigation",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "benkan.web.templatetags.benkan"],
        },
    },
]


def database(node: Home) -> dict[str, Any]:
    """Django's settings for the database that ``node.toml`` names."""
    found = connection_of(node.database, place=str(node.home / "node.toml") + " · database")
    if found is None:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(node.home / "benkan.sqlite3"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": LOCK_TIMEOUT_S,
                # secure_delete: what a partner withdrew must not stay readable in a freed page of the file.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                "PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON; "
                # 16 MB of pages in each thread. No memory map: SQLite lets go of all of it whenever another connection
                # has written, and with a line for each search that is at every search: 86 page faults each. And for one
                # page of a file that is not in memory the system would read 128 kB (docs/decisions/0011).
                "PRAGMA cache_size=-16384; PRAGMA mmap_size=0;",
            },
            # Opening the file and its pragmas cost more than a search.
            "CONN_MAX_AGE": 600,
            "TEST": {"NAME": str(node.home / "test.sqlite3")},
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": found.name,
        "USER": found.user,
        "PASSWORD": found.password,
        "HOST": found.host,
        "PORT": found.port,
        # As long as SQLite's timeout: a lock that somebody keeps is an error, not a page that never comes.
        "OPTIONS": {"options": f"-c lock_timeout={LOCK_TIMEOUT_S}s", **found.options},
        "CONN_MAX_AGE": 60,
    }


DATABASES = {"default": database(BENKAN_NODE)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Officer"
AUTHENTICATION_BACKENDS = [
    "benkan.apps.accounts.backend.Officers",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "benkan.apps.accounts.adapter.ClosedAdapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Benkan"
MFA_ADAPTER = "benkan.apps.accounts.adapter.SealedFactors"

SESSION_ENGINE = "benkan.apps.accounts.sessions"
# Several nodes may share one address in a demo: a browser must not hand one node's session to another.
SESSION_COOKIE_NAME = f"benkan_{BENKAN_NODE.agency}_session"
CSRF_COOKIE_NAME = f"benkan_{BENKAN_NODE.agency}_csrf"
LANGUAGE_COOKIE_NAME = f"benkan_{BENKAN_NODE.agency}_language"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_SAMESITE = "Strict"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024

LANGUAGE_CODE = BENKAN_NODE.language
LANGUAGES = [("fr", "Français"), ("en", "English"), ("ar", "العربية")]
LOCALE_PATHS = [str(SOURCE / "web" / "locale")]
TIME_ZONE = BENKAN_NODE.time_zone
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
WHITENOISE_AUTOREFRESH = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "benkan.node.log.Plain",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # httpx writes one line for each address it asks; who asks whom belongs in the journal, not in a log file.
    "loggers": {
        "benkan": {"level": "INFO"},
        # Django's own handler would print an unforeseen error with its message.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "httpx": {"level": "ERROR"},
        "httpcore": {"level": "ERROR"},
    },
}
