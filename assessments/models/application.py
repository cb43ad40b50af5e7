"""Applications for the quality mark: who applies for which units, and the answers as they are being written."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from assessments.choices import TEXT_MAX_LENGTH, AuditWish
from assessments.lifecycle import APPLICATION_STATUS_CHOICES, FILLABLE_STATUSES, LIVE_STATUSES, READ_STATUSES, ApplicationStatus
from assessments.models.answers import level_with_answer
from assessments.models.assessment import Assessment
from assessments.models.result import RESULT_ANSWERS
from assessments.models.round import Round
from config.toolkit.models import Referenced, kept_history
from criteria.models import Criterion, Level
from workshops.models import Organisation, Workshop
from workshops.roles import Permission

if TYPE_CHECKING:
    from workshops.permissions import Access


class ApplicationQuerySet(models.QuerySet["Application"]):
    def live(self) -> ApplicationQuerySet:
        return self.filter(status__in=LIVE_STATUSES)

    def managed_by(self, access: Access) -> ApplicationQuerySet:
        """Return the applications that cover a workshop in which the asker applies: the twin of `can_manage_application`."""
        if not access.may_anywhere(Permission.APPLY):
            return self.none()
        hers = Workshop.objects.where_may(access, Permission.APPLY).order_by().values("pk")
        return self.filter(Exists(ApplicationUnit.objects.filter(application=OuterRef("pk"), workshop__in=hers)))

    def visible_to(self, access: Access) -> ApplicationQuerySet:
        """Return the applications whose state the asker may see, not what they say: the twin of `can_view_application`."""
        return self if access.may_nationally(Permission.MANAGE_ROUNDS) else self.managed_by(access)

    def readable_by(self, access: Access, at: dt.datetime) -> ApplicationQuerySet:
        """Return the applications whose last submission the asker may read: the twin of `can_read_submission`."""
        hers = self.managed_by(access)
        if not access.may_nationally(Permission.MANAGE_ROUNDS):
            return hers
        return self.filter(Q(pk__in=hers.order_by().values("pk")) | Q(status__in=READ_STATUSES, round__deadline_at__lt=at))


class Application(Referenced):
    """Laatumerkkihakemus: an organisation applies for some of its workshops, with or without a round, and wishes a kind of audit."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="applications")
    workshops: models.ManyToManyField[Workshop, ApplicationUnit] = models.ManyToManyField(
        Workshop, through="ApplicationUnit", related_name="applications"
    )
    round = models.ForeignKey(
        Round, verbose_name=_("hakukierros"), on_delete=models.PROTECT, null=True, blank=True, related_name="applications"
    )
    wish = models.CharField(_("toivottu auditointi"), max_length=10, choices=AuditWish.choices)
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("yhteyshenkilö"), on_delete=models.PROTECT, related_name="applications"
    )
    sources = models.ManyToManyField(Assessment, related_name="applications", blank=True)  # completed ones it was filled from
    status = models.CharField(max_length=12, choices=APPLICATION_STATUS_CHOICES, default=ApplicationStatus.REGISTERED)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    lapsed_at = models.DateTimeField(null=True, blank=True)  # the last time, also when it went on to the next round
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdraw_reason = models.TextField(_("syy"), blank=True, max_length=2000)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-registered_at", "-pk"]
        indexes = [models.Index(fields=["round", "status"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None) | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="application_withdrawn_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(status=ApplicationStatus.WITHDRAWN, withdrawn_at__isnull=False)
                | (~Q(status=ApplicationStatus.WITHDRAWN) & Q(withdrawn_at=None)),
                name="application_withdrawn_with_status",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[ApplicationStatus.REGISTERED, ApplicationStatus.WITHDRAWN]) | Q(round__isnull=False),
                name="application_past_registering_has_round",
                violation_error_message=_("Valitse ensin hakukierros."),
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    def is_fillable(self, at: dt.datetime) -> bool:
        """Tell whether its content may change at the moment; needs the round loaded. After the deadline in force it is frozen."""
        return self.status in FILLABLE_STATUSES and self.round is not None and not self.round.has_passed(at)


class ApplicationUnit(models.Model):
    """Hakemuksen yksikkö: a workshop that the application covers; `ended_at` frees the workshop for the next application."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="units")
    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="application_units")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["application", "workshop__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "workshop"], name="application_unit_once"),
            models.UniqueConstraint(
                fields=["workshop"],
                condition=Q(ended_at=None),
                name="one_live_application_per_workshop",
                violation_error_message=_("Työpajalla on jo laatumerkkihakemus, jonka käsittely on kesken."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}/{self.workshop_id}"


class ApplicationAnswer(models.Model):
    """Hakemuksen vastaus: the text of one criterion as it is being written; the level is for comparing and may be left out."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="answers")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("miten kriteeri toteutuu"), blank=True, max_length=TEXT_MAX_LENGTH)
    answer = models.CharField(max_length=15, choices=RESULT_ANSWERS, blank=True)  # blank: no level is told
    level = models.ForeignKey(Level, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    history = kept_history()

    class Meta:
        ordering = ["application", "criterion__order"]
        constraints = [
            models.UniqueConstraint(fields=["application", "criterion"], name="application_answer_once"),
            level_with_answer("application_answer_level_with_answer"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}/{self.criterion_id}"
