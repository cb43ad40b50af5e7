"""The coordinators' own notes on an application."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.choices import NOTE_MAX_LENGTH
from assessments.models.application import Application
from config.toolkit.models import Referenced


class CaseNote(Referenced):
    """Muistiinpano: what a coordinator has noted of an application, on which day; coordinators alone read it."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="case_notes")
    noted_date = models.DateField(_("päivä"))
    text = models.TextField(_("muistiinpano"), max_length=NOTE_MAX_LENGTH)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-noted_date", "-pk"]

    def __str__(self) -> str:
        return self.ref
