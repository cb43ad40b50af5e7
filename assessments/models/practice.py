"""Example applications on which auditors learn to audit, and what each has thought of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.choices import NOTE_MAX_LENGTH, TEXT_MAX_LENGTH, Answer
from assessments.lifecycle import PRACTICE_STATUS_CHOICES, PracticeStatus
from assessments.models.answers import level_with_answer, verdict_with_level
from config.toolkit.models import Referenced
from criteria.models import Criterion, FrameworkVersion, Level, Verdict
from workshops.roles import Permission

if TYPE_CHECKING:
    from workshops.permissions import Access

TITLE_MAX_LENGTH = 120
REFERENCES = [choice for choice in Answer.choices if choice[0] != Answer.DONT_KNOW]  # who wrote the example knows


class PracticeCaseQuerySet(models.QuerySet["PracticeCase"]):
    def published(self) -> PracticeCaseQuerySet:
        """Return those that auditors may begin."""
        return self.filter(status=PracticeStatus.PUBLISHED)

    def practised_by(self, access: Access) -> PracticeCaseQuerySet:
        """Return those the asker reads as an auditor, retired ones too; what has not been published does not exist for her."""
        if not access.may_nationally(Permission.AUDIT):
            return self.none()
        return self.filter(published_at__isnull=False)


class PracticeCase(Referenced):
    """Harjoitushakemus: an invented application, some criteria of a version; nothing in it tells of a real workshop or person.

    `revision` guards the title and the introduction of a draft against overwriting what another coordinator has written.
    """

    title = models.CharField(_("nimi"), max_length=TITLE_MAX_LENGTH)
    introduction = models.TextField(_("esittely"), max_length=TEXT_MAX_LENGTH)
    version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=PRACTICE_STATUS_CHOICES, default=PracticeStatus.DRAFT)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = PracticeCaseQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None) | Q(published_at__isnull=False, published_by__isnull=False),
                name="practice_case_published_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(status=PracticeStatus.DRAFT.value, published_at=None)
                | Q(status=PracticeStatus.PUBLISHED.value, published_at__isnull=False)
                | Q(status=PracticeStatus.RETIRED.value),
                name="practice_case_published_at_with_status",
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class PracticeAnswer(models.Model):
    """Mallivastaus: what the example says of one criterion, and the reference: level, verdict, and why just these.

    Everything but the text may still be missing in a draft; in a published case the reference is whole (`services.practice.cases`).
    """

    case = models.ForeignKey(PracticeCase, on_delete=models.CASCADE, related_name="answers")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("teksti"), blank=True, max_length=TEXT_MAX_LENGTH)
    answer = models.CharField(max_length=15, choices=REFERENCES, blank=True)
    level = models.ForeignKey(Level, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    verdict = models.ForeignKey(Verdict, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    explanation = models.TextField(_("perustelu"), blank=True, max_length=TEXT_MAX_LENGTH)
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["case", "criterion__order"]
        constraints = [
            models.UniqueConstraint(fields=["case", "criterion"], name="practice_answer_once"),
            models.CheckConstraint(condition=~Q(answer=Answer.DONT_KNOW.value), name="practice_answer_knows"),
            level_with_answer("practice_answer_level_with_answer"),
            verdict_with_level("practice_answer_verdict_with_level"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.criterion_id}"


class PracticeRating(models.Model):
    """Harjoitusarvio: what one auditor thinks of one criterion of an example; seen by her alone, whatever becomes of the case.

    Once `confirmed_at` is set the reference is shown beside it and it stays, until she begins the whole case anew.
    """

    case = models.ForeignKey(PracticeCase, on_delete=models.CASCADE, related_name="ratings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=15, choices=Answer.choices, blank=True)  # blank: a note without an answer yet
    level = models.ForeignKey(Level, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(_("perustelu"), blank=True, max_length=NOTE_MAX_LENGTH)
    verdict = models.ForeignKey(Verdict, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(_("muistiinpano"), blank=True, max_length=NOTE_MAX_LENGTH)
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["case", "user", "criterion__order"]
        constraints = [
            models.UniqueConstraint(fields=["case", "user", "criterion"], name="practice_rating_once"),
            level_with_answer("practice_rating_level_with_answer"),
            verdict_with_level("practice_rating_verdict_with_level"),
            models.CheckConstraint(
                condition=~Q(answer=Answer.NOT_APPLICABLE) | ~Q(reason=""),
                name="practice_rating_not_applicable_has_reason",
                violation_error_message=_("Kerro lyhyesti, miksi kriteeri ei koske hakijaa."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | ~Q(answer="") & (~Q(answer=Answer.LEVEL) | Q(verdict__isnull=False)),
                name="practice_rating_confirmed_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.user_id}/{self.criterion_id}"
