"""National summaries: the figures of a whole year, counted once when the year has closed, and what may be told of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.choices import Compared, Dimension, SummarySeries
from assessments.models.assessment import Assessment
from assessments.models.evidence import StoredFile
from assessments.models.report import FILE_WHEN_READY, UNDER_WAY, Rendering
from criteria.models import Framework, FrameworkVersion
from workshops.models import Workshop

if TYPE_CHECKING:
    from assessments.small_groups import Key


class SummaryQuerySet(models.QuerySet["Summary"]):
    def published(self) -> SummaryQuerySet:
        """Return the summaries that anyone may read."""
        return self.filter(published_at__isnull=False)


class Summary(models.Model):
    """Valtakunnallinen kooste: one series of one whole year. Its rows are counted when the year has closed, and never change."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="summaries")
    version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")  # what most workshops used in the year
    series = models.CharField(max_length=5, choices=SummarySeries.choices)
    year = models.PositiveSmallIntegerField()
    closed_at = models.DateTimeField()
    organisations = models.PositiveIntegerField()  # of those that took part
    replaced = models.PositiveIntegerField()  # finished in the year, and each of its results replaced by a newer one of the year
    other_scale = models.PositiveIntegerField()  # finished in the year, on other levels than those of the version: not counted
    unfinished = models.PositiveIntegerField()  # begun in the year, and not finished in it
    actions_agreed = models.PositiveIntegerField()
    actions_finished = models.PositiveIntegerField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = SummaryQuerySet.as_manager()

    class Meta:
        ordering = ["framework", "series", "-year"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "series", "year"], name="summary_once_in_year"),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None) | Q(published_at__isnull=False, published_by__isnull=False),
                name="summary_published_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}"


class SummaryParticipant(models.Model):
    """A workshop that took part in the year, with the assessment whose results are its latest; listed by the name it had then."""

    summary = models.ForeignKey(Summary, on_delete=models.CASCADE, related_name="participants")
    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="+")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+")
    sort_key = models.CharField(max_length=600, editable=False)

    class Meta:
        ordering = ["summary", "sort_key", "pk"]
        constraints = [models.UniqueConstraint(fields=["summary", "workshop"], name="summary_participant_once")]
        indexes = [models.Index(fields=["summary", "sort_key", "id"], name="summary_participant_in_order")]

    def __str__(self) -> str:
        return f"{self.summary_id}/{self.workshop_id}"


class SummaryCell(models.Model):
    """Ryhmä: everybody, a value of one dimension, or values of two; the dimension of lesser order first, blank when there is none."""

    summary = models.ForeignKey(Summary, on_delete=models.CASCADE, related_name="cells")
    first_dimension = models.CharField(max_length=10, choices=Dimension.choices, blank=True)
    first_value = models.CharField(max_length=60, blank=True)
    second_dimension = models.CharField(max_length=10, choices=Dimension.choices, blank=True)
    second_value = models.CharField(max_length=60, blank=True)
    participants = models.PositiveIntegerField()
    everyone = models.PositiveIntegerField(null=True, blank=True)  # all workshops of the group at the closing; None for two dimensions

    class Meta:
        ordering = ["summary", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["summary", "first_dimension", "first_value", "second_dimension", "second_value"], name="summary_cell_once"
            ),
            models.CheckConstraint(
                condition=~Q(first_dimension="") | Q(first_value="", second_dimension="", second_value=""),
                name="summary_cell_first_then_second",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.summary_id} {self.key}"

    @property
    def key(self) -> Key:
        """The group as pairs of dimension and value."""
        pairs = ((self.first_dimension, self.first_value), (self.second_dimension, self.second_value))
        return tuple((dimension, value) for dimension, value in pairs if dimension)


class SummaryFigure(models.Model):
    """How many workshops of the group gave one answer to one criterion; only what may be told is here (docs/decisions/0034)."""

    cell = models.ForeignKey(SummaryCell, on_delete=models.CASCADE, related_name="figures")
    code = models.CharField(max_length=10)  # of the criterion
    level = models.PositiveSmallIntegerField(null=True, blank=True)  # None: does not concern the workshop
    is_top = models.BooleanField()  # one of the two highest levels of the scale it was given on
    workshops = models.PositiveIntegerField()

    class Meta:
        ordering = ["cell", "code", "level"]
        constraints = [
            models.UniqueConstraint(
                fields=["cell", "code", "level", "is_top"], condition=Q(level__isnull=False), name="summary_figure_once"
            ),
            models.UniqueConstraint(fields=["cell", "code"], condition=Q(level=None), name="summary_not_applicable_once"),
            models.CheckConstraint(condition=Q(workshops__gt=0), name="summary_figure_counts_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.cell_id} {self.code} {self.level}"


class SummaryChange(models.Model):
    """How the levels of the same workshops compare in the whole nation: with the year before, or an audit with their own.

    Counted are the levels given to an area's criteria both times; `workshops` is how many gave them.
    """

    summary = models.ForeignKey(Summary, on_delete=models.CASCADE, related_name="changes")
    compared = models.CharField(max_length=12, choices=Compared.choices)
    area_code = models.CharField(max_length=10)
    workshops = models.PositiveIntegerField()
    lower = models.PositiveIntegerField()
    same = models.PositiveIntegerField()
    higher = models.PositiveIntegerField()

    class Meta:
        ordering = ["summary", "compared", "area_code"]
        constraints = [models.UniqueConstraint(fields=["summary", "compared", "area_code"], name="summary_change_once")]

    def __str__(self) -> str:
        return f"{self.summary_id} {self.compared} {self.area_code}"


class SummaryReport(Rendering):
    """Kooste PDF-tiedostona: a summary narrowed to one group, the same for everybody who reads it."""

    summary = models.ForeignKey(Summary, on_delete=models.CASCADE, related_name="reports")
    narrowing = models.CharField(max_length=200, blank=True)  # the group as the page's address tells it
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="summary_reports")

    class Meta:
        ordering = ["summary", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["summary", "narrowing"],
                condition=Q(status__in=UNDER_WAY),
                name="one_summary_report_under_way",
                violation_error_message=_("Kooste on jo valmisteilla."),
            ),
            models.CheckConstraint(
                condition=FILE_WHEN_READY,
                name="summary_report_file_when_ready",
                violation_error_message=_("Valmiilla koosteella on oltava tiedosto."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.summary_id} {self.narrowing} {self.status}"
