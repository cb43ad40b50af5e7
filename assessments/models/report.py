"""Stored reports."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.choices import ReportStatus
from assessments.models.assessment import Assessment
from assessments.models.evidence import StoredFile
from criteria.models import Framework
from workshops.models import Organisation, Workshop

# A rendering is stopped after two minutes and started at most twice; a worker that is silent for this long has died.
SILENCE_MAX = dt.timedelta(minutes=15)
UNDER_WAY = [ReportStatus.QUEUED, ReportStatus.RENDERING]
FILE_WHEN_READY = Q(status=ReportStatus.READY, file__isnull=False) | (~Q(status=ReportStatus.READY) & Q(file=None))


class Rendering(models.Model):
    """One rendering of a PDF in the worker; the same content is stored once and never rendered twice. Subclasses have `file`."""

    content_sha256 = models.CharField(max_length=64, blank=True)  # of the HTML and the assets the PDF is made of; blank until built
    status = models.CharField(max_length=10, choices=ReportStatus.choices, default=ReportStatus.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def has_failed(self, at: dt.datetime) -> bool:
        """Tell whether to give up waiting: the rendering was refused, or nothing has been heard of it for a quarter of an hour."""
        last_heard = self.started_at or self.requested_at
        return self.status == ReportStatus.FAILED or (self.status != ReportStatus.READY and at - last_heard > SILENCE_MAX)


class Report(Rendering):
    """Raportti: one rendering of the assessment's PDF."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="reports")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="reports")

    class Meta:
        ordering = ["assessment", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment"],
                condition=Q(status__in=UNDER_WAY),
                name="one_report_under_way",
                violation_error_message=_("Raportti on jo valmisteilla."),
            ),
            models.CheckConstraint(
                condition=FILE_WHEN_READY,
                name="report_file_when_ready",
                violation_error_message=_("Valmiilla raportilla on oltava tiedosto."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.status}"


class UnitsReport(Rendering):
    """Yksiköiden kooste: an organisation's units side by side as one person may see them; opened by her alone."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="units_reports")
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="+")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="units_reports")

    class Meta:
        ordering = ["organisation", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "framework", "requested_by"],
                condition=Q(status__in=UNDER_WAY),
                name="one_units_report_under_way",
                violation_error_message=_("Kooste on jo valmisteilla."),
            ),
            models.CheckConstraint(
                condition=FILE_WHEN_READY,
                name="units_report_file_when_ready",
                violation_error_message=_("Valmiilla koosteella on oltava tiedosto."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.status}"


class ActionPlan(Rendering):
    """Kehittämissuunnitelma: a workshop's actions as a PDF, the same for everybody who reads them."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="action_plans")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="action_plans")

    class Meta:
        ordering = ["workshop", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop"],
                condition=Q(status__in=UNDER_WAY),
                name="one_action_plan_under_way",
                violation_error_message=_("Kehittämissuunnitelma on jo valmisteilla."),
            ),
            models.CheckConstraint(
                condition=FILE_WHEN_READY,
                name="action_plan_file_when_ready",
                violation_error_message=_("Valmiilla suunnitelmalla on oltava tiedosto."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workshop_id} {self.status}"
