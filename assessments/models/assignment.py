"""What one person is asked to do, and what she has been reminded of."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessment, Participant
from criteria.models import Criterion


class Assignment(models.Model):
    """Annettu kriteeri ("tämä on sinun"): one person writes the shared view of one criterion, by a date when one was agreed."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="assignments")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")
    due_date = models.DateField(_("mihin mennessä"), null=True, blank=True)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["assessment", "criterion__order"]
        constraints = [models.UniqueConstraint(fields=["assessment", "criterion"], name="assignment_once")]

    def __str__(self) -> str:
        return f"{self.assessment_id}/{self.criterion_id}"


class Reminder(models.Model):
    """Muistutus: a message sent to one participant who had not finished her own ratings. Append-only."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="reminders")
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["participant", "pk"]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.sent_at:%Y-%m-%d}"
