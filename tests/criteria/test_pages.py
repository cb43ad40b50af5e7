"""The public pages of criteria and concepts, and the coordinator's pages of links."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from criteria.models import Concept, ConceptLink, Criterion, InterviewQuestion, LinkOrigin
from criteria.services.concepts import load_concepts
from criteria.services.frameworks import load_framework
from criteria.versioning import VersionStatus
from tests.criteria.content import concept_content, framework_content
from tests.factories.criteria import (
    ConceptFactory,
    ConceptGroupFactory,
    ConceptLinkFactory,
    ConceptSetFactory,
    FrameworkFactory,
    make_version,
)
from tests.factories.workshops import UserFactory, grant
from workshops.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return ConceptGroupFactory.create(name_fi="Ydinkäsitteet")


@pytest.fixture
def coordinator():
    user = UserFactory.create()
    grant(user, Role.COORDINATOR)
    return user


def page(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def addresses(version) -> list[str]:
    args = [version.framework.slug, version.version]
    return [
        reverse("criteria:version-detail", args=args),
        reverse("criteria:area-detail", args=[*args, "K1"]),
        reverse("criteria:criterion-detail", args=[*args, "K1.1"]),
        reverse("criteria:publication-pdf", args=args),
    ]


def test_index_lists_the_published_version_with_its_areas(client) -> None:
    version = make_version(2, 3)
    html = page(client, "/kriteerit/")
    assert version.framework.name in html
    assert "K2 Osa-alue 2" in html
    assert "3 kriteeriä" in html


def test_index_says_when_there_is_nothing(client) -> None:
    assert "Kriteerejä ei ole vielä julkaistu." in page(client, "/kriteerit/")


def test_address_without_version_leads_to_the_one_in_use(client) -> None:
    framework = FrameworkFactory.create(slug="malli")
    make_version(1, 1, framework=framework, status=VersionStatus.DRAFT)
    assert client.get("/kriteerit/malli/").status_code == 404
    retired = make_version(1, 1, framework=framework, status=VersionStatus.RETIRED)
    assert client.get("/kriteerit/malli/").headers["Location"] == f"/kriteerit/malli/{retired.version}/"
    published = make_version(1, 1, framework=framework)
    assert client.get("/kriteerit/malli/").headers["Location"] == f"/kriteerit/malli/{published.version}/"


@pytest.mark.parametrize("status", [VersionStatus.DRAFT, VersionStatus.COMMENTING])
def test_draft_does_not_exist_for_a_visitor_or_a_worker(client, client_of, status) -> None:
    version = make_version(1, 1, status=status)
    worker = client_of(UserFactory.create())
    for url in addresses(version):
        assert client.get(url).status_code == 404, url
        assert worker.get(url).status_code == 404, url
    assert version.framework.name not in page(client, "/kriteerit/")


def test_draft_is_read_by_those_who_comment_it(client_of) -> None:
    version = make_version(1, 1, status=VersionStatus.DRAFT)
    member = UserFactory.create()
    grant(member, Role.STEERING_GROUP_MEMBER)
    for url in addresses(version)[:3]:
        assert "Näin toimitaan" in page(client_of(member), url)


def test_retired_version_stays_readable(client) -> None:
    version = make_version(1, 1, status=VersionStatus.RETIRED)
    assert "poistunut käytöstä" in page(client, addresses(version)[0])


def test_whole_version_shows_every_text_once_as_a_heading(client) -> None:
    version = make_version(2, 2)
    html = page(client, addresses(version)[0])
    for code in ("K1.1", "K1.2", "K2.3", "K2.4"):
        if Criterion.objects.filter(code=code).exists():
            assert html.count(f'id="{code}"') == 1
            assert f"{code}: kuvaus tasosta 4." in html
    assert html.count("<h1") == 1


def test_criterion_page_alone_tells_what_an_audit_may_ask(client) -> None:
    version = make_version(1, 1)
    question = "Miten K1.1 näkyy arjessa, haastattelukysymys 1?"
    html = page(client, addresses(version)[2])
    assert "Auditoinnissa voidaan kysyä" in html
    assert html.count(question) == 1
    assert question not in page(client, addresses(version)[0])
    InterviewQuestion.objects.all().delete()
    assert "Auditoinnissa" not in page(client, addresses(version)[2])


def test_criterion_page_leads_to_the_ones_before_and_after_over_areas(client) -> None:
    version = make_version(2, 2)
    args = [version.framework.slug, version.version]
    html = page(client, reverse("criteria:criterion-detail", args=[*args, "K2.1"]))
    assert f'rel="prev" href="{reverse("criteria:criterion-detail", args=[*args, "K1.2"])}"' in html
    assert f'rel="next" href="{reverse("criteria:criterion-detail", args=[*args, "K2.2"])}"' in html
    assert "muistio kriteeristä K2.1" in html
    first = page(client, reverse("criteria:criterion-detail", args=[*args, "K1.1"]))
    assert 'rel="prev"' not in first


def test_criterion_and_concept_are_linked_both_ways(client, group) -> None:
    version = make_version(1, 1)
    criterion = Criterion.objects.get()
    shown = ConceptFactory.create(group=group, term_fi="työpaja")
    rejected = ConceptFactory.create(group=group, term_fi="toimitus")
    ConceptLinkFactory.create(criterion=criterion, concept=shown)
    ConceptLinkFactory.create(criterion=criterion, concept=rejected, origin=LinkOrigin.REJECTED)
    criterion_url = addresses(version)[2]
    html = page(client, criterion_url)
    assert f"/kasitteet/{shown.code}/" in html
    assert f"/kasitteet/{rejected.code}/" not in html
    assert criterion_url in page(client, f"/kasitteet/{shown.code}/")
    assert "Käsitettä ei ole liitetty kriteereihin." in page(client, f"/kasitteet/{rejected.code}/")


def test_concept_page_has_related_concepts_and_other_languages(client, group) -> None:
    concept = ConceptFactory.create(group=group, term_fi="valmennus", term_sv="träning", definition_sv="Handledning.")
    concept.related.add(ConceptFactory.create(group=group, term_fi="valmentaja"))
    html = page(client, f"/kasitteet/{concept.code}/")
    assert '<span lang="sv">träning</span>' in html
    assert "valmentaja" in html
    assert 'lang="en"' not in html


def test_concept_of_a_draft_glossary_does_not_exist(client) -> None:
    draft = ConceptGroupFactory.create(concept_set=ConceptSetFactory.create(status=VersionStatus.DRAFT))
    concept = ConceptFactory.create(group=draft)
    assert client.get(f"/kasitteet/{concept.code}/").status_code == 404
    assert "Käsitteitä ei ole vielä julkaistu." in page(client, "/kasitteet/")


def found(client, query: str) -> set[str]:
    response = client.get("/kasitteet/", {"haku": query})
    assert response.status_code == 200
    return {concept.term for row in response.context["groups"] for concept in row.concepts}


@pytest.fixture
def glossary(group) -> None:
    ConceptFactory.create(group=group, term_fi="Äänekäs työpaja", definition_fi="Öljyä ja 100 % villaa.")
    ConceptFactory.create(group=group, term_fi="valmentautuja", definition_fi="Ihminen.")
    ConceptFactory.create(group=group, term_fi="a_b", definition_fi="Alaviiva.")


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("äänekäs", {"Äänekäs työpaja"}),
        ("ÄÄNEKÄS", {"Äänekäs työpaja"}),
        ("ÖLJYÄ", {"Äänekäs työpaja"}),
        ("a\u0308a\u0308nek", {"Äänekäs työpaja"}),
        ("työpaja öljy", {"Äänekäs työpaja"}),
        ("valmentautujien", {"valmentautuja"}),
        ("100 %", {"Äänekäs työpaja"}),
        ("%", {"Äänekäs työpaja"}),
        ("_", {"a_b"}),
        ("\\", set()),
        ("ei mitään tällaista", set()),
        ("", {"Äänekäs työpaja", "valmentautuja", "a_b"}),
        ("   ", {"Äänekäs työpaja", "valmentautuja", "a_b"}),
    ],
)
def test_search(client, glossary, query, terms) -> None:
    assert found(client, query) == terms


def test_long_query_is_cut_and_answered(client, glossary) -> None:
    assert found(client, "x" * 100_000) == set()
    assert found(client, "valmentautuja " * 5000) == {"valmentautuja"}


def test_search_without_results_helps_and_shows_the_query_as_text(client, glossary) -> None:
    html = page(client, "/kasitteet/?haku=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in html
    assert "ei löytynyt käsitteitä" in html
    assert "Näytä kaikki" in html


def test_concepts_are_in_finnish_order(client, group) -> None:
    for term in ("öljy", "Arki", "ääni", "zeppeliini"):
        ConceptFactory.create(group=group, term_fi=term)
    response = client.get("/kasitteet/")
    assert [concept.term for concept in response.context["groups"][0].concepts] == ["Arki", "zeppeliini", "ääni", "öljy"]


@pytest.mark.parametrize("path", ["/kriteerit/x/", "/kriteerit/malli/1.0/%25/", "/kriteerit/malli/1.0/osa-alueet/'/", "/kriteerit/ä/"])
def test_strange_address_does_not_exist(client, path) -> None:
    make_version(1, 1)
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("criteria", [1, 3])
def test_pages_ask_as_many_queries_whatever_the_size(client, django_assert_num_queries, group, criteria) -> None:
    version = make_version(criteria, criteria)
    for criterion in Criterion.objects.all():
        ConceptLinkFactory.create(
            criterion=criterion, concept=ConceptFactory.create(group=group, term_fi=f"toimitaan{'x' * criterion.order}")
        )
    concept = Concept.objects.first()
    urls = [("/kriteerit/", 2), (addresses(version)[0], 8), (addresses(version)[1], 4), (addresses(version)[2], 9)]
    for url, count in [*urls, ("/kasitteet/", 4), ("/kasitteet/?haku=toimi", 5), (f"/kasitteet/{concept.code}/", 3)]:
        with django_assert_num_queries(count):
            client.get(url)


@pytest.mark.parametrize("criteria", [1, 3])
def test_pages_of_links_ask_as_many_queries_whatever_the_size(client_of, coordinator, django_assert_num_queries, group, criteria) -> None:
    version = make_version(criteria, criteria)
    for criterion in Criterion.objects.all():
        ConceptLinkFactory.create(criterion=criterion, concept=ConceptFactory.create(group=group))
    client = client_of(coordinator)
    client.get("/kriteerit/linkit/")
    for url, count in [("/kriteerit/linkit/", 7), (f"/kriteerit/linkit/{version.framework.slug}/{version.version}/K1.1/", 14)]:
        with django_assert_num_queries(count):
            assert client.get(url).status_code == 200


def test_pages_of_the_shipped_content_are_light(client) -> None:
    call_command("load_framework", "criteria/library/laatukriteeristo-0.1.yaml", "--publish")
    call_command("load_concepts", "criteria/library/kasitteet-0.1.yaml", "--publish")
    assert len(page(client, "/kriteerit/laatukriteeristo/0.1/").encode()) <= 150_000
    for url in ("/kasitteet/", "/kriteerit/laatukriteeristo/0.1/K4.3/", "/kriteerit/"):
        assert len(page(client, url).encode()) <= 60_000


def test_hostile_content_is_shown_as_text_on_every_page(client, now) -> None:
    evil = '<img src=x onerror="alert(1)"> työpaja {{ 7|add:7 }}'
    criteria, concepts = framework_content(name={"fi": evil}, status_note={"fi": evil}), concept_content(status_note={"fi": evil})
    for place in (criteria["areas"][0], criteria["areas"][0]["criteria"][0]):
        place["name"]["fi"] = place["description"]["fi"] = evil
    criterion = criteria["areas"][0]["criteria"][0]
    criterion["questions"][0]["fi"] = criterion["interview_questions"][0]["fi"] = evil
    criterion["evidence_examples"][0]["fi"] = criterion["levels"][0]["description"]["fi"] = evil
    concepts["concepts"][0]["definition"]["fi"] = concepts["groups"][0]["name"]["fi"] = evil
    load_concepts(content=concepts, publish=True, by=None, at=now)
    version = load_framework(content=criteria, publish=True, by=None, at=now).version
    for url in ("/kriteerit/", *addresses(version)[:3], "/kasitteet/", "/kasitteet/tyopaja/"):
        html = page(client, url)
        assert "<img src=x" not in html, url
        assert "&lt;img src=x" in html, url


def test_visitor_is_asked_to_sign_in_and_a_worker_refused_at_the_links(client, client_of) -> None:
    version = make_version(1, 1)
    of_a_public_criterion = f"/kriteerit/linkit/{version.framework.slug}/{version.version}/K1.1/"
    for url, status in [("/kriteerit/linkit/", 404), (of_a_public_criterion, 403)]:
        assert client.get(url).headers["Location"].startswith("/kirjaudu/")
        assert client_of(UserFactory.create()).get(url).status_code == status
        assert client_of(UserFactory.create()).post(url).status_code == status


def test_coordinator_confirms_rejects_and_adds(client_of, coordinator, group) -> None:
    version = make_version(1, 2)
    criterion = Criterion.objects.get(code="K1.1")
    one, two, three, four = (ConceptFactory.create(group=group) for _ in range(4))
    for concept in (one, two, three):
        ConceptLinkFactory.create(criterion=criterion, concept=concept)
    url = f"/kriteerit/linkit/{version.framework.slug}/{version.version}/K1.1/"
    answer = client_of(coordinator).post(url, {f"link-{one.code}": "confirmed", f"link-{two.code}": "rejected", "add": four.code})
    assert answer.headers["Location"].endswith("/K1.2/")
    assert dict(ConceptLink.objects.values_list("concept__code", "origin")) == {
        one.code: "confirmed",
        two.code: "rejected",
        three.code: "proposed",
        four.code: "confirmed",
    }
    overview = page(client_of(coordinator), "/kriteerit/linkit/")
    assert f'<a href="{url}">K1.1 Kriteeri K1.1</a>' in overview


def test_unknown_choice_on_the_page_of_links_is_refused(client_of, coordinator, group) -> None:
    version = make_version(1, 1)
    concept = ConceptLinkFactory.create(criterion=Criterion.objects.get(), concept__group=group).concept
    url = f"/kriteerit/linkit/{version.framework.slug}/{version.version}/K1.1/"
    response = client_of(coordinator).post(url, {f"link-{concept.code}": "proposed", "add": "outo"})
    assert response.status_code == 400
    assert ConceptLink.objects.get().origin == LinkOrigin.PROPOSED
