"""Readiness of final reports: from the agreed levels and verdicts to what a round's conditions say of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.lifecycle import REPORTED_AUDIT_STATUSES
from assessments.models import Result
from assessments.readiness import Condition, Finding, Readiness, ReadinessKind, readiness_of
from config.toolkit.templatetags.ui import decimal
from criteria.models import Area, Verdict

if TYPE_CHECKING:
    from collections.abc import Collection

    from assessments.models import Assessment, Round


@dataclass(frozen=True)
class ConditionWords:
    """One condition as it is read: what is asked, whether it is met, and why not or what was passed over."""

    asked: str
    is_met: bool
    why: tuple[str, ...]


def readiness_by_audit(audits: Collection[Assessment], rounds: dict[int, Round]) -> dict[int, Readiness]:
    """Return the readiness of each audit by its key; `rounds` are the audits' rounds by the audit's key. Three queries at any number.

    Of an audit without a final report nothing is told.
    """
    reported = {audit.pk: audit for audit in audits if audit.status in REPORTED_AUDIT_STATUSES}
    versions = {audit.version_id for audit in reported.values()}
    last = {row.version_id: row.pk for row in Verdict.objects.filter(version__in=versions).order_by("version", "order")}
    areas = {area.pk: area for area in Area.objects.filter(version__in=versions)}
    found: dict[int, list[Finding]] = defaultdict(list)
    rows = Result.objects.filter(assessment__in=reported).order_by("assessment", "criterion__order")
    for audit, area, code, level, verdict in rows.values_list(
        "assessment", "criterion__area", "criterion__code", "level__value", "verdict"
    ):
        is_unmet = verdict is not None and verdict == last.get(reported[audit].version_id)
        found[audit].append(Finding(areas[area], code, level, is_unmet))
    return {key: _of_round(found[key], rounds[key]) for key in reported}


def _of_round(findings: list[Finding], round_: Round) -> Readiness:
    return readiness_of(findings, forbids_unmet=round_.readiness_forbids_unmet, least_median=round_.readiness_median)


def words_of(readiness: Readiness) -> list[ConditionWords]:
    """Return the conditions in words, in their order."""
    said = {ReadinessKind.NO_UNMET: _no_unmet, ReadinessKind.MEDIANS: _medians}
    return [said[condition.kind](condition) for condition in readiness.conditions]


def _no_unmet(condition: Condition) -> ConditionWords:
    why: tuple[str, ...] = ()
    if condition.unmet:
        count = len(condition.unmet)
        sentence = ngettext("Kanta on ”ei täyty” kriteerissä %(codes)s.", "Kanta on ”ei täyty” kriteereissä %(codes)s.", count)
        why = (sentence % {"codes": get_text_list(list(condition.unmet), _("ja"))},)
    return ConditionWords(_("Yksikään kriteeri ei ole ”ei täyty”."), condition.is_met, why)


def _medians(condition: Condition) -> ConditionWords:
    why = [_("%(area)s: mediaani on %(median)s.") % {"area": each.area, "median": decimal(each.median)} for each in condition.low]
    why += [_("%(area)s: mikään kriteeri ei koske hakijaa, joten mediaania ei ole.") % {"area": area} for area in condition.passed_over]
    least = decimal(Decimal(condition.least or 0))
    return ConditionWords(
        _("Jokaisen osa-alueen tasojen mediaani on vähintään %(least)s.") % {"least": least}, condition.is_met, tuple(why)
    )
