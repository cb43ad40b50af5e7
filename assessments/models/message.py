"""Messages that a coordinator writes to a chosen group."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.choices import NOTE_MAX_LENGTH
from assessments.models.round import Round
from config.toolkit.models import Referenced


class Message(Referenced):
    """Viesti: written once by a coordinator to a group of a round; each receiver's mail is in the record of sent mail."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, null=True, blank=True, related_name="messages")
    group = models.CharField(_("vastaanottajat"), max_length=40)  # the group's code, see `selectors.messages`
    subject = models.CharField(_("otsikko"), max_length=150)
    text = models.TextField(_("viesti"), max_length=NOTE_MAX_LENGTH)
    receivers = models.PositiveIntegerField()
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return self.subject
