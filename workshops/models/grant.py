"""Roles granted to people."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from config.toolkit.models import Referenced
from workshops.choices import ROLE_CHOICES, SCOPE_CHOICES
from workshops.roles import Permission, Role, Scope, roles_with

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from workshops.models.organisation import Workshop
    from workshops.models.user import User
    from workshops.permissions import Access


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def of(self, user: User | AnonymousUser) -> RoleGrantQuerySet:
        return self.filter(user=user.pk, user__is_active=True)

    def current(self, on: dt.date) -> RoleGrantQuerySet:
        """Return the grants in force on the day: begun, not past their last day, not ended."""
        return self.filter(Q(ends_date=None) | Q(ends_date__gte=on), starts_date__lte=on, ended_at=None)

    def leading(self, workshop: Workshop) -> RoleGrantQuerySet:
        """Return the leader roles that hold in the workshop, its organisation's too, of people whose account is in use."""
        return self.filter(Q(workshop=workshop) | Q(organisation=workshop.organisation_id), role=Role.LEADER, user__is_active=True)

    def giving(self, permission: Permission) -> RoleGrantQuerySet:
        return self.filter(role__in=roles_with(permission))

    def held_in(self, access: Access, permission: Permission, *, workshop: str, organisation: str) -> Exists | Q:
        """Return the condition that the asker holds the permission in a row's workshop or its organisation, named by their field paths.

        Who holds it nowhere is not asked about in the database: building the subquery costs more than most pages.
        """
        if not access.may_anywhere(permission):
            return Q(pk__in=())
        here = Q(workshop=OuterRef(workshop)) | Q(organisation=OuterRef(organisation))
        return Exists(self.of(access.user).current(access.on).giving(permission).filter(here))


class RoleGrant(Referenced):
    """Rooli: a role of one person in one scope, with its dates. An organisation's role holds in all its workshops."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(_("rooli"), max_length=25, choices=ROLE_CHOICES)
    scope = models.CharField(max_length=15, choices=SCOPE_CHOICES)
    workshop = models.ForeignKey("Workshop", on_delete=models.PROTECT, null=True, blank=True, related_name="grants")
    organisation = models.ForeignKey("Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="grants")
    network = models.ForeignKey("Network", on_delete=models.PROTECT, null=True, blank=True, related_name="grants")
    starts_date = models.DateField(_("alkaa"))
    ends_date = models.DateField(_("viimeinen päivä"), null=True, blank=True)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        ordering = ["scope", "role", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(scope=Scope.WORKSHOP, workshop__isnull=False, organisation=None, network=None)
                    | Q(scope=Scope.ORGANISATION, workshop=None, organisation__isnull=False, network=None)
                    | Q(scope=Scope.NETWORK, workshop=None, organisation=None, network__isnull=False)
                    | Q(scope=Scope.NATIONAL, workshop=None, organisation=None, network=None)
                ),
                name="grant_scope_names_its_object",
                violation_error_message=_("Roolilla on oltava täsmälleen yksi kohde."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="grant_ended_at_and_by",
                violation_error_message=_("Päättymisellä on oltava aika ja tekijä."),
            ),
            models.CheckConstraint(
                condition=Q(ends_date=None) | Q(ends_date__gte=models.F("starts_date")),
                name="grant_ends_after_start",
                violation_error_message=_("Roolin viimeinen päivä ei voi olla ennen alkamispäivää."),
            ),
            models.UniqueConstraint(
                "user",
                "role",
                Coalesce("workshop", 0),  # SQLite has no NULLS NOT DISTINCT
                Coalesce("organisation", 0),
                Coalesce("network", 0),
                condition=Q(ended_at=None),
                name="grant_once_while_open",
                violation_error_message=_("Henkilöllä on jo tämä rooli."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} ({self.scope})"

    @property
    def is_leader(self) -> bool:
        return self.role == Role.LEADER
