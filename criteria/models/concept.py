"""The concept glossary."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from config.toolkit.models import Translated
from criteria.models.framework import STATUS_CHOICES
from criteria.versioning import EDITABLE, PUBLIC, VersionStatus


class ConceptSetQuerySet(models.QuerySet["ConceptSet"]):
    def public(self) -> ConceptSetQuerySet:
        return self.filter(status__in=PUBLIC)

    def published(self) -> ConceptSetQuerySet:
        return self.filter(status=VersionStatus.PUBLISHED)

    def current(self) -> ConceptSetQuerySet:
        """Return the one glossary in use: the newest published, a retired one only when there is no other. A slice: not to be filtered."""
        return self.public().order_by("status", "-published_at", "-pk")[:1]  # "published" sorts before "retired"


class ConceptSet(models.Model):
    """Käsitteistö: one version of the glossary."""

    slug = models.SlugField(max_length=60)
    version = models.CharField(max_length=20)
    status = models.CharField(max_length=12, choices=STATUS_CHOICES, default=VersionStatus.DRAFT)
    status_note_fi = models.TextField(blank=True)
    status_note_sv = models.TextField(blank=True)
    status_note_en = models.TextField(blank=True)
    source_sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(null=True, blank=True)
    status_note = Translated()

    objects = ConceptSetQuerySet.as_manager()

    class Meta:
        ordering = ["slug", "-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["slug", "version"], name="concept_set_version_once"),
            models.UniqueConstraint(
                fields=["slug"],
                condition=Q(status__in=sorted(EDITABLE)),
                name="one_draft_concept_set",
                violation_error_message=_("Käsitteistöllä on jo luonnosversio."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=sorted(EDITABLE), published_at=None) | Q(status__in=sorted(PUBLIC), published_at__isnull=False),
                name="concept_set_published_at_with_status",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.version}"


class ConceptGroup(models.Model):
    """Käsiteryhmä: ydinkäsite, avainkäsite, muu toimintaan liittyvä käsite."""

    concept_set = models.ForeignKey(ConceptSet, on_delete=models.CASCADE, related_name="groups")
    slug = models.SlugField(max_length=30)
    order = models.PositiveSmallIntegerField()
    name_fi = models.CharField(max_length=100)
    name_sv = models.CharField(max_length=100, blank=True)
    name_en = models.CharField(max_length=100, blank=True)
    name = Translated()

    class Meta:
        ordering = ["concept_set", "order"]
        constraints = [models.UniqueConstraint(fields=["concept_set", "slug"], name="concept_group_once_in_set")]

    def __str__(self) -> str:
        return self.name


class Concept(models.Model):
    """Käsite: keeps its code from version to version."""

    group = models.ForeignKey(ConceptGroup, on_delete=models.CASCADE, related_name="concepts")
    code = models.SlugField(max_length=80)
    term_fi = models.CharField(max_length=120)
    term_sv = models.CharField(max_length=120, blank=True)
    term_en = models.CharField(max_length=120, blank=True)
    definition_fi = models.TextField()
    definition_sv = models.TextField(blank=True)
    definition_en = models.TextField(blank=True)
    related = models.ManyToManyField("self", symmetrical=False, related_name="related_from", blank=True)
    search_key = models.TextField(editable=False)  # casefolded terms and definitions of every language
    sort_key = models.CharField(max_length=400, editable=False)
    term = Translated()
    definition = Translated()

    class Meta:
        ordering = ["sort_key", "pk"]
        constraints = [models.UniqueConstraint(fields=["group", "code"], name="concept_code_once_in_group")]

    def __str__(self) -> str:
        return self.term
