"""Mail waiting to be sent, and the record that it was."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def waiting(self, at: dt.datetime) -> OutgoingMailQuerySet:
        """Return mail not yet sent which nobody is sending at the moment."""
        return self.filter(Q(claimed_until=None) | Q(claimed_until__lte=at), sent_at=None)


class OutgoingMail(models.Model):
    """Sähköposti: written in the transaction it tells of, sent once by the worker after commit; its body is emptied when sent."""

    # Names the occasion, so that the same occasion never queues two mails to one person.
    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=40)
    to_user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    to_address = models.EmailField(blank=True)
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    queued_at = models.DateTimeField()
    # A worker that is sending holds the row until then; after that another may try (a killed worker never frees it).
    claimed_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_user__isnull=False) | ~Q(to_address="") | Q(sent_at__isnull=False), name="mail_has_recipient"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class MailText(models.Model):
    """Viestipohja: what a coordinator has written in place of the shipped text of one kind of mail, in one language."""

    kind = models.CharField(_("viesti"), max_length=40)
    language = models.CharField(_("kieli"), max_length=2, choices=[("fi", "suomi"), ("sv", "svenska"), ("en", "English")])
    subject = models.CharField(_("otsikko"), max_length=150)
    text = models.TextField(_("teksti"), max_length=4_000)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["kind", "language"]
        constraints = [models.UniqueConstraint(fields=["kind", "language"], name="mail_text_once")]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language})"
