"""The register of auditors: who they are, when they can, and what ties them to whom."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from assessments.choices import AUDITOR_ROLES, AssessmentKind, TieKind
from config.toolkit.models import Referenced
from workshops.models import Network, Organisation, RoleGrant, Workshop

AUDITS_A_YEAR = 4  # what an auditor is thought to manage beside her own work, unless she tells otherwise
EXPERIENCED_AFTER = 1  # audits done: the first one is made with somebody who has made one (docs/domain.md section 9)


class AuditorQuerySet(models.QuerySet["Auditor"]):
    def of_kind(self, kind: str, on: dt.date) -> AuditorQuerySet:
        """Return those who may make audits of the kind on the day: whoever holds its role and uses the service."""
        grants = RoleGrant.objects.current(on).filter(user=OuterRef("user"), role=AUDITOR_ROLES[AssessmentKind(kind)])
        return self.filter(Exists(grants), user__is_active=True)


class Auditor(Referenced):
    """Auditoitsija: a person in the register; which kinds of audit she makes is told by her roles."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="auditor")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("työnantaja"), on_delete=models.PROTECT, null=True, blank=True, related_name="auditors"
    )
    workshop = models.ForeignKey(
        Workshop, verbose_name=_("oma työpaja"), on_delete=models.PROTECT, null=True, blank=True, related_name="auditors"
    )
    employer_name = models.CharField(_("muu työnantaja"), max_length=200, blank=True)  # of one whose employer does not use the service
    trained_date = models.DateField(_("auditoitsijakoulutus"), null=True, blank=True)
    earlier_audits = models.PositiveSmallIntegerField(_("aiemmat auditoinnit"), default=0, validators=[MaxValueValidator(200)])
    speaks_finnish = models.BooleanField(_("suomi"), default=True)
    speaks_swedish = models.BooleanField(_("ruotsi"), default=False)
    networks = models.ManyToManyField(Network, verbose_name=_("verkostot"), related_name="auditors", blank=True)
    most_a_year = models.PositiveSmallIntegerField(
        _("auditointeja vuodessa enintään"), default=AUDITS_A_YEAR, validators=[MinValueValidator(0), MaxValueValidator(24)]
    )
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = AuditorQuerySet.as_manager()

    class Meta:
        ordering = ["user__sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, employer_name="") | (Q(organisation=None, workshop=None) & ~Q(employer_name="")),
                name="auditor_has_one_employer",
                violation_error_message=_("Valitse työnantaja luettelosta tai kirjoita sen nimi, ei molempia."),
            ),
            models.CheckConstraint(
                condition=Q(speaks_finnish=True) | Q(speaks_swedish=True),
                name="auditor_speaks_some_language",
                violation_error_message=_("Valitse ainakin yksi kieli."),
            ),
            models.CheckConstraint(condition=Q(most_a_year__lte=24), name="auditor_most_a_year_at_most_24"),
        ]

    def __str__(self) -> str:
        return self.ref


class AuditorAbsence(models.Model):
    """Poissaolo: days on which the auditor is not available."""

    auditor = models.ForeignKey(Auditor, on_delete=models.CASCADE, related_name="absences")
    first_date = models.DateField(_("ensimmäinen päivä"))
    last_date = models.DateField(_("viimeinen päivä"))

    class Meta:
        ordering = ["auditor", "first_date"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_date__lte=F("last_date")),
                name="auditor_absence_begins_before_its_end",
                violation_error_message=_("Viimeinen päivä ei voi olla ennen ensimmäistä."),
            ),
            models.UniqueConstraint(fields=["auditor", "first_date"], name="auditor_absence_once"),
        ]

    def __str__(self) -> str:
        return f"{self.first_date:%d.%m.%Y}–{self.last_date:%d.%m.%Y}"


class PastTie(models.Model):
    """Aiempi sidos: an organisation in which the auditor has worked, or whose people she has trained, as she has told herself."""

    auditor = models.ForeignKey(Auditor, on_delete=models.CASCADE, related_name="ties")
    organisation = models.ForeignKey(Organisation, verbose_name=_("organisaatio"), on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("sidos"), max_length=10, choices=TieKind.choices)
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["auditor", "organisation__sort_key", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["auditor", "organisation", "kind"],
                name="past_tie_once",
                violation_error_message=_("Tämä on jo kerrottu."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.auditor_id}/{self.organisation_id}"


class ConflictDeclaration(models.Model):
    """Esteellisyysilmoitus: the auditor has told that she cannot audit the organisation; she need not say why."""

    auditor = models.ForeignKey(Auditor, on_delete=models.CASCADE, related_name="declarations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["auditor", "organisation__sort_key"]
        constraints = [models.UniqueConstraint(fields=["auditor", "organisation"], name="conflict_declared_once")]

    def __str__(self) -> str:
        return f"{self.auditor_id}/{self.organisation_id}"
