"""Who can be reminded of her own ratings, and who has been."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max

from assessments.models import Assessment, Participant, Reminder
from assessments.selectors.progress import people_progress
from criteria.models import Criterion
from workshops.models import User


@dataclass(frozen=True)
class Remindable:
    """A participant with an account who has not rated every criterion."""

    participant: Participant
    user: User
    done: int
    total: int
    reminded_at: dt.datetime | None  # the last time

    @property
    def ref(self) -> str:
        return self.participant.ref


def people_to_remind(assessment: Assessment) -> list[Remindable]:
    """Return the participants who can be reminded, by name; three queries."""
    total = Criterion.objects.filter(area__assessments=assessment).count()
    reminded = last_reminders(assessment)
    return [
        Remindable(person.participant, person.user, person.done, total, reminded.get(person.participant.pk))
        for person in people_progress(assessment)
        if person.user and person.user.is_active and person.done < total
    ]


def last_reminders(assessment: Assessment) -> dict[int, dt.datetime]:
    """Return when each reminded participant was reminded last, by the participant's key."""
    rows = Reminder.objects.filter(participant__assessment=assessment).order_by().values("participant")
    return dict(rows.annotate(last=Max("sent_at")).values_list("participant", "last"))
