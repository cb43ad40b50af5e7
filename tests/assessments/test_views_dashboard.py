"""The front page of every role."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Assessment
from assessments.services.drafts import create_self_assessments
from assessments.services.participants import add_participants
from assessments.services.phases import complete_assessment
from tests.factories.assessments import AT, IN_STATE, Cast, agree_all, make_completed, make_draft, make_individual, make_joint, rate_all
from tests.factories.criteria import make_version
from tests.factories.workshops import AccessRequestFactory, RoleGrantFactory, UserFactory, WorkshopFactory, grant
from workshops.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def cast() -> Cast:
    return Cast(WorkshopFactory(name="Kivipaja"))


def page(client: Client) -> str:
    response = client.get("/")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def tasks(html: str) -> list[str]:
    """Return the lines of the page as text."""
    return [" ".join(re.sub(r"<[^>]+>", " ", item).split()) for item in re.findall(r"<li><a class=\"t\".*?</li>", html)]


def due(assessment: Assessment, *, ratings: str | None = None, discussion: str | None = None) -> None:
    Assessment.objects.filter(pk=assessment.pk).update(ratings_due_date=ratings, discussion_date=discussion)


def test_visitor_gets_the_door() -> None:
    html = page(Client())
    assert reverse("workshops:access-request-create") in html
    assert "Seuraavaksi sinulle" not in html


def test_worker_is_asked_for_her_ratings(cast, client_of) -> None:
    assessment = make_individual(cast)
    due(assessment, ratings="2026-11-25")
    html = page(client_of(cast.workers[0]))
    assert "Perjantai 20.11." in html
    assert tasks(html) == [
        "Itsearviointi 2026, Kivipaja: oma arvio ke 25.11. mennessä Arvioitavana on 4 kriteeriä. Seuraava: K1.1 Kriteeri K1.1."
    ]
    assert reverse("assessments:rating-update", args=[assessment.ref, "K1.1"]) in html
    assert "Aloita itsearviointi" not in html


def test_worker_is_told_how_far_she_is(cast, client_of) -> None:
    assessment = make_individual(cast)
    rate_all(assessment, cast.raters)
    assessment.participants.get(user=cast.workers[0]).ratings.filter(criterion__code__in=["K1.2", "K2.2"]).delete()
    assert "Olet arvioinut 2/4 kriteeriä. Seuraava: K1.2 Kriteeri K1.2." in page(client_of(cast.workers[0]))


def test_worker_is_told_kindly_that_the_day_has_passed(cast, client_of) -> None:
    due(make_individual(cast), ratings="2026-11-18")
    [task] = tasks(page(client_of(cast.workers[0])))
    assert "sovittu ke 18.11." in task
    assert "ehdit vielä" in task
    assert "myöhässä" not in task


def test_worker_with_nothing_to_do_is_told_what_she_can_do(cast, client_of) -> None:
    assessment = make_individual(cast)
    rate_all(assessment, [cast.workers[0]])
    html = page(client_of(cast.workers[0]))
    assert tasks(html) == []
    assert "Mikään ei odota sinua juuri nyt." in html
    assert f'class="btn btn-primary" href="{reverse("criteria:framework-index")}"' in html


def test_contact_with_nothing_to_do_may_start(cast, client_of) -> None:
    html = page(client_of(cast.contact))
    assert "Voit aloittaa työpajanne itsearvioinnin milloin vain." in html
    assert f'class="btn btn-primary" href="{reverse("assessments:assessment-create")}"' in html


def test_draft_waits_for_its_managers_only(cast, client_of) -> None:
    draft = make_draft(cast)
    assert reverse("assessments:assessment-detail", args=[draft.ref]) in page(client_of(cast.contact))
    assert tasks(page(client_of(cast.workers[0]))) == []


def test_manager_waits_for_others_until_all_have_rated(cast, client_of) -> None:
    assessment = make_individual(cast)
    opening = reverse("assessments:assessment-open-discussion", args=[assessment.ref])
    rate_all(assessment, cast.workers)
    html = page(client_of(cast.leader))
    assert "Odottaa muita" in html
    assert "2/3 osallistujaa on arvioinut kaikki kriteerit." in html
    assert opening not in html
    rate_all(assessment, [cast.contact])
    html = page(client_of(cast.leader))
    assert "Odottaa muita" not in html
    assert opening in html


def test_manager_may_open_when_the_day_has_passed(cast, client_of) -> None:
    assessment = make_individual(cast)
    due(assessment, ratings="2026-11-18")
    assert reverse("assessments:assessment-open-discussion", args=[assessment.ref]) in page(client_of(cast.leader))


def test_discussion_waits_for_all_who_take_part(cast, client_of) -> None:
    assessment = make_joint(cast)
    due(assessment, discussion="2026-12-03")
    for user in (cast.workers[0], cast.contact, cast.leader):
        [task] = tasks(page(client_of(user)))
        assert task == "Itsearviointi 2026, Kivipaja: yhteinen keskustelu keskustelu to 3.12. Yhteinen näkemys on sovittu 0/4 kriteeristä."


def test_confirming_waits_for_the_leader(cast, client_of) -> None:
    assessment = make_joint(cast)
    agree_all(assessment, cast.contact)
    checking = reverse("assessments:assessment-check", args=[assessment.ref])
    html = page(client_of(cast.leader))
    assert "odottaa sinua" in html
    assert checking in html
    html = page(client_of(cast.contact))
    assert "odottaa esihenkilöä" in html
    assert checking not in html


def test_completed_one_is_news_for_a_month(cast, client_of, clock) -> None:
    assessment = make_completed(cast)
    results = reverse("assessments:assessment-results", args=[assessment.ref])
    html = page(client_of(cast.workers[0]))
    assert "Valmistunut äskettäin" in html
    assert "valmistui pe 20.11." in html
    assert results in html
    clock.shift(days=31)
    assert "Valmistunut äskettäin" not in page(client_of(cast.workers[0]))


@pytest.mark.parametrize("state", ["archived", "abandoned"])
def test_finished_ones_wait_for_nobody(cast, client_of, state) -> None:
    IN_STATE[state](cast)
    assert tasks(page(client_of(cast.leader))) == []


def test_invitation_waits_for_the_invited_and_when_expired_for_the_contact(cast, client_of, clock) -> None:
    add_participants(assessment=make_draft(cast), emails=["helmi@uusi.example"], by=cast.contact, at=AT)
    html = page(client_of(cast.contact))
    assert "Kutsu: helmi@uusi.example lähetetty pe 20.11. Työpaja Kivipaja. Kutsu vanhenee su 20.12. Voit lähettää sen uudelleen." in tasks(
        html
    )
    assert html.index("Odottaa muita") < html.index("helmi@uusi.example")
    assert "helmi@uusi.example" not in page(client_of(cast.workers[0]))
    clock.shift(days=31)
    html = page(client_of(cast.contact))
    assert "vanhentunut" in html
    assert "Odottaa muita" not in html


def test_coordinator_sees_requests_and_no_assessment(cast, client_of) -> None:
    IN_STATE["completed"](cast)
    coordinator = UserFactory()
    grant(coordinator, Role.COORDINATOR)
    assert tasks(page(client_of(coordinator))) == []
    AccessRequestFactory.create_batch(2)
    [task] = tasks(page(client_of(coordinator)))
    assert task.startswith("2 käyttöönottopyyntöä odottaa sinua")
    assert "käyttöönottopyyntö" not in page(client_of(cast.leader))


@pytest.mark.parametrize("state", sorted(IN_STATE))
def test_stranger_sees_nothing_of_another_organisation(client_of, state) -> None:
    cast = Cast(WorkshopFactory(name="Salainen paja"))
    assessment = IN_STATE[state](cast)
    html = page(client_of(cast.stranger))
    assert "Salainen paja" not in html
    assert assessment.ref not in html


def test_tasks_come_by_their_day(client_of) -> None:
    user = UserFactory()
    for name, day in [("Apaja", "2026-12-10"), ("Bpaja", "2026-11-22"), ("Cpaja", None)]:
        cast = Cast(WorkshopFactory(name=name))
        grant(user, Role.WORKER, workshop=cast.workshop)
        assessment = make_individual(cast)
        add_participants(assessment=assessment, users=[user], by=cast.contact, at=AT)
        due(assessment, ratings=day)
    lines = tasks(page(client_of(user)))
    assert [re.search(r"[ABC]paja", line).group() for line in lines] == ["Bpaja", "Apaja", "Cpaja"]


def test_text_of_people_is_shown_as_text(cast, client_of) -> None:
    assessment = make_individual(cast)
    Assessment.objects.filter(pk=assessment.pk).update(title="<script>alert(1)</script>")
    html = page(client_of(cast.workers[0]))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>alert" not in html


def test_page_takes_no_post(cast, client_of) -> None:
    assert client_of(cast.leader).post("/").status_code == 405


@pytest.mark.parametrize("units", [1, 3])
def test_page_asks_the_same_number_of_queries(client_of, django_assert_num_queries, units) -> None:
    version = make_version()
    boss = UserFactory()
    organisation = WorkshopFactory().organisation
    grant(boss, Role.LEADER, organisation=organisation)
    grant(boss, Role.COORDINATOR)
    for number in range(units):
        for state in ("draft", "individual", "joint", "completed"):
            workshop = WorkshopFactory(organisation=organisation)
            cast = Cast(workshop)
            assessment = IN_STATE[state](cast, version=version)
            if state in {"draft", "individual"}:
                add_participants(assessment=assessment, users=[boss], emails=[f"a{number}{state}@uusi.example"], by=cast.contact, at=AT)
        AccessRequestFactory()
    client = client_of(boss)
    client.get("/")
    with django_assert_num_queries(22):
        client.get("/")


def test_situation_shows_the_areas_of_the_latest_beside_the_time_before(cast, client_of, clock) -> None:
    version = make_version()
    earlier = make_joint(cast, version=version)
    agree_all(earlier, cast.contact, value=2)
    complete_assessment(assessment=earlier, by=cast.leader, at=AT - dt.timedelta(days=500))
    latest = make_joint(cast, version=version)
    agree_all(latest, cast.contact, value=3)
    latest.results.filter(criterion__code="K1.1").update(level=version.scale.levels.get(value=4))
    latest.results.filter(criterion__area__code="K2").update(answer="not_applicable", level=None, reason="Ei ole verstasta.")
    complete_assessment(assessment=latest, by=cast.leader, at=AT)
    html = page(client_of(cast.workers[0]))
    assert "Tilanne: Kivipaja" in html
    table = " ".join(re.sub(r"<[^>]+>", " ", html[html.index("<tbody>") : html.index("</tbody>")]).split())
    assert table == "K1 Osa-alue 1 2 Kehittyvä 3,5 K2 Osa-alue 2 2 Kehittyvä – Ei koske työpajaamme"
    assert "<title>Osa-alueiden tasot." in html
    assert reverse("assessments:assessment-results", args=[latest.ref]) in html


def test_situation_is_not_compared_over_versions(cast, client_of) -> None:
    for days in (500, 0):
        assessment = make_joint(cast, version=make_version())
        agree_all(assessment, cast.contact)
        complete_assessment(assessment=assessment, by=cast.leader, at=AT - dt.timedelta(days=days))
    html = page(client_of(cast.leader))
    assert html.count('<th scope="col">') == 2


def test_situation_of_another_organisation_is_never_shown(client_of) -> None:
    cast = Cast()
    make_completed(cast)
    assert "Tilanne:" not in page(client_of(cast.stranger))


# --- the list ----------------------------------------------------------------------------------------------------------------


def list_page(client: Client, query: str = "") -> str:
    response = client.get(reverse("assessments:assessment-list") + query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_list_has_those_under_way_and_those_that_are_over(client_of) -> None:
    user = UserFactory()
    version = make_version()
    for state in IN_STATE:
        cast = Cast(WorkshopFactory(name=f"Paja {state}"))
        grant(user, Role.LEADER, workshop=cast.workshop)
        IN_STATE[state](cast, version=version)
    client = client_of(user)
    html = list_page(client)
    assert "Käynnissä (3)" in html
    assert "Päättyneet (3)" in html
    for text in ("Itsearviointi 2026, Paja draft", "Luonnos", "Paja individual", "Omat arviot", "Paja joint", "0/4 sovittu"):
        assert text in html
    assert "Paja completed" not in html
    html = list_page(client, "?tila=paattyneet")
    for text in ("Paja completed", "Valmistui 20.11.2026.", "Paja archived", "Arkistoitu", "Paja abandoned", "Keskeytetty 20.11.2026."):
        assert text in html
    assert "Paja draft" not in html


def test_list_shows_the_own_progress(cast, client_of) -> None:
    rate_all(make_individual(cast), [cast.workers[0]])
    assert "4/4 omista arvioista tehty" in list_page(client_of(cast.workers[0]))
    assert "0/4 omista arvioista tehty" in list_page(client_of(cast.workers[1]))
    assert "omista arvioista" not in list_page(client_of(cast.leader))


def test_list_agrees_with_the_detail_page(cast, client_of) -> None:
    assessments = [IN_STATE[state](Cast(cast.workshop), version=make_version(areas=1)) for state in ("abandoned", "completed", "archived")]
    outsider = UserFactory()
    RoleGrantFactory(user=outsider, role=Role.WORKER, workshop=cast.workshop)
    for user in (cast.leader, cast.contact, cast.workers[0], outsider, cast.stranger):
        client = client_of(user)
        html = list_page(client, "?tila=paattyneet")
        for assessment in assessments:
            address = reverse("assessments:assessment-detail", args=[assessment.ref])
            assert (address in html) == (client.get(address).status_code == 200)


def test_list_without_anything_says_what_comes_here(cast, client_of) -> None:
    assert "Kun sinut pyydetään mukaan, arviointi näkyy tässä." in list_page(client_of(cast.workers[0]))
    assert "Niitä ei ole vielä." in list_page(client_of(cast.workers[0]), "?tila=paattyneet")
    assert "Käynnissä olevia arviointeja ei ole." in list_page(client_of(cast.contact), "?tila=outo&sivu=x")


def many(units: int, each: int) -> object:
    """Return the leader of an organisation whose every unit has so many finished assessments."""
    version = make_version(areas=1, criteria=1)
    organisation = WorkshopFactory().organisation
    boss = UserFactory()
    grant(boss, Role.LEADER, organisation=organisation)
    workshops = [*organisation.workshops.all(), *(WorkshopFactory(organisation=organisation) for _ in range(units - 1))]
    for _ in range(each):
        create_self_assessments(
            workshops=workshops, version=version, areas=list(version.areas.all()), title="Itsearviointi", by=boss, at=AT
        )
        Assessment.objects.filter(status="draft").update(status="archived", archived_at=AT, archived_by=boss, abandon_reason="Kesken.")
    return boss


@pytest.mark.parametrize(("units", "each"), [(1, 1), (3, 1), (9, 8)])
def test_list_asks_the_same_number_of_queries(client_of, django_assert_num_queries, units, each) -> None:
    client = client_of(many(units, each))
    list_page(client)
    with django_assert_num_queries(6):
        html = list_page(client, "?tila=paattyneet")
    assert html.count('class="t"') == min(units * each, 25)


def test_list_is_paged(client_of) -> None:
    client = client_of(many(9, 3))
    html = list_page(client, "?tila=paattyneet&sivu=2")
    assert html.count('class="t"') == 2
    assert "Sivu 2/2" in html
    assert "?tila=paattyneet&amp;sivu=1" in html


def test_rows_of_the_front_page_are_of_the_day_of_helsinki(cast, client_of, clock) -> None:
    due(make_individual(cast), ratings="2026-11-25")
    clock.at(2026, 11, 26, 0, 30)
    assert dt.datetime.now(tz=dt.UTC).date() == dt.date(2026, 11, 25)
    assert "sovittu ke 25.11." in page(client_of(cast.workers[0]))
