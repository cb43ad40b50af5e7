"""Histories: everything saved is there, in the order it was saved, for those it belongs to."""

from __future__ import annotations

import datetime as dt

import pytest
from django.apps import apps
from django.urls import reverse

from assessments.choices import Answer
from assessments.models import AreaSummary, Assessment, Rating, Result
from assessments.selectors.history import rating_history, result_history
from assessments.selectors.results import criteria_of
from assessments.services.participants import remove_participant
from assessments.services.phases import complete_assessment, reopen_assessment
from assessments.services.ratings import save_rating
from assessments.services.restoring import restore_result
from assessments.services.results import save_area_summary, save_result
from config.toolkit.errors import NotAllowedError, RefusedInputError, StaleRevisionError, WrongStateError
from config.toolkit.models import AppendOnlyHistory
from tests.factories.assessments import AT, Cast, agree_all, make_completed, make_individual, make_joint
from tests.factories.criteria import make_version
from workshops.models import AuditEvent, User

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def cast() -> Cast:
    return Cast(workers=3)


@pytest.fixture
def joint(cast: Cast) -> Assessment:
    return make_joint(cast, version=make_version(areas=1, criteria=2))


def write(assessment: Assessment, by: User, text: str, revision: int, at: dt.datetime = AT, value: int = 2) -> Result:
    return save_result(
        assessment=assessment,
        criterion=criteria_of(assessment)[0],
        answer=Answer.LEVEL,
        level=assessment.version.scale.levels.get(value=value),
        current_practice=text,
        revision=revision,
        by=by,
        at=at,
    )


def address(assessment: Assessment, name: str = "result-history", code: str = "K1.1") -> str:
    return reverse(f"assessments:{name}", args=[assessment.ref, code])


def test_history_shows_who_wrote_what_with_the_changed_words_marked(client_of, cast, joint) -> None:
    write(joint, cast.contact, "Viikko suunnitellaan maanantaisin.", 0)
    write(joint, cast.leader, "Viikko suunnitellaan perjantaisin.", 1, AT + HOUR, value=3)
    page = client_of(cast.contact).get(address(joint)).content.decode()
    assert page.index("Leena Johtava") < page.index("Kaisa Yhteys</h2>")
    assert "<mark>perjantaisin.</mark>" in page
    assert "<del>maanantaisin.</del>" in page
    assert "nykyinen" in page


@pytest.mark.parametrize(("who", "status"), [("contact", 200), ("leader", 200), ("worker", 403), ("stranger", 404)])
def test_history_of_what_was_agreed_is_for_those_who_manage(client_of, cast, joint, who, status) -> None:
    write(joint, cast.contact, "Viikko suunnitellaan.", 0)
    person = cast.workers[0] if who == "worker" else getattr(cast, who)
    for url in (address(joint), address(joint, "area-summary-history", "K1")):
        assert client_of(person).get(url).status_code == status
        assert client_of(person).post(url, {"versio": "1", "revision": "1"}).status_code in (
            {400} if status == 200 and "K1/" in url else {302, status}
        )
    assert Result.objects.get(assessment=joint).revision == (2 if status == 200 else 1)


def test_history_keeps_the_order_of_saving_when_the_clock_jumps_back(cast, joint) -> None:
    """Crash-11: the second text was saved an hour earlier by the clock, and is still the later one."""
    write(joint, cast.contact, "Ensimmäinen.", 0, AT)
    write(joint, cast.contact, "Toinen.", 1, AT - HOUR)
    write(joint, cast.contact, "Kolmas.", 2, AT - HOUR / 2)
    versions = result_history(joint, criteria_of(joint)[0])
    assert [dict(version.texts)["Miten toimimme nyt"] for version in versions] == ["Kolmas.", "Toinen.", "Ensimmäinen."]
    assert [version.is_present for version in versions] == [True, False, False]


def test_restored_text_is_a_new_version_and_nothing_in_between_is_lost(client_of, cast, joint) -> None:
    write(joint, cast.contact, "Ensimmäinen.", 0)
    write(joint, cast.leader, "Toinen.", 1, value=3)
    response = client_of(cast.contact).post(address(joint), {"versio": "1", "revision": "2"}, follow=True)
    assert "Aiempi teksti on otettu takaisin." in response.content.decode()
    result = Result.objects.get(assessment=joint)
    assert (result.current_practice, result.level.value, result.revision, result.saved_by) == ("Ensimmäinen.", 2, 3, cast.contact)
    assert list(Result.history.order_by("history_id").values_list("current_practice", flat=True)) == [
        "Ensimmäinen.",
        "Toinen.",
        "Ensimmäinen.",
    ]
    assert AuditEvent.objects.filter(action="version_restored", actor=cast.contact).count() == 1


def test_restoring_a_stale_page_is_409_and_shows_what_has_come(client_of, cast, joint) -> None:
    write(joint, cast.contact, "Ensimmäinen.", 0)
    write(joint, cast.leader, "Toinen.", 1)
    response = client_of(cast.contact).post(address(joint), {"versio": "1", "revision": "1"})
    assert response.status_code == 409
    assert "Mitään ei vielä otettu takaisin" in response.content.decode()
    assert 'name="revision" value="2"' in response.content.decode()
    assert Result.objects.get(assessment=joint).current_practice == "Toinen."


@pytest.mark.parametrize("body", [{}, {"versio": "x", "revision": "1"}, {"versio": "1"}, {"versio": "9" * 30, "revision": "1"}])
def test_restoring_without_a_version_changes_nothing(client_of, cast, joint, body) -> None:
    write(joint, cast.contact, "Ensimmäinen.", 0)
    assert client_of(cast.contact).post(address(joint), body).status_code == 404
    assert Result.objects.get(assessment=joint).revision == 1


def test_restoring_is_refused_for_others_for_no_version_and_outside_the_discussion(cast, joint) -> None:
    write(joint, cast.contact, "Ensimmäinen.", 0)
    restoring = {"assessment": joint, "criterion": criteria_of(joint)[0], "at": AT}
    with pytest.raises(NotAllowedError):
        restore_result(**restoring, version=1, revision=1, by=cast.workers[0])
    with pytest.raises(RefusedInputError):
        restore_result(**restoring, version=7, revision=1, by=cast.contact)
    with pytest.raises(StaleRevisionError):
        restore_result(**restoring, version=1, revision=0, by=cast.contact)
    Result.objects.filter(assessment=joint).delete()
    agree_all(joint, cast.contact)
    complete_assessment(assessment=joint, by=cast.leader, at=AT)
    with pytest.raises(WrongStateError):
        restore_result(**restoring, version=1, revision=1, by=cast.contact)


def test_strengths_have_their_history_and_are_restored(client_of, cast, joint) -> None:
    area = joint.areas.get()
    for revision, text in enumerate(["Hyvä henki.", "Hyvä yhteishenki."]):
        save_area_summary(assessment=joint, area=area, strengths=text, revision=revision, by=cast.contact, at=AT)
    url = address(joint, "area-summary-history", "K1")
    assert "<mark>yhteishenki.</mark>" in client_of(cast.leader).get(url).content.decode()
    client_of(cast.leader).post(url, {"versio": "1", "revision": "2"})
    assert AreaSummary.objects.get().strengths == "Hyvä henki."


def test_reopened_assessment_keeps_what_was_confirmed_and_what_came_after(cast, joint) -> None:
    """Data-03: the confirmed text stays as it was in the history, the new one follows it."""
    write(joint, cast.contact, "Vahvistettu.", 0)
    second = criteria_of(joint)[1]
    save_result(assessment=joint, criterion=second, answer=Answer.NOT_APPLICABLE, reason="Ei ole.", revision=0, by=cast.contact, at=AT)
    complete_assessment(assessment=joint, by=cast.leader, at=AT)
    reopened = reopen_assessment(assessment=joint, reason="Yksi kohta.", by=cast.leader, at=AT + HOUR)
    write(reopened, cast.contact, "Korjattu.", 1, AT + HOUR)
    complete_assessment(assessment=reopened, by=cast.leader, at=AT + 2 * HOUR)
    texts = [dict(version.texts)["Miten toimimme nyt"] for version in result_history(joint, criteria_of(joint)[0])]
    assert texts == ["Korjattu.", "Vahvistettu."]
    events = AuditEvent.objects.filter(object_ref=joint.ref).values_list("action", flat=True)
    assert [event for event in events if "comp" in event or "reop" in event] == [
        "assessment_complete",
        "assessment_reopen",
        "assessment_complete",
    ]


def rate(assessment: Assessment, by: User, note: str, revision: int = 0) -> None:
    criterion = criteria_of(assessment)[0]
    save_rating(assessment=assessment, criterion=criterion, answer=Answer.DONT_KNOW, note=note, revision=revision, by=by, at=AT)


@pytest.mark.parametrize("state", ["individual", "joint", "completed"])
def test_own_history_is_the_authors_alone(client_of, cast, state) -> None:
    """Whoever opens the address gets her own; nobody's name stands in it."""
    assessment = make_individual(cast, version=make_version(areas=1, criteria=1))
    author, colleague = cast.workers[:2]
    for revision, note in enumerate(["MERKKI-vanha", "MERKKI-uusi"]):
        rate(assessment, author, note, revision)
    Assessment.objects.filter(pk=assessment.pk).update(status=state, completed_at=AT if state == "completed" else None,
        completed_by=cast.leader if state == "completed" else None, first_completed_at=AT)  # fmt: skip
    own = client_of(author).get(address(assessment, "rating-history")).content.decode()
    assert "<del>MERKKI-vanha</del>" in own
    assert "<mark>MERKKI-uusi</mark>" in own
    for person in (cast.contact, cast.leader, colleague):
        response = client_of(person).get(address(assessment, "rating-history"))
        assert response.status_code == 200
        assert "MERKKI" not in response.content.decode()
    assert client_of(cast.stranger).get(address(assessment, "rating-history")).status_code == 404
    assert client_of(author).post(address(assessment, "rating-history")).status_code == 405


def test_histories_of_what_is_not_there_are_404(client_of, cast, joint) -> None:
    assert client_of(cast.contact).get(address(joint, code="K9.9")).status_code == 404
    assert client_of(cast.contact).get(address(joint, "area-summary-history", "K9")).status_code == 404
    assert client_of(cast.workers[0]).get(address(joint, "rating-history", "K9.9")).status_code == 404
    assert "ei ole vielä tallennettu mitään" in client_of(cast.contact).get(address(joint)).content.decode()
    assert "Et ole tallentanut" in client_of(cast.leader).get(address(joint, "rating-history")).content.decode()


def test_before_the_discussion_there_is_no_history_to_read(client_of, cast) -> None:
    assert client_of(cast.contact).get(address(make_individual(cast))).status_code == 403


@pytest.mark.parametrize("saves", [1, 3])
def test_history_takes_the_same_queries_at_any_length(client_of, cast, joint, django_assert_num_queries, saves) -> None:
    for revision in range(saves):
        write(joint, cast.contact, f"Teksti {revision}.", revision)
    client = client_of(cast.contact)
    client.get(address(joint))
    with django_assert_num_queries(6):
        client.get(address(joint))


def test_removed_participant_takes_her_ratings_and_their_history_along(cast) -> None:
    """Data-05: the one way out of a history."""
    assessment = make_individual(cast)
    rate(assessment, cast.workers[0], "MERKKI")
    rate(assessment, cast.workers[1], "Toisen.")
    place = assessment.participants.get(user=cast.workers[0])
    remove_participant(participant=place, by=cast.contact, at=AT)
    assert not Rating.objects.filter(participant=place).exists()
    assert list(Rating.history.values_list("note", flat=True)) == ["Toisen."]
    assert rating_history(assessment, criteria_of(assessment)[0], cast.workers[1])


def test_rows_of_a_history_are_never_changed(cast, joint) -> None:
    write(joint, cast.contact, "Ensimmäinen.", 0)
    row = Result.history.get()
    row.current_practice = "Muutettu."
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        row.delete()
    for change in (
        lambda: Result.history.update(current_practice="Muutettu."),
        lambda: Result.history.all().update(current_practice="Muutettu."),
        lambda: Result.history.all().delete(),
        lambda: Result.history.bulk_update([row], ["current_practice"]),
    ):
        with pytest.raises(TypeError):
            change()
    assert Result.history.get().current_practice == "Ensimmäinen."


def test_saved_completed_text_stays_readable(client_of, cast) -> None:
    assessment = make_completed(cast)
    page = client_of(cast.contact).get(address(assessment)).content.decode()
    assert "Ota tämä teksti takaisin" not in page


def test_every_history_of_the_service_is_of_the_kept_kind() -> None:
    histories = [model for model in apps.get_models() if hasattr(model, "instance_type")]
    assert {model.__name__ for model in histories} >= {"HistoricalResult", "HistoricalRating", "HistoricalAreaSummary", "HistoricalAction"}
    assert all(isinstance(model.objects.all(), AppendOnlyHistory) for model in histories)
