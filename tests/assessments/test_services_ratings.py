"""Own ratings: what is saved, what is refused, and when rating is closed."""

import pytest
from django.core.exceptions import ValidationError

from assessments.choices import Answer
from assessments.models import Assessment, Rating
from assessments.selectors.results import criteria_of
from assessments.services.phases import open_discussion
from assessments.services.ratings import save_rating
from config.toolkit.errors import NotAllowedError, RefusedInputError, WrongStateError
from tests.factories.assessments import AT, Cast, make_individual
from tests.factories.criteria import make_version

pytestmark = pytest.mark.django_db


def save(assessment: Assessment, user: object, answer: str, **extra: object) -> Rating:
    fields: dict[str, object] = {"criterion": criteria_of(assessment)[0], "revision": 0}
    return save_rating(assessment=assessment, answer=answer, by=user, at=AT, **(fields | extra))  # type: ignore[arg-type]


def level(assessment: Assessment, value: int) -> object:
    return assessment.version.scale.levels.get(value=value)


def test_save_twice_changes_the_one_rating() -> None:
    cast = Cast()
    assessment = make_individual(cast)
    save(assessment, cast.workers[0], Answer.LEVEL, level=level(assessment, 1))
    save(assessment, cast.workers[0], Answer.LEVEL, level=level(assessment, 4), revision=1)
    rating = Rating.objects.get()
    assert rating.level is not None
    assert (rating.level.value, rating.revision) == (4, 2)


@pytest.mark.parametrize(("answer", "reason"), [(Answer.DONT_KNOW, ""), (Answer.NOT_APPLICABLE, "Meillä ei ole tiloja."), ("", "")])
def test_answers_without_a_level_keep_none(answer: str, reason: str) -> None:
    cast = Cast()
    assessment = make_individual(cast)
    rating = save(assessment, cast.workers[0], answer, level=level(assessment, 2), reason=reason, note="Muistiin.")
    assert (rating.answer, rating.level, rating.reason, rating.note) == (answer, None, reason, "Muistiin.")


def test_not_applicable_without_a_reason_is_refused() -> None:
    cast = Cast()
    with pytest.raises(ValidationError, match="miksi kriteeri ei koske"):
        save(make_individual(cast), cast.workers[0], Answer.NOT_APPLICABLE, reason="   ")
    assert not Rating.objects.exists()


def test_level_of_another_scale_is_refused() -> None:
    cast = Cast()
    with pytest.raises(RefusedInputError, match="tasoista"):
        save(make_individual(cast), cast.workers[0], Answer.LEVEL, level=make_version().scale.levels.first())


def test_criterion_of_areas_not_chosen_is_refused() -> None:
    cast = Cast()
    foreign = make_version().areas.first()
    assert foreign is not None
    with pytest.raises(RefusedInputError, match="ei kuulu"):
        save(make_individual(cast), cast.workers[0], Answer.DONT_KNOW, criterion=foreign.criteria.first())


@pytest.mark.parametrize("who", ["leader", "stranger"])
def test_somebody_who_does_not_take_part_is_refused(who: str) -> None:
    cast = Cast()
    with pytest.raises(NotAllowedError):
        save(make_individual(cast), getattr(cast, who), Answer.DONT_KNOW)


def test_save_after_the_discussion_opened_is_refused_and_keeps_the_old() -> None:
    cast = Cast()
    assessment = make_individual(cast)
    save(assessment, cast.workers[0], Answer.LEVEL, level=level(assessment, 1))
    open_discussion(assessment=assessment, by=cast.contact, at=AT)
    with pytest.raises(WrongStateError, match="Yhteinen keskustelu"):
        save(assessment, cast.workers[0], Answer.LEVEL, level=level(assessment, 4))
    rating = Rating.objects.get()
    assert rating.level is not None
    assert rating.level.value == 1


def test_save_when_the_role_has_ended_is_refused() -> None:
    cast = Cast()
    assessment = make_individual(cast)
    cast.workers[0].grants.update(starts_date="2027-01-01", ends_date=None)
    with pytest.raises(NotAllowedError):
        save(assessment, cast.workers[0], Answer.DONT_KNOW)
