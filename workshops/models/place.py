"""Where workshops are: regions, municipalities and the association's own networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from config.toolkit.models import Translated
from workshops.choices import NetworkKind
from workshops.models.grant import RoleGrant

if TYPE_CHECKING:
    from workshops.permissions import Access
    from workshops.roles import Permission


class Region(models.Model):
    """Maakunta, with the official code of Statistics Finland."""

    code = models.CharField(max_length=2, unique=True)
    name_fi = models.CharField(max_length=60)
    name_sv = models.CharField(max_length=60)
    name = Translated()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Municipality(models.Model):
    """Kunta, with the official code of Statistics Finland."""

    code = models.CharField(max_length=3, unique=True)
    name_fi = models.CharField(max_length=60)
    name_sv = models.CharField(max_length=60)
    sort_key = models.CharField(max_length=200, editable=False)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="municipalities")
    name = Translated()

    class Meta:
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.name


class NetworkQuerySet(models.QuerySet["Network"]):
    def where_may(self, access: Access, permission: Permission) -> NetworkQuerySet:
        """Return the networks in which a role gives the permission; the twin of `Access.may_in_network`."""
        grants = RoleGrant.objects.of(access.user).current(access.on).giving(permission)
        return self.filter(models.Exists(grants.filter(network=models.OuterRef("pk"))))


class Network(models.Model):
    """ALU-verkosto: the association's own level between workshops and the nation (domain.md section 8)."""

    slug = models.SlugField(max_length=60, unique=True)
    name_fi = models.CharField(_("nimi"), max_length=120)
    name_sv = models.CharField(_("nimi ruotsiksi"), max_length=120, blank=True)
    kind = models.CharField(_("laji"), max_length=10, choices=NetworkKind.choices, default=NetworkKind.REGIONAL)
    regions = models.ManyToManyField(Region, related_name="networks", blank=True)
    name = Translated()

    objects = NetworkQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "slug"]

    def __str__(self) -> str:
        return self.name
