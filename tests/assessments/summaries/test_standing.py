"""Which result counts of a workshop and a criterion code in a year, and which finished assessments are of the year."""

from __future__ import annotations

import datetime as dt

import pytest

from assessments.choices import SummarySeries
from assessments.lifecycle import AssessmentStatus, AuditStatus
from assessments.models import Assessment, Result
from assessments.selectors.summaries.standing import facts_of, finished_in, on_scale, standing_answers
from assessments.years import begins_at
from criteria.models import FrameworkVersion
from tests.factories.criteria import make_version
from tests.factories.summaries import make_finished
from tests.factories.workshops import MunicipalityFactory, NetworkFactory, RegionFactory, UserFactory, WorkshopFactory

pytestmark = pytest.mark.django_db
JUNE, OCTOBER = (dt.datetime(2026, month, 1, 9, 0, tzinfo=dt.UTC) for month in (6, 10))
MOMENT = dt.timedelta(microseconds=1)


@pytest.fixture
def version() -> FrameworkVersion:
    return make_version()


def standing(version: FrameworkVersion, series: str = "self", year: int = 2026) -> dict[str, dict[int, int | None]]:
    """Return the levels that stand: code → workshop → level."""
    answers = standing_answers(version.framework, series, year)
    return {code: {workshop: answer.level for workshop, answer in population.items()} for code, population in answers.items()}


def test_latest_result_of_each_code_counts_when_areas_are_assessed_at_different_times(version) -> None:
    workshop = WorkshopFactory()
    make_finished(workshop, {"K1.1": 1, "K1.2": 1, "K2.1": 1, "K2.2": 1}, version=version, at=JUNE)
    newer = make_finished(workshop, {"K2.1": 4, "K2.2": None}, version=version, at=OCTOBER)
    assert standing(version) == {code: {workshop.pk: level} for code, level in {"K1.1": 1, "K1.2": 1, "K2.1": 4, "K2.2": None}.items()}
    assert standing_answers(version.framework, "self", 2026)["K2.2"][workshop.pk].assessment == newer.pk


def test_results_on_another_scale_are_left_out_with_their_assessments(version) -> None:
    longer, workshops = make_version(levels=5, framework=version.framework), [WorkshopFactory() for _ in range(2)]
    kept = make_finished(workshops[0], {"K1.1": 3, "K2.1": None}, version=version, at=JUNE)
    other = make_finished(workshops[1], {"K1.1": 3, "K1.2": None}, version=longer, at=JUNE)
    whole = standing_answers(version.framework, "self", 2026)
    alike, left_out = on_scale(whole, (1, 2, 3, 4))
    assert {code: {answer.assessment for answer in population.values()} for code, population in alike.items()} == {
        "K1.1": {kept.pk},
        "K2.1": {kept.pk},
    }
    assert left_out == {other.pk}
    assert on_scale(whole, (1, 2, 3, 4, 5))[1] == {kept.pk}


def test_older_result_does_not_count_when_it_was_written_later(version) -> None:
    workshop = WorkshopFactory()
    make_finished(workshop, {"K1.1": 4}, version=version, at=OCTOBER)
    make_finished(workshop, {"K1.1": 1}, version=version, at=JUNE)
    assert standing(version) == {"K1.1": {workshop.pk: 4}}


def test_later_row_counts_when_two_are_finished_at_the_same_moment(version) -> None:
    workshop = WorkshopFactory()
    for level in (1, 4):
        make_finished(workshop, {"K1.1": level}, version=version, at=JUNE)
    assert standing(version) == {"K1.1": {workshop.pk: 4}}


@pytest.mark.parametrize(
    ("at", "year"),
    [
        (begins_at(2026), 2026),
        (begins_at(2026) - MOMENT, 2025),
        (begins_at(2027) - MOMENT, 2026),
        (dt.datetime(2026, 12, 31, 22, 30, tzinfo=dt.UTC), 2027),  # half past midnight in Helsinki
    ],
)
def test_year_of_a_result_is_that_of_helsinki(version, at, year: int) -> None:
    make_finished(WorkshopFactory(), {"K1.1": 3}, version=version, at=at)
    assert [number for number in (2025, 2026, 2027) if standing(version, year=number)] == [year]


def test_assessment_opened_again_does_not_count_and_an_archived_one_does(version) -> None:
    opened = make_finished(WorkshopFactory(), {"K1.1": 3}, version=version, at=JUNE)
    Assessment.objects.filter(pk=opened.pk).update(status=AssessmentStatus.JOINT, completed_at=None, completed_by=None)
    archived = make_finished(WorkshopFactory(), {"K1.1": 2}, version=version, at=JUNE)
    Assessment.objects.filter(pk=archived.pk).update(
        status=AssessmentStatus.ARCHIVED, archived_at=OCTOBER, archived_by=archived.completed_by
    )
    assert standing(version) == {"K1.1": {archived.workshop_id: 2}}


def test_audits_are_a_series_of_their_own_and_a_cancelled_one_does_not_count(version) -> None:
    workshop = WorkshopFactory()
    make_finished(workshop, {"K1.1": 4}, version=version, at=JUNE)
    make_finished(workshop, {"K1.1": 2}, version=version, at=JUNE, series=SummarySeries.AUDIT)
    closed = make_finished(WorkshopFactory(), {"K1.1": 3}, version=version, at=JUNE, series=SummarySeries.AUDIT)
    Assessment.objects.filter(pk=closed.pk).update(status=AuditStatus.CLOSED)
    cancelled = make_finished(WorkshopFactory(), {"K1.1": 1}, version=version, at=JUNE, series=SummarySeries.AUDIT)
    Assessment.objects.filter(pk=cancelled.pk).update(status=AuditStatus.CANCELLED, completed_at=None, completed_by=None)
    assert standing(version) == {"K1.1": {workshop.pk: 4}}
    assert standing(version, SummarySeries.AUDIT) == {"K1.1": {workshop.pk: 2, closed.workshop_id: 3}}


def test_audit_of_several_units_counts_once_with_what_was_stored_of_its_first(version) -> None:
    """There is one result and one classification; counted unit by unit, one audit would weigh as many."""
    first = WorkshopFactory()
    second = WorkshopFactory(organisation=first.organisation)
    audit = make_finished(first, {"K1.1": 2}, version=version, at=JUNE, series=SummarySeries.AUDIT)
    assert audit.application is not None
    audit.application.workshops.add(second, through_defaults={"ended_at": JUNE})
    assert standing(version, SummarySeries.AUDIT) == {"K1.1": {first.pk: 2}}
    assert finished_in(version.framework, SummarySeries.AUDIT, 2026).count() == 1


def test_text_without_an_agreed_answer_and_another_framework_do_not_count(version) -> None:
    assessment = make_finished(WorkshopFactory(), {"K1.1": 3, "K1.2": 3}, version=version, at=JUNE)
    Result.objects.filter(assessment=assessment, criterion__code="K1.2").update(answer="", level=None)
    make_finished(WorkshopFactory(), {"K1.1": 1}, version=make_version(), at=JUNE)
    assert standing(version) == {"K1.1": {assessment.workshop_id: 3}}


def test_two_highest_levels_are_those_of_the_scale_the_answer_was_given_on(version) -> None:
    longer = make_version(levels=5, framework=version.framework)
    for value in (2, 3, 4):
        make_finished(WorkshopFactory(), {"K1.1": value}, version=version, at=JUNE)
        make_finished(WorkshopFactory(), {"K1.1": value}, version=longer, at=JUNE)
    make_finished(WorkshopFactory(), {"K1.1": None}, version=version, at=JUNE)
    answers = standing_answers(version.framework, "self", 2026)["K1.1"].values()
    assert [(answer.level, answer.is_top) for answer in answers if len(answer.scale) == 4] == [
        (2, False),
        (3, True),
        (4, True),
        (None, False),
    ]
    assert [(answer.level, answer.is_top) for answer in answers if len(answer.scale) == 5] == [(2, False), (3, False), (4, True)]


def test_facts_are_those_stored_when_the_assessment_was_finished(version) -> None:
    workshop = WorkshopFactory(municipality=MunicipalityFactory(region=RegionFactory(code="01")), size="1-2")
    network = NetworkFactory()
    workshop.networks.add(network)
    before = make_finished(workshop, {"K1.1": 1}, version=version, at=JUNE)
    workshop.municipality, workshop.size = MunicipalityFactory(region=RegionFactory(code="02")), ""
    workshop.save()
    workshop.networks.clear()
    after = make_finished(workshop, {"K2.1": 1}, version=version, at=OCTOBER, by=UserFactory())
    facts = facts_of([before.pk, after.pk])
    assert facts[before.pk].organisation == facts[after.pk].organisation == workshop.organisation_id
    assert (facts[before.pk].values["region"], facts[after.pk].values["region"]) == (("01",), ("02",))
    assert (facts[before.pk].values["size"], facts[after.pk].values["size"]) == (("1-2",), ())
    assert (facts[before.pk].values["network"], facts[after.pk].values["network"]) == ((network.slug,), ())
