"""Sixty workshops in all regions, with four years of self-assessments behind them, and the years closed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

import yaml
from django.utils import timezone
from simple_history.utils import bulk_create_with_history
from stdnum.fi import ytunnus

from assessments.choices import Answer
from assessments.demo.content import FOLDER, cast
from assessments.demo.past_audits import audit_workshops
from assessments.demo.people import join_somebody
from assessments.demo.stage import Stage
from assessments.models import Assessment, Result
from assessments.services.drafts import create_self_assessments
from assessments.services.phases import complete_assessment, start_jointly
from assessments.services.summaries.closing import close_years
from assessments.years import begins_at, last_closed_year
from config.toolkit.working_days import is_working_day
from criteria.models import Area, Criterion, FrameworkVersion, Level
from workshops.models import Municipality, Organisation, User, Workshop
from workshops.roles import Role
from workshops.services.organisations import create_organisation, create_workshop, update_workshop

YEARS = 4
SETTLED = 1_190  # working days ago: the organisations have joined
TAKES_PART = 0.72  # the chance of a workshop in a year
THOROUGH = "06"  # the region of the demo's network coordinator
TWICE = 0.05  # the chance of assessing twice, the second time anew or other areas
ALL_AREAS = 0.3  # the chance that it assesses all areas at once; otherwise some of them
NOT_APPLICABLE = 0.04
AUDITED = 12  # workshops in the last year
FIRST_NUMBER = 9_410_000  # of the invented business ids


@cache
def nation() -> dict[str, Any]:
    """Return the data file."""
    data: dict[str, Any] = yaml.safe_load((FOLDER / "nation.yaml").read_text(encoding="utf-8"))
    return data


def live_through_years(stage: Stage, version: FrameworkVersion) -> None:
    """Settle the workshops, let them assess themselves year by year, and close the years that are over."""
    settled = _settle(stage)
    criteria = list(Criterion.objects.filter(area__version=version).select_related("area").order_by("order"))
    levels = {level.value: level for level in Level.objects.filter(scale=version.scale_id)}
    last = last_closed_year(stage.calendar.now)
    for year in range(last - YEARS + 1, last + 1):
        stage.tell(f"Itsearvioinnit {year}")
        for number, (workshop, leader) in enumerate(settled):
            strength = (number % 5 - 2) * 0.25 + (year - last) * 0.15
            chance = stage.rng.random()
            for _ in range((chance < TAKES_PART) + (chance < TWICE)):
                _Assessing(stage, version, criteria, levels).assess(workshop, leader, year, strength)
    audit_workshops(stage, version, last, _audited(stage, settled, version, last))
    close_years(at=stage.calendar.now)
    _show_progress(stage)


def _audited(
    stage: Stage, settled: list[tuple[Workshop, User]], version: FrameworkVersion, year: int
) -> Iterator[tuple[Workshop, User, dict[str, int | None]]]:
    """Yield workshops that are audited in the year, of organisations of their own, with the levels that they gave themselves in it."""
    given: dict[int, dict[str, int | None]] = defaultdict(dict)
    rows = Result.objects.filter(assessment__version=version, assessment__completed_at__gte=begins_at(year)).order_by(
        "assessment__completed_at"
    )
    for workshop, code, level in rows.values_list("assessment__workshop", "criterion__code", "level__value"):
        given[workshop][code] = level
    assessed = {workshop.organisation_id: (workshop, leader, given[workshop.pk]) for workshop, leader in settled if workshop.pk in given}
    yield from stage.rng.sample(list(assessed.values()), AUDITED)


def _show_progress(stage: Stage) -> None:
    """Let most workshops of the network's coordinator in the demo agree to show her that they have begun."""
    slug = cast()["logins"]["network_coordinator"]["network"]
    for number, (key, workshop) in enumerate(stage.workshops.items()):
        if number % 4 and workshop.networks.filter(slug=slug).exists():
            update_workshop(workshop=workshop, shows_progress=True, by=stage.leaders[key], at=stage.calendar.ago(20, 9))


def _settle(stage: Stage) -> list[tuple[Workshop, User]]:
    stage.tell("Työpajoja kaikista maakunnista")
    settled: list[tuple[Workshop, User]] = []
    for number, (name, place) in enumerate(zip(nation()["names"], _places(stage), strict=False)):
        organisation = _organisation(stage, name, place, number)
        row = {"domain": f"{_plain(name)}.example"}
        leader = join_somebody(
            stage, row, role=Role.LEADER, organisation=organisation, by=stage.logins["coordinator"], at=stage.calendar.ago(SETTLED, 11)
        )
        settled += [(workshop, leader) for workshop in _workshops(stage, organisation, name, len(settled))]
    return settled


def _places(stage: Stage) -> Iterator[Municipality]:
    """Yield a municipality for each organisation, region by region."""
    for region, count in nation()["workshops"].items():
        municipalities = list(Municipality.objects.filter(region__code=region).order_by("code"))
        for _ in range(count):
            yield stage.rng.choice(municipalities)


def _organisation(stage: Stage, name: str, place: Municipality, number: int) -> Organisation:
    maintainer = nation()["maintainers"][number % len(nation()["maintainers"])]
    return create_organisation(
        name=nation()["forms"][maintainer].format(name=name),
        business_id=_business_id(FIRST_NUMBER + 13 * number),
        maintainer_type=maintainer,
        municipality=place,
        by=stage.logins["coordinator"],
        at=stage.calendar.ago(SETTLED, 10),
    )


def _workshops(stage: Stage, organisation: Organisation, name: str, number: int) -> Iterator[Workshop]:
    """Make one workshop for the organisation; some have a second one."""
    for second in range(2 if number % 10 == 0 and number // 10 < nation()["several"] else 1):
        kind = nation()["kinds"][(number * 3 + second) % len(nation()["kinds"])]
        sectors = stage.rng.sample(nation()["sectors"], 2)
        yield create_workshop(
            organisation=organisation,
            name=f"{kind['name']} {name}",
            municipality=organisation.municipality,
            language="sv" if organisation.municipality.region.code in {"15", "21"} and number % 2 else "fi",
            size=nation()["sizes"][(number + second) % len(nation()["sizes"])],
            whole_organisation=False,
            features={"service": kind["services"], "sector": sectors},
            by=stage.logins["coordinator"],
            at=stage.calendar.ago(SETTLED, 12),
        )


class _Assessing:
    """One self-assessment agreed in one meeting, without own ratings."""

    def __init__(self, stage: Stage, version: FrameworkVersion, criteria: list[Criterion], levels: dict[int, Level]) -> None:
        self.stage, self.version, self.criteria, self.levels = stage, version, criteria, levels

    def assess(self, workshop: Workshop, leader: User, year: int, strength: float) -> None:
        """Assess all areas or some, and complete it the same day."""
        areas, at = self._areas(workshop), self._day(year)
        [assessment] = create_self_assessments(
            workshops=[workshop], version=self.version, areas=areas, title=f"Itsearviointi {year}", by=leader, at=at
        )
        assessment = start_jointly(assessment=assessment, by=leader, at=at + dt.timedelta(minutes=10))
        self._agree(
            assessment, [criterion for criterion in self.criteria if criterion.area in areas], leader, strength, at + dt.timedelta(hours=4)
        )
        complete_assessment(assessment=assessment, by=leader, at=at + dt.timedelta(hours=5))

    def _areas(self, workshop: Workshop) -> list[Area]:
        """Return all areas or two; in one region always all, so that its network has something to show."""
        areas = sorted({criterion.area for criterion in self.criteria}, key=lambda area: area.order)
        is_thorough = workshop.municipality.region.code == THOROUGH or self.stage.rng.random() < ALL_AREAS
        return areas if is_thorough else self.stage.rng.sample(areas, 2)

    def _day(self, year: int) -> dt.datetime:
        """Return a morning of a working day in the year."""
        day = timezone.localdate(begins_at(year)) + dt.timedelta(days=self.stage.rng.randrange(20, 345))
        while not is_working_day(day):
            day -= dt.timedelta(days=1)
        return dt.datetime.combine(day, dt.time(9), tzinfo=timezone.get_default_timezone())

    def _agree(self, assessment: Assessment, criteria: list[Criterion], by: User, strength: float, at: dt.datetime) -> None:
        """Write all results at once: one by one, thousands of them took most of the time of the whole demo."""
        results = [self._result(assessment, criterion, strength) for criterion in criteria]
        for result in results:
            result.saved_at, result.saved_by, result.revision = at, by, 1
        bulk_create_with_history(results, Result, default_user=by, default_date=at)

    def _result(self, assessment: Assessment, criterion: Criterion, strength: float) -> Result:
        rng = self.stage.rng
        applies = rng.random() > NOT_APPLICABLE
        ease = (criterion.order * 7 % 11 - 5) * 0.12
        value = min(max(round(rng.gauss(2.6 + strength + ease, 0.8)), min(self.levels)), max(self.levels))
        return Result(
            assessment=assessment,
            criterion=criterion,
            answer=Answer.LEVEL if applies else Answer.NOT_APPLICABLE,
            level=self.levels[value] if applies else None,
            reason="" if applies else "Meillä ei ole tätä toimintaa.",
            current_practice=rng.choice(nation()["texts"]) if applies else "",
            development=rng.choice(nation()["plans"]) if applies and rng.random() < 0.4 else "",
        )


def _business_id(number: int) -> str:
    """Return an invented business id with a right check digit, the first from the number on that has one."""
    while True:
        for check in range(10):
            if ytunnus.is_valid(f"{number:07d}-{check}"):
                return f"{number:07d}-{check}"
        number += 1


def _plain(name: str) -> str:
    return name.casefold().replace("ä", "a").replace("ö", "o")
