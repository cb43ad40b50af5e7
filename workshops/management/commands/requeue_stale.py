"""`manage.py requeue_stale`: take up what a killed worker left behind; the worker does the same by itself every minute."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from workshops.services.background import STALE_AFTER, requeue_lost_mail, requeue_stale_tasks


class Command(BaseCommand):
    help = "Puts tasks left running by a killed worker, and unsent mail, back in the queue. Safe to run at any time."

    def add_arguments(self, parser: CommandParser) -> None:
        default = int(STALE_AFTER.total_seconds() // 60)
        parser.add_argument("--minutes", type=int, default=default, help="how long a task must have been running (default: %(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        limit = dt.timedelta(minutes=options["minutes"])
        now = timezone.now()
        tasks = requeue_stale_tasks(at=now, older_than=limit)
        mails = requeue_lost_mail(at=now, older_than=limit)
        self.stdout.write(f"{tasks} task(s) and {mails} mail(s) queued again.")
