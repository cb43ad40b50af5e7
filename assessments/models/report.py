"""Stored reports."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.choices import ReportStatus
from assessments.models.assessment import Assessment
from assessments.models.evidence import StoredFile

# A rendering is stopped after two minutes and started at most twice; a worker that is silent for this long has died.
SILENCE_MAX = dt.timedelta(minutes=15)


class Report(models.Model):
    """Raportti: one rendering of the assessment's PDF; the same content is stored once and never rendered twice."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="reports")
    content_sha256 = models.CharField(max_length=64, blank=True)  # of the HTML and the assets the PDF is made of; blank until built
    status = models.CharField(max_length=10, choices=ReportStatus.choices, default=ReportStatus.QUEUED)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="reports")
    attempts = models.PositiveSmallIntegerField(default=0)
    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["assessment", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment"],
                condition=Q(status__in=[ReportStatus.QUEUED, ReportStatus.RENDERING]),
                name="one_report_under_way",
                violation_error_message=_("Raportti on jo valmisteilla."),
            ),
            models.CheckConstraint(
                condition=Q(status=ReportStatus.READY, file__isnull=False) | (~Q(status=ReportStatus.READY) & Q(file=None)),
                name="report_file_when_ready",
                violation_error_message=_("Valmiilla raportilla on oltava tiedosto."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.status}"

    def has_failed(self, at: dt.datetime) -> bool:
        """Tell whether to give up waiting: the rendering was refused, or nothing has been heard of it for a quarter of an hour."""
        last_heard = self.started_at or self.requested_at
        return self.status == ReportStatus.FAILED or (self.status != ReportStatus.READY and at - last_heard > SILENCE_MAX)
