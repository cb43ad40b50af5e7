"""Decisions on applications: recorded once, superseded by a new one, never changed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.choices import TEXT_MAX_LENGTH, DecisionOutcome
from assessments.models.application import Application
from assessments.models.evidence import StoredFile
from assessments.models.report import FILE_WHEN_READY, UNDER_WAY, Rendering
from assessments.models.round import Round
from config.toolkit.models import AppendOnly, AppendOnlyQuerySet, Referenced


class DecisionQuerySet(AppendOnlyQuerySet["Decision"]):
    def current(self) -> DecisionQuerySet:
        """Return the decisions that count: no later one supersedes them."""
        return self.filter(superseded_by=None)


class Decision(Referenced, AppendOnly):
    """Päätös: granted or refused, with the day and the minutes it stands in. A wrong one is superseded by a new one that names it."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(_("päätös"), max_length=10, choices=DecisionOutcome.choices)
    decided_date = models.DateField(_("päätöspäivä"))
    minutes_section = models.CharField(_("pöytäkirja ja pykälä"), max_length=60)
    reasons = models.TextField(_("perustelut"), blank=True, max_length=TEXT_MAX_LENGTH)
    conditions = models.TextField(_("ehdot"), blank=True, max_length=TEXT_MAX_LENGTH)
    conditions_due_date = models.DateField(_("ehtojen on täytyttävä viimeistään"), null=True, blank=True)
    supersedes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by")
    correction_reason = models.TextField(_("miksi päätös oikaistaan"), blank=True, max_length=TEXT_MAX_LENGTH)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[Decision]] = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["application", "-pk"]
        base_manager_name = "objects"  # no way past the queryset above
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(supersedes=None),
                name="one_first_decision",
                violation_error_message=_("Hakemuksesta on jo päätös. Kirjaa uusi päätös, joka oikaisee sen."),
            ),
            models.CheckConstraint(
                condition=~Q(outcome=DecisionOutcome.REFUSED) | ~Q(reasons=""),
                name="decision_refused_has_reasons",
                violation_error_message=_("Perustele päätös, kun merkkiä ei myönnetä."),
            ),
            models.CheckConstraint(
                condition=Q(conditions="", conditions_due_date=None)
                | (Q(outcome=DecisionOutcome.GRANTED, conditions_due_date__isnull=False) & ~Q(conditions="")),
                name="decision_conditions_with_date_when_granted",
                violation_error_message=_("Ehdoilla on oltava päivä, ja niitä on vain, kun merkki myönnetään."),
            ),
            models.CheckConstraint(
                condition=Q(supersedes=None, correction_reason="") | (Q(supersedes__isnull=False) & ~Q(correction_reason="")),
                name="decision_superseding_has_reason",
                violation_error_message=_("Kerro, miksi aiempi päätös oikaistaan."),
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def is_granted(self) -> bool:
        return self.outcome == DecisionOutcome.GRANTED


class ConditionFollowUp(AppendOnly):
    """Ehtojen seuranta: the conditions of a decision were found to be met, by whom and when."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="follow_up")
    met_date = models.DateField(_("ehdot täyttyivät"))
    note = models.TextField(_("miten se todettiin"), max_length=TEXT_MAX_LENGTH)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[ConditionFollowUp]] = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["decision"]
        base_manager_name = "objects"

    def __str__(self) -> str:
        return f"{self.decision_id}"


class Recusal(AppendOnly):
    """Päättäjän jääviys: a decider has told that she cannot decide on the application; she need not say why."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="recusals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="recusals")
    told_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Recusal]] = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["application", "pk"]
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["application", "user"], name="recusal_once")]

    def __str__(self) -> str:
        return f"{self.application_id}/{self.user_id}"


class DecisionPack(Rendering):
    """Päätösaineisto: the reports of a round with their recommendations and comments in one PDF, as its orderer may see them."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="decision_packs")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="decision_packs")

    class Meta:
        ordering = ["round", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "requested_by"],
                condition=Q(status__in=UNDER_WAY),
                name="one_decision_pack_under_way",
                violation_error_message=_("Päätösaineisto on jo valmisteilla."),
            ),
            models.CheckConstraint(
                condition=FILE_WHEN_READY,
                name="decision_pack_file_when_ready",
                violation_error_message=_("Valmiilla päätösaineistolla on oltava tiedosto."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.status}"
