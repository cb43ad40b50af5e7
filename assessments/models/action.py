"""What a workshop has promised to develop."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.choices import NOTE_MAX_LENGTH, ActionStatus
from assessments.models.assessment import Assessment
from assessments.models.result import Result
from config.toolkit.models import Referenced, kept_history
from criteria.models import Criterion
from workshops.models import RoleGrant, Workshop
from workshops.roles import Permission

if TYPE_CHECKING:
    from workshops.permissions import Access

WHAT_MAX_LENGTH = 1_000
OPEN_STATUSES = [ActionStatus.AGREED, ActionStatus.UNDER_WAY]


class ActionQuerySet(models.QuerySet["Action"]):
    def visible_to(self, access: Access) -> ActionQuerySet:
        """Return the actions of the workshops whose completed assessments the asker reads: the twin of `can_view_action`."""
        permission = Permission.READ_COMPLETED
        return self.filter(RoleGrant.objects.held_in(access, permission, workshop="workshop", organisation="workshop__organisation"))

    def open(self) -> ActionQuerySet:
        """Return those agreed or under way."""
        return self.filter(status__in=OPEN_STATUSES)


class Action(Referenced):
    """Kehittämistoimenpide: what is done, by whom, by when; from a result, or of the workshop's own accord.

    The one who does it (tekijä) is a colleague with an account or somebody known by name only.
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="actions")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, null=True, blank=True, related_name="actions")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    result = models.ForeignKey(Result, on_delete=models.SET_NULL, null=True, blank=True, related_name="actions")
    what = models.TextField(_("mitä tehdään"), max_length=WHAT_MAX_LENGTH)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("tekijä"), on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    owner_name = models.CharField(_("tekijän nimi"), max_length=120, blank=True)
    due_date = models.DateField(_("mihin mennessä"), null=True, blank=True)
    status = models.CharField(_("tilanne"), max_length=10, choices=ActionStatus.choices, default=ActionStatus.AGREED)
    drop_reason = models.TextField(_("miksi luovuttiin"), blank=True, max_length=NOTE_MAX_LENGTH)
    notes = models.TextField(_("muistiinpanot"), blank=True, max_length=NOTE_MAX_LENGTH)
    agreed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)
    reminded_date = models.DateField(null=True, blank=True)  # the due date that was last reminded of
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ActionQuerySet.as_manager()
    history = kept_history()

    class Meta:
        ordering = [models.F("due_date").asc(nulls_last=True), "pk"]
        indexes = [models.Index(fields=["workshop", "status"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner=None) | Q(owner_name=""),
                name="action_owner_by_account_or_name",
                violation_error_message=_("Valitse tekijä luettelosta tai kirjoita nimi, ei molempia."),
            ),
            models.CheckConstraint(
                condition=~Q(status=ActionStatus.DROPPED) | ~Q(drop_reason=""),
                name="action_dropped_has_reason",
                violation_error_message=_("Kerro lyhyesti, miksi toimenpiteestä luovuttiin."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=[ActionStatus.DONE, ActionStatus.DROPPED], finished_at__isnull=False)
                | Q(status__in=[ActionStatus.AGREED, ActionStatus.UNDER_WAY], finished_at=None),
                name="action_finished_at_with_status",
            ),
            models.CheckConstraint(
                condition=Q(criterion=None) | Q(assessment__isnull=False), name="action_criterion_belongs_to_assessment"
            ),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES

    def has_passed(self, on: dt.date) -> bool:
        """Tell whether the agreed day has gone by while the action is still open."""
        return self.is_open and self.due_date is not None and self.due_date < on
