"""Telling of marks that are ending: six months ahead, once."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import DatabaseError, transaction
from django.utils import timezone

from assessments.mail.marks import mail_mark_ending
from assessments.models import QualityMark
from assessments.selectors.marks import ending_marks
from config.toolkit.working_days import is_working_day

logger = logging.getLogger(__name__)


def tell_of_ending_marks(*, at: dt.datetime) -> int:
    """Mail the holders and coordinators of the marks whose last day is at most six months ahead; return how many mails were queued.

    Run over and over by the worker: again sends nothing (the mail's key is the mark's), never on a day off, and not when a renewal has
    been submitted. One that fails is told in the log and holds up no other.
    """
    on = timezone.localdate(at)
    if not is_working_day(on):
        return 0
    return sum(_tell(mark, at, on) for mark in ending_marks(on).order_by("last_date", "pk"))


def _tell(mark: QualityMark, at: dt.datetime, on: dt.date) -> int:
    try:
        with transaction.atomic():
            QualityMark.objects.select_for_update(of=("self",)).get(pk=mark.pk)
            still = ending_marks(on).filter(pk=mark.pk).first()  # it may have been revoked or renewed while the others were told
            return mail_mark_ending(still, at, on) if still else 0
    except DatabaseError:
        raise
    except Exception:
        logger.exception("The holder of mark %s could not be told that it is ending.", mark.ref)
        return 0
