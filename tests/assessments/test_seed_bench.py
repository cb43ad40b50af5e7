"""The data for measuring: as much as promised, and nothing that the services could not have made."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from assessments.bench.people import COORDINATOR_EMAIL, PASSWORD, RATERS, email_of
from assessments.bench.seeding import BenchRefusedError, seed_bench
from assessments.models import (
    Action,
    Application,
    ApplicationAnswer,
    ApplicationUnit,
    AreaSummary,
    Assessment,
    Auditor,
    AuditPlan,
    AuditSeat,
    Classification,
    Participant,
    Rating,
    Result,
    Round,
    Submission,
)
from assessments.selectors.applications.submissions import content_of, readable_submission
from assessments.selectors.results import count_gaps, criteria_of
from assessments.services.applications.submitting import canonical_json
from assessments.services.phases import complete_assessment
from assessments.services.ratings import usable_level
from criteria.models import FrameworkVersion
from tests.factories.assessments import AT
from tests.factories.criteria import make_version
from tests.factories.workshops import MunicipalityFactory
from workshops.models import Organisation, RoleGrant, User, Workshop
from workshops.permissions import Access

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("bench data")]  # made once for all that look at it

COUNT = 12  # two workshops: six assessments each, one of them open


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker) -> Iterator[FrameworkVersion]:
    with django_db_blocker.unblock(), transaction.atomic():
        MunicipalityFactory()
        version = make_version()
        seed_bench(assessments=COUNT, at=AT, version=version)
        yield version
        transaction.set_rollback(True)


def test_counts_are_as_promised(seeded) -> None:
    criteria = len(criteria_of(Assessment.objects.first()))
    states = Counter(Assessment.objects.filter(kind="self").values_list("status", flat=True))
    assert states == {"individual": 1, "joint": 1, "completed": 6, "archived": 4}
    assert Participant.objects.count() == COUNT * RATERS
    assert Rating.objects.exclude(participant__assessment__status="individual").count() == (COUNT - 1) * RATERS * criteria
    assert 0 < Rating.objects.filter(participant__assessment__status="individual").count() < RATERS * criteria
    assert Result.objects.count() == (COUNT - 1) * criteria
    assert Classification.objects.count() == 10
    for model in (Rating, Result, AreaSummary, Action, ApplicationAnswer):
        assert 0 < model.objects.count() == model.history.count()


def test_every_workshop_has_submitted_in_the_round_that_has_just_passed(seeded) -> None:
    newest = Round.objects.first()
    assert newest.has_passed(AT)
    assert Counter(newest.applications.values_list("status", flat=True)) == {"submitted": 2}
    for submission in Submission.objects.all():
        assert submission.is_intact
        assert submission.content == canonical_json(content_of(submission.application))
    [audit] = Assessment.objects.exclude(kind="self")
    assert [seat.auditor.workshop for seat in audit.seats.order_by("auditor")] == list(Workshop.objects.order_by("pk"))
    assert readable_submission(Access.of(User.objects.get(email=COORDINATOR_EMAIL), AT.date()), audit.application.ref, "1", AT)


def test_every_kind_of_answer_occurs(seeded) -> None:
    assert set(Rating.objects.values_list("answer", flat=True)) == {"level", "dont_know", "not_applicable"}
    assert set(Result.objects.values_list("answer", flat=True)) == {"level", "not_applicable"}
    assert set(Rating.objects.exclude(level=None).values_list("level__value", flat=True)) == {
        level.value for level in seeded.scale.levels.all()
    }


def test_every_row_is_one_that_the_services_could_have_saved(seeded) -> None:
    connection.check_constraints()
    applying = (Round, Application, ApplicationUnit, ApplicationAnswer, Submission, Auditor, AuditPlan, AuditSeat)
    assessing = (Assessment, Participant, Rating, Result, AreaSummary, Action, Classification)
    for model in (Organisation, Workshop, RoleGrant, *assessing, *applying):
        assert model.objects.exists()
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
    assert Assessment.objects.filter(kind="self").count() == COUNT
