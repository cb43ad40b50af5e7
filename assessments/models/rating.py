"""One person's own view of one criterion."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.choices import NOTE_MAX_LENGTH, Answer
from assessments.models.answers import level_with_answer, verdict_with_level
from assessments.models.assessment import Participant
from config.toolkit.models import AppendOnly, AppendOnlyQuerySet, kept_history
from criteria.models import Criterion, Level, Verdict


class Rating(models.Model):
    """Oma arvio: seen by its author alone until the discussion, and then only as declared at the start; its history by her alone, ever.

    `revision` grows with every save and guards against overwriting what the same person wrote in another tab.
    """

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="ratings")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=15, choices=Answer.choices, blank=True)  # blank: a note without an answer yet
    level = models.ForeignKey(Level, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(_("perustelu"), blank=True, max_length=NOTE_MAX_LENGTH)
    verdict = models.ForeignKey(Verdict, on_delete=models.PROTECT, null=True, blank=True, related_name="+")  # an auditor's
    note = models.TextField(_("muistiinpano"), blank=True, max_length=NOTE_MAX_LENGTH)
    change_reason = models.TextField(  # an auditor's, when the visit changed what she had confirmed
        _("miksi arvio muuttui"), blank=True, max_length=NOTE_MAX_LENGTH
    )
    note_may_be_shown = models.BooleanField(_("saa näyttää keskustelussa nimettömänä"), default=False)
    typed_in_by = models.ForeignKey(  # from paper, by the contact; empty for what the rater gave herself
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    history = kept_history()

    class Meta:
        ordering = ["participant", "criterion__order"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "criterion"], name="rating_once"),
            level_with_answer("rating_level_with_answer"),
            models.CheckConstraint(
                condition=~Q(answer=Answer.NOT_APPLICABLE) | ~Q(reason=""),
                name="rating_not_applicable_has_reason",
                violation_error_message=_("Kerro lyhyesti, miksi kriteeri ei koske työpajaanne."),
            ),
            verdict_with_level("rating_verdict_with_level"),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id}/{self.criterion_id}"


class ConfirmedRating(AppendOnly):
    """Vahvistettu ennakkoarvio: what an auditor thought before she saw the others; kept as it was, whatever the visit changes."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="confirmed_ratings")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=15, choices=Answer.choices)
    level = models.ForeignKey(Level, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(blank=True, max_length=NOTE_MAX_LENGTH)
    verdict = models.ForeignKey(Verdict, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(blank=True, max_length=NOTE_MAX_LENGTH)
    confirmed_at = models.DateTimeField()

    objects: ClassVar[models.Manager[ConfirmedRating]] = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["participant", "criterion__order"]
        base_manager_name = "objects"  # no way past the queryset above
        constraints = [
            models.UniqueConstraint(fields=["participant", "criterion"], name="confirmed_rating_once"),
            level_with_answer("confirmed_rating_level_with_answer"),
            verdict_with_level("confirmed_rating_verdict_with_level"),
            models.CheckConstraint(condition=~Q(answer=Answer.LEVEL) | Q(verdict__isnull=False), name="confirmed_rating_level_has_verdict"),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id}/{self.criterion_id}"
