"""Writing and filling the answers of an application: every refusal, the deadline to the microsecond, and that nothing is overwritten."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from assessments.choices import TEXT_MAX_LENGTH, Answer
from assessments.models import Application, ApplicationAnswer, Assessment
from assessments.selectors.applications.filling import left_texts
from assessments.selectors.applications.form import criteria_of_application
from assessments.services.applications.answers import fill_from_assessments, save_answer
from assessments.services.phases import complete_assessment
from config.toolkit.errors import NotAllowedError, RefusedInputError, StaleRevisionError, WrongStateError
from criteria.models import Criterion
from tests.factories.applications import (
    DEADLINE,
    LATE,
    make_coordinator,
    make_lapsed,
    make_open,
    make_registered,
    make_round,
    make_submitted,
    make_withdrawn,
)
from tests.factories.assessments import AT, Cast, agree_all, make_completed, make_joint
from tests.factories.criteria import make_version
from tests.factories.workshops import WorkshopFactory, grant
from workshops.models import AuditEvent, User
from workshops.roles import Role

pytestmark = pytest.mark.django_db


def criterion_of(application: Application, code: str = "K1.1") -> Criterion:
    return next(one for one in criteria_of_application(application) if one.code == code)


def write(application: Application, by: User, text: str = "Näin toimimme.", code: str = "K1.1", **more: object) -> ApplicationAnswer:
    given = {"revision": 0, "at": AT, **more}
    return save_answer(application=application, criterion=criterion_of(application, code), text=text, by=by, **given)  # type: ignore[arg-type]


# Saving ----------------------------------------------------------------------------------------------------------------------


def test_save_keeps_the_text_its_level_and_its_history() -> None:
    cast = Cast()
    application = make_open(cast)
    level = application.round.version.scale.levels.get(value=3)  # type: ignore[union-attr]  # opened in a round
    first = write(application, cast.contact, " Näin toimimme. ", answer=Answer.LEVEL, level=level)
    assert (first.text, first.answer, first.level, first.revision, first.saved_by) == ("Näin toimimme.", "level", level, 1, cast.contact)
    second = write(application, cast.leader, "Toisin.", revision=1)
    assert (second.text, second.answer, second.level, second.revision) == ("Toisin.", "", None, 2)
    assert list(second.history.values_list("text", "history_user")) == [("Toisin.", cast.leader.pk), ("Näin toimimme.", cast.contact.pk)]


def test_save_of_the_same_is_no_new_version() -> None:
    cast = Cast()
    application = make_open(cast)
    write(application, cast.contact)
    assert write(application, cast.leader, revision=1).saved_by == cast.contact
    assert ApplicationAnswer.history.count() == 1


def test_save_after_a_submit_makes_a_draft_and_leaves_the_submission() -> None:
    cast = Cast()
    application = make_submitted(cast)
    before = application.submissions.get().content
    write(application, cast.contact, "Korjattu.", revision=1)
    application.refresh_from_db()
    assert application.status == "submitted"
    assert application.submissions.get().content == before


@pytest.mark.parametrize("seen", [0, 2])
def test_stale_save_overwrites_nothing(seen: int) -> None:
    cast = Cast()
    application = make_open(cast)
    write(application, cast.leader, "Ensin.")
    with pytest.raises(StaleRevisionError):
        write(application, cast.contact, "Sitten.", revision=seen)
    assert ApplicationAnswer.objects.get().text == "Ensin."


def test_save_is_in_at_the_deadline_and_out_a_microsecond_later() -> None:
    cast = Cast()
    application = make_open(cast)
    assert write(application, cast.contact, at=DEADLINE).revision == 1
    with pytest.raises(WrongStateError, match=r"Määräaika päättyi 1\.12\.2026 klo 16\.15, eikä hakemusta voi enää muuttaa"):
        write(application, cast.contact, "Myöhässä.", revision=1, at=LATE)
    assert ApplicationAnswer.objects.get().text == "Näin toimimme."


@pytest.mark.parametrize("make", [make_registered, make_withdrawn, make_lapsed])
def test_save_is_refused_where_nothing_is_filled(make) -> None:
    cast = Cast()
    application = make(cast, make_round())
    with pytest.raises(WrongStateError):
        write(application, cast.contact, revision=1)


def test_save_is_refused_to_those_who_do_not_apply() -> None:
    cast = Cast()
    application = make_open(cast)
    for user in (cast.workers[0], cast.stranger, make_coordinator()):
        with pytest.raises(NotAllowedError):
            write(application, user)
    assert not ApplicationAnswer.objects.exists()


def test_save_of_another_versions_criterion_is_refused() -> None:
    cast = Cast()
    application = make_open(cast)
    other = Criterion.objects.filter(area__version=make_version()).first()
    assert other is not None
    with pytest.raises(WrongStateError, match="Kriteeri ei kuulu hakemuksen kriteeristöön"):
        save_answer(application=application, criterion=other, text="Näin.", revision=0, by=cast.contact, at=AT)


@pytest.mark.parametrize("given", ["level without", "other scale", "none with", "not applicable with"])
def test_save_refuses_a_level_that_does_not_go_with_the_answer(given: str) -> None:
    cast = Cast()
    application = make_open(cast)
    assert application.round is not None
    own = application.round.version.scale.levels.get(value=2)
    foreign = make_version().scale.levels.get(value=2)
    answer, level = {
        "level without": (Answer.LEVEL, None),
        "other scale": (Answer.LEVEL, foreign),
        "none with": ("", own),
        "not applicable with": (Answer.NOT_APPLICABLE, own),
    }[given]
    with pytest.raises(RefusedInputError) as refused:
        write(application, cast.contact, answer=answer, level=level)
    assert refused.value.field == "answer"


@pytest.mark.parametrize("answer", ["dont_know", "kyllä"])
def test_save_refuses_an_answer_that_is_none(answer: str) -> None:
    cast = Cast()
    application = make_open(cast)
    with pytest.raises(ValidationError):
        write(application, cast.contact, answer=answer)
    assert not ApplicationAnswer.objects.exists()


def test_save_refuses_a_text_that_is_too_long_and_takes_the_longest() -> None:
    cast = Cast()
    application = make_open(cast)
    with pytest.raises(RefusedInputError) as refused:
        write(application, cast.contact, "a" * (TEXT_MAX_LENGTH + 1))
    assert refused.value.field == "text"
    assert write(application, cast.contact, f" {'a' * TEXT_MAX_LENGTH} ").revision == 1


# Filling ---------------------------------------------------------------------------------------------------------------------


def completed(cast: Cast, practice: str = "Suunnitellaan.", value: int = 3, **made: object) -> Assessment:
    """A completed self-assessment in which every criterion has the practice."""
    assessment = make_joint(cast, **made)
    agree_all(assessment, cast.contact, value)
    assessment.results.update(current_practice=practice, development="")
    return complete_assessment(assessment=assessment, by=cast.leader, at=AT)


def fill(application: Application, by: User, *assessments: Assessment, at: dt.datetime = AT):
    return fill_from_assessments(application=application, assessments=assessments, by=by, at=at)


def texts(application: Application) -> dict[str, str]:
    return dict(application.answers.order_by("criterion__order").values_list("criterion__code", "text"))


def test_fill_brings_texts_and_levels_by_code_and_is_remembered() -> None:
    cast = Cast()
    source = make_completed(cast)
    application = make_open(cast)
    filled = fill(application, cast.contact, source)
    assert set(texts(application)) == {"K1.1", "K1.2", "K2.1", "K2.2"}
    assert set(texts(application).values()) == {"Viikko suunnitellaan yhdessä maanantaisin.\n\nKirjataan yhteinen tapa."}
    assert {answer.level.value for answer in filled.answers} == {3}
    assert {answer.level.scale_id for answer in filled.answers} == {application.round.version.scale_id}  # type: ignore[union-attr]
    assert list(application.sources.all()) == [source]
    event = AuditEvent.objects.get(action="application_filled")
    assert event.details == {"count": 4, "evidence": 0, "assessments": [source.ref]}
    assert ApplicationAnswer.history.filter(history_user=cast.contact).count() == 4


def test_fill_leaves_what_somebody_has_written_or_chosen() -> None:
    cast = Cast()
    source = completed(cast)
    application = make_open(cast)
    level = application.round.version.scale.levels.get(value=1)  # type: ignore[union-attr]  # opened in a round
    write(application, cast.leader, "Oma teksti.")
    write(application, cast.leader, "", "K1.2", answer=Answer.LEVEL, level=level)
    write(application, cast.leader, "Pois.", "K2.1")
    write(application, cast.leader, "", "K2.1", revision=1)
    filled = fill(application, cast.contact, source)
    assert texts(application) == {"K1.1": "Oma teksti.", "K1.2": "Suunnitellaan.", "K2.1": "Suunnitellaan.", "K2.2": "Suunnitellaan."}
    told = dict(application.answers.values_list("criterion__code", "level__value"))
    assert told == {"K1.1": None, "K1.2": 1, "K2.1": 3, "K2.2": 3}
    assert len(filled.answers) == 3
    assert not fill(application, cast.contact, source).answers


def test_fill_from_two_units_puts_each_text_under_its_name_and_leaves_a_level_they_differ_in() -> None:
    cast = Cast(WorkshopFactory(name="Kivipaja"))
    other = Cast(WorkshopFactory(name="Puupaja", organisation=cast.workshop.organisation))
    grant(cast.contact, Role.CONTACT, organisation=cast.workshop.organisation)
    version = make_version()
    sources = [completed(cast, "Kivestä.", 3, version=version), completed(other, "Puusta.", 2, version=version)]
    sources[1].results.filter(criterion__code="K1.2").update(level=version.scale.levels.get(value=3))
    application = make_open(cast, make_round(version=version), [cast.workshop, other.workshop])
    fill(application, cast.contact, *reversed(sources))
    assert texts(application)["K1.1"] == "Kivipaja:\nKivestä.\n\nPuupaja:\nPuusta."
    told = {answer.criterion.code: answer.level and answer.level.value for answer in application.answers.all()}
    assert told == {"K1.1": None, "K1.2": 3, "K2.1": None, "K2.2": None}


def test_fill_of_two_assessments_of_one_unit_takes_the_later_one() -> None:
    cast = Cast()
    older, newer = completed(cast, "Vanha."), completed(cast, "Uusi.")
    Assessment.objects.filter(pk=older.pk).update(completed_at=AT - dt.timedelta(days=365))
    application = make_open(cast)
    fill(application, cast.contact, newer, older)
    assert set(texts(application).values()) == {"Uusi."}


def test_fill_tells_of_texts_that_are_too_long_together() -> None:
    cast = Cast()
    source = completed(cast, "a" * TEXT_MAX_LENGTH)
    source.results.filter(criterion__code="K1.1").update(development="b" * 50)
    application = make_open(cast)
    filled = fill(application, cast.contact, source)
    assert filled.cut == ["K1.1"]
    assert len(texts(application)["K1.1"]) == TEXT_MAX_LENGTH


def test_texts_of_codes_that_are_gone_are_left_for_copying() -> None:
    cast = Cast()
    source = completed(cast, version=make_version(areas=3))
    application = make_open(cast, make_round(version=make_version(areas=2, levels=2)))
    filled = fill(application, cast.contact, source)
    assert [result.criterion.code for result in left_texts(application, [source]).results] == ["K3.1", "K3.2"]
    assert set(texts(application)) == {"K1.1", "K1.2", "K2.1", "K2.2"}
    assert {(answer.answer, answer.level) for answer in filled.answers} == {("", None)}  # the scale has no level 3


def test_fill_brings_the_reason_of_what_does_not_concern_the_workshop() -> None:
    cast = Cast()
    source = completed(cast)
    not_ours = {"answer": Answer.NOT_APPLICABLE, "level": None, "reason": "Ei kuljetuksia.", "current_practice": ""}
    source.results.filter(criterion__code="K1.1").update(**not_ours)
    source.results.filter(criterion__code="K1.2").delete()
    application = make_open(cast)
    fill(application, cast.contact, source)
    assert application.answers.get(criterion__code="K1.1").answer == Answer.NOT_APPLICABLE
    assert texts(application)["K1.1"] == "Ei kuljetuksia."
    assert "K1.2" not in texts(application)


def test_fill_refuses_none_the_unfinished_the_uncovered_and_the_unseen() -> None:
    cast = Cast()
    application = make_open(cast)
    with pytest.raises(RefusedInputError) as none:
        fill(application, cast.contact)
    assert none.value.field == "assessments"
    uncovered = Cast(WorkshopFactory(organisation=cast.workshop.organisation))
    grant(cast.contact, Role.CONTACT, workshop=uncovered.workshop)
    foreign = make_completed(Cast())
    for wrong in (make_joint(cast), make_completed(uncovered), foreign):
        with pytest.raises(NotAllowedError):
            fill(application, cast.contact, wrong)
    assert not ApplicationAnswer.objects.exists()


def test_fill_is_refused_late_in_a_wrong_state_and_to_others() -> None:
    cast = Cast()
    source = make_completed(cast)
    application = make_open(cast)
    for user in (cast.workers[0], cast.stranger):
        with pytest.raises(NotAllowedError):
            fill(application, user, source)
    with pytest.raises(WrongStateError):
        fill(application, cast.contact, source, at=LATE)
    assert len(fill(application, cast.contact, source, at=DEADLINE).answers) == 4
    ended = Cast()
    withdrawn = make_withdrawn(ended, application.round)
    with pytest.raises(WrongStateError):
        fill(withdrawn, ended.contact, source)
