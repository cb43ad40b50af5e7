"""Organisations and the workshops they run."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from stdnum.fi import ytunnus

from config.toolkit.models import Referenced
from config.toolkit.search import sort_key
from workshops.choices import FEATURE_CHOICES, FeatureKind, MaintainerType, WorkshopLanguage, WorkshopSize
from workshops.models.grant import RoleGrant
from workshops.models.place import Municipality, Network
from workshops.roles import Permission, Role

if TYPE_CHECKING:
    from workshops.permissions import Access


def validate_business_id(value: str) -> None:
    """Refuse a y-tunnus whose form or check digit is wrong (1234567-1, modulus 11 of the Finnish Patent and Registration Office)."""
    if not re.fullmatch(r"[0-9]{7}-[0-9]", value) or not ytunnus.is_valid(value):
        raise ValidationError(_("Tarkista y-tunnus. Se on muotoa 1234567-1, ja viimeinen numero on tarkistusnumero."))


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, access: Access) -> OrganisationQuerySet:
        """Return the organisations whose page the asker may open; the twin of `can_view_organisation`."""
        if access.may_nationally(Permission.MANAGE_ORGANISATIONS) or access.may_nationally(Permission.MANAGE_USERS):
            return self
        return self.where_may(access, Permission.TAKE_PART)

    def where_may(self, access: Access, permission: Permission) -> OrganisationQuerySet:
        """Return the organisations in which, or in one of whose workshops, a role gives the permission."""
        grants = RoleGrant.objects.of(access.user).current(access.on).giving(permission)
        return self.filter(
            models.Exists(grants.filter(organisation=models.OuterRef("pk")))
            | models.Exists(grants.filter(workshop__organisation=models.OuterRef("pk")))
        )

    def search(self, text: str) -> OrganisationQuerySet:
        """Return those whose name contains the text, in any case, or whose y-tunnus begins with it."""
        return self.filter(models.Q(sort_key__contains=sort_key(text)) | models.Q(business_id__startswith=text)) if text else self


class Organisation(Referenced):
    """Organisaatio (taustaorganisaatio): maintains one or more workshops."""

    name = models.CharField(_("organisaation nimi"), max_length=200)
    business_id = models.CharField(
        _("y-tunnus"),
        max_length=9,
        unique=True,
        validators=[validate_business_id],
        error_messages={"unique": _("Tällä y-tunnuksella on jo organisaatio.")},
    )
    maintainer_type = models.CharField(_("ylläpitäjätyyppi"), max_length=20, choices=MaintainerType.choices)
    municipality = models.ForeignKey(Municipality, verbose_name=_("kotikunta"), on_delete=models.PROTECT, related_name="organisations")
    sort_key = models.CharField(max_length=600, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]

    def __str__(self) -> str:
        return self.name


class WorkshopQuerySet(models.QuerySet["Workshop"]):
    def where_may(self, access: Access, permission: Permission) -> WorkshopQuerySet:
        """Return the workshops in which the asker holds the permission, by a role in the workshop or its organisation.

        The twin of `Access.may_in`: a joinable predicate, never a list of ids.
        """
        return self.filter(RoleGrant.objects.held_in(access, permission, workshop="pk", organisation="organisation"))

    def visible_to(self, access: Access) -> WorkshopQuerySet:
        """Return the workshops whose page the asker may open; the twin of `can_view_workshop`. Assessments have their own rule."""
        if access.may_nationally(Permission.MANAGE_ORGANISATIONS) or access.may_nationally(Permission.MANAGE_USERS):
            return self
        return self.where_may(access, Permission.TAKE_PART)

    def without_leader(self, on: dt.date) -> WorkshopQuerySet:
        """Return the workshops that nobody leads on the day: no leader of their own, none of their organisation, or only disabled ones."""
        leaders = RoleGrant.objects.current(on).filter(role=Role.LEADER, user__is_active=True)
        return self.exclude(models.Exists(leaders.filter(workshop=models.OuterRef("pk")))).exclude(
            models.Exists(leaders.filter(organisation=models.OuterRef("organisation")))
        )

    def search(self, text: str) -> WorkshopQuerySet:
        """Return those whose own or organisation's name contains the text, in any case."""
        key = sort_key(text)
        return self.filter(models.Q(sort_key__contains=key) | models.Q(organisation__sort_key__contains=key)) if text else self


class Workshop(Referenced):
    """Työpaja: the assessed unit; an organisation assessed as a whole is one workshop marked so."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="workshops")
    name = models.CharField(_("työpajan nimi"), max_length=200)
    whole_organisation = models.BooleanField(
        _("arvioidaan koko organisaationa"),
        default=False,
        help_text=_("Valitse, jos työpaja tarkoittaa koko organisaatiota eikä yhtä sen yksikköä."),
    )
    municipality = models.ForeignKey(Municipality, verbose_name=_("kunta"), on_delete=models.PROTECT, related_name="workshops")
    language = models.CharField(_("kieli"), max_length=5, choices=WorkshopLanguage.choices, default=WorkshopLanguage.FINNISH)
    size = models.CharField(_("henkilöstö"), max_length=5, choices=WorkshopSize.choices, blank=True)
    networks = models.ManyToManyField(Network, verbose_name=_("ALU-verkostot"), related_name="workshops", blank=True)
    shows_progress = models.BooleanField(
        _("verkosto saa nähdä, että olemme aloittaneet"),
        default=False,
        help_text=_("ALU-koordinaattori näkee silloin, että työpajalla on itsearviointi kesken. Vastauksia hän ei näe koskaan."),
    )
    sort_key = models.CharField(max_length=600, editable=False)

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="workshop_name_once_in_organisation",
                violation_error_message=_("Organisaatiolla on jo tämänniminen työpaja."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class WorkshopFeature(models.Model):
    """A coded fact of a workshop: a service, a target group, another quality system in use (domain.md facts 5 and 14–21)."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="features")
    kind = models.CharField(max_length=20, choices=FeatureKind.choices)
    code = models.CharField(max_length=30, choices=FEATURE_CHOICES)

    class Meta:
        ordering = ["kind", "code"]
        constraints = [models.UniqueConstraint(fields=["workshop", "kind", "code"], name="workshop_feature_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_code_display()}"
