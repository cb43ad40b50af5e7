"""What an auditor takes along: the letter to her employer, the certificate of an audit. What they say, and their last PDFs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessments.models import AuditCertificate, AuditSeat, EmployerLetter
from assessments.selectors.applications.listing import unit_names
from assessments.selectors.auditing.seats import RELATED, pair_of

if TYPE_CHECKING:
    from assessments.models import Application, Assessment, AuditPlan


@dataclass(frozen=True)
class LetterText:
    """The letter, the same on the page and in the PDF."""

    seat: AuditSeat
    application: Application
    unit_names: str
    pair: tuple[AuditSeat, ...]

    @property
    def audit(self) -> Assessment:
        return self.seat.assessment

    @property
    def plan(self) -> AuditPlan:
        return self.seat.assessment.plan


def letter_of(seat: AuditSeat) -> LetterText:
    """Return the letter of a place whose auditor has been told; at most four queries."""
    related = (*RELATED, "invited_by")
    stored = AuditSeat.objects.select_related(*related).prefetch_related("assessment__application__units__workshop").get(pk=seat.pk)
    application = stored.assessment.application
    assert application is not None  # an audit has one
    return LetterText(stored, application, unit_names(application), tuple(pair_of(stored)))


def latest_letter(seat: AuditSeat) -> EmployerLetter | None:
    """Return the letter's PDF that was ordered last; one query."""
    return EmployerLetter.objects.filter(seat=seat).select_related("file").order_by("-pk").first()


@dataclass(frozen=True)
class CertificateText:
    """The certificate, the same on the page and in the PDF; it does not tell who was audited."""

    seat: AuditSeat

    @property
    def audit(self) -> Assessment:
        return self.seat.assessment

    @property
    def plan(self) -> AuditPlan:
        return self.seat.assessment.plan


def certificate_of(seat: AuditSeat) -> CertificateText:
    """Return the certificate of a place whose audit has its final report; one query."""
    return CertificateText(
        AuditSeat.objects.select_related("auditor__user", "assessment__plan", "assessment__completed_by").get(pk=seat.pk)
    )


def latest_certificate(seat: AuditSeat) -> AuditCertificate | None:
    """Return the certificate's PDF that was ordered last; one query."""
    return AuditCertificate.objects.filter(seat=seat).select_related("file").order_by("-pk").first()
