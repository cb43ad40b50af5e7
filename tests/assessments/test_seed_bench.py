"""The data for measuring: as much as promised, and nothing that the services could not have made."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from assessments.bench.people import PASSWORD, RATERS, email_of
from assessments.bench.seeding import BenchRefusedError, seed_bench
from assessments.models import Action, AreaSummary, Assessment, Classification, Participant, Rating, Result
from assessments.selectors.results import count_gaps, criteria_of
from assessments.services.phases import complete_assessment
from assessments.services.ratings import usable_level
from tests.factories.assessments import AT
from tests.factories.criteria import make_version
from tests.factories.workshops import MunicipalityFactory, UserFactory
from workshops.models import AuditEvent, Organisation, RoleGrant, User, Workshop

pytestmark = pytest.mark.django_db

COUNT = 12  # two workshops: six assessments each, one of them open
CRITERIA = 6


@pytest.fixture
def seeded():
    MunicipalityFactory()
    version = make_version()
    seed_bench(assessments=COUNT, at=AT, version=version)
    return version


def test_counts_are_as_promised(seeded) -> None:
    criteria = len(criteria_of(Assessment.objects.first()))
    states = Counter(Assessment.objects.values_list("status", flat=True))
    assert states == {"individual": 1, "joint": 1, "completed": 6, "archived": 4}
    assert Participant.objects.count() == COUNT * RATERS
    assert Rating.objects.exclude(participant__assessment__status="individual").count() == (COUNT - 1) * RATERS * criteria
    assert 0 < Rating.objects.filter(participant__assessment__status="individual").count() < RATERS * criteria
    assert Result.objects.count() == (COUNT - 1) * criteria
    assert Classification.objects.count() == 10
    for model in (Rating, Result, AreaSummary, Action):
        assert 0 < model.objects.count() == model.history.count()


def test_every_kind_of_answer_occurs(seeded) -> None:
    assert set(Rating.objects.values_list("answer", flat=True)) == {"level", "dont_know", "not_applicable"}
    assert set(Result.objects.values_list("answer", flat=True)) == {"level", "not_applicable"}
    assert set(Rating.objects.exclude(level=None).values_list("level__value", flat=True)) == {
        level.value for level in seeded.scale.levels.all()
    }


def test_every_row_is_one_that_the_services_could_have_saved(seeded) -> None:
    connection.check_constraints()
    for model in (Organisation, Workshop, RoleGrant, Assessment, Participant, Rating, Result, AreaSummary, Action, Classification):
        for row in model.objects.all():
            row.full_clean(validate_unique=False)
    for rating in Rating.objects.select_related("participant__assessment__version"):
        usable_level(rating.participant.assessment, rating.answer, rating.level)


def test_history_row_tells_what_is_stored(seeded) -> None:
    for model in (Rating, Result):
        for row in model.objects.all()[:50]:
            [entry] = row.history.all()
            assert entry.history_type == "+"
            assert entry.instance == row
            assert (entry.answer, entry.level_id, entry.revision) == (row.answer, row.level_id, row.revision)


def test_people_sign_in_and_the_services_go_on_from_the_data(seeded, client) -> None:
    assert client.login(request=None, email=email_of(0, 3), password=PASSWORD)
    joint = Assessment.objects.get(status="joint")
    assert count_gaps(joint) == 0
    leader = User.objects.get(email=email_of(1, 0))
    assert complete_assessment(assessment=joint, by=leader, at=AT).status == "completed"


def test_second_seeding_is_refused_and_changes_nothing(seeded) -> None:
    with pytest.raises(BenchRefusedError):
        seed_bench(assessments=COUNT, at=AT + dt.timedelta(days=1))
    assert Assessment.objects.count() == COUNT


def test_seeding_beside_real_people_is_refused() -> None:
    UserFactory()
    make_version()
    with pytest.raises(CommandError, match="vain tyhjään tietokantaan"):
        call_command("seed_bench", "--size", "S")
    assert not Assessment.objects.exists()


def test_seeding_in_production_is_refused(settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="tuotantoon"):
        call_command("seed_bench")


def test_seeding_without_criteria_is_refused() -> None:
    with pytest.raises(CommandError, match="Lataa ensin"):
        call_command("seed_bench")
    assert not AuditEvent.objects.exists()
