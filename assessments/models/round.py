"""Rounds of applying for the quality mark."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.toolkit.models import Referenced
from criteria.models import FrameworkVersion


class RoundQuerySet(models.QuerySet["Round"]):
    def taking_applications(self, at: dt.datetime) -> RoundQuerySet:
        """Return the rounds that have opened and whose deadline has not passed, the next deadline first."""
        return self.upcoming(at).filter(opens_date__lte=timezone.localdate(at))

    def upcoming(self, at: dt.datetime) -> RoundQuerySet:
        """Return the rounds whose deadline has not passed, opened or not, the next deadline first."""
        return self.filter(deadline_at__gte=at).order_by("deadline_at", "pk")


class Round(Referenced):
    """Hakukierros: one deadline instant for everyone, one criteria version, and what follows from them."""

    name = models.CharField(_("kierroksen nimi"), max_length=120, unique=True)
    version = models.ForeignKey(FrameworkVersion, verbose_name=_("kriteeristöversio"), on_delete=models.PROTECT, related_name="rounds")
    opens_date = models.DateField(_("avautuu"))
    deadline_at = models.DateTimeField(_("määräaika"))  # in force; its moves are in the audit log. What arrives at this instant is in
    decision_date = models.DateField(_("päätökset viimeistään"))
    validity_years = models.PositiveSmallIntegerField(
        _("merkin voimassaolo vuosina"), default=3, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    comment_days = models.PositiveSmallIntegerField(
        _("kommentointiaika päivinä"), default=14, validators=[MinValueValidator(7), MaxValueValidator(60)]
    )
    readiness_forbids_unmet = models.BooleanField(_("yksikään kriteeri ei saa olla ”ei täyty”"), default=True)  # readiness never decides
    readiness_median = models.PositiveSmallIntegerField(  # the least median of levels in each area; empty: not asked
        _("jokaisen osa-alueen mediaani vähintään"), null=True, blank=True, default=2
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-deadline_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(validity_years__gte=1, validity_years__lte=10), name="round_validity_from_one_to_ten_years"),
            models.CheckConstraint(condition=Q(comment_days__gte=7, comment_days__lte=60), name="round_comment_days_from_7_to_60"),
            models.CheckConstraint(
                condition=Q(opens_date__lt=F("decision_date")),
                name="round_opens_before_its_decision",
                violation_error_message=_("Päätösten päivän on oltava avautumisen jälkeen."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def has_passed(self, at: dt.datetime) -> bool:
        """Tell whether the deadline had passed at the moment: what arrives at the very instant is still in (docs/domain.md 4.2)."""
        return at > self.deadline_at

    def takes_applications(self, at: dt.datetime) -> bool:
        """Tell whether the round has opened and its deadline has not passed; the twin is `Round.objects.taking_applications`."""
        return self.opens_date <= timezone.localdate(at) and not self.has_passed(at)


class RoundBreak(models.Model):
    """Tauko: days on which no due date of the round falls and no reminder is sent."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="breaks")
    first_date = models.DateField(_("ensimmäinen päivä"))
    last_date = models.DateField(_("viimeinen päivä"))

    class Meta:
        ordering = ["round", "first_date"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_date__lte=F("last_date")),
                name="round_break_begins_before_its_end",
                violation_error_message=_("Tauon viimeinen päivä ei voi olla ennen ensimmäistä."),
            ),
            models.UniqueConstraint(fields=["round", "first_date"], name="round_break_once"),
        ]

    def __str__(self) -> str:
        return f"{self.first_date:%d.%m.%Y}–{self.last_date:%d.%m.%Y}"
