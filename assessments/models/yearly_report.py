"""Yearly reports: what a coordinator writes of a closed year beside its figures, for funders and everybody else."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.choices import TEXT_MAX_LENGTH
from assessments.models.evidence import StoredFile
from assessments.models.report import FILE_WHEN_READY, UNDER_WAY, Rendering
from config.toolkit.models import Referenced
from criteria.models import Framework

TITLE_MAX_LENGTH = 120


class YearlyReportQuerySet(models.QuerySet["YearlyReport"]):
    def published(self) -> YearlyReportQuerySet:
        """Return the reports that anyone reads."""
        return self.filter(published_at__isnull=False)


class YearlyReport(Referenced):
    """Vuosiraportti: the coordinators' words on the self-assessments of one closed year; its figures are those of the stored summary.

    Once it is published nothing of it changes. `revision` guards a draft's texts against overwriting what a colleague has written.
    """

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="yearly_reports")
    year = models.PositiveSmallIntegerField()
    title = models.CharField(_("otsikko"), max_length=TITLE_MAX_LENGTH)
    introduction = models.TextField(_("johdanto"), blank=True, max_length=TEXT_MAX_LENGTH)
    closing = models.TextField(_("lopuksi"), blank=True, max_length=TEXT_MAX_LENGTH)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    valid_marks = models.PositiveIntegerField(null=True, blank=True)  # on the day it was published

    objects = YearlyReportQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "framework"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "year"],
                name="yearly_report_once",
                violation_error_message=_("Tästä vuodesta on jo vuosiraportti."),
            ),
            models.UniqueConstraint(  # its public address is the year
                fields=["year"],
                condition=Q(published_at__isnull=False),
                name="yearly_report_published_once_in_year",
                violation_error_message=_("Tästä vuodesta on jo julkaistu vuosiraportti."),
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None, valid_marks=None)
                | Q(published_at__isnull=False, published_by__isnull=False, valid_marks__isnull=False),
                name="yearly_report_published_at_by_and_marks",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.framework_id} {self.year}"

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


class YearlyRemark(models.Model):
    """Huomio: what the report says of one area, beside that area's figures."""

    report = models.ForeignKey(YearlyReport, on_delete=models.CASCADE, related_name="remarks")
    area_code = models.CharField(max_length=10)
    text = models.TextField(_("huomiot"), blank=True, max_length=TEXT_MAX_LENGTH)
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["report", "area_code"]
        constraints = [models.UniqueConstraint(fields=["report", "area_code"], name="yearly_remark_once")]

    def __str__(self) -> str:
        return f"{self.report_id}/{self.area_code}"


class YearlyReportPdf(Rendering):
    """The PDF of a published report, made once."""

    report = models.ForeignKey(YearlyReport, on_delete=models.CASCADE, related_name="pdfs")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="yearly_report_pdfs")

    class Meta:
        ordering = ["report", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(status__in=UNDER_WAY),
                name="one_yearly_report_pdf_under_way",
                violation_error_message=_("Vuosiraportin PDF on jo valmisteilla."),
            ),
            models.CheckConstraint(
                condition=FILE_WHEN_READY,
                name="yearly_report_pdf_file_when_ready",
                violation_error_message=_("Valmiilla PDF-tiedostolla on oltava tiedosto."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.status}"
