"""What was done, by whom, when: append-only."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from config.toolkit.models import AppendOnly, AppendOnlyQuerySet


class AuditEvent(AppendOnly):
    """Lokitapahtuma: written in the transaction it tells of; holds ids and codes, no names and no answers."""

    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_ref = models.CharField(max_length=60)
    workshop = models.ForeignKey("Workshop", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey("Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    details = models.JSONField(default=dict)

    objects: ClassVar[models.Manager[AuditEvent]] = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        base_manager_name = "objects"  # no way past the queryset above
        indexes = [models.Index(fields=["object_type", "object_ref"])]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_ref}"
