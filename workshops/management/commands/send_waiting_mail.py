"""`manage.py send_waiting_mail`: hand all unsent mail to the worker again, for example after a long fault of the mail server."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from workshops.models import OutgoingMail
from workshops.tasks import send_mail


class Command(BaseCommand):
    help = "Queues every unsent mail for the worker again. Safe to run at any time: a mail is sent once."

    def handle(self, *args: Any, **options: Any) -> None:
        waiting = OutgoingMail.objects.waiting(timezone.now()).values_list("pk", flat=True)
        for mail_id in waiting:
            send_mail.enqueue(mail_id)
        self.stdout.write(f"{len(waiting)} mail(s) queued.")
