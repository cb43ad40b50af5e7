"""Writing what was agreed, and what the discussion may see of single ratings."""

import pytest
from django.core.exceptions import ValidationError

from assessments.choices import TEXT_MAX_LENGTH, Answer, RatingsShown
from assessments.models import Assessment, Classification, Rating, Result
from assessments.selectors.discussion import Discussed, discuss
from assessments.selectors.results import count_gaps, criteria_of
from assessments.services.phases import complete_assessment, open_discussion, reopen_assessment
from assessments.services.ratings import save_rating
from assessments.services.results import accept_agreed_results, save_area_summary, save_result
from config.toolkit.errors import NotAllowedError, RefusedInputError, StaleRevisionError, WrongStateError
from tests.factories.assessments import AT, Cast, agree_all, make_completed, make_individual, make_joint, rate_all
from tests.factories.criteria import make_version
from tests.factories.workshops import NetworkFactory
from workshops.models import User

pytestmark = pytest.mark.django_db


def first_discussed(assessment: Assessment) -> Discussed:
    return discuss(assessment, criteria_of(assessment))[0]


def joint_with(values: list[int], **draft: object) -> tuple[Cast, Assessment]:
    cast = Cast(workers=len(values) - 1)
    return cast, make_joint(cast, values, **draft)


@pytest.mark.parametrize("raters", [1, 2, 3])
def test_spread_of_fewer_than_four_tells_only_how_many(raters: int) -> None:
    _, assessment = joint_with([3] * raters)
    seen = first_discussed(assessment)
    assert (seen.total, seen.shown, seen.counts, seen.named, seen.disagreement, seen.agreed_value) == (raters, False, {}, (), 0, None)


def test_spread_of_four_tells_the_counts_without_names() -> None:
    _, assessment = joint_with([1, 2, 2, 4])
    seen = first_discussed(assessment)
    assert (seen.shown, seen.counts, seen.named, seen.disagreement) == (True, {1: 1, 2: 2, 4: 1}, (), 3)


def test_names_are_told_when_declared_so() -> None:
    cast, assessment = joint_with([1, 3], ratings_shown=RatingsShown.NAMES)
    told = {(named.name, named.level.value) for named in first_discussed(assessment).named if named.level}
    assert told == {(cast.contact.name, 1), (cast.workers[0].name, 3)}


def rate_first(assessment: Assessment, user: User, answer: str, **extra: object) -> Rating:
    return save_rating(
        assessment=assessment, criterion=criteria_of(assessment)[0], answer=answer, by=user, at=AT, **{"revision": 1, **extra}
    )  # type: ignore[arg-type]


def test_answers_without_a_level_are_counted_apart_and_prevent_agreement() -> None:
    cast = Cast(workers=3)
    assessment = make_individual(cast)
    rate_all(assessment, cast.raters, [2])
    rate_first(assessment, cast.workers[0], Answer.DONT_KNOW)
    rate_first(assessment, cast.workers[1], Answer.NOT_APPLICABLE, reason="Ei tiloja.")
    assessment = open_discussion(assessment=assessment, by=cast.contact, at=AT)
    seen = first_discussed(assessment)
    assert (seen.total, seen.counts, seen.dont_know, seen.not_applicable, seen.agreed_value) == (4, {2: 2}, 1, 1, None)


def test_note_is_shown_only_with_its_authors_permission() -> None:
    cast = Cast()
    assessment = make_individual(cast)
    rate_first(assessment, cast.workers[0], Answer.DONT_KNOW, note="Saa näyttää.", note_may_be_shown=True, revision=0)
    rate_first(assessment, cast.workers[1], Answer.DONT_KNOW, note="Vain minulle.", revision=0)
    assert first_discussed(open_discussion(assessment=assessment, by=cast.contact, at=AT)).notes == ("Saa näyttää.",)


def test_discussion_reads_ratings_in_two_queries_at_any_number_of_raters(django_assert_num_queries: object) -> None:
    for raters in (2, 10):
        _, assessment = joint_with([2] * raters)
        criteria = criteria_of(assessment)
        with django_assert_num_queries(1):  # type: ignore[operator]
            discuss(assessment, criteria)


def test_accept_agreed_takes_the_chosen_agreed_and_leaves_the_rest() -> None:
    cast = Cast(workers=3)
    assessment = make_individual(cast)
    rate_all(assessment, cast.raters, [3])
    first, second, *_ = criteria_of(assessment)
    rate_first(assessment, cast.workers[0], Answer.DONT_KNOW)
    assessment = open_discussion(assessment=assessment, by=cast.contact, at=AT)
    accepted = accept_agreed_results(assessment=assessment, criterion_codes=[first.code, second.code], by=cast.contact, at=AT)
    assert [(result.criterion, result.level and result.level.value) for result in accepted] == [(second, 3)]


def test_accept_agreed_never_replaces_an_agreed_answer() -> None:
    cast, assessment = joint_with([3, 3, 3, 3])
    agree_all(assessment, cast.contact, value=1)
    codes = [criterion.code for criterion in criteria_of(assessment)]
    assert accept_agreed_results(assessment=assessment, criterion_codes=codes, by=cast.contact, at=AT) == []


def test_accept_agreed_under_four_ratings_accepts_nothing() -> None:
    cast, assessment = joint_with([3, 3, 3])
    codes = [criterion.code for criterion in criteria_of(assessment)]
    assert accept_agreed_results(assessment=assessment, criterion_codes=codes, by=cast.contact, at=AT) == []


def save(assessment: Assessment, by: User, revision: int, **extra: object) -> Result:
    fields: dict[str, object] = {"criterion": criteria_of(assessment)[0], "answer": ""}
    return save_result(assessment=assessment, revision=revision, by=by, at=AT, **(fields | extra))  # type: ignore[arg-type]


def test_save_result_with_the_seen_revision_grows_it() -> None:
    cast, assessment = joint_with([2, 3])
    assert save(assessment, cast.contact, 0, current_practice="A").revision == 1
    assert save(assessment, cast.leader, 1, current_practice="B").revision == 2


@pytest.mark.parametrize("seen", [0, 2])
def test_save_result_with_another_revision_overwrites_nothing(seen: int) -> None:
    cast, assessment = joint_with([2, 3])
    save(assessment, cast.contact, 0, current_practice="Ensimmäinen.")
    with pytest.raises(StaleRevisionError):
        save(assessment, cast.leader, seen, current_practice="Toinen.")
    assert Result.objects.get().current_practice == "Ensimmäinen."


def test_save_area_summary_with_another_revision_overwrites_nothing() -> None:
    cast, assessment = joint_with([2, 3])
    area = assessment.areas.all()[0]
    save_area_summary(assessment=assessment, area=area, strengths="Työparit.", revision=0, by=cast.contact, at=AT)
    with pytest.raises(StaleRevisionError):
        save_area_summary(assessment=assessment, area=area, strengths="Muu.", revision=0, by=cast.leader, at=AT)
    assert assessment.area_summaries.get().strengths == "Työparit."


def test_save_result_not_applicable_needs_a_reason() -> None:
    cast, assessment = joint_with([2, 3])
    with pytest.raises(ValidationError, match="miksi kriteeri ei koske"):
        save(assessment, cast.contact, 0, answer=Answer.NOT_APPLICABLE)


def test_save_result_refuses_a_text_that_is_too_long_and_takes_the_longest() -> None:
    cast, assessment = joint_with([2, 3])
    with pytest.raises(ValidationError) as refused:
        save(assessment, cast.contact, 0, development="a" * (TEXT_MAX_LENGTH + 1))
    assert list(refused.value.message_dict) == ["development"]
    assert save(assessment, cast.contact, 0, development="a" * TEXT_MAX_LENGTH).revision == 1


def test_save_result_of_dont_know_is_not_a_shared_view() -> None:
    cast, assessment = joint_with([2, 3])
    with pytest.raises(ValidationError):
        save(assessment, cast.contact, 0, answer=Answer.DONT_KNOW)


def test_save_result_level_without_a_level_is_refused() -> None:
    cast, assessment = joint_with([2, 3])
    with pytest.raises(RefusedInputError, match="tasoista"):
        save(assessment, cast.contact, 0, answer=Answer.LEVEL)


def test_save_result_by_a_worker_is_refused() -> None:
    cast, assessment = joint_with([2, 3])
    with pytest.raises(NotAllowedError):
        save(assessment, cast.workers[0], 0)


def test_save_result_before_the_discussion_is_refused() -> None:
    cast = Cast()
    with pytest.raises(WrongStateError):
        save(make_individual(cast), cast.contact, 0)


def test_complete_with_a_gap_is_refused_and_tells_how_many() -> None:
    cast, assessment = joint_with([2, 3])
    agree_all(assessment, cast.contact)
    assessment.results.filter(criterion=criteria_of(assessment)[0]).update(answer="", level=None)
    assert count_gaps(assessment) == 1
    with pytest.raises(WrongStateError, match="Yhden kriteerin"):
        complete_assessment(assessment=assessment, by=cast.leader, at=AT)


def test_complete_stores_the_classification_that_later_changes_leave_alone() -> None:
    cast = Cast()
    cast.workshop.networks.add(NetworkFactory())
    name, region = cast.workshop.organisation.name, cast.workshop.municipality.region
    assessment = make_completed(cast)
    cast.workshop.organisation.name = "Uusi nimi"
    cast.workshop.organisation.save()
    cast.workshop.networks.clear()
    stored = Classification.objects.get(assessment=assessment)
    assert (stored.organisation_name, stored.region, stored.networks.count()) == (name, region, 1)


def test_complete_again_stores_the_classification_anew() -> None:
    cast = Cast()
    assessment = make_completed(cast)
    cast.workshop.name = "Kivipaja Oy"
    cast.workshop.save()
    reopen_assessment(assessment=assessment, reason="Yksi taso oli väärin.", by=cast.leader, at=AT)
    complete_assessment(assessment=assessment, by=cast.leader, at=AT)
    assert Classification.objects.get(assessment=assessment).workshop_name == "Kivipaja Oy"


@pytest.mark.parametrize("size", [(1, 5), (6, 5)])
def test_complete_takes_at_most_fifteen_queries_at_any_size(size: tuple[int, int], django_assert_max_num_queries: object) -> None:
    cast = Cast(workers=6)
    cast.workshop.networks.add(NetworkFactory())
    assessment = make_joint(cast, [2, 3], version=make_version(areas=size[0], criteria=size[1]))
    agree_all(assessment, cast.contact)
    savepoint = 2  # statements: inside a test's own transaction the service's is a savepoint
    with django_assert_max_num_queries(15 + savepoint):  # type: ignore[operator]
        complete_assessment(assessment=assessment, by=cast.leader, at=AT)
