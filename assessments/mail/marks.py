"""The e-mails of marks: to the holder's contacts and leaders, and to coordinators."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone

from assessments.mail.audits import coordinators
from assessments.models import QualityMark
from assessments.selectors.marks import holders_of, standing
from workshops.mail import absolute_url, queue_mails
from workshops.models import User


def mail_mark_ending(mark: QualityMark, at: dt.datetime, on: dt.date) -> int:
    """Tell the holder and the coordinators six months ahead that the mark is ending, each once; return how many were told now."""
    told = {"until": mark.last_date, "unit_names": ", ".join(workshop.name for workshop in standing(mark, on).workshops)}
    people = [*holders_of(mark, on), *coordinators(at)]
    return len(_queue(mark, "mark_ending", people, at, **told))


def mail_mark_revoked(mark: QualityMark, at: dt.datetime) -> None:
    """Tell the holder and the coordinators that the mark was revoked; the reason stands on its page."""
    people = [*holders_of(mark, timezone.localdate(at)), *coordinators(at)]
    _queue(mark, "mark_revoked", people, at, unit_names=", ".join(workshop.name for workshop in mark.workshops.all()))


def _queue(mark: QualityMark, kind: str, people: list[User], at: dt.datetime, **more: Any) -> list[Any]:
    url = absolute_url(reverse("assessments:mark-detail", args=[mark.ref]))
    users = [person for person in dict.fromkeys(people) if person.is_active]
    return queue_mails(kind=kind, key=f"{kind}:{mark.ref}", context={"mark": mark, "url": url, **more}, at=at, users=users)
