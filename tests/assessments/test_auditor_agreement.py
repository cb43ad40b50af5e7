"""How far pairs agreed: exact counts, whole batches alone, nothing of audits that go on, of replaced auditors or of one alone."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from assessments.agreement import BATCH, Agreement, agreement_from_distances, whole_batches
from assessments.choices import Answer
from assessments.lifecycle import AuditStatus
from assessments.models import Application, Assessment, ConfirmedRating, Participant
from assessments.selectors.auditing.agreement import auditor_agreement
from config.toolkit.models import new_ref
from criteria.models import Criterion
from tests.factories.auditing import FINAL_AT, NAMED_AT, make_reading
from tests.factories.workshops import UserFactory

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from workshops.models import User

pytestmark = pytest.mark.django_db


@given(st.dictionaries(st.integers(0, 9), st.integers(1, 50)))
def test_every_pair_stands_in_one_of_three(counts: dict[int, int]) -> None:
    told = agreement_from_distances(counts)
    assert told.pairs == sum(counts.values())
    assert told.apart == sum(count for distance, count in counts.items() if distance >= 2)
    if told.pairs:
        assert told.exact_share == Fraction(told.exact, told.pairs)


@pytest.mark.parametrize(("count", "told"), [(0, 0), (4, 0), (5, 5), (9, 5), (10, 10), (14, 10)])
def test_figures_come_in_whole_batches(count: int, told: int) -> None:
    assert whole_batches(count) == told


@pytest.fixture
def audit(coordinator: User) -> Assessment:
    return make_reading(by=coordinator)


def make_like(audit: Assessment, levels: tuple[int, int | None], number: int = 0, status: str = AuditStatus.FINAL) -> Assessment:
    """Another audit of the same version, whose pair confirmed these levels of the first criterion; None: she did not know."""
    at, by = FINAL_AT + dt.timedelta(days=number), audit.created_by
    application = Application.objects.get(pk=audit.application_id)
    application.pk, application.ref = None, new_ref()
    application.save()
    finished = {"completed_at": at, "first_completed_at": at, "completed_by": by} if status == AuditStatus.FINAL else {}
    same = {"kind": audit.kind, "workshop": audit.workshop, "version": audit.version, "created_at": at, "created_by": by}
    made = Assessment.objects.create(**same, application=application, title="Vertaisauditointi", status=status, **finished)
    criterion = Criterion.objects.filter(area__version=audit.version).order_by("order")[0]
    for value in levels:
        place = Participant.objects.create(assessment=made, user=UserFactory(), added_at=NAMED_AT, added_by=by)
        said: dict[str, object] = {"answer": Answer.DONT_KNOW}
        if value is not None:
            level, verdict = audit.version.scale.levels.get(value=value), audit.version.verdicts.all()[0]
            said = {"answer": Answer.LEVEL, "level": level, "verdict": verdict}
        ConfirmedRating.objects.create(participant=place, criterion=criterion, confirmed_at=NAMED_AT, **said)
    return made


def first_row(audit: Assessment) -> Agreement:
    return auditor_agreement(audit.version).rows[0].agreement


def test_pairs_are_counted_by_their_distance(audit: Assessment) -> None:
    for number, levels in enumerate([(2, 2), (3, 2), (1, 4), (4, 4), (2, 3)]):
        make_like(audit, levels, number)
    assert first_row(audit) == Agreement(exact=2, near=2, apart=1)
    assert auditor_agreement(audit.version).audits == BATCH


def test_nothing_is_told_of_a_part_of_a_batch(audit: Assessment) -> None:
    for number in range(4):
        make_like(audit, (1, 4), number)
    assert first_row(audit).pairs == 0
    make_like(audit, (2, 2), 4)
    before = first_row(audit)
    make_like(audit, (4, 4), 5)
    assert first_row(audit) == before
    assert auditor_agreement(audit.version).audits == BATCH + 1


def test_one_pair_more_of_a_criterion_never_shows(audit: Assessment) -> None:
    """The next five audits have one pair of the criterion: its row stays, or the coordinator would know how far those two were."""
    for number in range(5):
        make_like(audit, (1, 4), number)
    before = first_row(audit)
    for number in range(5, 10):
        make_like(audit, (2, 2 if number == 7 else None), number)
    assert first_row(audit) == before == Agreement(exact=0, near=0, apart=5)
    for number in range(10, 14):
        make_like(audit, (2, 2), number)
    assert first_row(audit) == Agreement(exact=5, near=0, apart=5)


@pytest.mark.parametrize("status", sorted(set(AuditStatus) - {AuditStatus.FINAL, AuditStatus.CLOSED, AuditStatus.CANCELLED}))
def test_audits_that_go_on_are_not_counted(audit: Assessment, status: str) -> None:
    for number in range(4):
        make_like(audit, (2, 2), number)
    make_like(audit, (2, 2), 4, status=status)
    assert auditor_agreement(audit.version).audits == 4
    assert first_row(audit).pairs == 0


def test_replaced_auditor_and_auditor_alone_are_no_pair(audit: Assessment) -> None:
    for number in range(5):
        make_like(audit, (2, 2), number)
    gone = make_like(audit, (1, 4), 6)
    place = gone.participants.order_by("pk")[0]
    place.removed_at, place.removed_by = NAMED_AT, audit.created_by
    place.save()
    assert auditor_agreement(audit.version).audits == BATCH


def test_one_who_did_not_know_makes_no_pair_of_that_criterion(audit: Assessment) -> None:
    for number in range(5):
        make_like(audit, (2, None if number else 2), number)
    assert not first_row(audit).is_told


def test_page_without_figures_says_so_instead_of_an_empty_picture(audit: Assessment, client: Client, coordinator: User) -> None:
    make_like(audit, (2, 3))
    client.force_login(coordinator)
    page = client.get(reverse("assessments:auditor-agreement")).content.decode()
    assert "on vielä liian vähän" in page
    assert "<figure" not in page


def test_page_costs_the_same_for_any_number_of_audits(
    audit: Assessment, client: Client, coordinator: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(coordinator)
    for number in range(15):
        make_like(audit, (2, 3), number)
    with django_assert_num_queries(4):
        auditor_agreement(audit.version)
    page = client.get(reverse("assessments:auditor-agreement")).content.decode()
    assert "Yhden tason päässä" in page
    assert "liian vähän pareja" in page
