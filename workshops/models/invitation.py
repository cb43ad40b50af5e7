"""The two doors into the service: an invitation, and a request to take it into use."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from config.toolkit.models import Referenced
from workshops.choices import ROLE_CHOICES, MaintainerType
from workshops.models.organisation import validate_business_id


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def waiting(self, at: dt.datetime) -> InvitationQuerySet:
        """Return invitations that can still be accepted."""
        return self.open().filter(expires_at__gt=at)

    def open(self) -> InvitationQuerySet:
        """Return invitations neither accepted nor revoked; an expired one can still be resent."""
        return self.filter(accepted_at=None, revoked_at=None)


class Invitation(Referenced):
    """Kutsu: brings one person into one role. The address in the mail is signed, works once and for 30 days."""

    email = models.EmailField(_("sähköposti"))
    # What the inviter knew; the person corrects it when accepting.
    name = models.CharField(_("nimi"), max_length=120, blank=True)
    role = models.CharField(_("rooli"), max_length=25, choices=ROLE_CHOICES)
    workshop = models.ForeignKey("Workshop", on_delete=models.PROTECT, null=True, blank=True, related_name="invitations")
    organisation = models.ForeignKey("Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="invitations")
    network = models.ForeignKey("Network", on_delete=models.PROTECT, null=True, blank=True, related_name="invitations")
    # Changes when the invitation is resent or corrected, so that the earlier address stops working.
    nonce = models.CharField(max_length=32, editable=False)
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="accepted_invitations"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None) | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_at_and_by",
                violation_error_message=_("Hyväksymisellä on oltava aika ja tekijä."),
            ),
            models.UniqueConstraint(
                "email",
                "role",
                Coalesce("workshop", 0),  # SQLite has no NULLS NOT DISTINCT
                Coalesce("organisation", 0),
                Coalesce("network", 0),
                condition=Q(accepted_at=None, revoked_at=None),
                name="invitation_once_while_open",
                violation_error_message=_("Tähän osoitteeseen on jo lähetetty sama kutsu."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} ({self.role})"

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.revoked_at is None

    def is_waiting(self, at: dt.datetime) -> bool:
        """Tell whether the invitation can be accepted at the time; the twin of `waiting`."""
        return self.is_open and self.expires_at > at


class AccessRequestState(models.TextChoices):
    WAITING = "waiting", _("Odottaa käsittelyä")
    APPROVED = "approved", _("Hyväksytty")
    DECLINED = "declined", _("Hylätty")


class AccessRequest(Referenced):
    """Käyttöönottopyyntö ("Ota käyttöön"): a workshop asks to start; a coordinator approves it with one click."""

    business_id = models.CharField(_("y-tunnus"), max_length=9, validators=[validate_business_id])
    organisation_name = models.CharField(_("organisaation nimi"), max_length=200)
    maintainer_type = models.CharField(_("ylläpitäjätyyppi"), max_length=20, choices=MaintainerType.choices)
    workshop_name = models.CharField(_("työpajan nimi"), max_length=200)
    municipality = models.ForeignKey("Municipality", verbose_name=_("kunta"), on_delete=models.PROTECT, related_name="+")
    contact_name = models.CharField(_("nimesi"), max_length=120)
    email = models.EmailField(_("työsähköposti"))
    state = models.CharField(max_length=10, choices=AccessRequestState.choices, default=AccessRequestState.WAITING)
    requested_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decline_reason = models.TextField(blank=True, max_length=2000)
    invitation = models.OneToOneField(Invitation, on_delete=models.PROTECT, null=True, blank=True, related_name="access_request")

    class Meta:
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None, decided_by=None)
                | Q(state__in=["approved", "declined"], decided_at__isnull=False, decided_by__isnull=False),
                name="access_request_decided_at_and_by",
                violation_error_message=_("Päätöksellä on oltava aika ja tekijä."),
            ),
            models.UniqueConstraint(
                fields=["business_id", "workshop_name", "email"],
                condition=Q(state="waiting"),
                name="access_request_once_while_waiting",
                violation_error_message=_("Sama pyyntö odottaa jo käsittelyä."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workshop_name}, {self.organisation_name}"
