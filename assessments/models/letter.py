"""What auditors take along as a PDF: the letter to the employer before an audit, the certificate after it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.audit import AuditSeat
from assessments.models.evidence import StoredFile
from assessments.models.report import FILE_WHEN_READY, UNDER_WAY, Rendering


class EmployerLetter(Rendering):
    """Kirje työnantajalle: the letter of one auditor's place as a PDF; opened by her alone."""

    seat = models.ForeignKey(AuditSeat, on_delete=models.CASCADE, related_name="letters")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="employer_letters")

    class Meta:
        ordering = ["seat", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["seat"],
                condition=Q(status__in=UNDER_WAY),
                name="one_letter_under_way",
                violation_error_message=_("Kirje on jo valmisteilla."),
            ),
            models.CheckConstraint(
                condition=FILE_WHEN_READY,
                name="letter_file_when_ready",
                violation_error_message=_("Valmiilla kirjeellä on oltava tiedosto."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.status}"


class AuditCertificate(Rendering):
    """Todistus auditoinnista: what one auditor has done in an audit, without naming the applicant, as a PDF; opened by her alone."""

    seat = models.ForeignKey(AuditSeat, on_delete=models.CASCADE, related_name="certificates")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="audit_certificates")

    class Meta:
        ordering = ["seat", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["seat"],
                condition=Q(status__in=UNDER_WAY),
                name="one_audit_certificate_under_way",
                violation_error_message=_("Todistus on jo valmisteilla."),
            ),
            models.CheckConstraint(
                condition=FILE_WHEN_READY,
                name="audit_certificate_file_when_ready",
                violation_error_message=_("Valmiilla todistuksella on oltava tiedosto."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.status}"
