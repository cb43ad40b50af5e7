"""What an audit's report has beside its results: the conclusion, the workshop's comments, the coordinator's returns, and feedback."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.choices import NOTE_MAX_LENGTH, TEXT_MAX_LENGTH, Recommendation
from assessments.models.assessment import Assessment
from assessments.models.evidence import StoredFile
from assessments.models.report import FILE_WHEN_READY, UNDER_WAY, Rendering
from assessments.models.submission import Submission
from config.toolkit.models import AppendOnly, AppendOnlyQuerySet, Referenced, kept_history
from criteria.models import Criterion


class Conclusion(models.Model):
    """Auditoinnin yhteenveto: the summary, and what the auditors recommend. They recommend, never decide."""

    assessment = models.OneToOneField(Assessment, on_delete=models.CASCADE, related_name="conclusion")
    summary = models.TextField(_("yhteenveto"), blank=True, max_length=TEXT_MAX_LENGTH)
    recommendation = models.CharField(_("suositus"), max_length=12, choices=Recommendation.choices, blank=True)
    needed = models.TextField(_("mitä tarvitaan"), blank=True, max_length=TEXT_MAX_LENGTH)  # before the mark can be granted
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    history = kept_history()

    class Meta:
        ordering = ["assessment"]

    def __str__(self) -> str:
        return f"{self.assessment_id}"


class CommentPeriod(models.Model):
    """Kommentointiaika: factual errors may be pointed out until the day has passed or the workshop has no more. The newest one counts."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="comment_periods")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    last_date = models.DateField(_("kommentit viimeistään"))
    finished_at = models.DateTimeField(null=True, blank=True)
    finished_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["assessment", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at=None, finished_by=None) | Q(finished_at__isnull=False, finished_by__isnull=False),
                name="comment_period_finished_at_and_by",
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.last_date}"

    def is_open(self, on: dt.date) -> bool:
        """Tell whether the workshop may still comment on the day (of Helsinki): through the last day, unless it has told it has no more.

        While it is open nothing that the workshop reads changes; when it has closed, the auditors answer and correct (docs/domain.md 4.3).
        """
        return self.finished_at is None and on <= self.last_date


class DraftComment(Referenced):
    """Työpajan kommentti: a factual error the workshop has found in the draft, and the auditors' answer to it."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="draft_comments")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")  # None: of the whole
    text = models.TextField(_("mikä on väärin"), max_length=NOTE_MAX_LENGTH)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    answer = models.TextField(_("vastaus"), blank=True, max_length=NOTE_MAX_LENGTH)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["assessment", models.F("criterion__order").asc(nulls_first=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="draft_comment_answered_at_and_by",
            )
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def saved_at(self) -> dt.datetime:
        """When it was last written: the answer, or the comment itself while there is none."""
        return self.answered_at or self.written_at


class ReportReturn(AppendOnly):
    """Raportin palautus: why a coordinator sent the report back to its auditors."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="report_returns")
    reason = models.TextField(_("mitä on korjattava"), max_length=NOTE_MAX_LENGTH)
    returned_at = models.DateTimeField()
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[ReportReturn]] = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["assessment", "-pk"]
        base_manager_name = "objects"

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.returned_at:%Y-%m-%d}"


def _grade(label: object) -> models.PositiveSmallIntegerField[int, int]:
    return models.PositiveSmallIntegerField(label, validators=[MinValueValidator(1), MaxValueValidator(5)])  # type: ignore[arg-type]  # a lazy text


class AuditFeedback(models.Model):
    """Palaute auditoinnista: five short questions from 1 (eri mieltä) to 5 (samaa mieltä); coordinators see sums alone."""

    assessment = models.OneToOneField(Assessment, on_delete=models.CASCADE, related_name="feedback")
    clear_course = _grade(_("Tiesimme koko ajan, mitä auditoinnissa seuraavaksi tapahtuu."))
    respectful = _grade(_("Auditoitsijat kohtasivat meidät kunnioittavasti."))
    recognisable = _grade(_("Tunnistamme työpajamme raportista."))
    useful = _grade(_("Saimme auditoinnista aineksia kehittämiseen."))
    worth_effort = _grade(_("Auditointi oli vaivan arvoinen."))
    text = models.TextField(_("mitä muuta haluatte kertoa"), blank=True, max_length=NOTE_MAX_LENGTH)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["assessment"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    **{f"{name}__range": (1, 5) for name in ("clear_course", "respectful", "recognisable", "useful", "worth_effort")}
                ),
                name="audit_feedback_from_one_to_five",
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}"


class SubmissionPrint(Rendering):
    """Hakemus tulosteena: what was submitted as a PDF for its auditors, without the applicant's levels."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="prints")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="submission_prints")

    class Meta:
        ordering = ["submission", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"],
                condition=Q(status__in=UNDER_WAY),
                name="one_submission_print_under_way",
                violation_error_message=_("Tuloste on jo valmisteilla."),
            ),
            models.CheckConstraint(
                condition=FILE_WHEN_READY,
                name="submission_print_file_when_ready",
                violation_error_message=_("Valmiilla tulosteella on oltava tiedosto."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.status}"
