"""Closing a year: every stored row equals an independent count, it is done once, and holds nothing of one person."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from random import Random

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from assessments.choices import ActionStatus, SummarySeries
from assessments.lifecycle import AssessmentStatus
from assessments.models import Action, Assessment, Summary, SummaryCell, SummaryChange, SummaryFigure, SummaryParticipant
from assessments.selectors.summaries.figures import areas_with_criteria, cell_of, figures_of_cells
from assessments.services.summaries import closing
from assessments.services.summaries.closing import close_year, close_years, count_closed
from assessments.years import begins_at, closes_at
from config.settings import PERIODIC_WORK
from config.toolkit.errors import WrongStateError
from criteria.models import Framework, FrameworkVersion
from criteria.services.versions import retire_version
from tests.assessments.summaries.recount import answers, expected_rows, groups_in_order, stored_rows
from tests.assessments.test_concurrency import at_once
from tests.factories.criteria import PUBLISHED_AT, make_version
from tests.factories.summaries import closed, make_finished, make_nation, make_year, random_levels
from tests.factories.workshops import MunicipalityFactory, RegionFactory, UserFactory, WorkshopFactory
from workshops.management.commands import work
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
NOT_YET = "Vuosi ei ole vielä päättynyt, joten sen lukuja ei lasketa."
DAY = dt.timedelta(days=1)
TABLES = [Summary, SummaryParticipant, SummaryCell, SummaryFigure, SummaryChange]


@pytest.fixture
def version() -> FrameworkVersion:
    return make_version()


def day(year: int, number: int) -> dt.datetime:
    return begins_at(year) + dt.timedelta(days=number, hours=9)


def assert_equal_to_recount(summary: Summary) -> None:
    assert stored_rows(summary) == expected_rows(summary.framework, summary.series, summary.year)


# What is counted -------------------------------------------------------------------------------------------------------------


def finish_hard_year(version: FrameworkVersion, longer: FrameworkVersion, workshops: list[Workshop], year: int, series: str) -> None:
    """Let the workshops finish everything that makes a year hard to count."""
    rng, by = Random(f"{series} {year}"), UserFactory()
    how = {"series": series, "by": by}
    for number, workshop in enumerate(workshops):
        answered = random_levels(version, rng)
        if number % 5 == 0:  # areas at different times, the second in another region and another size
            make_finished(workshop, {code: answered[code] for code in ("K1.1", "K1.2")}, version=version, at=day(year, number), **how)
            workshop.municipality = MunicipalityFactory(region=RegionFactory(code="02"))
            workshop.size = "16-"
            workshop.save()
            make_finished(workshop, {code: answered[code] for code in ("K2.1", "K2.2")}, version=version, at=day(year, 200), **how)
        elif number % 5 == 1:  # a version with a longer scale and one criterion more
            make_finished(workshop, random_levels(longer, rng), version=longer, at=day(year, number), **how)
        elif number % 5 == 2:  # twice, the second time what was one area does not concern it
            make_finished(workshop, answered, version=version, at=day(year, number), **how)
            make_finished(workshop, answered | {"K1.1": None, "K1.2": None}, version=version, at=day(year, 364), **how)
        else:
            make_finished(workshop, answered, version=version, at=day(year, number), **how)
    make_finished(workshops[0], answered, version=version, at=begins_at(year + 1), **how)  # the next year's


def make_hard_years() -> FrameworkVersion:
    """Make two years of self-assessments and audits of 26 workshops of 24 organisations, in two versions, the older one retired."""
    version = make_version()
    longer = make_version(criteria=3, levels=5, framework=version.framework)
    workshops = make_nation(24)
    workshops += [WorkshopFactory(organisation=workshops[number].organisation, language="sv") for number in (0, 3)]
    for year in (2025, 2026):
        finish_hard_year(version, longer, workshops, year, SummarySeries.SELF)
        finish_hard_year(version, longer, workshops[:20], year, SummarySeries.AUDIT)
    retire_version(version=version, by=None, at=day(2026, 1))
    return version


def assert_fractions_equal(summary: Summary) -> None:
    """Compare the median, share and number of each told figure with those of the answers themselves."""
    told = figures_of_cells(summary.cells.all())
    scale = tuple(summary.version.scale.levels.order_by("value").values_list("value", flat=True))
    population_of = {
        code: {workshop: given for workshop, given in each.items() if given.scale == scale}
        for code, each in answers(summary.framework, summary.series, summary.year).items()
    }
    groups_of = {code: groups_in_order({one: given.stored for one, given in each.items()}) for code, each in population_of.items()}
    for cell in summary.cells.all():
        for code, figures in told.get(cell.pk, {}).items():
            given = [population_of[code][workshop] for workshop in groups_of[code][cell.key]]
            levels = sorted(one.level for one in given if one.level is not None)
            half = len(levels) // 2
            assert Fraction(figures.median) == Fraction(levels[half] + levels[-half - 1], 2)
            assert figures.top_share == Fraction(sum(one.is_top for one in given), len(levels))
            assert (figures.answered, figures.not_applicable) == (len(given), len(given) - len(levels))
    assert len(told) > 1


def test_stored_rows_equal_an_independent_count_of_every_hard_case() -> None:
    version = make_hard_years()
    found = set()
    for series in SummarySeries:
        for year in (2025, 2026):
            summary = closed(version, year, series=series)
            assert_equal_to_recount(summary)
            assert_fractions_equal(summary)
            found |= {row[:1] if row[0] != "change" else row[:2] for row in stored_rows(summary)}
    assert {("figure",), ("group",), ("participant",), ("change", "year_before"), ("change", "own")} <= found
    newer = Summary.objects.get(series=SummarySeries.SELF, year=2026)
    assert newer.version == version  # most used it, though it has been retired
    assert newer.other_scale == 5
    assert newer.replaced == 6  # five workshops assessed themselves anew, and one whose year began with the moment the last ended
    assert {figure.code for cell in newer.cells.all() for figure in cell.figures.all()} == {"K1.1", "K1.2", "K2.1", "K2.2"}


def test_figures_of_an_area_are_its_criteria_put_together_without_those_of_which_nothing_is_told(version) -> None:
    longer = make_version(criteria=3, framework=version.framework)
    for number, workshop in enumerate(make_nation(6)):
        levels = {"K1.1": 1, "K1.2": 4, "K2.1": 2, "K2.2": 3}
        if number < 3:
            make_finished(workshop, levels | {"K2.3": 1}, version=longer, at=day(2026, number))
        else:
            make_finished(workshop, levels, version=version, at=day(2026, number))
    summary = closed(version, 2026)
    assert summary.version == longer  # as many used the other one, which is older
    nation = cell_of(summary, ())
    assert nation is not None
    figures = figures_of_cells([nation])[nation.pk]
    for areas, left_out in [(areas_with_criteria(version), []), (areas_with_criteria(longer), ["K1.3"])]:  # nobody answered K1.3
        pooled = areas[0].figures(figures, figures)
        assert pooled is not None
        assert (pooled.median, pooled.top_share, pooled.answered) == (Fraction(5, 2), Fraction(1, 2), 12)
        assert [criterion.code for criterion in areas[0].left_out(figures)] == left_out
        assert areas[0].figures({"K1.1": figures["K1.1"]}, figures) is None
    assert cell_of(summary, (("region", "99"),)) is None


def test_group_has_how_many_workshops_there_were_at_the_closing(version) -> None:
    workshops = make_nation(6)
    summary = make_year(version, workshops[:5], 2026)
    WorkshopFactory()  # later
    counts = {cell.key: (cell.participants, cell.everyone) for cell in summary.cells.all() if len(cell.key) < 2}
    assert counts[()] == (5, 6)
    assert (counts[("region", "01"),], counts[("region", "02"),]) == ((3, 3), (2, 3))
    assert summary.cells.filter(everyone=None).exclude(second_dimension="").count() == summary.cells.exclude(second_dimension="").count()


def test_left_out_ones_are_counted_with_the_reason(version) -> None:
    workshop, by = WorkshopFactory(), UserFactory()
    for number in (1, 2, 3):
        make_finished(workshop, {"K1.1": number, "K1.2": number}, version=version, at=day(2026, number))
    begun = {"version": version, "title": "Kesken", "created_by": by}
    start = {"status": AssessmentStatus.INDIVIDUAL, "created_at": day(2025, 300), "started_by": by}
    Assessment.objects.create(workshop=workshop, started_at=begins_at(2026), **start, **begun)
    Assessment.objects.create(workshop=workshop, started_at=begins_at(2026) - DAY, **start, **begun)
    Assessment.objects.create(workshop=workshop, created_at=day(2026, 2), **begun)  # a draft was never begun
    given_up = {"status": AssessmentStatus.ARCHIVED, "archived_at": day(2026, 5), "archived_by": by, "abandon_reason": "Turha."}
    Assessment.objects.create(workshop=workshop, started_at=day(2026, 4), **{**start, **given_up}, **begun)
    late = make_finished(WorkshopFactory(), {"K1.1": 1}, version=version, at=begins_at(2027))
    Assessment.objects.filter(pk=late.pk).update(started_at=begins_at(2027) - DAY, started_by=by)
    summary = closed(version, 2026)
    assert (summary.replaced, summary.unfinished, summary.organisations) == (2, 3, 1)
    assert_equal_to_recount(summary)


def test_actions_are_counted_by_the_days_on_which_they_were_agreed_and_finished(version) -> None:
    workshop, by = WorkshopFactory(), UserFactory()
    make_finished(workshop, {"K1.1": 1}, version=version, at=day(2026, 1))
    for agreed_at, status, finished_at in [
        (begins_at(2026), ActionStatus.DONE, begins_at(2027) - DAY),
        (begins_at(2026) - DAY, ActionStatus.DONE, begins_at(2026)),
        (day(2026, 1), ActionStatus.DONE, begins_at(2027)),
        (day(2026, 1), ActionStatus.DROPPED, day(2026, 2)),
        (day(2026, 1), ActionStatus.UNDER_WAY, None),
    ]:
        row = {"agreed_at": agreed_at, "agreed_by": by, "saved_at": agreed_at, "saved_by": by, "drop_reason": "Ei rahaa."}
        Action.objects.create(workshop=workshop, what="Sovittu.", status=status, finished_at=finished_at, **row)
    summary = closed(version, 2026)
    assert (summary.actions_agreed, summary.actions_finished) == (4, 2)
    assert_equal_to_recount(summary)


# Once ------------------------------------------------------------------------------------------------------------------------


def test_close_before_15_january_is_refused(version) -> None:
    make_finished(WorkshopFactory(), {"K1.1": 1}, version=version, at=day(2026, 1))
    with pytest.raises(WrongStateError, match=NOT_YET):
        close_year(framework=version.framework, series="self", year=2026, at=closes_at(2026) - dt.timedelta(microseconds=1))
    assert not Summary.objects.exists()


def test_close_again_returns_the_same_and_changes_nothing(version) -> None:
    summary = make_year(version, make_nation(6), 2026)
    rows = stored_rows(summary)
    make_finished(WorkshopFactory(), {"K1.1": 1}, version=version, at=day(2026, 1))  # cannot be in life
    assert closed(version, 2026) == summary
    assert stored_rows(summary) == rows


def test_year_in_which_nobody_took_part_has_no_summary(version) -> None:
    assert close_year(framework=version.framework, series="self", year=2026, at=closes_at(2026)) is None
    close_years(at=closes_at(2026))
    assert not Summary.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_closings_at_once_make_one_summary() -> None:
    version, workshops = make_version(areas=1), make_nation(6)
    for workshop in workshops:
        make_finished(workshop, {"K1.1": 1, "K1.2": 4}, version=version, at=day(2026, 1))
    results = at_once(lambda _: closed(version, 2026), times=4)
    assert set(results) == {Summary.objects.get()}
    assert_equal_to_recount(Summary.objects.get())


def test_worker_closes_each_ended_year_of_each_series_once(version) -> None:
    workshop = WorkshopFactory()
    for year in (2023, 2025, 2026):
        make_finished(workshop, {"K1.1": 1}, version=version, at=day(year, 1))
    make_finished(workshop, {"K1.1": 1}, version=version, at=day(2025, 1), series=SummarySeries.AUDIT)
    other = make_version()
    FrameworkVersion.objects.filter(pk=other.pk).update(published_at=PUBLISHED_AT)
    other.framework.kind = "stl"
    other.framework.save()
    make_finished(workshop, {"K1.1": 1}, version=other, at=day(2025, 1))
    assert sorted(PERIODIC_WORK) == PERIODIC_WORK
    assert "assessments.services.summaries.closing.close_years" in PERIODIC_WORK
    for _ in range(2):
        work._periodic(closes_at(2026) - DAY)
        assert set(Summary.objects.values_list("series", "year")) == {("self", 2023), ("self", 2025), ("audit", 2025)}
    assert Summary.objects.count() == 3


def test_year_that_fails_holds_up_no_other(version, monkeypatch, caplog) -> None:
    broken = make_version()
    for one in (broken, version):
        make_finished(WorkshopFactory(), {"K1.1": 1}, version=one, at=day(2025, 1))
    once = closing.count_closed

    def count(framework: Framework, series: str, year: int):
        if framework == broken.framework:
            raise ArithmeticError
        return once(framework, series, year)

    monkeypatch.setattr(closing, "count_closed", count)
    close_years(at=closes_at(2025))
    assert [summary.framework for summary in Summary.objects.all()] == [version.framework]
    assert "was not counted" in caplog.text
    monkeypatch.undo()
    close_years(at=closes_at(2025))
    assert Summary.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_counting_locks_nothing_and_two_workers_store_one(version, monkeypatch) -> None:
    """Counting takes minutes: nobody waits for it, and another worker that comes meanwhile finds the year counted or counts it too."""
    make_year(version, make_nation(5), 2024)
    make_finished(WorkshopFactory(), {"K1.1": 1}, version=version, at=day(2025, 1))
    once, inside = closing.count_closed, []

    def count(framework: Framework, series: str, year: int):
        inside.append(connection.in_atomic_block)
        found = once(framework, series, year)
        if len(inside) == 1:
            close_year(framework=framework, series=series, year=year, at=closes_at(2025))
        return found

    monkeypatch.setattr(closing, "count_closed", count)
    summary = close_year(framework=version.framework, series="self", year=2025, at=closes_at(2025))
    assert inside == [False, False]
    assert Summary.objects.filter(year=2025).get() == summary


@pytest.mark.parametrize("years", [1, 3])
def test_worker_asks_two_queries_when_there_is_nothing_to_close(version, years: int, django_assert_num_queries) -> None:
    workshop = WorkshopFactory()
    for number in range(years):
        make_finished(workshop, {"K1.1": 1}, version=make_version(), at=day(2020 + 2 * number, 1))
    close_years(at=closes_at(2026))
    assert Summary.objects.count() == years
    with django_assert_num_queries(2):
        close_years(at=closes_at(2026))


@pytest.mark.parametrize(("workshops", "areas"), [(6, 1), (12, 4)])
def test_counting_asks_the_same_queries_at_any_size(workshops: int, areas: int, django_assert_num_queries) -> None:
    version, nation = make_version(areas=areas), make_nation(workshops)
    for year in (2025, 2026):
        for series in SummarySeries:
            for workshop in nation:
                levels = dict.fromkeys(random_levels(version, Random(1)), 2)
                make_finished(workshop, levels, version=version, at=day(year, 1), series=series)
    with django_assert_num_queries(17):
        count_closed(version.framework, "self", 2026)
    with django_assert_num_queries(25):
        count_closed(version.framework, "audit", 2026)
    with CaptureQueriesContext(connection) as captured:
        closed(version, 2026)
    assert sum(query["sql"].startswith(("SELECT", "DECLARE")) for query in captured.captured_queries) == 24


# What is not in it -----------------------------------------------------------------------------------------------------------


def test_no_table_of_summaries_has_a_person_but_the_publisher_or_free_text() -> None:
    fields = [field for table in TABLES for field in table._meta.get_fields() if field.concrete]
    people = [field.name for field in fields if field.related_model and field.related_model.__name__ == "User"]
    assert people == ["published_by"]
    assert not [field.name for field in fields if isinstance(field, models.TextField | models.JSONField)]


def test_stored_texts_are_codes_and_nothing_that_somebody_wrote_but_the_order_of_the_participants(version) -> None:
    summary = make_year(version, make_nation(8), 2026)
    texts = {
        value
        for table in TABLES
        for row in table.objects.values_list(*[field.attname for field in table._meta.concrete_fields if field.name != "sort_key"])
        for value in row
        if isinstance(value, str) and value
    }
    codes = {code for cell in summary.cells.all() for _dimension, code in cell.key}
    slugs = {network.slug for workshop in Workshop.objects.all() for network in workshop.networks.all()}
    known = {"01", "02", "municipality", "foundation", "1-2", "3-5", "fi", "start_coaching", "work_coaching", "youth", "education"}
    assert codes <= known | slugs
    names = {"region", "maintainer", "network", "size", "language", "service", "sector", "self"}
    assert texts <= codes | names | {"K1.1", "K1.2", "K2.1", "K2.2"}
