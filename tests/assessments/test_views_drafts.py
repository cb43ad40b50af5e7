"""Starting self-assessments and editing drafts."""

import datetime as dt

import pytest
from django.urls import reverse

from assessments.models import Assessment
from criteria.models import FrameworkVersion
from criteria.versioning import VersionStatus
from tests.factories.assessments import Cast, make_draft, make_individual
from tests.factories.criteria import make_version
from tests.factories.workshops import UserFactory, WorkshopFactory, grant
from workshops.models import Workshop
from workshops.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

CREATE = "assessments:assessment-create"


@pytest.fixture
def cast() -> Cast:
    return Cast(WorkshopFactory(name="Kivipaja"))


@pytest.fixture
def version() -> FrameworkVersion:
    return make_version()


def typed(*workshops: Workshop, **changed: object) -> dict[str, object]:
    values = {
        "workshops": [workshop.ref for workshop in workshops],
        "title": "Syksyn itsearviointi",
        "areas": ["K1", "K2"],
        "ratings_due_date": "2026-11-25",
        "discussion_date": "2026-12-03",
        "ratings_shown": "names",
    }
    return {**values, **changed}


def test_page_proposes_everything_for_one_workshop(cast, version, client_of) -> None:
    html = client_of(cast.contact).get(reverse(CREATE)).content.decode()
    assert 'value="Itsearviointi 2026"' in html
    assert html.count(" checked") == 4  # the workshop, both areas, the spread
    assert "sitä ei voi muuttaa" in html
    assert "Jos kriteerin on arvioinut vähemmän kuin 4 henkilöä, jakaumaa ei näytetä." in html
    assert f"{version.framework.name} {version.version}" in html
    assert "Kuka näkee tämän?" in html


def test_page_offers_only_the_units_one_manages(cast, version, client_of) -> None:
    grant(cast.contact, Role.WORKER, workshop=WorkshopFactory(name="Naapuripaja"))
    WorkshopFactory(name="Sisarpaja", organisation=cast.workshop.organisation)
    html = client_of(cast.contact).get(reverse(CREATE)).content.decode()
    assert "Kivipaja" in html
    assert "Naapuripaja" not in html
    assert "Sisarpaja" not in html


def test_page_is_refused_to_a_worker(cast, version, client_of) -> None:
    response = client_of(cast.workers[0]).get(reverse(CREATE))
    assert response.status_code == 403
    assert "Itsearvioinnin aloittaa työpajan yhteyshenkilö tai esihenkilö." in response.content.decode()


def test_create_for_one_workshop_leads_to_its_participants(cast, version, client_of) -> None:
    response = client_of(cast.contact).post(reverse(CREATE), typed(cast.workshop))
    draft = Assessment.objects.get()
    assert response.url == reverse("assessments:participant-list", args=[draft.ref])
    assert (draft.workshop, draft.version, draft.title, draft.ratings_shown) == (cast.workshop, version, "Syksyn itsearviointi", "names")
    assert (draft.ratings_due_date, draft.discussion_date) == (dt.date(2026, 11, 25), dt.date(2026, 12, 3))
    assert [area.code for area in draft.areas.all()] == ["K1", "K2"]
    assert draft.created_by == cast.contact


def test_create_for_several_units_makes_one_each(cast, version, client_of) -> None:
    other = WorkshopFactory(name="Sisarpaja", organisation=cast.workshop.organisation)
    boss = UserFactory()
    grant(boss, Role.CONTACT, organisation=cast.workshop.organisation)
    response = client_of(boss).post(reverse(CREATE), typed(cast.workshop, other, areas=["K2"]), follow=True)
    assert response.redirect_chain == [(reverse("assessments:assessment-list"), 302)]
    html = response.content.decode()
    assert "2 luonnosta on tallennettu." in html
    assert "Syksyn itsearviointi, Sisarpaja" in html
    assert {draft.workshop for draft in Assessment.objects.all()} == {cast.workshop, other}
    assert [area.code for draft in Assessment.objects.all() for area in draft.areas.all()] == ["K2", "K2"]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"title": " "}, "Täytä tämä kohta."),
        ({"title": "x" * 121}, "Lyhennä tekstiä"),
        ({"workshops": []}, "Valitse vähintään yksi vaihtoehto."),
        ({"areas": []}, "Valitse vähintään yksi vaihtoehto."),
        ({"areas": ["K9"]}, "Valitse yksi annetuista vaihtoehdoista."),
        ({"ratings_due_date": "2026-11-19"}, "Päivä on jo mennyt."),
        ({"ratings_due_date": "ensi viikolla"}, "Kirjoita päivä muodossa 25.11.2026."),
        ({"discussion_date": "2026-11-24"}, "ei voi olla ennen omien arvioiden määräpäivää"),
        ({"ratings_shown": ""}, "Valitse yksi vaihtoehto."),
        ({"ratings_shown": "kaikki"}, "Valitse yksi annetuista vaihtoehdoista."),
    ],
)
def test_create_with_an_error_keeps_what_was_typed(cast, version, client_of, changed, sentence) -> None:
    response = client_of(cast.contact).post(reverse(CREATE), typed(cast.workshop, **changed))
    html = response.content.decode()
    assert response.status_code == 400
    assert "Tarkista nämä kohdat" in html
    assert sentence in html
    if "title" not in changed:
        assert 'value="Syksyn itsearviointi"' in html
    assert not Assessment.objects.exists()


def test_create_beside_an_open_one_of_the_same_areas_says_which(cast, version, client_of) -> None:
    make_draft(cast, version=version)
    response = client_of(cast.contact).post(reverse(CREATE), typed(cast.workshop))
    html = response.content.decode()
    assert response.status_code == 409
    assert "Samoista osa-alueista on jo avoin itsearviointi" in html
    assert 'value="Syksyn itsearviointi"' in html
    assert Assessment.objects.count() == 1


def test_create_for_a_unit_of_others_is_refused(cast, version, client_of) -> None:
    sister = WorkshopFactory(organisation=cast.workshop.organisation)
    response = client_of(cast.contact).post(reverse(CREATE), typed(cast.workshop, sister))
    assert response.status_code == 400
    assert sister.name not in response.content.decode()
    assert not Assessment.objects.exists()


def test_create_ignores_fields_that_are_not_in_the_form(cast, version, client_of) -> None:
    extra = {"status": "completed", "created_by": cast.leader.pk, "kind": "external", "completed_at": "2026-11-20", "version": "9"}
    client_of(cast.contact).post(reverse(CREATE), typed(cast.workshop, **extra))
    draft = Assessment.objects.get()
    assert (draft.status, draft.created_by, draft.kind, draft.completed_at, draft.version) == ("draft", cast.contact, "self", None, version)


def test_create_with_two_published_versions_asks_which_first(cast, version, client_of) -> None:
    other = make_version(areas=1)
    client = client_of(cast.contact)
    html = client.get(reverse(CREATE)).content.decode()
    assert "Valitse kriteeristö" in html
    chosen = f"{reverse(CREATE)}?kriteeristo={other.framework.slug}-{other.version}"
    assert chosen.split("?")[1] in html
    client.post(chosen, typed(cast.workshop, areas=["K1"]))
    assert Assessment.objects.get().version == other


@pytest.mark.parametrize("status", [VersionStatus.DRAFT, VersionStatus.RETIRED])
def test_create_in_a_version_not_open_for_starts(cast, client_of, status) -> None:
    hidden = make_version(status=status)
    client = client_of(cast.contact)
    assert "yhtään kriteeristöä ei ole julkaistu" in client.get(reverse(CREATE)).content.decode()
    assert client.get(f"{reverse(CREATE)}?kriteeristo={hidden.framework.slug}-{hidden.version}").status_code == 404


def test_update_changes_the_draft(cast, client_of) -> None:
    draft = make_draft(cast)
    client = client_of(cast.contact)
    address = reverse("assessments:assessment-update", args=[draft.ref])
    assert 'value="Itsearviointi 2026"' in client.get(address).content.decode()
    response = client.post(address, typed(title="Uusi nimi", areas=["K2"], discussion_date=""), follow=True)
    assert response.redirect_chain == [(reverse("assessments:assessment-detail", args=[draft.ref]), 302)]
    assert "Uusi nimi" in response.content.decode()
    draft.refresh_from_db()
    assert (draft.title, draft.discussion_date, draft.ratings_shown) == ("Uusi nimi", None, "names")
    assert [area.code for area in draft.areas.all()] == ["K2"]


def test_update_with_an_error_keeps_what_was_typed(cast, client_of) -> None:
    draft = make_draft(cast)
    address = reverse("assessments:assessment-update", args=[draft.ref])
    response = client_of(cast.contact).post(address, typed(title="Uusi nimi", discussion_date="2026-11-21"))
    assert response.status_code == 400
    assert 'value="Uusi nimi"' in response.content.decode()
    assert 'href="#id_discussion_date"' in response.content.decode()


def test_update_after_the_start_gives_the_typed_text_back(cast, client_of) -> None:
    assessment = make_individual(cast)
    response = client_of(cast.contact).post(reverse("assessments:assessment-update", args=[assessment.ref]), typed(title="Uusi nimi"))
    assert response.status_code == 409
    assert "Uusi nimi" in response.content.decode()
    assessment.refresh_from_db()
    assert (assessment.title, assessment.ratings_shown) == ("Itsearviointi 2026", "spread")


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("worker", 404)])
def test_update_of_a_draft_by_others(cast, client_of, who, status) -> None:
    draft = make_draft(cast)
    user = cast.stranger if who == "stranger" else cast.workers[0]
    response = client_of(user).post(reverse("assessments:assessment-update", args=[draft.ref]), typed(title="Kaapattu"))
    assert response.status_code == status
    draft.refresh_from_db()
    assert draft.title == "Itsearviointi 2026"


def test_update_by_a_participant_after_the_start_is_refused(cast, client_of) -> None:
    assessment = make_individual(cast)
    response = client_of(cast.workers[0]).post(reverse("assessments:assessment-update", args=[assessment.ref]), typed(title="Kaapattu"))
    assert response.status_code == 403


@pytest.mark.parametrize("units", [1, 9])
def test_create_page_asks_the_same_number_of_queries(client_of, django_assert_num_queries, version, units) -> None:
    first = WorkshopFactory()
    for _ in range(units - 1):
        WorkshopFactory(organisation=first.organisation)
    boss = UserFactory()
    grant(boss, Role.CONTACT, organisation=first.organisation)
    client = client_of(boss)
    client.get(reverse(CREATE))
    with django_assert_num_queries(10):
        client.get(reverse(CREATE))
