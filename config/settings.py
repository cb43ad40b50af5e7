"""The one settings file: what differs between machines comes from the environment (.env.example lists it)."""

import os
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

# NumPy reads it when it is first imported. Its threads spin while they wait for each other, which on busy processors takes many times the
# work itself; web processes and the worker are many as it is.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

env = environ.Env()
env.read_env(BASE_DIR / ".env")

ENVIRONMENT = env.str("ENVIRONMENT", default="development")
if ENVIRONMENT not in {"development", "production"}:
    raise ImproperlyConfigured("ENVIRONMENT must be development or production.")
PRODUCTION = ENVIRONMENT == "production"

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="" if PRODUCTION else "development-only-key-" + "0" * 40)
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG must be off when ENVIRONMENT=production.")
if PRODUCTION and not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY must be set when ENVIRONMENT=production.")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]"])
# Links in e-mails start with it, whatever host a request names. In production the first allowed host is the default.
SITE_URL = env.str("SITE_URL", default=f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION and ALLOWED_HOSTS else "http://127.0.0.1:8000").rstrip(
    "/"
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "workshops",
    "criteria",
    "assessments",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "rules.apps.AutodiscoverRulesConfig",
    "simple_history",
]

# The order matters: headers before the static files, so that these carry them too; open data before the session, of which it knows
# nothing; the language after the user, whose choice it is; the body limit inside of all that its page needs, but before anything reads
# the body (the CSRF check does, in `process_view`).
MIDDLEWARE = [
    "config.toolkit.middleware.ArrivalMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "assessments.api.middleware.OpenDataMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.toolkit.middleware.NoStoreMiddleware",
    "config.toolkit.middleware.FinnishFirstMiddleware",
    "workshops.sessions.SessionStampMiddleware",
    "workshops.access.AccessMiddleware",
    "assessments.guests.GuestMiddleware",
    "config.toolkit.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.toolkit.middleware.BodyLimitMiddleware",
    "config.toolkit.middleware.ReadableAddressMiddleware",
    "config.toolkit.middleware.DomainErrorMiddleware",
    "config.toolkit.middleware.CollisionMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "workshops.context.shell",
            ],
            "libraries": {"ui": "config.toolkit.templatetags.ui"},
            "builtins": ["django.templatetags.i18n", "config.toolkit.templatetags.ui"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

DATABASES = {"default": env.db_url("DATABASE_URL", default="sqlite:///var/laatumatka.sqlite3")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE and WAL: 20 writers at once meet no "database is locked".
    if DATABASES["default"]["NAME"] != ":memory:":
        DATABASES["default"]["NAME"] = BASE_DIR / DATABASES["default"]["NAME"]  # a relative path starts at the checkout
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A database that does not answer is told as a pause (503) within seconds, not waited for.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 3)

# Shared by all processes: sign-in limits and the worker's heartbeat. Many entries, because culling would forget limits.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache", "OPTIONS": {"MAX_ENTRIES": 100_000}}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# Called by the worker every quarter of an hour with `at`, the moment; each does its work once, however often it is called.
PERIODIC_WORK = [
    "assessments.services.action_reminders.remind_of_actions",
    "assessments.services.applications.ending.lapse_unsubmitted",
    "assessments.services.auditing.invitations.stop_blocked_seats",
    "assessments.services.deadline_reminders.remind_of_deadlines",
    "assessments.services.imports.forget_unconfirmed_imports",
    "assessments.services.mark_reminders.tell_of_ending_marks",
    "assessments.services.public_sheets.renew_public_sheet",
    "assessments.services.summaries.closing.close_years",
]

# Accounts: e-mail login, no open sign-up (an invitation is the only way in).
AUTH_USER_MODEL = "workshops.User"
AUTHENTICATION_BACKENDS = ["rules.permissions.ObjectPermissionBackend", "allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "assessments:dashboard"
LOGOUT_REDIRECT_URL = "assessments:dashboard"
ACCOUNT_ADAPTER = "workshops.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True  # the shared computer is ours (workshops.sessions)
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 a path; keeps no copy of addresses
ACCOUNT_FORMS = {
    "login": "workshops.forms.accounts.LoginForm",
    "reset_password": "workshops.forms.accounts.ResetPasswordForm",
    "reset_password_from_key": "workshops.forms.accounts.ResetPasswordKeyForm",
    "change_password": "workshops.forms.accounts.ChangePasswordForm",
    "reauthenticate": "workshops.forms.accounts.ReauthenticateForm",
}
# Many workshops sit behind one municipal address: per address generous, per account tight. "key" is the e-mail address.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "60/m/ip,5/5m/key",
    "reset_password": "60/m/ip,5/h/key",
    "reset_password_from_key": "60/m/ip",
    "access_request": "30/h/ip",
    "feedback": "30/h/ip",
    "invitation_accept": "60/m/ip",
    "personal_code": "120/5m/ip,5000/h/key",  # the key is one for all: what it costs and buys is in docs/decisions/0018
    "invite": "100/h/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

vars().update(env.email_url("EMAIL_URL", default="smtp://localhost:25" if PRODUCTION else f"filemail:///{VAR_DIR / 'mail'}"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Laatumatka <laatumatka@laatumatka.example>")

# Language: Finnish is the source language; sv and en come through the catalogues in locale/.
LANGUAGE_CODE = "fi"
LANGUAGES = [("fi", "suomi"), ("sv", "svenska"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Helsinki"
USE_TZ = True
# No reminder is sent and no due date is offered in these times of the year: first and last day as month-day.
QUIET_TIMES = [
    tuple(tuple(map(int, day.split("-"))) for day in span.split("/")) for span in env.list("QUIET_TIMES", default=["7-1/7-31", "12-22/1-6"])
]

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
REQUEST_BODY_MAX_SIZE = 12 * 1024 * 1024  # one 10 MB file, its form fields and the multipart frame

# Security headers and cookies.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^healthz$"]  # asked from inside, without the proxy
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
if env.bool("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_FAILURE_VIEW = "config.toolkit.error_pages.csrf_failure"
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
if PRODUCTION:
    # The browser accepts a __Host- cookie only with Secure, Path=/ and no Domain: a sister site cannot plant one (ASVS 5.0, 3.3.3).
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"

# The service's own limits.
SHARED_COMPUTER_SESSION_AGE = 30 * 60
INVITATION_MAX_AGE_DAYS = 30
FEEDBACK_EMAIL = env.str("FEEDBACK_EMAIL", default="palaute@laatumatka.example")
# Open data (assessments/api). The licence is a proposal: the association has to confirm it before the service opens.
OPEN_DATA_LICENCE = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/deed.fi"}
OPEN_DATA_REQUESTS_PER_MINUTE = 120  # of one address
OPEN_DATA_MAX_AGE = 600  # seconds; the register of marks is always asked anew
DEMO = env.bool("DEMO", default=False)
DEMO_FILE = VAR_DIR / "demo.json"  # written by seed_demo, read for the banner
if PRODUCTION and DEMO:
    raise ImproperlyConfigured("DEMO must be off when ENVIRONMENT=production.")

# One line per event on standard error, with the request's id; no addresses' secrets, no posted text, no settings.
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "config.toolkit.log.RequestIdFilter"}},
    "formatters": {
        "line": {
            "()": "config.toolkit.log.RedactingFormatter",
            "format": "{asctime} {levelname} {name} [{request_id}] {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "filters": ["request_id"], "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        # Django's own handlers would mail tracebacks and print for DEBUG only.
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        "django.server": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        # A scanner's wrong Host header is no event; the request has its own line.
        "django.security.DisallowedHost": {"handlers": [], "level": "CRITICAL"},
        "django_tasks_db": {"level": "WARNING"},  # its loop says nothing of use; each task's start and end is logged by django_tasks
        "fontTools": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}
