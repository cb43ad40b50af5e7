"""A coordinator writes an example application: in parts, whole before it is published, unchanged after it."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from assessments.choices import Answer
from assessments.lifecycle import PRACTICE_TRANSITIONS, PracticeStatus
from assessments.models import PracticeAnswer, PracticeCase
from assessments.selectors.practice.writing import counted_cases, gaps_of, writing_of
from assessments.services.practice.cases import (
    GivenReference,
    copy_practice_case,
    create_practice_case,
    publish_practice_case,
    retire_practice_case,
    save_practice_answer,
    update_practice_case,
)
from config.toolkit.errors import NotAllowedError, RefusedInputError, StaleRevisionError, WrongStateError
from criteria.models import Verdict
from criteria.versioning import VersionStatus
from tests.factories.assessments import AT, Cast
from tests.factories.auditing import make_auditor
from tests.factories.criteria import make_version
from tests.factories.practice import criterion_in, level_of, make_case, make_published, make_retired, practise, reference
from workshops.models import AuditEvent, User

pytestmark = pytest.mark.django_db


def save(case: PracticeCase, by: User, given: GivenReference, code: str = "K1.1", revision: int = 0) -> PracticeAnswer:
    return save_practice_answer(case=case, criterion=criterion_in(case, code), given=given, revision=revision, by=by, at=AT)


# Writing ---------------------------------------------------------------------------------------------------------------------


def test_draft_begins_without_criteria(coordinator: User) -> None:
    case = create_practice_case(title=" Puupaja ", introduction=" Keksitty. ", version=make_version(), by=coordinator, at=AT)
    assert (case.title, case.introduction, case.status, case.revision) == ("Puupaja", "Keksitty.", "draft", 1)
    assert writing_of(case).written == []
    assert AuditEvent.objects.get().action == "practice_case_created"


@pytest.mark.parametrize("kind", ["draft version", "no verdicts"])
def test_version_must_be_one_that_is_audited(coordinator: User, kind: str) -> None:
    version = make_version(status=VersionStatus.DRAFT if kind == "draft version" else VersionStatus.PUBLISHED)
    if kind == "no verdicts":
        Verdict.objects.filter(version=version).delete()
    with pytest.raises(RefusedInputError) as refused:
        create_practice_case(title="Puupaja", introduction="Keksitty.", version=version, by=coordinator, at=AT)
    assert refused.value.field == "version"


def test_criterion_is_written_in_parts_and_the_gaps_are_told(coordinator: User) -> None:
    case = make_case(coordinator, codes=())
    row = save(case, coordinator, GivenReference(text=" Viikko suunnitellaan. "))
    assert (row.text, row.revision, gaps_of(row)) == (
        "Viikko suunnitellaan.",
        1,
        ["malliarvion taso", "malliarvion vastaus: täyttyykö kriteeri", "perustelu"],
    )
    whole = save(case, coordinator, reference(case.version), revision=1)
    assert (whole.revision, gaps_of(whole)) == (2, [])
    without = save(case, coordinator, GivenReference("Teksti.", Answer.NOT_APPLICABLE, explanation="Ei verstasta."), revision=2)
    assert (without.level, without.verdict, gaps_of(without)) == (None, None, [])


def test_same_text_again_is_no_new_revision(coordinator: User) -> None:
    case = make_case(coordinator)
    [row] = case.answers.filter(criterion__code="K1.1")
    again = save(case, coordinator, reference(case.version, text=row.text), revision=1)
    assert again.revision == 1


def test_second_writer_overwrites_nothing(coordinator: User) -> None:
    case = make_case(coordinator)
    with pytest.raises(StaleRevisionError):
        save(case, coordinator, GivenReference("Toisin."), revision=0)
    update_practice_case(case=case, title="Toinen", introduction="Toisin.", revision=1, by=coordinator, at=AT)
    with pytest.raises(StaleRevisionError):
        update_practice_case(case=case, title="Kolmas", introduction="Vielä toisin.", revision=1, by=coordinator, at=AT)
    assert PracticeCase.objects.get().title == "Toinen"


@pytest.mark.parametrize("foreign", ["criterion", "level", "verdict"])
def test_nothing_of_another_version_is_taken(coordinator: User, foreign: str) -> None:
    case, other = make_case(coordinator, codes=()), make_case(coordinator, codes=())
    ours = reference(case.version)
    given = {
        "criterion": ours,
        "level": GivenReference("Teksti.", Answer.LEVEL, level_of(other.version, 3), ours.verdict, "Syy."),
        "verdict": GivenReference("Teksti.", Answer.LEVEL, ours.level, other.version.verdicts.all()[0], "Syy."),
    }[foreign]
    criterion = criterion_in(other if foreign == "criterion" else case)
    with pytest.raises(RefusedInputError):
        save_practice_answer(case=case, criterion=criterion, given=given, revision=0, by=coordinator, at=AT)


def test_nobody_but_coordinators_writes(coordinator: User) -> None:
    case = make_case(coordinator)
    for user in (make_auditor().user, Cast().leader):
        for act in (
            lambda by: create_practice_case(title="X", introduction="Y", version=case.version, by=by, at=AT),
            lambda by: update_practice_case(case=case, title="X", introduction="Y", revision=1, by=by, at=AT),
            lambda by: save(case, by, GivenReference("X")),
            lambda by: publish_practice_case(case=case, by=by, at=AT),
            lambda by: retire_practice_case(case=case, by=by, at=AT),
            lambda by: copy_practice_case(case=case, by=by, at=AT),
        ):
            with pytest.raises(NotAllowedError):
                act(user)
    assert PracticeCase.objects.get().status == "draft"


# Publishing and retiring -----------------------------------------------------------------------------------------------------


def test_whole_example_is_published_and_what_is_empty_goes(coordinator: User) -> None:
    case = make_case(coordinator, codes=("K1.1",))
    save(case, coordinator, GivenReference(), code="K1.2")
    published = publish_practice_case(case=case, by=coordinator, at=AT)
    assert (published.status, published.published_at, published.published_by) == ("published", AT, coordinator)
    assert [row.criterion.code for row in published.answers.all()] == ["K1.1"]
    assert AuditEvent.objects.filter(action="practice_case_publish").count() == 1


@pytest.mark.parametrize("missing", ["text", "answer", "verdict", "explanation", "everything"])
def test_example_that_is_not_whole_is_not_published(coordinator: User, missing: str) -> None:
    case = make_case(coordinator, codes=() if missing == "everything" else ("K1.1",))
    if missing != "everything":
        whole = reference(case.version)
        parts = {
            "text": whole.text,
            "answer": whole.answer,
            "level": whole.level,
            "verdict": whole.verdict,
            "explanation": whole.explanation,
        }
        gone = {"answer": ["answer", "level", "verdict"]}.get(missing, [missing])
        left = {name: value for name, value in parts.items() if name not in gone}
        save(case, coordinator, GivenReference(**left), code="K1.2")  # type: ignore[arg-type]
    with pytest.raises(WrongStateError, match="ainakin yhdestä" if missing == "everything" else "K1.2"):
        publish_practice_case(case=case, by=coordinator, at=AT)
    assert PracticeCase.objects.get().status == "draft"


@pytest.mark.parametrize("transition", PRACTICE_TRANSITIONS)
@pytest.mark.parametrize("status", PracticeStatus)
def test_every_state_has_only_the_moves_of_the_table(coordinator: User, status: PracticeStatus, transition: str) -> None:
    case = {"draft": make_case, "published": make_published, "retired": make_retired}[status](coordinator)
    act = {"publish": publish_practice_case, "retire": retire_practice_case}[transition]
    row = PRACTICE_TRANSITIONS[transition]
    if status in row.sources:
        assert act(case=case, by=coordinator, at=AT).status == row.target
    else:
        with pytest.raises(WrongStateError):
            act(case=case, by=coordinator, at=AT)
        assert PracticeCase.objects.get().status == status


@pytest.mark.parametrize("make", [make_published, make_retired])
def test_published_and_retired_are_not_edited(coordinator: User, make) -> None:
    case = make(coordinator)
    for act in (
        lambda: update_practice_case(case=case, title="X", introduction="Y", revision=1, by=coordinator, at=AT),
        lambda: save(case, coordinator, GivenReference("X"), revision=1),
    ):
        with pytest.raises(WrongStateError):
            act()


def test_copy_is_a_draft_with_the_same_texts(coordinator: User) -> None:
    case = make_published(coordinator)
    practise(case, make_auditor().user)
    copy = copy_practice_case(case=case, by=coordinator, at=AT)
    assert (copy.status, copy.title, copy.published_at) == ("draft", "Pieni puutyöpaja, kopio", None)
    names = ("criterion", "text", "answer", "level", "verdict", "explanation")
    assert list(copy.answers.values_list(*names)) == list(case.answers.values_list(*names))
    assert not copy.ratings.exists()
    case.refresh_from_db()
    assert case.status == "published"


def test_copy_of_the_longest_title_still_has_room(coordinator: User) -> None:
    case = make_case(coordinator)
    update_practice_case(case=case, title="x" * 120, introduction="Keksitty.", revision=1, by=coordinator, at=AT)
    case.refresh_from_db()
    copy = case
    for _round in range(3):
        copy = copy_practice_case(case=copy, by=coordinator, at=AT)
    assert len(copy.title) <= 120


def test_text_over_the_limit_is_refused(coordinator: User) -> None:
    case = make_case(coordinator)
    with pytest.raises(ValidationError):
        save(case, coordinator, GivenReference("x" * 10_001), code="K2.2")


def test_people_who_have_practised_are_counted_once_and_only_when_they_confirmed(coordinator: User) -> None:
    case, first, second = make_published(coordinator), make_auditor().user, make_auditor().user
    practise(case, first)
    practise(case, first, "K1.2")
    practise(case, second, confirms=False)
    counted = counted_cases().get(pk=case.pk)
    assert (counted.written_count, counted.practised_count) == (3, 1)


# What the database holds -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "broken",
    [
        {"published_at": AT},
        {"status": "published"},
        {"status": "draft", "published_at": AT, "published_by_id": "coordinator"},
    ],
)
def test_state_and_publishing_go_together(coordinator: User, broken: dict[str, object]) -> None:
    case = make_case(coordinator)
    fields = {name: coordinator.pk if value == "coordinator" else value for name, value in broken.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        PracticeCase.objects.filter(pk=case.pk).update(**fields)


@pytest.mark.parametrize(
    "broken", [{"level": None}, {"answer": "dont_know", "level": None, "verdict": None}, {"answer": "not_applicable", "level": None}]
)
def test_reference_holds_together(coordinator: User, broken: dict[str, object]) -> None:
    case = make_case(coordinator)
    with pytest.raises(IntegrityError), transaction.atomic():
        PracticeAnswer.objects.filter(case=case, criterion__code="K1.1").update(**broken)


def test_one_criterion_is_written_once(coordinator: User) -> None:
    case = make_case(coordinator)
    with pytest.raises(IntegrityError), transaction.atomic():
        PracticeAnswer.objects.create(case=case, criterion=criterion_in(case), saved_at=AT, saved_by=coordinator)
