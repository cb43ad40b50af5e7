"""The quality mark, and the certificate that tells of it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from assessments.choices import TEXT_MAX_LENGTH, DecisionOutcome
from assessments.lifecycle import UNDECIDED_STATUSES, ApplicationStatus
from assessments.mark_codes import CODE_LENGTH, new_code
from assessments.models.application import Application, ApplicationUnit
from assessments.models.decision import Decision
from assessments.models.evidence import StoredFile
from assessments.models.report import FILE_WHEN_READY, UNDER_WAY, Rendering
from assessments.models.submission import Submission
from config.toolkit.models import Referenced
from workshops.models import Organisation, Workshop
from workshops.roles import Permission

if TYPE_CHECKING:
    from workshops.permissions import Access


class QualityMarkQuerySet(models.QuerySet["QualityMark"]):
    def valid_on(self, on: dt.date) -> QualityMarkQuerySet:
        """Return the marks that hold on the day in some unit: the twin of `assessments.validity` asked of the database.

        A revoked mark holds no more from the moment it was revoked.
        """
        return self.filter(Exists(held_units(on).filter(qualitymark=OuterRef("pk"))), granted_date__lte=on, revoked_at=None)

    def ever_granted(self, on: dt.date) -> QualityMarkQuerySet:
        """Return the marks granted by the day. One whose decision was corrected to a refusal was never granted, and is none of them."""
        return self.filter(granted_date__lte=on).exclude(decision__superseded_by__outcome=DecisionOutcome.REFUSED)

    def in_register(self, on: dt.date) -> QualityMarkQuerySet:
        """Return the marks of the public register: valid on the day, with their holders' consent."""
        return self.valid_on(on).filter(consented_at__isnull=False)

    def held_by(self, access: Access, permission: Permission) -> QualityMarkQuerySet:
        """Return the marks that cover a workshop in which the asker holds the permission."""
        if not access.may_anywhere(permission):
            return self.none()
        hers = Workshop.objects.where_may(access, permission).order_by().values("pk")
        return self.filter(Exists(QualityMark.workshops.through.objects.filter(qualitymark=OuterRef("pk"), workshop__in=hers)))


def taken_over_units(on: dt.date) -> QuerySet[Any]:
    """Return the pairs of mark and unit (`qualitymark`, `workshop`) whose unit has been granted a newer mark by the day."""
    return QualityMark.workshops.through.objects.filter(Exists(_newer(on)))


def held_units(on: dt.date) -> QuerySet[Any]:
    """Return the pairs of mark and unit (`qualitymark`, `workshop`) in which the day falls within the mark's days.

    Until its last day, or longer while a renewal of that unit, submitted in time, waits for its decision; a unit that has been granted a
    newer mark is that mark's. That a mark has begun and has not been revoked is asked apart.
    """
    pairs = QualityMark.workshops.through.objects.filter(~Exists(_newer(on)))
    return pairs.filter(Q(qualitymark__last_date__gte=on) | Exists(_renewals(on)))


def _newer(on: dt.date) -> QuerySet[QualityMark]:
    """Return the later marks that take the outer unit over on the day; one whose grant was corrected to a refusal takes nothing."""
    newer = QualityMark.objects.filter(workshops=OuterRef("workshop"), granted_date__gt=OuterRef("qualitymark__granted_date"))
    return newer.filter(granted_date__lte=on).exclude(application__status=ApplicationStatus.REFUSED)


def _renewals(on: dt.date) -> QuerySet[Application]:
    """Return the renewals that carry the outer mark past its last day in the outer unit, up to the day of their first decision."""
    units = ApplicationUnit.objects.filter(application=OuterRef("pk"), workshop=OuterRef(OuterRef("workshop")))
    in_time = Submission.objects.filter(application=OuterRef("pk"), arrived_at__date__lte=OuterRef(OuterRef("qualitymark__last_date")))
    decided = Decision.objects.filter(application=OuterRef("pk"), supersedes=None, decided_date__gte=on)
    waits = Q(status__in=sorted(UNDECIDED_STATUSES)) | Exists(decided)
    registered = Application.objects.filter(registered_at__date__gte=OuterRef("qualitymark__granted_date"))
    return registered.filter(Exists(units), Exists(in_time), waits)


class QualityMark(Referenced):
    """Laatumerkki: which workshops of an organisation hold it, from which day to which; its state follows from the days."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="marks")
    workshops = models.ManyToManyField(Workshop, related_name="marks")
    application = models.ForeignKey(  # None: granted before this service, brought from a list
        Application, on_delete=models.PROTECT, null=True, blank=True, related_name="marks"
    )
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="mark")  # that granted it
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)  # on the certificate
    granted_date = models.DateField(_("myönnetty"))
    last_date = models.DateField(_("voimassa viimeistään"))
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    consented_at = models.DateTimeField(null=True, blank=True)  # the holder agreed to stand in the public register
    consented_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    revoke_reason = models.TextField(_("perumisen syy"), blank=True, max_length=TEXT_MAX_LENGTH)

    objects = QualityMarkQuerySet.as_manager()

    class Meta:
        ordering = ["-granted_date", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(granted_date__lt=F("last_date")),
                name="mark_granted_before_its_end",
                violation_error_message=_("Merkin on oltava voimassa myöntämispäivän jälkeen."),
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(application__isnull=False, revoked_at=None),
                name="one_unrevoked_mark_per_application",
            ),
            models.CheckConstraint(
                condition=Q(application=None, decision=None) | Q(application__isnull=False, decision__isnull=False),
                name="mark_of_application_has_decision",
            ),
            models.CheckConstraint(
                condition=Q(consented_at=None, consented_by=None) | Q(consented_at__isnull=False, consented_by__isnull=False),
                name="mark_consented_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None, revoke_reason="")
                | (Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoke_reason="")),
                name="mark_revoked_at_by_and_reason",
                violation_error_message=_("Kerro, miksi laatumerkki perutaan."),
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class Certificate(Rendering):
    """Todistus: the one page that tells of the mark, with its code, as a PDF."""

    mark = models.ForeignKey(QualityMark, on_delete=models.CASCADE, related_name="certificates")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="certificates")

    class Meta:
        ordering = ["mark", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mark"],
                condition=Q(status__in=UNDER_WAY),
                name="one_certificate_under_way",
                violation_error_message=_("Todistus on jo valmisteilla."),
            ),
            models.CheckConstraint(
                condition=FILE_WHEN_READY,
                name="certificate_file_when_ready",
                violation_error_message=_("Valmiilla todistuksella on oltava tiedosto."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mark_id} {self.status}"
