"""People from outside whom a workshop lets read one assessment."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessment
from config.toolkit.models import Referenced

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from workshops.models import User


class SupportQuerySet(models.QuerySet["Support"]):
    def open(self, on: dt.date) -> SupportQuerySet:
        """Return those not ended whose last day has not passed, whether anybody has taken them on or not."""
        return self.filter(last_date__gte=on, ended_at=None)

    def current(self, on: dt.date) -> SupportQuerySet:
        """Return those in force on the day: taken on, until their last day, not ended."""
        return self.open(on).filter(accepted_at__isnull=False)

    def of(self, user: User | AnonymousUser) -> SupportQuerySet:
        return self.filter(user=user.pk, user__is_active=True)


class Support(Referenced):
    """Tuki: somebody from outside reads one assessment until a date, never single ratings.

    A coordinator or the network's coordinator, chosen by name, or a person of another workshop, asked by e-mail address. Whether
    an account has the address is told to nobody: until she takes it on, the row shows the address alone, and a row without a
    user looks the same. Then the address is emptied.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="supports")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="supports")
    email = models.EmailField(_("sähköposti"), blank=True)
    message = models.TextField(_("mihin tukea pyydetään"), blank=True, max_length=1_000)
    last_date = models.DateField(_("viimeinen päivä"))
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = SupportQuerySet.as_manager()

    class Meta:
        ordering = ["assessment", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="support_ended_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(user__isnull=False, email=""), name="support_accepted_by_a_user_without_address"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=False) | Q(ended_at__isnull=False) | ~Q(email=""), name="support_asked_by_address"
            ),
            models.UniqueConstraint(
                fields=["assessment", "user"],
                condition=Q(ended_at=None),
                name="support_once",
                violation_error_message=_("Henkilöltä on jo pyydetty tukea tähän arviointiin."),
            ),
            models.UniqueConstraint(
                fields=["assessment", "email"],
                condition=Q(ended_at=None) & ~Q(email=""),
                name="support_address_once",
                violation_error_message=_("Tästä osoitteesta on jo pyydetty tukea tähän arviointiin."),
            ),
        ]

    def __str__(self) -> str:
        return self.ref
