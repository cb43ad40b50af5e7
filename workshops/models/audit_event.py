"""What was done, by whom, when: append-only."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("AuditEvent is append-only.")

    def delete(self) -> NoReturn:
        raise TypeError("AuditEvent is append-only.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("AuditEvent is append-only.")

    def bulk_create(self, objs: Any, *args: Any, update_conflicts: bool = False, **kwargs: Any) -> list[AuditEvent]:
        """Add events; refuse the form of it that overwrites."""
        if update_conflicts:
            raise TypeError("AuditEvent is append-only.")
        return super().bulk_create(objs, *args, **kwargs)


class AuditEvent(models.Model):
    """Lokitapahtuma: written in the transaction it tells of; holds ids and codes, no names and no answers."""

    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_ref = models.CharField(max_length=60)
    workshop = models.ForeignKey("Workshop", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey("Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    details = models.JSONField(default=dict)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        base_manager_name = "objects"  # no way past the queryset above
        indexes = [models.Index(fields=["object_type", "object_ref"])]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_ref}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse a second save: an event tells what happened, and that does not change."""
        if self.pk is not None:
            raise TypeError("AuditEvent is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("AuditEvent is append-only.")
