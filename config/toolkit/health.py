"""Health of the running service for probes: /livez (the process answers) and /healthz (all it needs is there)."""

from __future__ import annotations

import datetime as dt
import logging
import os
import shutil
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

logger = logging.getLogger(__name__)

HEARTBEAT_KEY = "worker-heartbeat"
# A worker beats between tasks; the longest task, a report, is stopped after two minutes.
HEARTBEAT_MAX_AGE = dt.timedelta(minutes=5)
WAITING_MAX_AGE = dt.timedelta(minutes=10)
FREE_BYTES_MIN = 200 * 1024 * 1024

_known = {"migrated": False}


def record_heartbeat(at: dt.datetime) -> None:
    """Note that a worker is alive; called by the worker between tasks."""
    cache.set(HEARTBEAT_KEY, at.isoformat(), timeout=None)


@login_not_required
@never_cache
@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """Answer 200 whenever the process can answer at all; touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when database, migrations, worker and media are all well, else 503; each only as true or false."""
    checks: dict[str, Callable[[], bool]] = {
        "database": _database_answers,
        "migrations": _is_migrated,
        "worker": lambda: _worker_is_alive(timezone.now()),
        "media": _media_is_writable,
    }
    result = {name: _holds(name, check) for name, check in checks.items()}
    return JsonResponse({"ok": all(result.values()), **result}, status=200 if all(result.values()) else 503)


def _holds(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (DatabaseError, OSError, ValueError):
        logger.warning("Health check %s failed.", name, exc_info=True)
        return False


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _is_migrated() -> bool:
    """Tell whether all migrations are applied; once seen it stays true for this process, whose code does not change."""
    if not _known["migrated"]:
        executor = MigrationExecutor(connection)
        _known["migrated"] = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _known["migrated"]


def _worker_is_alive(now: dt.datetime) -> bool:
    """Tell whether a worker has been heard of lately and no task that may run has waited long."""
    beat = cache.get(HEARTBEAT_KEY)
    if beat is None or now - dt.datetime.fromisoformat(beat) > HEARTBEAT_MAX_AGE:
        return False
    limit = now - WAITING_MAX_AGE
    return not DBTaskResult.objects.ready().filter(enqueued_at__lt=limit).exclude(run_after__range=(limit, now)).exists()


def _media_is_writable() -> bool:
    return os.access(settings.MEDIA_ROOT, os.W_OK) and shutil.disk_usage(settings.MEDIA_ROOT).free > FREE_BYTES_MIN
