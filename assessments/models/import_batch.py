"""Lists brought from spreadsheets."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.choices import ImportKind
from config.toolkit.models import Referenced


class ImportBatch(Referenced):
    """Tuonti: the rows of a spreadsheet as they were read, waiting for the coordinator to bring them in; emptied when that is done."""

    kind = models.CharField(_("mitä tuodaan"), max_length=15, choices=ImportKind.choices)
    file_name = models.CharField(max_length=200)
    rows = models.JSONField(default=list, blank=True)  # the cells as text, row by row, the headings left out
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(null=True, blank=True)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    added = models.PositiveIntegerField(default=0)  # how many were new
    kept = models.PositiveIntegerField(default=0)  # how many were there already

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(imported_at=None, imported_by=None) | Q(imported_at__isnull=False, imported_by__isnull=False),
                name="import_imported_at_and_by",
            )
        ]

    def __str__(self) -> str:
        return self.ref
