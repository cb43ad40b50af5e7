"""Work done outside the request: sending mail."""

from __future__ import annotations

import datetime as dt
import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import F
from django.utils import timezone
from django_tasks import task

from workshops.models import OutgoingMail

logger = logging.getLogger(__name__)

# Longer than EMAIL_TIMEOUT can make one sending: within it no second worker touches the row.
CLAIM_TIME = dt.timedelta(minutes=5)
RETRY_DELAYS = [dt.timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440)]


@task()
def send_mail(mail_id: int) -> bool:
    """Send one queued mail; do nothing when it is sent already or another worker is at it. Returns whether it was sent now.

    A sent row keeps what was sent when and to which user, no text and no address.
    No transaction is open while the mail server is waited for, so a slow one holds no lock. A failure keeps the row, counts the
    attempt and tries again later; after the last delay `manage.py send_waiting_mail` sends it.
    """
    now = timezone.now()
    claimed = OutgoingMail.objects.waiting(now).filter(pk=mail_id).update(claimed_until=now + CLAIM_TIME, attempts=F("attempts") + 1)
    if not claimed:
        return False
    mail = OutgoingMail.objects.select_related("to_user").get(pk=mail_id)
    try:
        _message(mail).send()
    except (OSError, SMTPException):
        logger.warning("Mail %s could not be sent, attempt %s.", mail.pk, mail.attempts, exc_info=True)
        OutgoingMail.objects.filter(pk=mail.pk).update(claimed_until=None)
        _retry(mail)
        return False
    OutgoingMail.objects.filter(pk=mail.pk).update(sent_at=timezone.now(), claimed_until=None, to_address="", text="", html="")
    return True


@task()
def send_mails(mail_ids: list[int]) -> None:
    """Send several queued mails, each by a task of its own, so that one refused address holds up no other."""
    for mail_id in mail_ids:
        send_mail.enqueue(mail_id)


def _message(mail: OutgoingMail) -> EmailMultiAlternatives:
    address = mail.to_user.email if mail.to_user else mail.to_address
    domain = settings.SITE_URL.split("//")[-1].split(":")[0]
    # The same Message-ID at every attempt: a mail server or reader can drop a copy sent again after a crash.
    headers = {"Message-ID": f"<laatumatka-{mail.pk}-{mail.queued_at:%Y%m%d%H%M%S%f}@{domain}>", "Auto-Submitted": "auto-generated"}
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[address], headers=headers)
    message.attach_alternative(mail.html, "text/html")
    return message


def _retry(mail: OutgoingMail) -> None:
    if mail.attempts <= len(RETRY_DELAYS) and send_mail.get_backend().supports_defer:
        send_mail.using(run_after=timezone.now() + RETRY_DELAYS[mail.attempts - 1]).enqueue(mail.pk)
