"""`manage.py work`: the background worker with its heartbeat and care of lost work; run one or several of them."""

import datetime as dt
import logging
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.module_loading import import_string
from django_tasks_db.management.commands.db_worker import Worker

from config.toolkit.deployment import refuse_unsafe_production
from config.toolkit.health import record_heartbeat
from workshops.services.background import forget_finished_work, requeue_lost_mail, requeue_stale_tasks

logger = logging.getLogger(__name__)

IDLE_SECONDS = 0.5
BEAT_EVERY = dt.timedelta(seconds=15)
CARE_EVERY = dt.timedelta(minutes=1)
TIDY_EVERY = dt.timedelta(hours=6)
PERIODIC_EVERY = dt.timedelta(minutes=15)
PAUSE_AFTER_FAULT_SECONDS = 3.0


class Command(BaseCommand):
    help = "Runs background tasks until it is told to stop (TERM or INT: the task in hand is finished first)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--until-empty", action="store_true", help="end when no task is waiting")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_unsafe_production()
        worker = _make_worker()
        worker.configure_signals()
        due = {action: timezone.now() for action in (_beat, _care, _tidy, _periodic)}
        logger.info("Worker %s started.", worker.worker_id)
        while worker.running:
            try:
                _do_what_is_due(due)
                idle = _run_one_task(worker)
            except DatabaseError:
                # A database that restarts is waited for; the worker needs no restart of its own.
                logger.warning("The database did not answer; trying again.", exc_info=True)
                close_old_connections()
                time.sleep(PAUSE_AFTER_FAULT_SECONDS)
                continue
            if idle and options["until_empty"]:
                return
            if idle and worker.running:
                time.sleep(IDLE_SECONDS)


def _make_worker() -> Worker:
    """Return a worker that runs one task per call, so that heart and care get their turn between tasks."""
    return Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=1,
        worker_id=get_random_string(32),
    )


def _run_one_task(worker: Worker) -> bool:
    """Run the next task when one is ready; tell whether none was."""
    worker._run_tasks = 0  # the counter has no public reset
    worker.run()
    return worker._run_tasks == 0


def _do_what_is_due(due: dict[Any, dt.datetime]) -> None:
    now = timezone.now()
    for action, at in due.items():
        if at <= now:
            due[action] = now + action(now)


def _beat(now: dt.datetime) -> dt.timedelta:
    record_heartbeat(now)
    return BEAT_EVERY


def _care(now: dt.datetime) -> dt.timedelta:
    requeue_stale_tasks(at=now)
    requeue_lost_mail(at=now)
    return CARE_EVERY


def _tidy(now: dt.datetime) -> dt.timedelta:
    forget_finished_work(at=now)
    return TIDY_EVERY


def _periodic(now: dt.datetime) -> dt.timedelta:
    """Do the periodic work of the apps above; one that fails is told in the log and holds up neither the others nor the tasks."""
    for path in settings.PERIODIC_WORK:
        try:
            import_string(path)(at=now)
        except DatabaseError:
            raise
        except Exception:
            logger.exception("Periodic work %s failed.", path)
    return PERIODIC_EVERY
