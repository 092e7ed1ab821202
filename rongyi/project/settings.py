"""Settings for one county on one machine by default; a larger deployment changes them by environment variables.

RONGYI_ENV is `production` (default), `demo` (what `make run` starts) or `test`. Paths lie under RONGYI_VAR.
"""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from rongyi.kernel.proxies import proxies_in

BASE_DIR = Path(__file__).resolve().parents[2]
ENV = os.environ.get("RONGYI_ENV", "production")
PRODUCTION = ENV == "production"
VAR_DIR = Path(os.environ.get("RONGYI_VAR", BASE_DIR / "var"))
DEFINITIONS_DIR = Path(os.environ.get("RONGYI_DEFINITIONS", BASE_DIR / "definitions"))

DEBUG = os.environ.get("RONGYI_DEBUG") == "1"
# A demo or test instance has a fixed key on purpose; production refuses to start with it (project/checks.py).
DEFAULT_SECRET_KEY = "demo-only-not-for-production-" + "0" * 32
SECRET_KEY = os.environ.get("RONGYI_SECRET_KEY", DEFAULT_SECRET_KEY)
ALLOWED_HOSTS = [h for h in os.environ.get("RONGYI_HOSTS", "" if PRODUCTION else "*").split(",") if h]
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("RONGYI_ORIGINS", "").split(",") if o]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "django_tasks",
    "django_tasks_db",
    "rongyi.kernel",
    "rongyi.accounts",
    "rongyi.organisation",
    "rongyi.records",
    "rongyi.ledgers",
    "rongyi.registry",
    "rongyi.merging",
    "rongyi.archives",
    "rongyi.confirmations",
    "rongyi.rights",
    "rongyi.mandates",
    "rongyi.erasure",
    "rongyi.verification",
    "rongyi.casework",
    "rongyi.cards",
    "rongyi.visits",
    "rongyi.benefits",
    "rongyi.portal",
    "rongyi.api",
    "rongyi.project",
]

MIDDLEWARE = [
    "rongyi.kernel.middleware.SecurityHeaders",
    "django.middleware.gzip.GZipMiddleware",  # above WhiteNoise: pages, style and script shrink to a quarter
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "rongyi.organisation.middleware.ActorMiddleware",
    "rongyi.kernel.middleware.Incidents",
]

ROOT_URLCONF = "rongyi.project.urls"
WSGI_APPLICATION = "rongyi.project.wsgi.application"
ASGI_APPLICATION = "rongyi.project.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "rongyi.kernel.context.appearance",
                "rongyi.organisation.context.desk",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "rongyi.kernel.templatetags.words",
            ],
        },
    }
]

FORM_RENDERER = "rongyi.kernel.form_renderer.QuickSelects"


def _database() -> dict:
    url = os.environ.get("DATABASE_URL", "")
    if url.startswith(("postgres://", "postgresql://")):
        parts = urlsplit(url)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {"connect_timeout": 3},
        }
    path = url.removeprefix("sqlite:///") if url.startswith("sqlite:///") else str(VAR_DIR / "rongyi.sqlite3")
    # Deferred transactions lose most of 20 concurrent writers to «database is locked»; IMMEDIATE loses none.
    pragmas = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; "
        "PRAGMA mmap_size=1073741824; PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON;"
    )
    return {
        "ENGINE": "rongyi.kernel.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas},
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CITUS = os.environ.get("CITUS") == "1"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["rongyi.accounts.backends.PasswordBackend"]
PASSWORD_HASHERS = ["rongyi.accounts.hashers.BoundedArgon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "accounts:sign_in"
OWN_LOGIN_URL = "portal:doors"
LOGIN_REDIRECT_URL = "console:home"

SECURE_COOKIES = PRODUCTION  # the county's intranet has https too: docs/adr/0014
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "__Host-rongyi" if SECURE_COOKIES else "rongyi"
SESSION_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = 15 * 60 if PRODUCTION else 8 * 3600
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE_COOKIES else "csrf"
CSRF_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "rongyi.kernel.views.faults.stale_page"
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31536000 if SECURE_COOKIES else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
RONGYI_PROXIES = proxies_in(os.environ.get("RONGYI_BEHIND_PROXY", ""))
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if RONGYI_PROXIES else None
# SecurityHeaders forbids framing by CSP; the proxy before us turns http into https; the names beside ours belong to
# the county, not to us.
SILENCED_SYSTEM_CHECKS = ["security.W002", "security.W005", "security.W008", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# In a demo everybody may look around with a password alone; in production a second factor is required.
SECOND_FACTOR_REQUIRED = PRODUCTION

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
# Texts are written with an ordinary keyboard's marks and shown with the full-width ones that Chinese is printed with
# (maint/messages/typography.py). Tests read them as they are written.
LOCALE_PATHS = [BASE_DIR / "rongyi" / "locale"]
LOCALE_PATHS += [BASE_DIR / "rongyi" / "kernel" / "typography"] if ENV != "test" else []
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "rongyi.kernel.statics.LocalStatics"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 31536000 if PRODUCTION else 3600
MEDIA_ROOT = VAR_DIR / "nowhere"  # uploads go through kernel.files, never through MEDIA_ROOT
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

RONGYI_KEY_FILE = Path(os.environ.get("RONGYI_KEYS", VAR_DIR / "keys.json"))
# Signed heads of the chains go daily to a second place, which another machine or person keeps.
RONGYI_SEAL_KEY = Path(os.environ.get("RONGYI_SEAL_KEY", VAR_DIR / "seal.key"))
RONGYI_SEAL_TO = Path(os.environ["RONGYI_SEAL_TO"]) if os.environ.get("RONGYI_SEAL_TO") else None
RONGYI_CIPHER = os.environ.get("RONGYI_CIPHER", "AES-256-GCM")
RONGYI_DIGEST = os.environ.get("RONGYI_DIGEST", "SHA-256")
RONGYI_FILES_DIR = Path(os.environ.get("RONGYI_FILES", VAR_DIR / "files"))
RONGYI_SCANNER = os.environ.get("RONGYI_SCANNER") or None
RONGYI_CLAMD = os.environ.get("RONGYI_CLAMD") or None  # tcp://host:port or unix:///path
RONGYI_CLAMD_SECONDS = float(os.environ.get("RONGYI_CLAMD_SECONDS", "10"))
RONGYI_METRICS_TOKEN = os.environ.get("RONGYI_METRICS_TOKEN", "")  # without it /metrics answers this machine alone
# Short messages: `file` (under VAR_DIR), `console`, `http`, or the dotted path of a county's own; docs/operations.md.
RONGYI_MESSAGES = os.environ.get("RONGYI_MESSAGES", "file")
RONGYI_MESSAGES_URL = os.environ.get("RONGYI_MESSAGES_URL", "")
RONGYI_MESSAGES_HOSTS = [h for h in os.environ.get("RONGYI_MESSAGES_HOSTS", "").split(",") if h]
RONGYI_MESSAGES_TOKEN = os.environ.get("RONGYI_MESSAGES_TOKEN", "")
RONGYI_HELP_PHONE = os.environ.get("RONGYI_HELP_PHONE", "")
# Webhooks: the whole addresses that may be told of cases; docs/operations.md. LOCAL also lets http and this machine in.
RONGYI_HOOKS = [h for h in os.environ.get("RONGYI_HOOKS", "").split(",") if h]
RONGYI_HOOKS_LOCAL = os.environ.get("RONGYI_HOOKS_LOCAL") == "1"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("RONGYI_LOG", "INFO" if PRODUCTION else "WARNING")},
}
