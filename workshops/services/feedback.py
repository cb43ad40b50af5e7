"""Feedback from anyone, to the association's address."""

import datetime as dt

from django.conf import settings
from django.db import transaction

from config.toolkit.models import new_ref
from workshops.mail import queue_mail


@transaction.atomic
def send_feedback(*, text: str, email: str, page: str, at: dt.datetime) -> None:
    """Mail the feedback to FEEDBACK_EMAIL; nothing else is stored.

    Accessibility feedback is answered within 14 days (law 306/2019, 8 §).
    """
    context = {"text": text, "email": email, "page": page, "at": at}
    queue_mail(kind="feedback", key=f"feedback:{new_ref()}", context=context, at=at, to_address=settings.FEEDBACK_EMAIL)
