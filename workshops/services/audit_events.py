"""The one writer of the audit log."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models, transaction

from workshops.models import AuditEvent, Organisation, User, Workshop


def record_event(
    *,
    action: str,
    obj: models.Model,
    by: User | None,
    at: dt.datetime,
    workshop: Workshop | None = None,
    organisation: Organisation | None = None,
    details: dict[str, Any] | None = None,
) -> AuditEvent:
    """Write what was done in the transaction that does it; `details` holds codes and ids, never names or answers.

    Raises `TransactionManagementError` outside a transaction, so that an event can never outlive what it tells of.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("record_event belongs inside the transaction it tells of.")
    return AuditEvent.objects.create(
        at=at,
        actor=by,
        action=action,
        object_type=obj._meta.label_lower,
        object_ref=str(getattr(obj, "ref", obj.pk)),
        workshop=workshop,
        organisation=organisation or (workshop.organisation if workshop else None),
        details=details or {},
    )
