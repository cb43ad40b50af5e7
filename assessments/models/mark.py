"""The quality mark, and the certificate that tells of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessments.choices import TEXT_MAX_LENGTH
from assessments.mark_codes import CODE_LENGTH, new_code
from assessments.models.application import Application
from assessments.models.decision import Decision
from assessments.models.evidence import StoredFile
from assessments.models.report import FILE_WHEN_READY, UNDER_WAY, Rendering
from config.toolkit.models import Referenced
from workshops.models import Organisation, Workshop


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
