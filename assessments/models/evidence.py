"""Evidence and the files behind it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.application import Application
from assessments.models.assessment import Assessment
from config.toolkit.models import Referenced
from criteria.models import Criterion
from workshops.models import Organisation


class StoredFile(models.Model):
    """Tallennettu tiedosto: immutable, stored once per hash under a random name, deleted only when nothing refers to it."""

    sha256 = models.CharField(max_length=64, unique=True)
    storage_name = models.CharField(max_length=100, unique=True)
    content_type = models.CharField(max_length=100)
    extension = models.CharField(max_length=5)
    size = models.PositiveIntegerField()  # bytes
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def of_organisation(self, organisation: Organisation) -> EvidenceQuerySet:
        """Return what the organisation has given, in its workshops' assessments or its own applications."""
        return self.filter(Q(assessment__workshop__organisation=organisation) | Q(application__organisation=organisation))


class Evidence(Referenced):
    """Näyttö: a file or an https link with a title, given for one or more criteria of one assessment or one application."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, null=True, blank=True, related_name="evidence")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, null=True, blank=True, related_name="evidence")
    title = models.CharField(_("otsikko"), max_length=200)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence")
    file_name = models.CharField(max_length=200, blank=True)  # as the user named it, cleaned; only ever shown or offered for download
    link = models.URLField(_("linkki"), max_length=500, blank=True)
    criteria: models.ManyToManyField[Criterion, EvidenceCriterion] = models.ManyToManyField(
        Criterion, through="EvidenceCriterion", related_name="+"
    )
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=Q(assessment__isnull=False, application=None) | Q(assessment=None, application__isnull=False),
                name="evidence_of_assessment_or_application",
            ),
            models.CheckConstraint(
                condition=Q(file__isnull=False, link="") & ~Q(file_name="") | Q(file=None, file_name="") & ~Q(link=""),
                name="evidence_is_file_or_link",
                violation_error_message=_("Lisää joko tiedosto tai linkki."),
            ),
            models.CheckConstraint(
                condition=Q(link="") | Q(link__startswith="https://"),
                name="evidence_link_is_https",
                violation_error_message=_("Linkin alussa on oltava https://."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EvidenceCriterion(models.Model):
    """Which criteria a piece of evidence speaks of."""

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="criterion_links")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["evidence", "criterion__order"]
        constraints = [models.UniqueConstraint(fields=["evidence", "criterion"], name="evidence_once_per_criterion")]

    def __str__(self) -> str:
        return f"{self.evidence_id}/{self.criterion_id}"
