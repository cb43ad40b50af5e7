"""Charts of assessments: what the geometry of the toolkit draws."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from assessments.selectors.auditing.audit_report import AuditReport
from assessments.selectors.discussion import Discussed
from assessments.selectors.report import AreaReport, SelfAssessmentReport
from config.toolkit.svg import ProfileChart, ProfileRow, SpreadChart, profile_chart, spread_chart
from criteria.models import Level


def area_profile(report: SelfAssessmentReport) -> ProfileChart:
    """Return the profile of the areas' medians on the version's scale."""
    return profile_chart(
        rows=[ProfileRow(str(area.area), area.median, _before(area)) for area in report.areas],
        steps=[(level.value, level.name) for level in report.levels],
        title=_("Osa-alueiden tasot. Samat tiedot ovat taulukossa kuvan jälkeen."),
        now_label=_("Nyt") if any(_before(area) is not None for area in report.areas) else "",
        earlier_label=_("Edellisellä kerralla") if any(_before(area) is not None for area in report.areas) else "",
    )


def audit_profile(report: AuditReport) -> ProfileChart:
    """Return the medians of the levels the workshop told and of those the auditors agreed, area by area, on the version's scale."""
    return profile_chart(
        rows=[ProfileRow(str(area.area), area.said_median, other=area.agreed_median) for area in report.areas],
        steps=report.steps,
        title=_("Osa-alueiden tasot työpajan ja auditoinnin mukaan. Samat tiedot ovat taulukossa kuvan jälkeen."),
        now_label=_("Työpajan oma"),
        other_label=_("Auditointi"),
    )


def _before(area: AreaReport) -> int | Decimal | None:
    """Return last time's median, where it stands on the same scale."""
    return area.change.earlier if area.change and area.change.is_same_scale else None


def rating_spread(discussed: Discussed, levels: Sequence[Level]) -> SpreadChart:
    """Return the nameless spread of the own ratings of one criterion, with its words as the text alternative."""
    counted = [_("taso %(value)s: %(count)s") % {"value": level.value, "count": discussed.counts.get(level.value, 0)} for level in levels]
    return spread_chart(
        steps=[(level.value, level.name) for level in levels],
        counts=discussed.counts,
        title=_("Omien arvioiden jakauma: %(counts)s.") % {"counts": ", ".join(counted)},
        others=[
            (name, count)
            for name, count in (
                (_("Ei koske työpajaamme"), discussed.not_applicable),
                (_("En osaa sanoa"), discussed.dont_know),
            )
            if count
        ],
    )
