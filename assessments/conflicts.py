"""Conflicts of interest (esteellisyys) between an auditor or a decider and an applicant: the whole table, in one place.

Source: docs/domain.md section 9, made precise by the association's wishes. A block has no override; a warning is passed with a
coordinator's written reason; a note only tells.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

RECIPROCAL_YEARS = 3  # no pair of organisations audits each other within these


class Severity(StrEnum):
    BLOCK = "block"
    WARNING = "warning"
    NOTE = "note"


SEVERITY_LABELS: dict[Severity, Promise] = {
    Severity.BLOCK: _("este"),
    Severity.WARNING: _("varoitus"),
    Severity.NOTE: _("huomio"),
}


class ConflictKind(StrEnum):
    SAME_ORGANISATION = "same_organisation"
    DECLARED = "declared"
    SAME_REGIONAL_NETWORK = "same_regional_network"
    SAME_MUNICIPALITY = "same_municipality"
    RECIPROCAL = "reciprocal"
    WORKED_THERE = "worked_there"
    TRAINED_THERE = "trained_there"
    SAME_LANGUAGE_NETWORK = "same_language_network"


@dataclass(frozen=True)
class Employment:
    """Working in an organisation, by its key; `last_date` is None as long as it goes on."""

    organisation: int
    last_date: dt.date | None = None


@dataclass(frozen=True)
class AuditorFacts:
    """What is known of an auditor, as keys of rows."""

    employments: frozenset[Employment] = frozenset()
    worked_at: frozenset[int] = frozenset()  # organisations she has told to have worked in earlier
    trained_at: frozenset[int] = frozenset()  # organisations whose people she has trained or guided
    declared: frozenset[int] = frozenset()  # organisations she has declared a conflict with
    audited_by: frozenset[int] = frozenset()  # organisations whose people audited hers within `RECIPROCAL_YEARS`
    municipalities: frozenset[int] = frozenset()
    regional_networks: frozenset[int] = frozenset()
    language_networks: frozenset[int] = frozenset()

    def employers_since(self, day: dt.date) -> frozenset[int]:
        """Return the organisations in which she works now or worked on the day or after it."""
        return frozenset(each.organisation for each in self.employments if each.last_date is None or each.last_date >= day)

    def employers_before(self, day: dt.date) -> frozenset[int]:
        """Return the organisations whose work she had left before the day, with those she has told of."""
        return self.worked_at | {each.organisation for each in self.employments if each.last_date is not None and each.last_date < day}


@dataclass(frozen=True)
class ApplicantFacts:
    """What is known of an application, as keys of rows; `since` is the day from which its applicants counted as such."""

    since: dt.date
    organisations: frozenset[int] = frozenset()
    municipalities: frozenset[int] = frozenset()
    regional_networks: frozenset[int] = frozenset()
    language_networks: frozenset[int] = frozenset()


@dataclass(frozen=True)
class ConflictRule:
    """One row of the table: how grave it is, how it is told, and when it holds."""

    kind: ConflictKind
    severity: Severity
    label: Promise
    holds: Callable[[AuditorFacts, ApplicantFacts], bool]


CONFLICTS: tuple[ConflictRule, ...] = (
    ConflictRule(
        ConflictKind.SAME_ORGANISATION,
        Severity.BLOCK,
        _("Työskentelee hakijan organisaatiossa tai työskenteli siellä vielä, kun haku alkoi."),
        lambda auditor, applicant: bool(auditor.employers_since(applicant.since) & applicant.organisations),
    ),
    ConflictRule(
        ConflictKind.DECLARED,
        Severity.BLOCK,
        _("On ilmoittanut olevansa esteellinen."),
        lambda auditor, applicant: bool(auditor.declared & applicant.organisations),
    ),
    ConflictRule(
        ConflictKind.SAME_REGIONAL_NETWORK,
        Severity.WARNING,
        _("Kuuluu samaan alueelliseen verkostoon kuin hakija."),
        lambda auditor, applicant: bool(auditor.regional_networks & applicant.regional_networks),
    ),
    ConflictRule(
        ConflictKind.SAME_MUNICIPALITY,
        Severity.WARNING,
        _("Työskentelee samassa kunnassa kuin hakija."),
        lambda auditor, applicant: bool(auditor.municipalities & applicant.municipalities),
    ),
    ConflictRule(
        ConflictKind.RECIPROCAL,
        Severity.WARNING,
        _("Hakijan organisaatio on auditoinut hänen organisaationsa kolmen viime vuoden aikana."),
        lambda auditor, applicant: bool(auditor.audited_by & applicant.organisations),
    ),
    ConflictRule(
        ConflictKind.WORKED_THERE,
        Severity.WARNING,
        _("On työskennellyt aiemmin hakijan organisaatiossa."),
        lambda auditor, applicant: bool(auditor.employers_before(applicant.since) & applicant.organisations),
    ),
    ConflictRule(
        ConflictKind.TRAINED_THERE,
        Severity.WARNING,
        _("On kouluttanut tai ohjannut hakijan työyhteisöä."),
        lambda auditor, applicant: bool(auditor.trained_at & applicant.organisations),
    ),
    ConflictRule(
        ConflictKind.SAME_LANGUAGE_NETWORK,
        Severity.NOTE,
        _("Kuuluu samaan kielelliseen verkostoon kuin hakija."),
        lambda auditor, applicant: bool(auditor.language_networks & applicant.language_networks),
    ),
)
RULES: dict[ConflictKind, ConflictRule] = {rule.kind: rule for rule in CONFLICTS}


def conflicts_between(auditor: AuditorFacts, applicant: ApplicantFacts) -> list[ConflictKind]:
    """Return every conflict between the two, the gravest first: in the table's order."""
    return [rule.kind for rule in CONFLICTS if rule.holds(auditor, applicant)]


def of_severity(kinds: Iterable[ConflictKind], severity: Severity) -> list[ConflictKind]:
    """Return those of the severity, in the order given."""
    return [kind for kind in kinds if RULES[kind].severity == severity]


# Of a decider every conflict is a block: there is always somebody else to decide --------------------------------------------


class DecisionConflict(StrEnum):
    SAME_ORGANISATION = "same_organisation"
    DECLARED = "declared"
    AUDITED = "audited"
    TOLD = "told"


DECISION_CONFLICTS: dict[DecisionConflict, Promise] = {  # told to the decider herself
    DecisionConflict.SAME_ORGANISATION: _("Työskentelet hakijan organisaatiossa tai työskentelit siellä vielä, kun haku alkoi."),
    DecisionConflict.DECLARED: _("Olet ilmoittanut, että olet esteellinen auditoimaan hakijaa."),
    DecisionConflict.AUDITED: _("Olet ollut auditoitsijana tässä hakemuksessa."),
    DecisionConflict.TOLD: _("Olet ilmoittanut, että olet esteellinen päättämään tästä hakemuksesta."),
}


def decision_conflicts(person: AuditorFacts, applicant: ApplicantFacts, *, has_audited: bool, has_told: bool) -> list[DecisionConflict]:
    """Return what keeps the person from deciding, in the table's order: the auditors' own blocks, and what she has done here herself."""
    holds = {
        DecisionConflict.SAME_ORGANISATION: RULES[ConflictKind.SAME_ORGANISATION].holds(person, applicant),
        DecisionConflict.DECLARED: RULES[ConflictKind.DECLARED].holds(person, applicant),
        DecisionConflict.AUDITED: has_audited,
        DecisionConflict.TOLD: has_told,
    }
    return [kind for kind in DECISION_CONFLICTS if holds[kind]]
