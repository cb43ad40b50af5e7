"""Many at once, on real connections: what must happen once happens once, and nobody's text is lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from assessments.choices import Answer
from assessments.models import Assessment, Participant, Rating, Report, Result
from assessments.selectors.results import criteria_of
from assessments.services.drafts import create_self_assessments
from assessments.services.participants import add_participants
from assessments.services.phases import complete_assessment, open_discussion
from assessments.services.ratings import save_rating
from assessments.services.results import save_result
from config.toolkit.errors import DomainError, StaleRevisionError, WrongStateError
from tests.factories.assessments import AT, Cast, agree_all, make_draft, make_individual, make_joint
from tests.factories.criteria import make_version
from workshops.models import AuditEvent, OutgoingMail

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 20


def at_once(act: Callable[[int], object], times: int = AT_ONCE) -> list[object]:
    """Run `act(number)` in as many threads and return each result, or the refusal it met; any other error fails the test."""

    def run(number: int) -> object:
        try:
            return act(number)
        except DomainError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=times) as pool:
        return list(pool.map(run, range(times)))


def test_complete_twenty_times_at_once_completes_once() -> None:
    cast = Cast()
    assessment = make_joint(cast)
    agree_all(assessment, cast.contact)
    results = at_once(lambda _: complete_assessment(assessment=assessment, by=cast.leader, at=AT))
    assert sum(isinstance(result, Assessment) for result in results) == 1
    assert sum(isinstance(result, WrongStateError) for result in results) == AT_ONCE - 1
    assert AuditEvent.objects.filter(action="assessment_complete").count() == 1
    assert Report.objects.count() == 1
    assert OutgoingMail.objects.filter(kind="assessment_completed", to_user=cast.contact).count() == 1


def test_save_result_at_once_keeps_one_and_refuses_the_rest() -> None:
    cast = Cast()
    assessment = make_joint(cast)
    criterion = criteria_of(assessment)[0]

    def save(number: int) -> Result:
        return save_result(
            assessment=assessment, criterion=criterion, answer="", current_practice=f"Teksti {number}.", revision=0, by=cast.contact, at=AT
        )

    results = at_once(save)
    saved = [result for result in results if isinstance(result, Result)]
    assert len(saved) == 1
    assert sum(isinstance(result, StaleRevisionError) for result in results) == AT_ONCE - 1
    assert Result.objects.get().current_practice == saved[0].current_practice


def test_rating_by_twenty_people_at_once_loses_none() -> None:
    cast = Cast(workers=AT_ONCE)
    assessment = make_individual(cast)
    criterion = criteria_of(assessment)[0]
    at_once(
        lambda n: save_rating(
            assessment=assessment, criterion=criterion, answer=Answer.DONT_KNOW, note=f"{n}", revision=0, by=cast.workers[n], at=AT
        )
    )
    assert sorted(Rating.objects.values_list("note", flat=True), key=int) == [str(number) for number in range(AT_ONCE)]


def test_rating_by_one_person_in_twenty_tabs_at_once_saves_one_and_tells_the_others() -> None:
    cast = Cast()
    assessment = make_individual(cast)
    criterion = criteria_of(assessment)[0]

    def save(number: int) -> Rating:
        given = {"answer": Answer.DONT_KNOW, "note": f"Välilehti {number}.", "revision": 0}
        return save_rating(assessment=assessment, criterion=criterion, by=cast.contact, at=AT, **given)  # type: ignore[arg-type]

    results = at_once(save)
    [saved] = [result for result in results if isinstance(result, Rating)]
    assert sum(isinstance(result, StaleRevisionError) for result in results) == AT_ONCE - 1
    assert Rating.objects.get().note == saved.note


def test_rating_while_the_discussion_opens_is_in_or_refused() -> None:
    cast = Cast(workers=AT_ONCE)
    assessment = make_individual(cast)
    criterion = criteria_of(assessment)[0]

    def act(number: int) -> object:
        if number == AT_ONCE // 2:
            return open_discussion(assessment=assessment, by=cast.contact, at=AT)
        return save_rating(assessment=assessment, criterion=criterion, answer=Answer.DONT_KNOW, revision=0, by=cast.workers[number], at=AT)

    results = at_once(act)
    assert sum(isinstance(result, Rating) for result in results) == Rating.objects.count()
    assert Assessment.objects.get().status == "joint"


def test_create_at_once_makes_one_open_assessment() -> None:
    cast = Cast()
    version = make_version()
    areas = list(version.areas.all())

    def create(_: int) -> object:
        return create_self_assessments(workshops=[cast.workshop], version=version, areas=areas, title="Arvio", by=cast.contact, at=AT)

    assert sum(isinstance(result, list) for result in at_once(create)) == 1
    assert Assessment.objects.count() == 1


def test_add_participants_at_once_adds_each_once() -> None:
    cast = Cast()
    assessment = make_draft(cast)
    at_once(lambda _: add_participants(assessment=assessment, users=[cast.leader], by=cast.contact, at=AT), times=8)
    assert Participant.objects.filter(user=cast.leader).count() == 1
