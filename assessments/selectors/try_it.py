"""What can be tried without an account, and the profile that the answers make. Reads criteria alone; the answers are in no table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.choices import Answer
from config.toolkit.svg import ProfileChart, ProfileRow, profile_chart
from criteria.explanations import ExplainedCriterion
from criteria.models import Area, FrameworkVersion, Scale
from criteria.selectors import explained_areas


@dataclass(frozen=True)
class TriedCriterion:
    """One criterion with the answer: a level's value, or words for another answer and for none."""

    label: str
    value: int | None
    words: str


@dataclass(frozen=True)
class TriedProfile:
    rows: tuple[TriedCriterion, ...]
    steps: list[tuple[int, str]]

    @property
    def chart(self) -> ProfileChart:
        return profile_chart(
            rows=[ProfileRow(row.label, row.value) for row in self.rows],
            steps=self.steps,
            title=_("Kokeilun profiili. Samat tiedot ovat taulukossa kuvan jälkeen."),
        )


def triable_versions() -> list[FrameworkVersion]:
    """Return the published versions with their areas; two queries."""
    versions = FrameworkVersion.objects.published().select_related("framework").prefetch_related("areas")
    return list(versions.order_by("framework__slug", "-published_at", "-pk"))


def triable_area(slug: str, version: str, code: str) -> Area | None:
    """Return the area of the address, of a published version, with its scale."""
    versions = FrameworkVersion.objects.published().filter(framework__slug=slug, version=version)
    return Area.objects.filter(version__in=versions, code=code).select_related("version__framework", "version__scale").first()


def tried_criteria(area: Area) -> tuple[ExplainedCriterion, ...]:
    """Return the criteria of the area with their texts."""
    return explained_areas(area.version, area=area)[0].criteria


def tried_profile(criteria: tuple[ExplainedCriterion, ...], scale: Scale, answers: Mapping[str, str]) -> TriedProfile:
    """Return the profile of the answers given by criterion code."""
    others = {Answer.NOT_APPLICABLE.value: scale.not_applicable, Answer.DONT_KNOW.value: scale.dont_know, "": _("Ei vastausta")}
    rows = []
    for explained in criteria:
        answer = answers.get(explained.criterion.code, "")
        is_level = answer not in others
        rows.append(TriedCriterion(str(explained.criterion), int(answer) if is_level else None, "" if is_level else others[answer]))
    return TriedProfile(tuple(rows), [(level.value, level.name) for level in scale.levels.all()])
