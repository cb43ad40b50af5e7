"""What one person is asked to do, and what she has been reminded of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.lifecycle import OPEN_STATUSES, AssessmentStatus
from assessments.models.assessment import Assessment, Participant
from criteria.models import Criterion

if TYPE_CHECKING:
    from workshops.permissions import Access


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def open(self) -> AssignmentQuerySet:
        """Return those of assessments still under way."""
        return self.filter(assessment__status__in=OPEN_STATUSES)

    def writable_by(self, access: Access) -> AssignmentQuerySet:
        """Return those given to the asker whose result she may write now: the twin of `can_write_given_result`."""
        seen = Assessment.objects.seen_from_inside(access)
        return self.filter(assignee=access.user.pk, assessment__status=AssessmentStatus.JOINT, assessment__in=seen)


class Assignment(models.Model):
    """Annettu kriteeri ("tämä on sinun"): one person writes the shared view of one criterion, by a date when one was agreed."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="assignments")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")
    due_date = models.DateField(_("mihin mennessä"), null=True, blank=True)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = AssignmentQuerySet.as_manager()

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
