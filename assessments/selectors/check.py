"""What is still missing before a self-assessment can be confirmed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from assessments.choices import Answer
from assessments.models import AreaSummary, Assessment, EvidenceCriterion, Result
from assessments.selectors.carried import Carried, carried_of, with_brought
from assessments.selectors.results import criteria_of
from criteria.models import Area, Criterion
from workshops.models import RoleGrant
from workshops.roles import Permission


@dataclass(frozen=True)
class Check:
    """What "Tarkista" lists. Only the gaps keep the assessment from being confirmed; the rest are gentle reminders."""

    total: int
    gaps: tuple[Criterion, ...]
    without_strengths: tuple[Area, ...]
    without_practice: tuple[Criterion, ...]
    without_evidence: tuple[Criterion, ...]
    unchecked: tuple[tuple[Criterion, Result], ...]  # brought from last time or another unit, and not touched since
    carried: Carried | None

    @property
    def agreed(self) -> int:
        return self.total - len(self.gaps) - len(self.unchecked)


def check_of(assessment: Assessment) -> Check:
    """Return what is missing; four queries."""
    results = list(with_brought(assessment.results.select_related("level")).defer("reason", "development"))
    answered = {result.criterion_id: result for result in results if result.answer}
    with_evidence = set(EvidenceCriterion.objects.filter(evidence__assessment=assessment).values_list("criterion_id", flat=True))
    criteria = criteria_of(assessment)
    with_level = [criterion for criterion in criteria if criterion.pk in answered and answered[criterion.pk].answer == Answer.LEVEL]
    summaries = AreaSummary.objects.filter(assessment=assessment, area=OuterRef("pk")).exclude(strengths="")
    return Check(
        total=len(criteria),
        gaps=tuple(criterion for criterion in criteria if criterion.pk not in answered),
        without_strengths=tuple(assessment.areas.exclude(Exists(summaries))),
        without_practice=tuple(criterion for criterion in with_level if not answered[criterion.pk].current_practice),
        without_evidence=tuple(criterion for criterion in with_level if criterion.pk not in with_evidence),
        unchecked=tuple((one, answered[one.pk]) for one in criteria if one.pk in answered and answered[one.pk].is_unchecked),
        carried=carried_of(assessment, results),
    )


def confirmer_names(assessment: Assessment, on: dt.date) -> list[str]:
    """Return the names of those who may confirm the assessment on the day, each once."""
    workshop = assessment.workshop
    grants = RoleGrant.objects.current(on).giving(Permission.CONFIRM_ASSESSMENT).leading(workshop).select_related("user")
    return sorted({grant.user.name for grant in grants})
