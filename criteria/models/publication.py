"""The stored PDF of criteria and concepts."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from criteria.models.concept import ConceptSet
from criteria.models.framework import FrameworkVersion


class PublicationStatus(models.TextChoices):
    WAITING = "waiting", _("Valmistellaan")
    READY = "ready", _("Valmis")
    FAILED = "failed", _("Valmistus epäonnistui")


class Publication(models.Model):
    """Julkaisu: criteria and concepts in one PDF, rendered by the worker; an earlier file stays in use until the new is ready."""

    version = models.OneToOneField(FrameworkVersion, on_delete=models.PROTECT, related_name="publication")
    concept_set = models.ForeignKey(ConceptSet, on_delete=models.PROTECT, null=True, blank=True, related_name="publications")
    status = models.CharField(max_length=10, choices=PublicationStatus.choices, default=PublicationStatus.WAITING)
    requested_at = models.DateTimeField()  # of the latest request; a rendering begun for an earlier one is not stored
    attempts = models.PositiveSmallIntegerField(default=0)  # renderings begun for the latest request
    rendered_at = models.DateTimeField(null=True, blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True)  # of what the stored PDF was made of: the same is not rendered twice
    file_name = models.CharField(max_length=200, blank=True)  # in the default storage
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)  # bytes

    class Meta:
        ordering = ["version"]
        constraints = [
            models.CheckConstraint(
                condition=Q(file_name="", sha256="", size=0, rendered_at=None)
                | (~Q(file_name="") & ~Q(sha256="") & Q(size__gt=0, rendered_at__isnull=False)),
                name="publication_file_whole_or_none",
                violation_error_message=_("Julkaisun tiedostosta puuttuu tietoja."),
            ),
            models.CheckConstraint(
                condition=~Q(status=PublicationStatus.READY) | ~Q(file_name=""),
                name="publication_file_when_ready",
                violation_error_message=_("Valmiilla julkaisulla on oltava tiedosto."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.status}"

    @property
    def has_file(self) -> bool:
        """Tell whether a PDF can be opened, be it the newest or an earlier one."""
        return bool(self.file_name)
