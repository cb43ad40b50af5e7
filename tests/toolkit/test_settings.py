"""Production refuses to start unless it is sound; each case starts a process of its own."""

import os
import re
import subprocess
import sys

import pytest

from tests.processes import ROOT

SOUND = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "k9" + "QwErTyUiOpAsDfGh" * 4,
    "ALLOWED_HOSTS": "laatumatka.example",
    "DATABASE_URL": "sqlite://:memory:",
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "PATH": os.environ["PATH"],
}
NAMES = "PRODUCTION DEBUG SECRET_KEY SITE_URL SESSION_COOKIE_NAME CSRF_COOKIE_NAME EMAIL_HOST SECURE_HSTS_SECONDS"


def start(code: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run the code in a new process of a sound production environment, changed as told; an empty value removes the variable."""
    environment = {name: value for name, value in {**SOUND, **changes}.items() if value or name in {"SECRET_KEY", "ALLOWED_HOSTS"}}
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)


IMPORT_SETTINGS = "import django; django.setup()"
START_WEB = """
import django; django.setup()
from config.toolkit.deployment import refuse_unsafe_production
refuse_unsafe_production(); print("started")
"""


def test_sound_production_starts_with_strict_cookies_and_transport():
    code = f"""
from django.conf import settings
for name in {NAMES!r}.split(): print(name, getattr(settings, name))
{START_WEB}"""
    result = start(code)
    assert result.returncode == 0, result.stderr
    assert "started" in result.stdout
    shown = dict(line.split(" ", 1) for line in result.stdout.splitlines() if " " in line)
    assert shown["PRODUCTION"] == "True"
    assert shown["DEBUG"] == "False"
    assert shown["SITE_URL"] == "https://laatumatka.example"
    assert shown["SESSION_COOKIE_NAME"] == "__Host-session"
    assert shown["CSRF_COOKIE_NAME"] == "__Host-csrf"
    assert int(shown["SECURE_HSTS_SECONDS"]) >= 31_536_000


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"DEBUG": "on"}, "DEBUG must be off"),
        ({"SECRET_KEY": ""}, "SECRET_KEY must be set"),
        ({"DEMO": "on"}, "DEMO must be off"),
        ({"ENVIRONMENT": "prod"}, "ENVIRONMENT must be development or production"),
    ],
)
def test_unsound_environment_does_not_even_load(changes, complaint):
    result = start(IMPORT_SETTINGS, **changes)
    assert result.returncode != 0
    assert complaint in result.stderr


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"SECRET_KEY": "short"}, "security.W009"),
        ({"ALLOWED_HOSTS": ""}, "security.W020"),
    ],
)
def test_failing_deploy_check_stops_the_web_server_and_the_worker(changes, complaint):
    web = start(START_WEB, **changes)
    assert web.returncode != 0
    assert complaint in web.stderr
    worker = start(
        "from django.core.management import execute_from_command_line as run; run(['manage.py', 'work', '--until-empty'])", **changes
    )
    assert worker.returncode != 0
    assert complaint in worker.stderr


def test_wsgi_entry_point_checks_before_it_serves():
    result = start("import config.wsgi", SECRET_KEY="short")
    assert result.returncode != 0
    assert "security.W009" in result.stderr


def test_wsgi_entry_point_wants_collected_static_files():
    code = """
from django.conf import settings
settings.STATIC_ROOT = "/nonexistent"
import config.wsgi
"""
    result = start(code)
    assert result.returncode != 0
    assert "collectstatic" in result.stderr


def test_deploy_check_is_clean_with_production_settings():
    result = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=SOUND,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


def test_every_variable_read_is_documented():
    """The settings and the server read no variable that .env.example does not explain."""
    source = (ROOT / "config/settings.py").read_text() + (ROOT / "config/gunicorn.conf.py").read_text()
    read = set(re.findall(r'(?:env\.\w+|environ\.get)\(\s*"([A-Z_]+)"', source))
    documented = set(re.findall(r"^#?\s?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert read == documented
