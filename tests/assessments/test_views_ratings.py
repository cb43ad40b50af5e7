"""The page of one own rating: what is offered, saved, refused and never shown."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from assessments.choices import Answer, RatingsShown
from assessments.models import Assessment, Rating
from assessments.permissions import can_rate_criterion
from assessments.services.phases import open_discussion
from assessments.services.ratings import save_rating
from criteria.models import Criterion, Level
from tests.factories.assessments import AT, IN_STATE, Cast, make_draft, make_individual, rate_all
from tests.factories.criteria import ConceptFactory, ConceptGroupFactory, ConceptLinkFactory, make_version
from tests.factories.workshops import LONG_AGO, RoleGrantFactory, UserFactory
from workshops.models import User
from workshops.permissions import Access
from workshops.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def address(assessment: Assessment, code: str = "K1.1") -> str:
    return reverse("assessments:rating-update", args=[assessment.ref, code])


def landing(assessment: Assessment) -> str:
    return reverse("assessments:assessment-detail", args=[assessment.ref])


def stored(assessment: Assessment, user: User, code: str = "K1.1") -> Rating:
    return Rating.objects.get(participant__assessment=assessment, participant__user=user, criterion__code=code)


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def worker(cast: Cast, client_of) -> Client:
    return client_of(cast.workers[0])


def rate(assessment: Assessment, user: User, code: str, **values: object) -> Rating:
    criterion = Criterion.objects.get(area__assessments=assessment, code=code)
    given = {"answer": Answer.LEVEL, "level": assessment.version.scale.levels.get(value=2), "revision": 0, **values}
    return save_rating(assessment=assessment, criterion=criterion, by=user, at=AT, **given)


# --- the page ----------------------------------------------------------------------------------------------------------------


def test_page_shows_the_criterion_and_its_levels_as_choices(cast, worker) -> None:
    assessment = make_individual(cast)
    html = worker.get(address(assessment)).content.decode()
    assert "Näin toimitaan hyvällä työpajalla." in html
    assert "Mitä kriteeri K1.1 tarkoittaa teillä, kysymys 2?" in html
    assert "muistio kriteeristä K1.1" in html
    for value in (1, 2, 3, 4):
        assert f"K1.1: kuvaus tasosta {value}." in html
    assert html.count('type="radio"') == 6
    assert "Ei koske työpajaamme" in html
    assert "En osaa sanoa" in html
    assert "checked" not in html
    assert html.count("btn-primary") == 1
    assert "Älä kirjoita valmentautujien henkilötietoja." in html


def test_page_explains_concepts_in_place(cast, worker) -> None:
    assessment = make_individual(cast)
    criterion = Criterion.objects.get(area__assessments=assessment, code="K1.1")
    concept = ConceptFactory(group=ConceptGroupFactory(), term_fi="työpaja", definition_fi="Paikka, jossa valmennetaan.")
    ConceptLinkFactory(criterion=criterion, concept=concept)
    assert "Paikka, jossa valmennetaan." in worker.get(address(assessment)).content.decode()


def test_page_shows_the_own_answer_again(cast, worker) -> None:
    assessment = make_individual(cast)
    rate(assessment, cast.workers[0], "K1.1", note="Näin teemme.", note_may_be_shown=True)
    response = worker.get(address(assessment))
    html = response.content.decode()
    assert re.findall(r'value="([^"]+)"[^>]* checked', html) == ["2"]
    assert response.context["form"]["note_may_be_shown"].value() is True
    assert "Näin teemme." in html
    assert "Tallennettu klo 12.00" in html


@pytest.mark.parametrize(
    ("shown", "sentence"),
    [(RatingsShown.SPREAD, "miten arviot jakautuvat, ilman nimiä"), (RatingsShown.NAMES, "Jokaisen arvio näkyy nimen kanssa")],
)
def test_page_tells_who_sees_this_as_declared(cast, worker, shown, sentence) -> None:
    html = worker.get(address(make_individual(cast, ratings_shown=shown))).content.decode()
    assert "Kuka näkee tämän?" in html
    assert sentence in html
    assert "Vain sinä." in html


def test_page_rail_marks_where_one_is_and_what_is_rated(cast, worker) -> None:
    assessment = make_individual(cast)
    rate(assessment, cast.workers[0], "K1.2")
    html = " ".join(worker.get(address(assessment)).content.decode().split())
    rail = html[html.index('<nav class="rail"') : html.index("</nav>", html.index('<nav class="rail"'))]
    assert "1/2 arvioitu" in rail
    assert 'aria-current="step"> <a href="' + address(assessment) in rail
    assert rail.count("✓") == 1
    assert "K2.1" not in rail


def test_page_leads_to_neighbours_over_areas(cast, worker) -> None:
    assessment = make_individual(cast)
    html = worker.get(address(assessment, "K1.2")).content.decode()
    assert f'rel="prev" href="{address(assessment, "K1.1")}"' in html
    assert f'rel="next" href="{address(assessment, "K2.1")}"' in html
    assert 'rel="prev"' not in worker.get(address(assessment, "K1.1")).content.decode()
    assert 'rel="next"' not in worker.get(address(assessment, "K2.2")).content.decode()


# --- saving ------------------------------------------------------------------------------------------------------------------


def test_save_of_a_level_leads_to_the_next_unanswered(cast, worker) -> None:
    assessment = make_individual(cast)
    rate(assessment, cast.workers[0], "K1.2")
    response = worker.post(address(assessment), {"answer": "3", "note": "  Sovittu.\r\nKirjattu. ", "note_may_be_shown": "on"}, follow=True)
    assert response.redirect_chain == [(address(assessment, "K2.1"), 302)]
    assert "K1.1 on tallennettu." in response.content.decode()
    rating = stored(assessment, cast.workers[0])
    assert (rating.answer, rating.level.value, rating.note, rating.note_may_be_shown) == ("level", 3, "Sovittu.\nKirjattu.", True)


def test_save_of_a_level_zero_is_a_level(cast, worker) -> None:
    version = make_version()
    Level.objects.filter(scale=version.scale, value=1).update(value=0)
    assessment = make_individual(cast, version=version)
    worker.post(address(assessment), {"answer": "0"})
    rating = stored(assessment, cast.workers[0])
    assert (rating.answer, rating.level.value) == ("level", 0)
    assert worker.get(address(assessment)).context["form"]["answer"].value() == "0"
    assert "1/4 kriteeriä arvioitu" in worker.get(landing(assessment)).content.decode()


def test_save_of_dont_know_needs_no_reason(cast, worker) -> None:
    assessment = make_individual(cast)
    assert worker.post(address(assessment), {"answer": "dont_know"}).status_code == 302
    rating = stored(assessment, cast.workers[0])
    assert (rating.answer, rating.level) == ("dont_know", None)


def test_save_of_not_applicable_needs_a_reason(cast, worker) -> None:
    assessment = make_individual(cast)
    response = worker.post(address(assessment), {"answer": "not_applicable", "reason": " ", "note": "Kirjoitin tämän."})
    html = response.content.decode()
    assert response.status_code == 400
    assert "Kerro lyhyesti, miksi kriteeri ei koske työpajaanne." in html
    assert "Kirjoitin tämän." in html
    assert 'href="#id_reason"' in html
    assert "<title>Virhe:" in html
    assert not Rating.objects.exists()
    worker.post(address(assessment), {"answer": "not_applicable", "reason": "Meillä ei ole verstasta."})
    assert stored(assessment, cast.workers[0]).reason == "Meillä ei ole verstasta."


def test_save_of_nothing_is_refused_before_anything_is_stored(cast, worker) -> None:
    assessment = make_individual(cast)
    response = worker.post(address(assessment), {})
    assert response.status_code == 400
    assert "Valitse yksi vaihtoehto." in response.content.decode()
    assert not Rating.objects.exists()


def test_save_of_a_note_alone_leaves_the_criterion_unanswered(cast, worker) -> None:
    assessment = make_individual(cast)
    html = worker.post(address(assessment), {"note": "Mietitään."}, follow=True).content.decode()
    assert "Arvio puuttuu vielä." in html
    assert stored(assessment, cast.workers[0]).answer == ""
    assert "0/4 kriteeriä arvioitu" in worker.get(landing(assessment)).content.decode()
    worker.post(address(assessment), {"note": "", "revision": 1})
    assert stored(assessment, cast.workers[0]).note == ""


@pytest.mark.parametrize("answer", ["5", "-1", "level", "<script>", "not_applicable "])
def test_save_of_an_answer_that_is_no_choice_is_refused(cast, worker, answer) -> None:
    assessment = make_individual(cast)
    response = worker.post(address(assessment), {"answer": answer, "note": "Tallessa?"})
    assert response.status_code == 400
    assert "Tallessa?" in response.content.decode()
    assert not Rating.objects.exists()


@pytest.mark.parametrize("note", ["x" * 4_001, "a\x00b", "\ufffd", "a" + "\u0301" * 50, "x" + "\n" * 600 + "x"])
def test_save_of_an_unusable_note_keeps_the_text(cast, worker, note) -> None:
    assessment = make_individual(cast)
    response = worker.post(address(assessment), {"answer": "2", "note": note})
    assert response.status_code == 400
    assert response.context["form"]["note"].value()
    assert not Rating.objects.exists()


def test_save_shows_markup_as_text(cast, worker) -> None:
    assessment = make_individual(cast)
    worker.post(address(assessment), {"answer": "2", "note": "<script>alert(1)</script>{{ 7|add:7 }}"})
    html = worker.get(address(assessment)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:7 }}" in html
    assert "<script>alert" not in html


def test_save_of_the_last_missing_leads_to_the_landing_page(cast, worker) -> None:
    assessment = make_individual(cast)
    for code in ("K1.1", "K2.1", "K2.2"):
        rate(assessment, cast.workers[0], code)
    response = worker.post(address(assessment, "K1.2"), {"answer": "1"}, follow=True)
    assert response.redirect_chain == [(landing(assessment), 302)]
    assert "olet arvioinut kaikki kriteerit" in response.content.decode()


def test_save_of_a_ready_answer_leads_to_the_next_criterion_and_after_the_last_to_the_landing_page(cast, worker) -> None:
    assessment = make_individual(cast)
    rate_all(assessment, [cast.workers[0]])
    assert worker.post(address(assessment, "K1.1"), {"answer": "1", "revision": 1}).url == address(assessment, "K1.2")
    assert worker.post(address(assessment, "K2.2"), {"answer": "1", "revision": 1}).url == landing(assessment)


def test_save_of_the_last_criterion_with_earlier_ones_missing_leads_to_the_landing_page(cast, worker) -> None:
    assessment = make_individual(cast)
    response = worker.post(address(assessment, "K2.2"), {"answer": "1"}, follow=True)
    assert response.redirect_chain == [(landing(assessment), 302)]
    assert "Jatka kriteeristä K1.1" in response.content.decode()


def test_save_ignores_fields_that_are_not_in_the_form(cast, worker) -> None:
    assessment = make_individual(cast)
    other = assessment.participants.get(user=cast.contact)
    worker.post(
        address(assessment),
        {
            "answer": "2",
            "participant": other.pk,
            "user": cast.contact.pk,
            "by": cast.contact.pk,
            "criterion": "K2.2",
            "status": "completed",
            "level": "4",
        },
    )
    assert stored(assessment, cast.workers[0]).level.value == 2
    assert Rating.objects.count() == 1
    assert Assessment.objects.get().status == "individual"


# --- who may -----------------------------------------------------------------------------------------------------------------


def test_page_never_shows_anothers_rating(cast, worker) -> None:
    assessment = make_individual(cast)
    rate(
        assessment,
        cast.contact,
        "K1.1",
        note="Kaisan oma huomio",
        note_may_be_shown=True,
        level=assessment.version.scale.levels.get(value=4),
    )
    html = worker.get(address(assessment)).content.decode()
    assert "Kaisan oma huomio" not in html
    assert "Kaisa Yhteys" not in html
    assert "checked" not in html
    assert "0/2 arvioitu" in html


def test_two_raters_keep_their_own_answers(cast, worker, client_of) -> None:
    assessment = make_individual(cast)
    worker.post(address(assessment), {"answer": "1", "note": "Tepon"})
    client_of(cast.contact).post(address(assessment), {"answer": "4", "note": "Kaisan"})
    assert stored(assessment, cast.workers[0]).level.value == 1
    assert stored(assessment, cast.contact).level.value == 4


def test_page_of_a_stranger_does_not_exist(cast, client_of) -> None:
    assessment = make_individual(cast)
    client = client_of(cast.stranger)
    assert client.get(address(assessment)).status_code == 404
    assert client.post(address(assessment), {"answer": "2"}).status_code == 404
    assert not Rating.objects.exists()


def test_page_of_a_leader_who_does_not_take_part_is_refused(cast, client_of) -> None:
    assessment = make_individual(cast)
    response = client_of(cast.leader).post(address(assessment), {"answer": "2", "note": "Oma näkemykseni."})
    assert response.status_code == 403
    assert "Et osallistu tähän arviointiin" in response.content.decode()
    assert "Oma näkemykseni." in response.content.decode()
    assert not Rating.objects.exists()


def test_page_of_a_participant_whose_role_has_ended_does_not_exist(cast, worker) -> None:
    assessment = make_individual(cast)
    cast.workers[0].grants.update(ends_date=LONG_AGO)
    assert worker.get(address(assessment)).status_code == 404


def test_page_of_a_worker_of_the_workshop_who_was_not_invited_does_not_exist(cast, client_of) -> None:
    assessment = make_individual(cast)
    outsider = UserFactory()
    RoleGrantFactory(user=outsider, role=Role.WORKER, workshop=cast.workshop)
    assert client_of(outsider).get(address(assessment)).status_code == 404


def test_page_of_a_criterion_outside_the_assessment_does_not_exist(cast, worker) -> None:
    version = make_version()
    assessment = make_individual(cast, version=version)
    assessment.areas.remove(version.areas.get(code="K2"))
    assert worker.get(address(assessment, "K2.1")).status_code == 404
    assert worker.post(address(assessment, "K9.9"), {"answer": "2"}).status_code == 404
    assert not Rating.objects.exists()


def test_page_signed_out_leads_to_sign_in(cast) -> None:
    assessment = make_individual(cast)
    assert Client().get(address(assessment)).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("state", sorted(set(IN_STATE) - {"individual", "draft"}))
def test_page_outside_the_individual_phase_leads_to_the_landing_page(cast, worker, state) -> None:
    assessment = IN_STATE[state](cast)
    response = worker.get(address(assessment), follow=True)
    assert response.redirect_chain == [(landing(assessment), 302)]
    assert "Omia arvioita ei voi antaa nyt." in response.content.decode()


def test_save_after_the_discussion_has_opened_gives_the_typed_text_back(cast, worker) -> None:
    assessment = make_individual(cast)
    worker.get(address(assessment))
    open_discussion(assessment=assessment, by=cast.contact, at=AT)
    response = worker.post(address(assessment), {"answer": "2", "note": "Kirjoitin juuri tämän."})
    html = response.content.decode()
    assert response.status_code == 409
    assert "Kirjoitin juuri tämän." in html
    assert "Yhteinen keskustelu" in html
    assert not Rating.objects.exists()


def test_save_in_a_draft_is_refused(cast, client_of) -> None:
    assessment = make_draft(cast)
    assert client_of(cast.contact).post(address(assessment), {"answer": "2"}).status_code == 409
    assert not Rating.objects.exists()


@pytest.mark.parametrize("state", sorted(IN_STATE))
def test_who_may_rate_agrees_with_its_queryset(cast, state) -> None:
    assessment = Assessment.objects.select_related("workshop").get(pk=IN_STATE[state](cast).pk)
    outsider = UserFactory()
    RoleGrantFactory(user=outsider, role=Role.WORKER, workshop=cast.workshop)
    for user in (cast.leader, cast.contact, cast.workers[0], outsider, cast.stranger, AnonymousUser()):
        access = Access.of(user, AT.date())
        listed = Assessment.objects.ratable_by(access).filter(pk=assessment.pk).exists()
        assert listed == can_rate_criterion(access, assessment)
        assert listed == (state == "individual" and user in {cast.contact, cast.workers[0]})


# --- speed -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("areas", "criteria", "workers"), [(3, 10, 1), (6, 20, 10)])
def test_page_asks_ten_queries_whatever_the_size(client_of, django_assert_num_queries, areas, criteria, workers) -> None:
    cast = Cast(workers=workers)
    assessment = make_individual(cast, version=make_version(areas=areas, criteria=criteria))
    rate_all(assessment, cast.workers[:2])
    client = client_of(cast.workers[0])
    client.get(address(assessment))
    with django_assert_num_queries(10):
        client.get(address(assessment))
