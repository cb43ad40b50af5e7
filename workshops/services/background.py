"""Care of background work: what a killed worker left behind is taken up again."""

from __future__ import annotations

import datetime as dt
import logging

from django.contrib.sessions.models import Session
from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from workshops.models import OutgoingMail
from workshops.tasks import RETRY_DELAYS, send_mail

logger = logging.getLogger(__name__)

# Longer than any task runs: a report is stopped after two minutes, a mail's claim ends after five.
STALE_AFTER = dt.timedelta(minutes=10)
# A task that has taken two workers down would take a third.
MAX_STARTS = 2
KEPT_FOR = dt.timedelta(days=30)


@transaction.atomic
def requeue_stale_tasks(*, at: dt.datetime, older_than: dt.timedelta = STALE_AFTER) -> int:
    """Put tasks back in the queue that have been running for longer than `older_than`, whose worker must be dead; return how many.

    Nothing else would ever run them (measured: a worker ended by signal 9 leaves its task running for ever). A task started twice
    already is marked failed. Tasks are written to run twice with the effect of once, so a slow worker that lives after all does no harm.
    """
    stale = DBTaskResult.objects.running().select_for_update(skip_locked=True).filter(started_at__lt=at - older_than)
    requeued = 0
    for task in stale:
        if len(task.worker_ids) < MAX_STARTS:
            task.status = TaskResultStatus.READY
            requeued += 1
        else:
            task.status = TaskResultStatus.FAILED
            task.finished_at = at
            task.exception_class_path = "builtins.SystemExit"
            task.traceback = "The worker ended while the task was running, twice."
        task.save(update_fields=["status", "finished_at", "exception_class_path", "traceback"])
        logger.warning("Task %s (%s) had lost its worker and is now %s.", task.id, task.task_path, task.status)
    return requeued


def requeue_lost_mail(*, at: dt.datetime, older_than: dt.timedelta = STALE_AFTER) -> int:
    """Hand unsent mail to the worker again that no task is about to send; return how many.

    Mail whose attempts are used up is left to `manage.py send_waiting_mail`, so that a dead address is not tried for ever.
    """
    under_way = DBTaskResult.objects.filter(
        task_path=send_mail.module_path, status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]
    ).values_list("args_kwargs", flat=True)
    taken = {argument for call in under_way.iterator() for argument in call["args"]}
    waiting = OutgoingMail.objects.waiting(at).filter(queued_at__lt=at - older_than, attempts__lte=len(RETRY_DELAYS))
    lost = [pk for pk in waiting.values_list("pk", flat=True) if pk not in taken]
    for mail_id in lost:
        send_mail.enqueue(mail_id)
    return len(lost)


def forget_finished_work(*, at: dt.datetime) -> None:
    """Delete finished tasks older than 30 days and expired sessions."""
    DBTaskResult.objects.finished().filter(finished_at__lt=at - KEPT_FOR).delete()
    Session.objects.filter(expire_date__lt=at).delete()
