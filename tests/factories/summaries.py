"""Workshops with finished assessments of whole years, made straight into the tables: a nation of them would take the services minutes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from random import Random

from assessments.choices import Answer, AssessmentKind, SummarySeries
from assessments.lifecycle import ApplicationStatus, AssessmentStatus, AuditStatus
from assessments.models import Application, Assessment, Result, Summary, SummaryCell, SummaryFigure
from assessments.services.classification import store_classification
from assessments.services.summaries.closing import close_year
from assessments.small_groups import Key
from assessments.years import begins_at, closes_at
from criteria.models import Criterion, FrameworkVersion, Level
from tests.factories.applications import make_round
from tests.factories.workshops import MunicipalityFactory, NetworkFactory, OrganisationFactory, RegionFactory, UserFactory, WorkshopFactory
from workshops.choices import FeatureKind, MaintainerType
from workshops.models import User, Workshop, WorkshopFeature

Levels = Mapping[str, int | None]  # criterion code → level; None: does not concern the workshop


def make_nation(count: int, *, regions: int = 2, seed: int = 1) -> list[Workshop]:
    """Make workshops, each of an organisation of its own, spread over regions, networks, maintainers, sizes, services and sectors."""
    rng = Random(seed)
    places = [MunicipalityFactory(region=RegionFactory(code=f"{number + 1:02d}")) for number in range(regions)]
    networks = [NetworkFactory(), NetworkFactory()]
    return [_workshop(places[number % regions], networks[number % regions % 2], rng) for number in range(count)]


def _workshop(place, network, rng: Random) -> Workshop:
    maintainer = rng.choice([MaintainerType.MUNICIPALITY, MaintainerType.FOUNDATION])
    workshop = WorkshopFactory(
        organisation=OrganisationFactory(maintainer_type=maintainer), municipality=place, size=rng.choice(["1-2", "3-5"]), language="fi"
    )
    workshop.networks.add(network)
    for kind, codes in ((FeatureKind.SERVICE, ["start_coaching", "work_coaching"]), (FeatureKind.SECTOR, ["youth", "education"])):
        WorkshopFeature.objects.create(workshop=workshop, kind=kind, code=rng.choice(codes))
    return workshop


def make_finished(  # noqa: PLR0913 an assessment has these facts
    workshop: Workshop,
    levels: Levels,
    *,
    version: FrameworkVersion,
    at: dt.datetime,
    series: str = SummarySeries.SELF,
    by: User | None = None,
) -> Assessment:
    """Make an assessment of the areas of these criteria, finished at the moment, with its results and what it stores of the workshop."""
    by = by or UserFactory()
    criteria = {criterion.code: criterion for criterion in Criterion.objects.filter(area__version=version, code__in=levels)}
    assessment = Assessment.objects.create(
        workshop=workshop,
        version=version,
        title=f"Arviointi {at.year}",
        created_at=at,
        created_by=by,
        **_finished(series, workshop, version, at, by),
    )
    assessment.areas.set({criterion.area_id for criterion in criteria.values()})
    store_classification(assessment)
    steps = {level.value: level for level in Level.objects.filter(scale=version.scale_id)}
    Result.objects.bulk_create(
        Result(
            assessment=assessment,
            criterion=criteria[code],
            answer=Answer.NOT_APPLICABLE if level is None else Answer.LEVEL,
            level=steps.get(level or 0),
            reason="Meillä ei ole tätä." if level is None else "",
            current_practice="SALAINEN TEKSTI",
            saved_at=at,
            saved_by=by,
        )
        for code, level in levels.items()
    )
    return assessment


def _finished(series: str, workshop: Workshop, version: FrameworkVersion, at: dt.datetime, by: User) -> dict[str, object]:
    done = {"completed_at": at, "completed_by": by, "first_completed_at": at}
    if series == SummarySeries.SELF:
        return {**done, "kind": AssessmentKind.SELF, "status": AssessmentStatus.COMPLETED}
    into = version.rounds.first() or make_round(version=version, name=f"Haku {version.pk}")
    people = {"contact": by, "registered_by": by}
    application = Application.objects.create(
        organisation=workshop.organisation, round=into, wish="peer", status=ApplicationStatus.GRANTED, registered_at=at, **people
    )
    application.workshops.add(workshop, through_defaults={"ended_at": at})
    return {**done, "kind": AssessmentKind.PEER, "status": AuditStatus.FINAL, "application": application}


def random_levels(version: FrameworkVersion, rng: Random) -> dict[str, int | None]:
    """Return an answer to every criterion of the version; one in ten does not concern the workshop."""
    codes = Criterion.objects.filter(area__version=version).order_by("order").values_list("code", flat=True)
    return {code: None if rng.random() < 0.1 else rng.randint(1, 4) for code in codes}


def make_year(
    version: FrameworkVersion, workshops: list[Workshop], year: int, *, series: str = SummarySeries.SELF, seed: int = 1
) -> Summary:
    """Let every workshop finish an assessment of all areas in the year, and close it."""
    rng, by = Random(seed + year), UserFactory()
    for number, workshop in enumerate(workshops):
        at = begins_at(year) + dt.timedelta(days=30 + number)
        make_finished(workshop, random_levels(version, rng), version=version, at=at, series=series, by=by)
    return closed(version, year, series=series)


def closed(version: FrameworkVersion, year: int, *, series: str = SummarySeries.SELF) -> Summary:
    """Close the year and return its summary."""
    summary = close_year(framework=version.framework, series=series, year=year, at=closes_at(year))
    assert summary is not None
    return summary


Counts = Mapping[str, Mapping[int | None, int]]  # criterion code → level → how many workshops gave it


def make_told(  # noqa: PLR0913 a summary has these facts
    version: FrameworkVersion,
    year: int,
    figures: Counts,
    *,
    groups: Sequence[Key] = ((),),
    everyone: int | None = 12,
    series: str = SummarySeries.SELF,
) -> Summary:
    """Make the summary of a year straight from figures, the same for each group: what the pages show of it, whatever was answered."""
    summary, _new = Summary.objects.get_or_create(
        framework=version.framework,
        series=series,
        year=year,
        defaults={
            "version": version,
            "closed_at": closes_at(year),
            "organisations": 9,
            "replaced": 0,
            "other_scale": 0,
            "unfinished": 0,
            "actions_agreed": 7,
            "actions_finished": 4,
        },
    )
    for key in groups:
        (first, first_value), (second, second_value) = (*key, ("", ""), ("", ""))[:2]
        cell = SummaryCell.objects.create(
            summary=summary,
            first_dimension=first,
            first_value=first_value,
            second_dimension=second,
            second_value=second_value,
            participants=9,
            everyone=everyone if len(key) < 2 else None,
        )
        SummaryFigure.objects.bulk_create(
            SummaryFigure(cell=cell, code=code, level=level, is_top=(level or 0) > 2, workshops=count)
            for code, counts in figures.items()
            for level, count in counts.items()
        )
    return summary
