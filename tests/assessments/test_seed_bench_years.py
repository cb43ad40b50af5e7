"""The closed years of the data for measuring: what national summaries have to divide."""

from __future__ import annotations

from collections import Counter

import pytest

from assessments.bench import seeding
from assessments.bench.seeding import seed_bench
from assessments.choices import Dimension
from assessments.models import Assessment, Classification, Rating, Result, Round, Summary
from assessments.selectors.summaries.standing import facts_of
from assessments.services.classification import store_classification
from assessments.years import closes_at
from tests.factories.assessments import AT
from tests.factories.criteria import make_version
from workshops.services.places import load_places

pytestmark = pytest.mark.django_db

COUNT, WORKSHOPS = 120, 12


@pytest.fixture
def seeded(monkeypatch) -> None:
    """Make the largest kind of data, which has no ratings; small."""
    monkeypatch.setattr(seeding, "WHOLE_AT_MOST", 0)
    load_places()
    seed_bench(assessments=COUNT, at=AT, version=make_version())


def test_last_years_that_are_over_are_closed_with_their_figures(seeded) -> None:
    finished = Counter(day.year for day in Assessment.objects.exclude(completed_at=None).values_list("completed_at", flat=True))
    closed = {summary.year: summary for summary in Summary.objects.filter(series="self")}
    assert sorted(closed) == sorted(year for year in finished if closes_at(year) <= AT)[-seeding.CLOSED :]
    assert len(closed) == 2
    for year, summary in closed.items():
        assert summary.participants.count() == WORKSHOPS
        assert summary.replaced == finished[year] - WORKSHOPS
        assert summary.cells.get(first_dimension="").figures.exists()


def test_classes_are_spread_and_stored_as_the_services_store_them(seeded) -> None:
    spread = {dimension: set() for dimension in Dimension}
    for row in Classification.objects.select_related("assessment__workshop")[:40]:
        before = facts_of([row.assessment_id])[row.assessment_id]
        for dimension, found in spread.items():
            found.update(before.values[dimension])
        row.assessment.first_completed_at = AT
        store_classification(row.assessment)
        assert facts_of([row.assessment_id])[row.assessment_id] == before
    assert all(len(found) > 1 for found in spread.values()), spread


def test_largest_size_holds_only_what_is_counted(seeded) -> None:
    assert Result.objects.exists()
    assert not Rating.objects.exists()
    assert not Round.objects.exists()
