"""Areas and criteria of a framework version."""

from django.db import models

from config.toolkit.models import Translated
from criteria.models.framework import FrameworkVersion, Level


class Area(models.Model):
    """Osa-alue."""

    version = models.ForeignKey(FrameworkVersion, on_delete=models.CASCADE, related_name="areas")
    code = models.CharField(max_length=10)
    order = models.PositiveSmallIntegerField()
    name_fi = models.CharField(max_length=200)
    name_sv = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    description_fi = models.TextField()
    description_sv = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    leads_to_framework = models.SlugField(max_length=60, blank=True)  # where a workshop that is further on continues
    leads_to_area = models.CharField(max_length=10, blank=True)
    name = Translated()
    description = Translated()

    class Meta:
        ordering = ["version", "order"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="area_code_once_in_version")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class CriterionQuerySet(models.QuerySet["Criterion"]):
    def with_texts(self) -> "CriterionQuerySet":
        """Prefetch what a page about a criterion shows: questions, level descriptions with levels, evidence examples.

        Interview questions are not among them: few pages show them.
        """
        return self.prefetch_related(
            "questions",
            "evidence_examples",
            models.Prefetch("level_descriptions", queryset=LevelDescription.objects.select_related("level").order_by("level__value")),
        )


class Criterion(models.Model):
    """Kriteeri: keeps its code from version to version; carrying over goes by code."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="criteria")
    code = models.CharField(max_length=10)
    order = models.PositiveSmallIntegerField()  # running number within the whole version
    name_fi = models.CharField(max_length=200)
    name_sv = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    description_fi = models.TextField()
    description_sv = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    name = Translated()
    description = Translated()

    objects = CriterionQuerySet.as_manager()

    class Meta:
        ordering = ["area__version", "order"]
        constraints = [models.UniqueConstraint(fields=["area", "code"], name="criterion_code_once_in_area")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class _CriterionText(models.Model):
    order = models.PositiveSmallIntegerField()
    text_fi = models.TextField()
    text_sv = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    text = Translated()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text


class GuidingQuestion(_CriterionText):
    """Apukysymys ("Pohdittavaksi")."""

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="questions")

    class Meta:
        ordering = ["criterion", "order"]


class InterviewQuestion(_CriterionText):
    """Haastattelukysymys ("Haastattelussa voit kysyä"): what an auditor may ask of staff and leaders; a framework may have none."""

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="interview_questions")

    class Meta:
        ordering = ["criterion", "order"]


class EvidenceExample(_CriterionText):
    """Esimerkki näytöstä."""

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="evidence_examples")

    class Meta:
        ordering = ["criterion", "order"]


class LevelDescription(models.Model):
    """Tasokuvaus: what the level looks like in this criterion; it is the choice itself on the rating page."""

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="level_descriptions")
    level = models.ForeignKey(Level, on_delete=models.CASCADE, related_name="+")
    description_fi = models.TextField()
    description_sv = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    description = Translated()

    class Meta:
        ordering = ["criterion", "level__value"]
        constraints = [models.UniqueConstraint(fields=["criterion", "level"], name="level_described_once")]

    def __str__(self) -> str:
        return self.description
