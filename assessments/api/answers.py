"""From rows to answers: which fields go out, one by one. What is not named here leaves by no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from assessments.api.addresses import address_of
from assessments.api.schemas import (
    TOO_FEW,
    AreaText,
    ConceptText,
    CriterionName,
    CriterionText,
    Figures,
    Group,
    LevelCount,
    LevelDescriptionText,
    LevelText,
    MarkLine,
    MarkUnit,
    PublicStatus,
    SummaryLine,
    Text,
    VersionLine,
    WholeVersion,
)
from assessments.choices import Dimension, SummarySeries

if TYPE_CHECKING:
    from django.db.models import Model

    from assessments.distribution import Distribution
    from assessments.models import Summary
    from assessments.selectors.marks import MarkStanding
    from assessments.selectors.summaries.published import Frame, ToldGroup
    from criteria.models import Area, Concept, Criterion, FrameworkVersion

NATION = "Koko maa"


def text(row: Model, name: str) -> Text:
    """Return a translated text of the row; a missing translation is None."""
    return Text(fi=getattr(row, f"{name}_fi"), sv=getattr(row, f"{name}_sv", "") or None, en=getattr(row, f"{name}_en", "") or None)


def version_line(version: FrameworkVersion) -> VersionLine:
    slug = version.framework.slug
    assert version.published_at is not None  # public
    return VersionLine(
        slug=slug,
        version=version.version,
        name=text(version.framework, "name"),
        kind=version.framework.kind,
        status=cast("PublicStatus", version.status),
        note=text(version, "status_note"),
        published_at=version.published_at,
        url=address_of("assessments:api-version", slug, version.version),
        page=address_of("criteria:version-detail", slug, version.version),
    )


def whole_version(version: FrameworkVersion) -> WholeVersion:
    levels = version.scale.levels.all()
    return WholeVersion(
        **version_line(version).model_dump(),
        levels=[LevelText(value=row.value, name=text(row, "name"), description=text(row, "description")) for row in levels],
        not_applicable=text(version.scale, "not_applicable"),
        dont_know=text(version.scale, "dont_know"),
        areas=[_area(area) for area in version.areas.all()],
    )


def _area(area: Area) -> AreaText:
    criteria = [_criterion(criterion) for criterion in area.criteria.all()]
    return AreaText(code=area.code, name=text(area, "name"), description=text(area, "description"), criteria=criteria)


def _criterion(criterion: Criterion) -> CriterionText:
    described = criterion.level_descriptions.all()
    return CriterionText(
        code=criterion.code,
        name=text(criterion, "name"),
        description=text(criterion, "description"),
        questions=[text(question, "text") for question in criterion.questions.all()],
        levels=[LevelDescriptionText(value=row.level.value, description=text(row, "description")) for row in described],
        evidence_examples=[text(example, "text") for example in criterion.evidence_examples.all()],
    )


def concept_text(concept: Concept) -> ConceptText:
    glossary = concept.group.concept_set
    return ConceptText(
        code=concept.code,
        term=text(concept, "term"),
        definition=text(concept, "definition"),
        group=text(concept.group, "name"),
        related=[other.code for other in concept.related.all()],
        glossary=f"{glossary.slug} {glossary.version}",
        page=address_of("criteria:concept-detail", concept.code),
    )


def mark_line(standing: MarkStanding) -> MarkLine:
    """Return a mark as the register's page tells of it: only the units in which it holds."""
    mark = standing.mark
    units = [
        MarkUnit(name=unit.name, municipality=unit.municipality.name_fi, region=unit.municipality.region.name_fi)
        for unit in standing.workshops
    ]
    return MarkLine(
        code=mark.code,
        organisation=mark.organisation.name,
        workshops=units,
        state=cast("Literal['valid']", standing.state.value),
        granted_date=mark.granted_date,
        valid_until=standing.until_date,
        page=address_of("assessments:mark-check", mark.code),
    )


def summary_line(summary: Summary) -> SummaryLine:
    """Return a published summary, which carries `nation_participants` and `nation_everyone`."""
    assert summary.published_at is not None  # published
    return SummaryLine(
        framework=summary.framework.slug,
        name=text(summary.framework, "name"),
        version=summary.version.version,
        series=SummarySeries(summary.series),
        year=summary.year,
        participants=summary.nation_participants,  # type: ignore[attr-defined]  # annotated by the selector
        everyone=summary.nation_everyone,  # type: ignore[attr-defined]  # annotated by the selector
        organisations=summary.organisations,
        published_at=summary.published_at,
        url=address_of("assessments:api-summary", summary.framework.slug, summary.series, summary.year),
    )


def criterion_names(frame: Frame) -> list[CriterionName]:
    return [CriterionName(code=criterion.code, name=text(criterion, "name")) for criterion in frame.criteria]


def group_answer(group: ToldGroup, frame: Frame) -> Group:
    """Return a group with a line for every criterion of the version, and for told codes that it has not."""
    cell, codes = group.cell, [criterion.code for criterion in frame.criteria]
    codes += sorted(group.figures.keys() - set(codes))
    return Group(
        dimension=Dimension(cell.first_dimension) if cell.first_dimension else None,
        value=cell.first_value or None,
        name=group.name or NATION,
        participants=cell.participants,
        everyone=cell.everyone,
        criteria=[_figures(code, group.figures.get(code), frame.levels) for code in codes],
    )


def _figures(code: str, told: Distribution | None, scale: tuple[int, ...]) -> Figures:
    if told is None:
        nothing = dict.fromkeys(("levels", "not_applicable", "with_level", "median", "top", "top_share"))
        return Figures(code=code, told=False, reason=TOO_FEW, **nothing)
    return Figures(
        code=code,
        told=True,
        reason=None,
        levels=[LevelCount(level=level, workshops=told.levels.get(level, 0)) for level in sorted({*scale, *told.levels})],
        not_applicable=told.not_applicable,
        with_level=told.with_level,
        median=None if told.median is None else f"{told.median:f}",
        top=told.top,
        top_share=None if told.top_share is None else str(told.top_share),
    )
