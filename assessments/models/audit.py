"""Who audits: the places of an audit, what the invitation tells, and the proposal for a whole round."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from assessments.choices import ReportStatus
from assessments.lifecycle import (
    ENDED_SEATS,
    LIVE_SEATS,
    NOTING_AUDIT_STATUSES,
    OPEN_AUDIT_STATUSES,
    RATING_AUDIT_STATUSES,
    SEAT_STATUS_CHOICES,
    WRITING_AUDIT_STATUSES,
    AuditStatus,
    SeatStatus,
)
from assessments.models.application import ApplicationUnit
from assessments.models.assessment import Assessment
from assessments.models.auditor import Auditor, ConflictDeclaration
from assessments.models.report import SILENCE_MAX, UNDER_WAY
from assessments.models.round import Round
from config.toolkit.models import Referenced
from workshops.models import Organisation, RoleGrant
from workshops.roles import Permission

if TYPE_CHECKING:
    from workshops.permissions import Access

# In the order of the constraints, which must not depend on the order of a set.
_LIVE, _ENDED = sorted(status.value for status in LIVE_SEATS), sorted(status.value for status in ENDED_SEATS)
HOURS = 24  # of one auditor's work in one audit: reading, rating, the visit and the report


class AuditPlan(models.Model):
    """Toimeksianto: what the invitation tells of the work, the weeks and the place, the same for every auditor of the audit."""

    assessment = models.OneToOneField(Assessment, on_delete=models.CASCADE, related_name="plan")
    hours = models.PositiveSmallIntegerField(
        _("työmäärä tunteina"), default=HOURS, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    starts_date = models.DateField(_("auditointi alkaa"))
    ends_date = models.DateField(_("auditointi päättyy"))
    place = models.CharField(_("paikka"), max_length=200)
    single_reason = models.TextField(_("miksi auditoitsijoita on yksi"), blank=True, max_length=2000)  # of a peer audit by one alone

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_date__lt=F("ends_date")),
                name="audit_plan_begins_before_its_end",
                violation_error_message=_("Auditoinnin on päätyttävä alkamisen jälkeen."),
            ),
            models.CheckConstraint(condition=Q(hours__gte=1, hours__lte=200), name="audit_plan_hours_from_1_to_200"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}"


class Proposal(Referenced):
    """Ehdotus: who would audit whom in a whole round, ordered by a coordinator and worked out in the background."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="proposals")
    status = models.CharField(max_length=10, choices=ReportStatus.choices, default=ReportStatus.QUEUED)
    ordered_at = models.DateTimeField()
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)
    is_best = models.BooleanField(default=True)  # False: the time ran out, and something better might exist
    gaps = models.JSONField(default=list, blank=True)  # of each application left without: its ref, how many are missing, and why

    class Meta:
        ordering = ["-ordered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round"],
                condition=Q(status__in=[ReportStatus.QUEUED.value, ReportStatus.RENDERING.value]),
                name="proposal_once_at_a_time",
                violation_error_message=_("Ehdotusta tehdään jo."),
            )
        ]

    def __str__(self) -> str:
        return self.ref

    def has_failed(self, at: dt.datetime) -> bool:
        """Tell whether to give up waiting: it was refused, or nothing has been heard of it for a quarter of an hour."""
        return self.status == ReportStatus.FAILED or (self.status in UNDER_WAY and at - self.ordered_at > SILENCE_MAX)

    def is_under_way(self, at: dt.datetime) -> bool:
        """Tell whether it is still worth waiting for."""
        return self.status in UNDER_WAY and not self.has_failed(at)


class AuditSeatQuerySet(models.QuerySet["AuditSeat"]):
    def live(self) -> AuditSeatQuerySet:
        """Return the places that are proposed, invited or taken in an audit that goes on."""
        return self.filter(status__in=LIVE_SEATS, assessment__status__in=OPEN_AUDIT_STATUSES)

    def of(self, access: Access) -> AuditSeatQuerySet:
        """Return the asker's own places; none for one who holds no auditor's role any more."""
        if not access.may_nationally(Permission.AUDIT):
            return self.none()
        return self.filter(auditor__user=access.user.pk)

    def blocked(self) -> AuditSeatQuerySet:
        """Return the places whose auditor has a conflict without override: the twin of the table's blocks (`assessments.conflicts`)."""
        units = ApplicationUnit.objects.filter(application=OuterRef("assessment__application"))
        roles = RoleGrant.objects.filter(user=OuterRef("auditor__user")).filter(
            Q(ended_at=None) | Q(ended_at__date__gte=OuterRef("assessment__application__registered_at__date")),
            Q(ends_date=None) | Q(ends_date__gte=OuterRef("assessment__application__registered_at__date")),
        )
        applicant = OuterRef("assessment__application__organisation")
        of_units = Organisation.objects.filter(workshops__application_units__application=OuterRef(OuterRef("assessment__application")))
        declared = ConflictDeclaration.objects.filter(auditor=OuterRef("auditor"))
        return self.filter(
            Q(auditor__organisation=F("assessment__application__organisation"))
            | Exists(units.filter(workshop__organisation=OuterRef("auditor__organisation")))
            | Exists(roles.filter(Q(organisation=applicant) | Q(workshop__organisation=applicant)))
            | Exists(roles.filter(Q(organisation__in=of_units) | Q(workshop__organisation__in=of_units)))
            | Exists(declared.filter(Q(organisation=applicant) | Q(organisation__in=of_units)))
        )

    def reading(self, access: Access) -> AuditSeatQuerySet:
        """Return the asker's places in which she reads the submission now: the twin of `can_read_as_auditor`."""
        mine = self.of(access).filter(
            status=SeatStatus.ACCEPTED, assessment__status__in=OPEN_AUDIT_STATUSES, assessment__started_at__isnull=False
        )
        return mine.exclude(pk__in=AuditSeat.objects.filter(auditor__user=access.user.pk).blocked().values("pk"))

    def rating(self, access: Access) -> AuditSeatQuerySet:
        """Return the asker's places in which she rates now: the material is open to her and being read."""
        return self.reading(access).filter(assessment__status__in=RATING_AUDIT_STATUSES)

    def planning_visit(self, access: Access) -> AuditSeatQuerySet:
        """Return the asker's places in which a visit is agreed, made and written down: the twin of `can_plan_visit`."""
        return self.reading(access).filter(assessment__status__in=[*RATING_AUDIT_STATUSES, AuditStatus.VISITED])

    def noting(self, access: Access) -> AuditSeatQuerySet:
        """Return the asker's places in which notes of the visit are taken in: the twin of `can_write_visit_note`.

        Also while the report is drafted: what was written without a network may arrive after the other has begun the report.
        """
        return self.reading(access).filter(assessment__status__in=NOTING_AUDIT_STATUSES)

    def reporting(self, access: Access) -> AuditSeatQuerySet:
        """Return the asker's places in which the report is being written: the twin of `can_write_audit_report`.

        While the workshop comments, nothing of what it reads changes; that is asked of the clock by the service.
        """
        return self.reading(access).filter(assessment__status__in=WRITING_AUDIT_STATUSES)


class AuditSeat(Referenced):
    """Auditoitsijan paikka: one auditor in one audit, from the proposal on. What ended stays: a replaced auditor is not forgotten."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="seats")
    auditor = models.ForeignKey(Auditor, on_delete=models.PROTECT, related_name="seats")
    is_lead = models.BooleanField(_("pääauditoitsija"), default=False)
    status = models.CharField(max_length=10, choices=SEAT_STATUS_CHOICES, default=SeatStatus.PROPOSED)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, null=True, blank=True, related_name="seats")
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    warnings = models.JSONField(default=list, blank=True)  # kinds of conflict that were passed, with the reason
    warning_reason = models.TextField(_("miksi varoituksesta huolimatta"), blank=True, max_length=2000)
    invited_at = models.DateTimeField(null=True, blank=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)  # with the declaration that there is no conflict
    employer = models.ForeignKey(  # when she accepted: who audited whom is remembered by organisation
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = AuditSeatQuerySet.as_manager()

    class Meta:
        ordering = ["assessment", "-is_lead", "proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "auditor"],
                condition=Q(status__in=_LIVE),
                name="audit_seat_once",
                violation_error_message=_("Auditoitsija on jo nimetty tähän auditointiin."),
            ),
            models.UniqueConstraint(
                fields=["assessment"],
                condition=Q(status__in=_LIVE, is_lead=True),
                name="audit_has_one_lead",
                violation_error_message=_("Auditoinnilla on jo pääauditoitsija."),
            ),
            models.CheckConstraint(
                condition=Q(invited_at=None, invited_by=None) | Q(invited_at__isnull=False, invited_by__isnull=False),
                name="audit_seat_invited_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(status__in=_ENDED, ended_at__isnull=False) | (Q(status__in=_LIVE) & Q(ended_at=None, ended_by=None)),
                name="audit_seat_ended_with_status",
            ),
            models.CheckConstraint(
                condition=~Q(status=SeatStatus.ACCEPTED.value) | Q(accepted_at__isnull=False, invited_at__isnull=False),
                name="audit_seat_accepted_after_invitation",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    def is_overdue(self, at: dt.datetime, days: int) -> bool:
        """Tell whether an invitation has waited for an answer longer than the days."""
        return self.status == SeatStatus.INVITED and self.invited_at is not None and at > self.invited_at + dt.timedelta(days=days)
