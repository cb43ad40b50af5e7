"""What was agreed together."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.choices import NOTE_MAX_LENGTH, TEXT_MAX_LENGTH, Answer
from assessments.models.answers import level_with_answer, verdict_with_level
from assessments.models.assessment import Assessment
from config.toolkit.models import kept_history
from criteria.models import Area, Criterion, Level, Verdict

RESULT_ANSWERS = [(Answer.LEVEL.value, Answer.LEVEL.label), (Answer.NOT_APPLICABLE.value, Answer.NOT_APPLICABLE.label)]


class Result(models.Model):
    """Yhteinen näkemys: one per criterion; `revision` grows with every save and guards against overwriting a colleague."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="results")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=15, choices=RESULT_ANSWERS, blank=True)  # blank: texts without an agreed level yet
    level = models.ForeignKey(Level, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(_("perustelu"), blank=True, max_length=TEXT_MAX_LENGTH)
    current_practice = models.TextField(_("miten toimimme nyt"), blank=True, max_length=TEXT_MAX_LENGTH)
    development = models.TextField(_("mitä kehitämme"), blank=True, max_length=TEXT_MAX_LENGTH)
    verdict = models.ForeignKey(Verdict, on_delete=models.PROTECT, null=True, blank=True, related_name="+")  # in an audit
    verdict_reason = models.TextField(  # a sentence, when the verdict differs from what the version says of the level
        _("miksi kanta poikkeaa tasosta"), blank=True, max_length=NOTE_MAX_LENGTH
    )
    seen_in_documents = models.TextField(_("havainnot asiakirjoista"), blank=True, max_length=TEXT_MAX_LENGTH)  # in an audit
    heard_in_interviews = models.TextField(_("havainnot haastatteluista"), blank=True, max_length=TEXT_MAX_LENGTH)  # in an audit
    seen_on_visit = models.TextField(_("havainnot käynniltä"), blank=True, max_length=TEXT_MAX_LENGTH)  # in an audit
    suggestion = models.TextField(_("kehittämisehdotus"), blank=True, max_length=TEXT_MAX_LENGTH)  # in an audit
    carried_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="carried_to")  # last time's
    copied_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="copied_to")  # another unit's
    is_unchecked = models.BooleanField(_("tarkistamatta"), default=False)  # carried over or copied, and not touched since
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    history = kept_history()

    class Meta:
        ordering = ["assessment", "criterion__order"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "criterion"], name="result_once"),
            level_with_answer("result_level_with_answer"),
            verdict_with_level("result_verdict_with_level"),
            models.CheckConstraint(
                condition=~Q(answer=Answer.NOT_APPLICABLE) | ~Q(reason=""),
                name="result_not_applicable_has_reason",
                violation_error_message=_("Kerro lyhyesti, miksi kriteeri ei koske työpajaanne."),
            ),
            models.CheckConstraint(
                condition=Q(is_unchecked=False) | Q(carried_from__isnull=False) | Q(copied_from__isnull=False),
                name="result_unchecked_comes_from_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}/{self.criterion_id}"


class AreaSummary(models.Model):
    """Osa-alueen vahvuudet, agreed in the discussion."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="area_summaries")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    strengths = models.TextField(_("vahvuudet"), blank=True, max_length=TEXT_MAX_LENGTH)
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    history = kept_history()

    class Meta:
        ordering = ["assessment", "area__order"]
        constraints = [models.UniqueConstraint(fields=["assessment", "area"], name="area_summary_once")]

    def __str__(self) -> str:
        return f"{self.assessment_id}/{self.area_id}"
