"""Settings of the tests: the real ones, with quick hashing, immediate tasks and nothing that leaves the process.

What the machine's .env or environment says is overruled, so that the tests are the same everywhere; only DATABASE_URL is honoured.
"""

import os
import tempfile
from pathlib import Path

_TEMPORARY = tempfile.TemporaryDirectory(prefix="laatumatka-test-")  # removed with this process
_PATH = Path(_TEMPORARY.name)

os.environ.setdefault("DATABASE_URL", f"sqlite:///{_PATH / 'database.sqlite3'}")
os.environ.update(
    {
        "ENVIRONMENT": "development",
        "DEBUG": "off",
        "DEMO": "off",
        "SECRET_KEY": "test-only-key-" + "0123456789" * 5,
        "SITE_URL": "http://testserver",
        "ALLOWED_HOSTS": "testserver,127.0.0.1,localhost",
        "CSRF_TRUSTED_ORIGINS": "",
        "EMAIL_URL": "memorymail://",
        "DEFAULT_FROM_EMAIL": "Laatumatka <laatumatka@laatumatka.example>",
        "MEDIA_ROOT": str(_PATH / "media"),
        "TRUSTED_PROXY_COUNT": "0",
        "BEHIND_TLS_PROXY": "off",
        "LOG_LEVEL": "ERROR",
    }
)

from config.settings import *  # noqa: E402 the environment must be set before the settings read it

MEDIA_ROOT.mkdir()
STATIC_ROOT = _PATH / "static"
STATIC_ROOT.mkdir()
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: live servers and threads get connections of their own, as in production.
    DATABASES["default"]["TEST"] = {"NAME": str(_PATH / "test.sqlite3")}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # a kept connection would hinder dropping the test database

# The guard sits right inside the arrival stamp, so that it sees every query of a request (quality goal of 1,000 parameters and 5,000 rows).
MIDDLEWARE = [*MIDDLEWARE[:1], "tests.query_guard.QueryGuardMiddleware", *MIDDLEWARE[1:]]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
OPEN_DATA_REQUESTS_PER_MINUTE = 100_000  # the walks ask every address for everybody; its own tests lower it
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
