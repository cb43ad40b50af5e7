"""Frameworks, their versions and their scales."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from config.toolkit.models import Translated
from criteria.versioning import EDITABLE, PUBLIC, VersionStatus
from workshops.roles import Permission

if TYPE_CHECKING:
    from workshops.permissions import Access

STATUS_CHOICES = [
    (VersionStatus.DRAFT.value, _("Luonnos")),
    (VersionStatus.COMMENTING.value, _("Lausunnoilla")),
    (VersionStatus.PUBLISHED.value, _("Julkaistu")),
    (VersionStatus.RETIRED.value, _("Poistunut käytöstä")),
]


class Framework(models.Model):
    """Kriteeristö: what stays the same from version to version."""

    slug = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=20, choices=[("criteria", _("laatukriteeristö")), ("stl", _("STL-malli"))])
    name_fi = models.CharField(max_length=200)
    name_sv = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    name = Translated()

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name


class Scale(models.Model):
    """Asteikko of one version: its levels, and the names of the two answers that are no level."""

    not_applicable_fi = models.CharField(max_length=100)
    not_applicable_sv = models.CharField(max_length=100, blank=True)
    not_applicable_en = models.CharField(max_length=100, blank=True)
    dont_know_fi = models.CharField(max_length=100)
    dont_know_sv = models.CharField(max_length=100, blank=True)
    dont_know_en = models.CharField(max_length=100, blank=True)
    slug = models.SlugField(max_length=60)
    met_from = models.PositiveSmallIntegerField()  # from this level up a criterion is by default "täyttyy"
    not_applicable = Translated()
    dont_know = Translated()

    def __str__(self) -> str:
        return self.slug


class Level(models.Model):
    """Taso: an integer with a name; nothing in code knows how many there are."""

    scale = models.ForeignKey(Scale, on_delete=models.CASCADE, related_name="levels")
    value = models.PositiveSmallIntegerField()
    name_fi = models.CharField(max_length=60)
    name_sv = models.CharField(max_length=60, blank=True)
    name_en = models.CharField(max_length=60, blank=True)
    description_fi = models.TextField(blank=True)
    description_sv = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    name = Translated()
    description = Translated()

    class Meta:
        ordering = ["scale", "value"]
        constraints = [models.UniqueConstraint(fields=["scale", "value"], name="level_value_once_in_scale")]

    def __str__(self) -> str:
        return f"{self.value} {self.name}"


class FrameworkVersionQuerySet(models.QuerySet["FrameworkVersion"]):
    def public(self) -> FrameworkVersionQuerySet:
        return self.filter(status__in=PUBLIC)

    def published(self) -> FrameworkVersionQuerySet:
        """Return the versions in which a new assessment may start."""
        return self.filter(status=VersionStatus.PUBLISHED)

    def visible_to(self, access: Access) -> FrameworkVersionQuerySet:
        """Return the versions the viewer may read; the twin of `criteria.permissions.can_read_version`."""
        if access.may_nationally(Permission.COMMENT_DRAFTS):
            return self.all()
        return self.public()


class FrameworkVersion(models.Model):
    """Kriteeristöversio: never changes once published; an assessment belongs to one for ever."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="versions")
    version = models.CharField(max_length=20)
    status = models.CharField(max_length=12, choices=STATUS_CHOICES, default=VersionStatus.DRAFT)
    scale = models.OneToOneField(Scale, on_delete=models.PROTECT, related_name="framework_version")
    status_note_fi = models.TextField(blank=True)
    status_note_sv = models.TextField(blank=True)
    status_note_en = models.TextField(blank=True)
    source_sha256 = models.CharField(max_length=64)  # of the canonical content it was loaded from
    published_at = models.DateTimeField(null=True, blank=True)
    status_note = Translated()

    objects = FrameworkVersionQuerySet.as_manager()

    class Meta:
        ordering = ["framework", "-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "version"], name="version_once_in_framework"),
            models.UniqueConstraint(
                fields=["framework"],
                condition=Q(status__in=sorted(EDITABLE)),
                name="one_draft_version_in_framework",
                violation_error_message=_("Kriteeristöllä on jo luonnosversio."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=sorted(EDITABLE), published_at=None) | Q(status__in=sorted(PUBLIC), published_at__isnull=False),
                name="version_published_at_with_status",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.framework_id} {self.version}"


class Verdict(models.Model):
    """Kanta: what an auditor says of a criterion in this version (täyttyy, täyttyy osittain, ei täyty)."""

    version = models.ForeignKey(FrameworkVersion, on_delete=models.CASCADE, related_name="verdicts")
    value = models.SlugField(max_length=20)
    order = models.PositiveSmallIntegerField()
    name_fi = models.CharField(max_length=60)
    name_sv = models.CharField(max_length=60, blank=True)
    name_en = models.CharField(max_length=60, blank=True)
    name = Translated()

    class Meta:
        ordering = ["version", "order"]
        constraints = [models.UniqueConstraint(fields=["version", "value"], name="verdict_once_in_version")]

    def __str__(self) -> str:
        return self.name
