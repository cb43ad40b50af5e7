"""An auditor practises: alone first, beside the reference once she has confirmed, and as often as she likes."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.choices import Answer
from assessments.models import Auditor, PracticeCase, PracticeRating
from assessments.selectors.auditing.tasks import add_audit_tasks
from assessments.selectors.practice.comparing import PracticeSummary, levels_of, practice_summary
from assessments.selectors.practice.practising import own_practice, practice_steps, practised_cases
from assessments.selectors.task_list import Task, TaskList
from assessments.services.practice.cases import retire_practice_case
from assessments.services.practice.ratings import confirm_practice_rating, restart_practice, save_practice_rating
from assessments.services.ratings import GivenRating
from config.toolkit.errors import NotAllowedError, RefusedInputError, StaleRevisionError, WrongStateError
from tests.factories.assessments import AT, Cast
from tests.factories.auditing import make_auditor, make_final
from tests.factories.practice import criterion_in, make_case, make_published, make_retired, practise, rated
from workshops.models import AuditEvent, User
from workshops.permissions import Access

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(coordinator: User) -> PracticeCase:
    return make_published(coordinator)


@pytest.fixture
def auditor() -> User:
    return make_auditor(made=0).user


def access_of(user: User) -> Access:
    return Access.of(user, timezone.localdate(AT))


def summary_of(case: PracticeCase, user: User) -> PracticeSummary:
    return practice_summary(case, own_practice(case, user), levels_of(case))


# Answering -------------------------------------------------------------------------------------------------------------------


def test_rating_is_saved_and_may_be_changed_until_confirmed(case: PracticeCase, auditor: User) -> None:
    row = practise(case, auditor, confirms=False)
    assert (row.level.value, str(row.verdict), row.note, row.confirmed_at) == (2, "Täyttyy osittain", "Luin tekstin.", None)  # type: ignore[union-attr]
    given = GivenRating(Answer.NOT_APPLICABLE, reason="Ei verstasta.", verdict=row.verdict)
    again = save_practice_rating(case=case, criterion=row.criterion, given=given, revision=1, by=auditor, at=AT)
    assert (again.revision, again.level, again.verdict, again.reason) == (2, None, None, "Ei verstasta.")


def test_confirmed_rating_stays(case: PracticeCase, auditor: User) -> None:
    row = practise(case, auditor)
    assert row.confirmed_at == AT
    with pytest.raises(WrongStateError, match="Olet jo vahvistanut"):
        save_practice_rating(case=case, criterion=row.criterion, given=rated(case.version, 4), revision=1, by=auditor, at=AT)
    again = confirm_practice_rating(case=case, criterion=row.criterion, given=rated(case.version, 4), revision=0, by=auditor, at=AT)
    assert (again.pk, PracticeRating.objects.get().level.value) == (row.pk, 2)  # type: ignore[union-attr]


@pytest.mark.parametrize("field", ["answer", "verdict"])
def test_half_a_rating_is_not_confirmed(case: PracticeCase, auditor: User, field: str) -> None:
    whole = rated(case.version)
    given = GivenRating("", note="Muistiinpano.") if field == "answer" else GivenRating(Answer.LEVEL, whole.level)
    with pytest.raises(RefusedInputError) as refused:
        practise(case, auditor, given=given)
    assert refused.value.field == field
    assert not PracticeRating.objects.exists()


def test_second_tab_overwrites_nothing(case: PracticeCase, auditor: User) -> None:
    practise(case, auditor, confirms=False)
    for confirms in (False, True):
        with pytest.raises(StaleRevisionError):
            practise(case, auditor, given=rated(case.version, 4), confirms=confirms)
    assert PracticeRating.objects.get().confirmed_at is None


def test_criterion_that_the_example_has_not_is_refused(case: PracticeCase, auditor: User) -> None:
    with pytest.raises(RefusedInputError):
        practise(case, auditor, "K2.2")


@pytest.mark.parametrize("make", [make_case, make_retired])
def test_only_what_is_in_use_is_practised_on(coordinator: User, auditor: User, make) -> None:
    case = make(coordinator)
    refusal = NotAllowedError if make is make_case else WrongStateError
    for act in (
        lambda: practise(case, auditor, confirms=False),
        lambda: practise(case, auditor),
        lambda: restart_practice(case=case, by=auditor, at=AT),
    ):
        with pytest.raises(refusal):
            act()


def test_only_auditors_practise(case: PracticeCase, coordinator: User) -> None:
    for user in (coordinator, Cast().contact):
        with pytest.raises(NotAllowedError):
            practise(case, user)
        assert not practised_cases(access_of(user)).exists()


def test_beginning_anew_removes_ones_own_answers_alone(case: PracticeCase, auditor: User) -> None:
    other = make_auditor().user
    practise(case, auditor)
    practise(case, auditor, "K1.2", confirms=False)
    practise(case, other)
    restart_practice(case=case, by=auditor, at=AT)
    assert [row.user for row in PracticeRating.objects.all()] == [other]
    assert practise(case, auditor).revision == 1
    assert AuditEvent.objects.get(action="practice_restarted").details == {}


def test_each_is_told_of_her_own_progress(case: PracticeCase, auditor: User) -> None:
    other = make_auditor().user
    practise(case, auditor)
    practise(case, auditor, "K1.2", confirms=False)
    steps = practice_steps(case, auditor)
    assert [words for _criterion, words, _tone in steps.lines] == ["vahvistettu", "kesken", "arvioimatta"]
    assert steps.next is not None
    assert steps.next.code == "K1.2"
    assert not practice_steps(case, other).is_begun


def test_retired_example_is_listed_for_who_has_begun_it(case: PracticeCase, auditor: User, coordinator: User) -> None:
    practise(case, auditor)
    retire_practice_case(case=case, by=coordinator, at=AT)
    assert [row.pk for row in practised_cases(access_of(auditor))] == [case.pk]
    assert not practised_cases(access_of(make_auditor().user)).exists()


# Beside the reference --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "verdict", "words"),
    [
        (3, "met", ("Taso on sama.", "Vastaus kysymykseen ”Täyttyykö kriteeri?” on sama.")),
        (4, "met", ("Arviosi on tason korkeampi.", "Vastaus kysymykseen ”Täyttyykö kriteeri?” on sama.")),
        (1, "not_met", ("Arviosi on 2 tasoa matalampi.", "Vastaus kysymykseen ”Täyttyykö kriteeri?” on eri.")),
    ],
)
def test_difference_is_told_in_words(case: PracticeCase, auditor: User, value: int, verdict: str, words: tuple[str, str]) -> None:
    practise(case, auditor, given=rated(case.version, value, verdict))
    [row] = summary_of(case, auditor).rows
    assert (row.level_words, row.verdict_words) == words


def test_answer_without_a_level_is_compared_as_it_is(case: PracticeCase, auditor: User) -> None:
    practise(case, auditor, given=GivenRating(Answer.DONT_KNOW))
    summary = summary_of(case, auditor)
    assert (summary.rows[0].level_words, summary.rows[0].verdict_words) == (
        "Vastaus on eri.",
        "Vastaus kysymykseen ”Täyttyykö kriteeri?” on eri.",
    )
    assert summary.figures == []


def test_summary_counts_levels_and_verdicts(case: PracticeCase, auditor: User) -> None:
    for code, value, verdict in [("K1.1", 3, "met"), ("K1.2", 2, "met"), ("K2.1", 1, "not_met")]:
        practise(case, auditor, code, rated(case.version, value, verdict))
    summary = summary_of(case, auditor)
    assert summary.figures == [
        ("Sama taso", "1/3 kriteeristä"),
        ("Enintään yhden tason ero", "2/3 kriteeristä"),
        ("Sama vastaus: täyttyykö kriteeri", "2/3 kriteeristä"),
    ]
    assert [(line.row.value, line.row.earlier) for line in summary.chart.wide.lines] == [(3, 3), (2, 3), (1, 3)]


def test_reference_of_what_is_not_confirmed_is_not_read(case: PracticeCase, auditor: User) -> None:
    practise(case, auditor)
    practise(case, auditor, "K1.2", confirms=False)
    assert [row.criterion.code for row in summary_of(case, auditor).rows] == ["K1.1"]


# What the database holds -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "broken",
    [
        {"verdict": None},  # confirmed
        {"answer": "", "level": None, "verdict": None},  # confirmed
        {"level": None},
        {"answer": "dont_know", "level": None},
        {"answer": "not_applicable", "level": None, "verdict": None},
    ],
)
def test_confirmed_rating_is_whole(case: PracticeCase, auditor: User, broken: dict[str, object]) -> None:
    practise(case, auditor)
    with pytest.raises(IntegrityError), transaction.atomic():
        PracticeRating.objects.update(**broken)


def test_one_person_rates_a_criterion_once(case: PracticeCase, auditor: User) -> None:
    practise(case, auditor)
    with pytest.raises(IntegrityError), transaction.atomic():
        PracticeRating.objects.create(case=case, user=auditor, criterion=criterion_in(case), saved_at=AT)


# The front page --------------------------------------------------------------------------------------------------------------


def practice_task(user: User) -> Task | None:
    tasks = TaskList()
    add_audit_tasks(tasks, access_of(user), AT)
    return next((task for task in tasks.mine if task.title == "Harjoittele auditointia"), None)


def test_first_timer_is_asked_to_practise_until_she_has_been_through_one(case: PracticeCase, auditor: User) -> None:
    task = practice_task(auditor)
    assert task is not None
    assert task.url.endswith(f"/harjoittelu/{case.ref}/")
    for code in ("K1.1", "K1.2"):
        practise(case, auditor, code)
    assert practice_task(auditor) is not None
    practise(case, auditor, "K2.1")
    assert practice_task(auditor) is None


def test_example_she_has_begun_comes_first(case: PracticeCase, auditor: User, coordinator: User) -> None:
    newer = make_published(coordinator)
    practise(case, auditor, confirms=False)
    task = practice_task(auditor)
    assert task is not None
    assert case.ref in task.url
    assert newer.ref not in task.url


def test_nobody_else_is_asked_to_practise(case: PracticeCase, coordinator: User) -> None:
    experienced = make_auditor(made=1).user
    assert [practice_task(user) for user in (experienced, coordinator, Cast().contact)] == [None, None, None]


@pytest.mark.usefixtures("media", "case")
def test_who_has_made_an_audit_here_is_not_asked(coordinator: User) -> None:
    audit = make_final(by=coordinator)
    seat = audit.seats.filter(status="accepted").select_related("auditor__user")[0]
    Auditor.objects.update(earlier_audits=0)
    assert practice_task(seat.auditor.user) is None


def test_nothing_is_asked_while_there_is_no_example(coordinator: User, auditor: User) -> None:
    make_case(coordinator)
    make_retired(coordinator)
    assert practice_task(auditor) is None


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_number_of_queries(coordinator: User, auditor: User, count: int) -> None:
    for _number in range(count):
        practise(make_published(coordinator), auditor)
    with CaptureQueriesContext(connection) as captured:
        assert len(practised_cases(access_of(auditor))) == count
    assert len(captured) == 2  # of whom the roles are, and the list
