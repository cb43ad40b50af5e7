"""Production starts only when its settings are sound."""

from pathlib import Path

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured


def refuse_unsafe_production() -> None:
    """Raise `ImproperlyConfigured` when `check --deploy` finds anything in production; called by the web server and the worker."""
    if not settings.PRODUCTION:
        return
    found = [
        message
        for message in checks.run_checks(include_deployment_checks=True)
        if message.level >= checks.WARNING and not message.is_silenced()
    ]
    if found:
        raise ImproperlyConfigured("The deploy check failed:\n" + "\n".join(str(message) for message in found))


def refuse_uncollected_static() -> None:
    """Raise `ImproperlyConfigured` when the static files of production have not been collected: every page would fail."""
    if settings.PRODUCTION and not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        raise ImproperlyConfigured("Static files are missing. Run: manage.py collectstatic --noinput")
