"""Participants by name, the card, the paper form, and typing answers in from paper."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from assessments.choices import Answer, RatingsShown
from assessments.models import Assessment, Participant, Rating
from assessments.selectors.discussion import discuss
from assessments.selectors.results import criteria_of
from assessments.services.codes import make_code, save_rating_by_code
from assessments.services.paper import type_in_ratings
from assessments.services.participants import add_by_name
from assessments.services.phases import open_discussion
from assessments.services.ratings import GivenRating
from config.toolkit.errors import DomainError, NotAllowedError, RefusedInputError, WrongStateError
from tests.factories.assessments import AT, IN_STATE, Cast, add_guest, make_draft, make_individual, rate_all
from workshops.models import AuditEvent, OutgoingMail, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def assessment(cast) -> Assessment:
    return make_individual(cast)


@pytest.fixture
def place(assessment, cast) -> Participant:
    return add_guest(assessment, cast.contact)[0]


@pytest.fixture
def contact(cast, client_of) -> Client:
    return client_of(cast.contact)


def page(name: str, assessment: Assessment, *args: str) -> str:
    return reverse(f"assessments:{name}", args=[assessment.ref, *args])


def given(assessment: Assessment, value: int, note: str = "") -> GivenRating:
    return GivenRating(Answer.LEVEL, assessment.version.scale.levels.get(value=value), note=note)


def type_in(place: Participant, by: User, value: int = 2, note: str = "", code: str = "") -> None:
    criteria = [criterion for criterion in criteria_of(place.assessment) if code in {"", criterion.code}]
    answer = given(place.assessment, value, note)
    type_in_ratings(participant=place, ratings=dict.fromkeys(criteria, (answer, 0)), by=by, at=AT)


def answers(code: str = "K1.1", **values: str) -> dict[str, str]:
    return {f"{code}-{name}": value for name, value in values.items()}


# --- by name -----------------------------------------------------------------------------------------------------------------


def test_add_by_name_leads_to_the_card_and_sends_no_mail(assessment, contact) -> None:
    mails = OutgoingMail.objects.count()
    response = contact.post(page("participant-by-name", assessment), {"name": "  Pirkko   Kartano "}, follow=True)
    place = assessment.participants.get(name="Pirkko Kartano")
    assert response.redirect_chain == [(page("participant-code", assessment, place.ref), 302)]
    assert "Miten Pirkko Kartano arvioi?" in response.content.decode()
    assert OutgoingMail.objects.count() == mails


def test_page_says_that_no_names_of_trainees_go_here(assessment, contact) -> None:
    html = contact.get(page("participant-by-name", assessment)).content.decode()
    assert "Valmentautujien nimiä ei koskaan kirjata" in html
    assert "Kuka näkee tämän?" in html


@pytest.mark.parametrize("name", ["Pirkko Kartano", "pirkko kartano", "Teppo Tekijä 0"])
def test_add_of_a_name_that_takes_part_already_is_refused(assessment, place, contact, name) -> None:
    response = contact.post(page("participant-by-name", assessment), {"name": name})
    assert response.status_code == 400
    assert "osallistuu jo" in response.content.decode()
    assert assessment.participants.exclude(name="").count() == 1


def test_card_shows_the_code_once_with_its_address_and_qr(assessment, place, contact) -> None:
    url = page("participant-code", assessment, place.ref)
    before = place.code_digest
    assert contact.get(url).status_code == 200
    place.refresh_from_db()
    assert place.code_digest == before  # looking changes nothing
    response = contact.post(url)
    html = response.content.decode()
    [code] = re.findall(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", html)
    assert "/koodi/" in html
    assert "<svg" in html
    assert "Pirkko Kartano" in html
    assert "no-store" in response["Cache-Control"]
    assert Client().post("/koodi/", {"secret_code": code}).status_code == 302
    assert code not in contact.get(url).content.decode()
    assert "Tee uusi kortti" in contact.get(url).content.decode()
    assert AuditEvent.objects.filter(action="code_made").count() == 2


@pytest.mark.parametrize("state", ["joint", "completed", "archived", "abandoned"])
def test_code_is_made_only_before_the_discussion(cast, state, client_of) -> None:
    draft = make_draft(cast)
    place, _code = add_guest(draft, cast.contact)
    Assessment.objects.filter(pk=draft.pk).delete()
    assessment = IN_STATE[state](Cast(workshop=cast.workshop))
    place.assessment = assessment
    with pytest.raises(WrongStateError):
        make_code(participant=place, by=cast.contact, at=AT)


def test_pages_about_one_with_an_account_do_not_exist(assessment, cast, contact) -> None:
    colleague = assessment.participants.get(user=cast.workers[0])
    for name, extra in [("participant-code", []), ("paper-form", []), ("paper-update", ["K1"])]:
        assert contact.get(page(name, assessment, colleague.ref, *extra)).status_code == 404
        if name != "paper-form":
            assert contact.post(page(name, assessment, colleague.ref, *extra)).status_code == 404
    with pytest.raises(RefusedInputError):
        make_code(participant=colleague, by=cast.contact, at=AT)
    with pytest.raises(RefusedInputError):
        type_in(colleague, cast.contact)


def test_pages_are_for_those_who_manage(assessment, place, cast, client_of) -> None:
    worker, stranger = client_of(cast.workers[0]), client_of(cast.stranger)
    for name, args in [
        ("participant-by-name", []),
        ("participant-code", [place.ref]),
        ("paper-form", [place.ref]),
        ("paper-form-blank", []),
        ("paper-update", [place.ref, "K1"]),
    ]:
        assert worker.get(page(name, assessment, *args)).status_code == 403
        assert stranger.get(page(name, assessment, *args)).status_code == 404
    for refused in (
        lambda: add_by_name(assessment=assessment, name="Uusi", by=cast.workers[0], at=AT),
        lambda: make_code(participant=place, by=cast.workers[0], at=AT),
        lambda: type_in(place, cast.workers[0]),
    ):
        with pytest.raises(NotAllowedError):
            refused()


def test_lists_name_her_and_count_her_answers(assessment, place, cast, contact, client_of) -> None:
    type_in(place, cast.contact)
    for url in (page("participant-list", assessment), page("assessment-detail", assessment)):
        html = contact.get(url).content.decode()
        assert "Pirkko Kartano" in html
        assert "4/4 arvioitu" in html
    html = contact.get(page("participant-remove", assessment, place.ref)).content.decode()
    assert "Nimi poistetaan palvelusta" in html


def test_draft_lists_her_as_one_who_takes_part(cast, contact) -> None:
    draft = make_draft(cast)
    add_guest(draft, cast.contact)
    for name in ("assessment-detail", "participant-list"):
        html = contact.get(page(name, draft)).content.decode()
        assert "Pirkko Kartano" in html
        assert "kutsu vanhentunut" not in html


# --- the form to print -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("blank", [True, False])
def test_paper_form_holds_every_criterion_and_tells_who_sees(assessment, place, contact, blank) -> None:
    url = page("paper-form-blank", assessment) if blank else page("paper-form", assessment, place.ref)
    html = contact.get(url).content.decode()
    for code in ("K1.1", "K1.2", "K2.1", "K2.2"):
        assert f"{code}: kuvaus tasosta 4." in html
    assert ("Pirkko Kartano" in html) == (not blank)
    assert "joka kirjaa vastauksesi palveluun" in html
    assert "Ei koske työpajaamme" in html


def test_paper_form_leaves_out_areas_that_are_not_assessed(assessment, contact) -> None:
    assessment.areas.remove(assessment.version.areas.get(code="K2"))
    assert "K2.1" not in contact.get(page("paper-form-blank", assessment)).content.decode()


# --- typing in ---------------------------------------------------------------------------------------------------------------


def test_type_in_saves_what_was_answered_and_marks_it(assessment, place, cast, contact) -> None:
    url = page("paper-update", assessment, place.ref, "K1")
    html = contact.get(url).content.decode()
    assert "Sinä, koska kirjaat vastaukset" in html
    data = {**answers(answer="3", note="Paperista.", revision="0"), **answers("K1.2", revision="0")}
    response = contact.post(url, data, follow=True)
    assert response.redirect_chain == [(page("paper-update", assessment, place.ref, "K2"), 302)]
    assert "Yksi vastaus on tallennettu." in response.content.decode()
    rating = Rating.objects.get()
    assert (rating.participant, rating.level.value, rating.note, rating.typed_in_by) == (place, 3, "Paperista.", cast.contact)
    html = contact.get(url).content.decode()
    assert "kirjattu paperilta" in html
    assert "Paperista." in html


def test_type_in_of_the_last_area_leads_back_to_the_participants(assessment, place, contact) -> None:
    response = contact.post(page("paper-update", assessment, place.ref, "K2"), answers("K2.1", answer="dont_know", revision="0"))
    assert response.url == page("participant-list", assessment)
    assert contact.get(page("paper-update", assessment, place.ref, "K9")).status_code == 404


def test_type_in_without_the_reason_keeps_everything_and_says_what_is_missing(assessment, place, contact) -> None:
    data = {**answers(answer="not_applicable", note="Säilyy.", revision="0"), **answers("K1.2", answer="2", revision="0")}
    response = contact.post(page("paper-update", assessment, place.ref, "K1"), data)
    html = response.content.decode()
    assert response.status_code == 400
    assert "Säilyy." in html
    assert 'href="#id_K1.1-reason"' in html
    assert not Rating.objects.exists()


def test_type_in_of_two_tabs_gives_the_second_text_back(assessment, place, contact) -> None:
    url = page("paper-update", assessment, place.ref, "K1")
    contact.post(url, answers(answer="3", note="Ensimmäinen.", revision="0"))
    response = contact.post(url, answers(answer="2", note="Toinen teksti.", revision="0"))
    assert response.status_code == 409
    assert "Toinen teksti." in response.content.decode()
    assert Rating.objects.get().note == "Ensimmäinen."


def test_what_was_given_with_the_code_is_hidden_and_cannot_be_replaced(assessment, place, cast, contact) -> None:
    first = criteria_of(assessment)[0]
    save_rating_by_code(participant=place, criterion=first, given=given(assessment, 4, "Oma salainen huomioni."), revision=0, at=AT)
    url = page("paper-update", assessment, place.ref, "K1")
    html = contact.get(url).content.decode()
    assert "Oma salainen huomioni." not in html
    assert "Tähän on jo vastattu koodilla" in html
    assert "K1.1-answer" not in html
    contact.post(url, answers(answer="1", note="Päälle.", revision="1"))
    with pytest.raises(WrongStateError):
        type_in(place, cast.contact, value=1, code="K1.1")
    rating = Rating.objects.get()
    assert (rating.level.value, rating.note) == (4, "Oma salainen huomioni.")


def test_what_one_has_typed_in_another_does_not_see(assessment, place, cast, client_of) -> None:
    type_in(place, cast.contact, note="Paperilla lukee näin.")
    html = client_of(cast.leader).get(page("paper-update", assessment, place.ref, "K1")).content.decode()
    assert "Paperilla lukee näin." not in html
    with pytest.raises(WrongStateError):
        type_in(place, cast.leader)


def test_rater_who_saves_herself_takes_her_answer_over(assessment, place, cast, contact) -> None:
    type_in(place, cast.contact, note="Paperilta.")
    code = make_code(participant=place, by=cast.contact, at=AT)
    guest = Client()
    guest.post("/koodi/", {"secret_code": code})
    html = guest.get("/koodi/oma/arvio/K1.1/").content.decode()
    assert "Paperilta." in html
    assert "Sinä ja se, joka kirjasi vastauksen paperilta." in html
    guest.post("/koodi/oma/arvio/K1.1/", {"answer": "4", "note": "Itse.", "revision": "1"})
    assert Rating.objects.get(criterion__code="K1.1").typed_in_by is None
    html = contact.get(page("paper-update", assessment, place.ref, "K1")).content.decode()
    assert "Itse." not in html


def test_type_in_after_the_discussion_has_opened_gives_the_text_back(assessment, place, cast, contact) -> None:
    open_discussion(assessment=assessment, by=cast.contact, at=AT)
    response = contact.post(page("paper-update", assessment, place.ref, "K1"), answers(answer="3", note="Liian myöhään.", revision="0"))
    assert response.status_code == 409
    assert "Liian myöhään." in response.content.decode()
    with pytest.raises(WrongStateError):
        type_in(place, cast.contact)


# --- the discussion ----------------------------------------------------------------------------------------------------------


def test_discussion_with_names_tells_what_came_from_paper(cast, client_of) -> None:
    assessment = make_individual(cast, ratings_shown=RatingsShown.NAMES)
    place, _code = add_guest(assessment, cast.contact)
    type_in(place, cast.contact)
    rate_all(assessment, cast.workers, [3])
    open_discussion(assessment=assessment, by=cast.contact, at=AT)
    url = reverse("assessments:discussion-detail", args=[assessment.ref])
    html = client_of(cast.workers[0]).get(url).content.decode()
    assert "Pirkko Kartano (kirjattu paperilta)" in html
    assert "Teppo Tekijä 0 (kirjattu paperilta)" not in html


@pytest.mark.parametrize(
    ("workers", "papers", "shown"),
    [
        (4, 0, True),
        (3, 1, True),  # the contact knows one of four and has not rated: three are left
        (2, 2, False),  # two are left: she could work out who gave what
        (1, 3, False),
        (0, 4, True),  # nothing is left for her to work out
        (3, 2, True),
    ],
)
def test_spread_does_not_tell_the_typist_what_single_others_rated(workers, papers, shown) -> None:
    cast = Cast(workers=4)
    assessment = make_individual(cast)
    rate_all(assessment, cast.workers[:workers], [1, 2, 3])
    for number in range(papers):
        type_in(add_by_name(assessment=assessment, name=f"Paperi {number}", by=cast.contact, at=AT), cast.contact)
    [first, *_rest] = discuss(assessment, criteria_of(assessment))
    assert first.total == workers + papers
    assert first.shown is shown


def test_spread_counts_what_the_typist_rated_herself_as_known_to_her() -> None:
    cast = Cast(workers=2)
    assessment = make_individual(cast)
    rate_all(assessment, cast.raters, [1, 2, 3])
    type_in(add_by_name(assessment=assessment, name="Paperi", by=cast.contact, at=AT), cast.contact)
    assert [item.shown for item in discuss(assessment, criteria_of(assessment))] == [False] * 4


def test_page_of_typing_asks_the_database_the_same_for_any_number_of_answers(
    assessment, place, cast, contact, django_assert_max_num_queries
) -> None:
    url = page("paper-update", assessment, place.ref, "K1")
    contact.get("/tietosuoja/")  # the session gets its stamp
    with django_assert_max_num_queries(10):
        contact.get(url)
    type_in(place, cast.contact)
    with django_assert_max_num_queries(10):
        contact.get(url)
    with django_assert_max_num_queries(12):
        contact.get(page("paper-form-blank", assessment))


def test_refusals_are_sentences(assessment, cast) -> None:
    with pytest.raises(DomainError, match=r"^Tämä on mahdollista vain osallistujalle, joka on lisätty pelkällä nimellä\.$"):
        make_code(participant=assessment.participants.get(user=cast.contact), by=cast.contact, at=AT)
