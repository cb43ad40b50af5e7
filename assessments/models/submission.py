"""What was submitted: never changed, checkable by anyone who holds the receipt."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from assessments.models.application import Application
from assessments.models.evidence import StoredFile
from assessments.models.round import Round
from config.toolkit.models import AppendOnly, AppendOnlyQuerySet

CODE_BYTES = 16  # 128 bits: cannot be guessed


def new_code() -> str:
    """Return the secret part of a receipt's address."""
    return secrets.token_urlsafe(CODE_BYTES)


class Submission(AppendOnly):
    """Lähetetty hakemus: canonical JSON with the hashes of the files, and its SHA-256. The last one of an application counts."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="submissions")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()  # 1, 2, … within the application
    code = models.CharField(max_length=32, unique=True, default=new_code)
    content = models.TextField()  # JSON, keys sorted, no spaces, UTF-8; roles and units, no names of people
    sha256 = models.CharField(max_length=64)  # of the content's UTF-8 bytes
    arrived_at = models.DateTimeField()  # when the request reached the service
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    files = models.ManyToManyField(StoredFile, related_name="submissions")  # keeps them while the submission is kept

    objects: ClassVar[models.Manager[Submission]] = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["application", "number"]
        base_manager_name = "objects"  # no way past the queryset above
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="submission_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="submission_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}/{self.number}"

    @cached_property
    def data(self) -> dict[str, Any]:
        """The content as it is read: once, for it never changes."""
        loaded: dict[str, Any] = json.loads(self.content)
        return loaded

    @property
    def is_intact(self) -> bool:
        """Tell whether the stored content still has the checksum."""
        return hashlib.sha256(self.content.encode()).hexdigest() == self.sha256
