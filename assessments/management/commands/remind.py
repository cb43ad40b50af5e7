"""`manage.py remind`: send the reminders of deadlines that are due. The worker does it too; for an installation with cron alone."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from assessments.services.deadline_reminders import remind_of_deadlines


class Command(BaseCommand):
    help = "Queues the reminders whose day has come. Safe to run at any time: each is sent once."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{remind_of_deadlines(at=timezone.now())} reminder(s) queued.")
