"""The visit or remote interview of an audit, what is asked before it and written down during it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessments.choices import NOTE_MAX_LENGTH, VisitStepKind
from assessments.models.assessment import Assessment, Participant
from config.toolkit.models import AppendOnly, AppendOnlyQuerySet, Referenced
from criteria.models import Criterion


class Visit(Referenced):
    """Käynti tai etähaastattelu: when, where or by which link, and whom the auditors meet (roles, no names). The newest one counts."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="visits")
    is_remote = models.BooleanField(_("etähaastattelu"), default=False)
    starts_at = models.DateTimeField(_("alkaa"))
    ends_at = models.DateTimeField(_("päättyy"))
    place = models.CharField(_("paikka"), max_length=300, blank=True)  # of a visit on site
    link = models.URLField(_("linkki"), max_length=500, blank=True)  # of a remote one
    people = models.TextField(_("keitä tavataan"), max_length=NOTE_MAX_LENGTH)
    agreed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sequence = models.PositiveIntegerField(default=0)  # of the calendar entry: grows with every change
    visited_at = models.DateTimeField(null=True, blank=True)  # when it was marked as made
    visited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)  # called off, or another one was agreed after it

    class Meta:
        ordering = ["assessment", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["assessment"], condition=Q(ended_at=None), name="one_visit_in_force"),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="visit_begins_before_its_end",
                violation_error_message=_("Käynnin on päätyttävä alkamisensa jälkeen."),
            ),
            models.CheckConstraint(
                condition=(Q(is_remote=False, link="") & ~Q(place="")) | (Q(is_remote=True, place="") & ~Q(link="")),
                name="visit_has_place_or_link",
                violation_error_message=_("Kirjoita käynnin paikka tai etähaastattelun linkki."),
            ),
            models.CheckConstraint(
                condition=Q(visited_at=None, visited_by=None) | Q(visited_at__isnull=False, visited_by__isnull=False),
                name="visit_visited_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class VisitStep(models.Model):
    """Käynnin vaihe, done: a row of the checklist that has been ticked."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=20, choices=VisitStepKind.choices)
    done_at = models.DateTimeField()
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["visit", "pk"]
        constraints = [models.UniqueConstraint(fields=["visit", "step"], name="visit_step_once")]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.step}"


class VisitQuestion(Referenced):
    """Kysy käynnillä: what an auditor wants to ask of a criterion on the visit; taken away by its author."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="visit_questions")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("kysymys"), max_length=NOTE_MAX_LENGTH)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["participant__assessment", "criterion__order", "pk"]

    def __str__(self) -> str:
        return self.ref


class VisitNote(AppendOnly):
    """Käyntimuistiinpano: written during the visit, perhaps without a network. `key` is made where it is written: sent twice, kept once."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="visit_notes")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")  # None: of the whole
    key = models.UUIDField()
    text = models.TextField(_("muistiinpano"), max_length=NOTE_MAX_LENGTH)
    written_at = models.DateTimeField()  # by the clock of the device, never later than `saved_at`
    saved_at = models.DateTimeField()

    objects: ClassVar[models.Manager[VisitNote]] = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["participant__assessment", "criterion__order", "written_at", "pk"]
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["participant", "key"], name="visit_note_once"),
            models.CheckConstraint(condition=Q(written_at__lte=F("saved_at")), name="visit_note_written_before_saved"),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.key}"


class Clarification(Referenced, AppendOnly):
    """Tarkentava kysymys tai vastaus: between the auditors and the workshop of one criterion, until the visit has been made."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="clarifications")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    is_from_auditor = models.BooleanField()
    text = models.TextField(_("viesti"), max_length=NOTE_MAX_LENGTH)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[Clarification]] = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["assessment", "criterion__order", "pk"]
        base_manager_name = "objects"

    def __str__(self) -> str:
        return self.ref


class HomeNote(models.Model):
    """Mitä vien kotiin: what an auditor learns for her own work; hers alone, also when the audit is closed to her."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="home_notes")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="home_notes")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("mitä vien kotiin"), blank=True, max_length=NOTE_MAX_LENGTH)
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["author", "assessment", "criterion__order"]
        constraints = [models.UniqueConstraint(fields=["author", "assessment", "criterion"], name="home_note_once")]

    def __str__(self) -> str:
        return f"{self.author_id}/{self.assessment_id}/{self.criterion_id}"
