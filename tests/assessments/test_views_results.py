"""Agreeing results and strengths: two writers, notes as a start, who may write, and what never leaves its author."""

import re

import pytest
from django.urls import reverse

from assessments.choices import Answer, RatingsShown
from assessments.models import AreaSummary, Assessment, Rating, Result
from assessments.selectors.results import criteria_of
from assessments.services.phases import open_discussion
from assessments.services.ratings import save_rating
from tests.factories.assessments import AT, Cast, make_individual, make_joint
from tests.factories.criteria import make_version

pytestmark = pytest.mark.django_db

NASTY = "<script>alert(1)</script> {{ 7|add:7 }} <img src=x onerror=alert(2)> javascript:alert(3)"


def address(assessment: Assessment, code: str = "K1.1") -> str:
    return reverse("assessments:result-update", args=[assessment.ref, code])


def area_address(assessment: Assessment, code: str = "K1") -> str:
    return reverse("assessments:area-summary-update", args=[assessment.ref, code])


def form(**fields: object) -> dict[str, object]:
    return {"revision": 0, "answer": "3", "reason": "", "current_practice": "", "development": "", **fields}


def with_notes(cast: Cast, **notes: tuple[str, bool]) -> Assessment:
    """Open a discussion in which the n-th rater has written the n-th note on every criterion and allowed it to be shown or not."""
    assessment = make_individual(cast)
    level = assessment.version.scale.levels.get(value=4)
    for user, (note, allowed) in zip(cast.raters, notes.values(), strict=False):
        for criterion in criteria_of(assessment):
            save_rating(
                assessment=assessment,
                criterion=criterion,
                answer=Answer.LEVEL,
                level=level,
                note=note,
                note_may_be_shown=allowed,
                revision=0,
                by=user,
                at=AT,
            )
    return open_discussion(assessment=assessment, by=cast.contact, at=AT)


# Queries ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("criteria", "workers"), [(5, 0), (20, 9)])
@pytest.mark.parametrize("who", ["contact", "worker"])
def test_page_takes_ten_queries_whatever_the_size_and_role(
    client_of, django_assert_num_queries, criteria: int, workers: int, who: str
) -> None:
    cast = Cast(workers=workers + 1)
    assessment = make_individual(cast, version=make_version(areas=6, criteria=criteria))
    level = assessment.version.scale.levels.get(value=2)
    Rating.objects.bulk_create(
        Rating(participant=participant, criterion=criterion, answer=Answer.LEVEL, level=level, saved_at=AT)
        for participant in assessment.participants.all()
        for criterion in criteria_of(assessment)
    )
    assessment = open_discussion(assessment=assessment, by=cast.contact, at=AT)
    contact = client_of(cast.contact)
    contact.post(address(assessment), form(current_practice="Näin."))
    contact.get(reverse("assessments:assessment-detail", args=[assessment.ref]))  # shows the message of the save
    client = contact if who == "contact" else client_of(cast.workers[0])
    client.get(address(assessment))
    with django_assert_num_queries(10):
        client.get(address(assessment))


# Saving ----------------------------------------------------------------------------------------------------------------------


def test_saved_result_leads_to_the_next_criterion_and_the_last_one_to_the_check(client_of) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    client = client_of(cast.contact)
    first = client.post(address(assessment), form(current_practice=" Suunnitelma tehdään yhdessä.\r\nAina. ", development="Seuranta."))
    assert first.url == address(assessment, "K1.2")
    result = Result.objects.get()
    assert (result.level.value, result.current_practice, result.development) == (3, "Suunnitelma tehdään yhdessä.\nAina.", "Seuranta.")
    assert (result.revision, result.saved_by) == (1, cast.contact)
    assert client.post(address(assessment, "K2.2"), form()).url == reverse("assessments:assessment-check", args=[assessment.ref])
    back = client.post(address(assessment, "K2.1"), form(keskusteluun="1"))
    assert back.url == reverse("assessments:discussion-detail", args=[assessment.ref])
    evidence = client.post(address(assessment, "K1.2"), form(nayttoon="1"))
    assert evidence.url == reverse("assessments:evidence-create", args=[assessment.ref, "K1.2"]) + "?palaa=tulos"


def test_texts_can_be_saved_before_the_level_is_agreed(client_of) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    client_of(cast.contact).post(address(assessment), form(answer="", current_practice="Alku."))
    result = Result.objects.get()
    assert (result.answer, result.level, result.current_practice) == ("", None, "Alku.")


def test_not_applicable_needs_a_reason_and_no_text_is_lost(client_of) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    client = client_of(cast.contact)
    response = client.post(address(assessment), form(answer="not_applicable", current_practice="Tämä säilyy."))
    assert response.status_code == 400
    text = response.content.decode()
    assert "Kerro lyhyesti, miksi kriteeri ei koske työpajaanne." in text
    assert "Tämä säilyy." in text
    assert "<title>Virhe:" in text
    client.post(address(assessment), form(answer="not_applicable", reason="Meillä ei ole kuljetuksia."))
    assert (Result.objects.get().answer, Result.objects.get().reason) == (Answer.NOT_APPLICABLE, "Meillä ei ole kuljetuksia.")


@pytest.mark.parametrize("fields", [{"answer": "9"}, {"answer": "dont_know"}, {"revision": "x"}, {"current_practice": "a" * 10_001}])
def test_bad_input_is_refused_and_nothing_is_saved(client_of, fields: dict[str, str]) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    response = client_of(cast.contact).post(address(assessment), form(development="Säilyy.", **fields))
    assert response.status_code == 400
    assert "Säilyy." in response.content.decode()
    assert not Result.objects.exists()


def test_extra_fields_change_nothing(client_of) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    extra = {"status": "completed", "saved_by": cast.leader.pk, "criterion": "K2.2", "assessment": "1", "level": "1"}
    client_of(cast.contact).post(address(assessment), form(**extra))
    result = Result.objects.get()
    assert (result.criterion.code, result.level.value, result.saved_by, result.assessment.status) == ("K1.1", 3, cast.contact, "joint")


def test_typed_markup_is_shown_as_text(client_of) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    client = client_of(cast.contact)
    client.post(address(assessment), form(current_practice=NASTY, development=NASTY))
    client.post(area_address(assessment), {"revision": 0, "strengths": NASTY})
    stale = client.post(address(assessment), form(current_practice=f"{NASTY} oma", answer="1"))
    pages = [stale, client.get(address(assessment)), client.get(area_address(assessment))]
    pages += [client_of(cast.workers[0]).get(url) for url in (address(assessment), area_address(assessment))]
    for page in pages:
        text = page.content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "{{ 7|add:7 }}" in text


# Two writers -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def both(client_of):
    """Two people have the same page open; the leader has saved, the contact's save comes second."""
    cast = Cast()
    assessment = make_joint(cast)
    client_of(cast.leader).post(address(assessment), form(answer="2", current_practice="Viikko suunnitellaan maanantaisin."))
    client = client_of(cast.contact)
    mine = form(answer="3", current_practice="Viikko suunnitellaan perjantaisin.", development="Kirjataan tapa.")
    return assessment, client, client.post(address(assessment), mine)


def hidden(response) -> dict[str, str]:
    fields = re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', response.content.decode())
    return {name: value for name, value in fields if name != "csrfmiddlewaretoken"}


def test_second_save_is_told_so_and_shows_both(both) -> None:
    _assessment, _client, response = both
    assert response.status_code == 409
    text = response.content.decode()
    assert "Leena Johtava tallensi" in text
    assert "2 Kehittyvä" in text
    assert "3 Vakiintunut" in text
    assert "<mark>perjantaisin.</mark>" in text
    assert "<mark>maanantaisin.</mark>" in text
    assert "Kirjataan tapa." in text
    assert Result.objects.get().current_practice == "Viikko suunnitellaan maanantaisin."
    assert hidden(response) == {
        "revision": "1",
        "answer": "3",
        "reason": "",
        "current_practice": "Viikko suunnitellaan perjantaisin.",
        "development": "Kirjataan tapa.",
    }


def test_own_version_is_saved_when_chosen(both) -> None:
    assessment, client, response = both
    saved = client.post(address(assessment), {**hidden(response), "pida": "oma"})
    assert saved.url == address(assessment, "K1.2")
    result = Result.objects.get()
    assert (result.level.value, result.current_practice, result.revision) == (3, "Viikko suunnitellaan perjantaisin.", 2)


def test_stored_version_stays_when_chosen(both) -> None:
    assessment, client, response = both
    kept = client.post(address(assessment), {**hidden(response), "pida": "tallennettu"}, follow=True)
    assert "Viikko suunnitellaan maanantaisin." in kept.content.decode()
    assert (Result.objects.get().level.value, Result.objects.get().revision) == (2, 1)


def test_both_texts_are_put_together_for_editing_and_not_saved_yet(both) -> None:
    assessment, client, response = both
    combined = client.post(address(assessment), {**hidden(response), "pida": "molemmat"})
    initial = combined.context["form"].initial
    assert initial["current_practice"] == "Viikko suunnitellaan maanantaisin.\n\nViikko suunnitellaan perjantaisin."
    assert (initial["answer"], initial["development"], initial["revision"]) == ("3", "Kirjataan tapa.", 1)
    assert "Ei vielä tallennettu" in combined.content.decode()
    assert Result.objects.get().revision == 1


def test_a_third_save_in_between_is_told_again(both, client_of) -> None:
    assessment, client, response = both
    cast_leader = Result.objects.get().saved_by
    client_of(cast_leader).post(address(assessment), form(revision=1, answer="1", current_practice="Kolmas teksti."))
    again = client.post(address(assessment), {**hidden(response), "pida": "oma"})
    assert again.status_code == 409
    assert "Kolmas" in again.content.decode()
    assert hidden(again)["revision"] == "2"
    assert Result.objects.get().current_practice == "Kolmas teksti."


def test_the_same_save_twice_is_no_conflict(client_of) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    client = client_of(cast.contact)
    urls = [client.post(address(assessment), form(current_practice="Näin.")).url for _press in range(2)]
    assert urls == [address(assessment, "K1.2")] * 2
    assert Result.objects.get().revision == 1


def test_strengths_of_an_area_are_guarded_alike(client_of) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    leader, contact = client_of(cast.leader), client_of(cast.contact)
    saved = leader.post(area_address(assessment), {"revision": 0, "strengths": "Työparityö."})
    assert saved.url == reverse("assessments:discussion-detail", args=[assessment.ref]) + "#osa-alueet"
    response = contact.post(area_address(assessment), {"revision": 0, "strengths": "Hyvä ilmapiiri."})
    assert response.status_code == 409
    assert "Työparityö." in response.content.decode()
    assert hidden(response) == {"revision": "1", "strengths": "Hyvä ilmapiiri."}
    combined = contact.post(area_address(assessment), {**hidden(response), "pida": "molemmat"})
    assert combined.context["form"].initial == {"revision": 1, "strengths": "Työparityö.\n\nHyvä ilmapiiri."}
    contact.post(area_address(assessment), {"revision": 1, "strengths": "Työparityö ja ilmapiiri."})
    assert (AreaSummary.objects.get().strengths, AreaSummary.objects.get().revision) == ("Työparityö ja ilmapiiri.", 2)


# Notes -----------------------------------------------------------------------------------------------------------------------


def test_notes_are_shown_by_permission_and_tied_to_nobody(client_of) -> None:
    cast = Cast(workers=2)
    assessment = with_notes(cast, a=("Ryhmissä on eroja.", True), b=("Tätä ei saa näyttää.", False), c=("Arki sujuu.", True))
    response = client_of(cast.leader).get(address(assessment))
    text = response.content.decode()
    assert response.context["sheet"].discussed.notes == ("Arki sujuu.", "Ryhmissä on eroja.")
    assert "Tätä ei saa näyttää." not in text
    assert not any(user.name in text for user in cast.raters)
    section = text[text.index("Muistiinpanoja") : text.index("Arki sujuu.") + 400]
    assert "Edistynyt" not in section


def test_notes_stay_nameless_also_where_names_are_shown(client_of) -> None:
    cast = Cast(workers=1)
    assessment = with_notes(cast, a=("Ryhmissä on eroja.", True))
    Assessment.objects.update(ratings_shown=RatingsShown.NAMES)
    text = client_of(cast.leader).get(address(assessment)).content.decode()
    assert text.index(cast.contact.name) < text.index('id="muistiinpanot"') < text.index("Ryhmissä on eroja.")
    assert text.count(cast.contact.name) == 1


def test_note_becomes_a_start_and_what_was_typed_stays(client_of) -> None:
    cast = Cast()
    assessment = with_notes(cast, a=("Toinen rivi.\nKolmas.", True), b=("Arki sujuu.", True))
    client = client_of(cast.contact)
    typed = form(answer="2", current_practice="Aloitettu teksti.", development="Kehitetään tätä.", reason="", kayta_pohjana="1")
    response = client.post(address(assessment), typed)
    initial = response.context["form"].initial
    assert initial["current_practice"] == "Aloitettu teksti.\n\nToinen rivi.\nKolmas."
    assert (initial["answer"], initial["development"]) == ("2", "Kehitetään tätä.")
    assert "Muistiinpano on nyt kohdassa" in response.content.decode()
    assert not Result.objects.exists()
    again = client.post(address(assessment), {**initial, "kayta_pohjana": "1"})
    assert again.context["form"].initial["current_practice"] == initial["current_practice"]


def test_enter_in_the_form_saves_and_does_not_take_a_note(client_of) -> None:
    cast = Cast()
    assessment = with_notes(cast, a=("Arki sujuu.", True))
    buttons = re.findall(r"<button[^>]*>", client_of(cast.contact).get(address(assessment)).content.decode())
    own = [button for button in buttons if 'form="tulos"' in button]
    assert "kayta_pohjana" not in own[0]
    assert "hidden" in own[0]


def test_note_that_does_not_exist_is_an_ordinary_save(client_of) -> None:
    cast = Cast()
    assessment = with_notes(cast, a=("Ei lupaa.", False))
    client_of(cast.contact).post(address(assessment), form(current_practice="Oma.", kayta_pohjana="0"))
    assert Result.objects.get().current_practice == "Oma."


# Who may write ---------------------------------------------------------------------------------------------------------------


def test_worker_reads_the_same_page_but_cannot_write(client_of) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    client_of(cast.contact).post(address(assessment), form(current_practice="Sovittu tapa."))
    client = client_of(cast.workers[0])
    text = client.get(address(assessment)).content.decode()
    assert "Sovittu tapa." in text
    assert "Vakiintunut – sovittu" in text
    assert "K1.1: kuvaus tasosta 4." in text
    assert "Mitä kriteeri K1.1 tarkoittaa teillä, kysymys 1?" in text
    assert "<textarea" not in text
    assert 'type="radio"' not in text
    refused = client.post(address(assessment), form(revision=1, current_practice="Työntekijän muutos."))
    assert refused.status_code == 403
    assert "Työntekijän muutos." in refused.content.decode()
    assert client.post(area_address(assessment), {"revision": 0, "strengths": "Ei näin."}).status_code == 403
    assert Result.objects.get().current_practice == "Sovittu tapa."
    assert not AreaSummary.objects.exists()


@pytest.mark.parametrize("code", ["K9.9", "K1", "", "%2e%2e"])
def test_criterion_outside_the_assessment_is_not_there(client_of, code: str) -> None:
    cast = Cast()
    assessment = make_joint(cast)
    other = make_joint(Cast(), version=make_version(areas=4))
    client = client_of(cast.contact)
    base = reverse("assessments:discussion-detail", args=[assessment.ref])
    if code:
        assert client.get(f"{base}{code}/").status_code == 404
        assert client.post(f"{base}{code}/", form()).status_code == 404
    assert client.post(address(assessment, "K4.1"), form()).status_code == 404
    assert client.get(area_address(assessment, "K4")).status_code == 404
    assert other.areas.filter(code="K4").exists()
    assert not Result.objects.exists()
