"""The quality mark."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessments.models.application import Application
from config.toolkit.models import Referenced
from workshops.models import Organisation, Workshop


class QualityMark(Referenced):
    """Laatumerkki: which workshops of an organisation hold it, from which day to which; its state follows from the days."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="marks")
    workshops = models.ManyToManyField(Workshop, related_name="marks")
    application = models.OneToOneField(  # None: granted before this service, brought from a list
        Application, on_delete=models.PROTECT, null=True, blank=True, related_name="mark"
    )
    granted_date = models.DateField(_("myönnetty"))
    last_date = models.DateField(_("voimassa viimeistään"))
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-granted_date", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(granted_date__lt=F("last_date")),
                name="mark_granted_before_its_end",
                violation_error_message=_("Merkin on oltava voimassa myöntämispäivän jälkeen."),
            )
        ]

    def __str__(self) -> str:
        return self.ref
