"""The landing page of one assessment, per state and role."""

import datetime as dt

import pytest
from django.urls import reverse

from assessments.choices import RatingsShown
from assessments.models import Assessment, Rating
from assessments.services.participants import add_participants
from assessments.services.phases import abandon_assessment, start_jointly
from tests.factories.assessments import AT, IN_STATE, Cast, agree_all, make_completed, make_draft, make_individual, make_joint, rate_all
from tests.factories.criteria import make_version
from tests.factories.workshops import RoleGrantFactory, UserFactory
from workshops.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def cast() -> Cast:
    return Cast()


def address(assessment: Assessment, name: str = "assessment-detail", *rest: str) -> str:
    return reverse(f"assessments:{name}", args=[assessment.ref, *rest])


def page(client, assessment: Assessment) -> str:
    response = client.get(address(assessment))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def due(assessment: Assessment, *, ratings: str | None = None, discussion: str | None = None) -> Assessment:
    Assessment.objects.filter(pk=assessment.pk).update(ratings_due_date=ratings, discussion_date=discussion)
    return assessment


# --- draft -------------------------------------------------------------------------------------------------------------------


def test_draft_is_a_checklist_with_both_ways_to_start(cast, client_of) -> None:
    draft = due(make_draft(cast), ratings="2026-11-25")
    html = page(client_of(cast.contact), draft)
    for text in (
        "K1 Osa-alue 1, K2 Osa-alue 2",
        "<dd>4</dd>",
        "ke 25.11.",
        "ei sovittua päivää",
        "3 osallistujaa",
        "Kaisa Yhteys, Teppo Tekijä 0",
    ):
        assert text in html
    assert f'method="post" action="{address(draft, "assessment-start")}"' in html
    assert f'method="post" action="{address(draft, "assessment-start-jointly")}"' in html
    assert address(draft, "assessment-update") in html
    assert "Keskeytä" not in html
    assert html.count("btn-primary") == 1


def test_draft_without_people_leads_to_choosing_them(cast, client_of) -> None:
    draft = make_draft(cast)
    draft.participants.all().delete()
    html = page(client_of(cast.contact), draft)
    assert "ei vielä ketään" in html
    assert f'class="btn btn-primary" href="{address(draft, "participant-list")}"' in html


def test_draft_tells_who_is_invited(cast, client_of, clock) -> None:
    draft = make_draft(cast)
    add_participants(assessment=draft, emails=["helmi@uusi.example"], by=cast.contact, at=AT)
    assert "helmi@uusi.example (kutsuttu)" in page(client_of(cast.contact), draft)
    clock.shift(days=31)
    assert "helmi@uusi.example (kutsu vanhentunut)" in page(client_of(cast.contact), draft)


def test_draft_can_be_abandoned_by_the_leader(cast, client_of) -> None:
    draft = make_draft(cast)
    assert address(draft, "assessment-abandon") in page(client_of(cast.leader), draft)


def test_draft_is_hidden_from_those_who_will_take_part(cast, client_of) -> None:
    assert client_of(cast.workers[0]).get(address(make_draft(cast))).status_code == 404


# --- own ratings -------------------------------------------------------------------------------------------------------------


def test_rater_sees_how_far_until_when_and_where_to_begin(cast, client_of) -> None:
    assessment = due(make_individual(cast), ratings="2026-11-25")
    html = page(client_of(cast.workers[0]), assessment)
    assert "0/4 kriteeriä arvioitu" in html
    assert "Viimeinen päivä on keskiviikko 25.11." in html
    assert f'<a class="btn btn-primary" href="{address(assessment, "rating-update", "K1.1")}">Aloita kriteeristä K1.1</a>' in html
    assert html.count("0/2 arvioitu") == 2
    assert "Ennen yhteistä keskustelua muut eivät näe vastauksiasi." in html
    assert html.count("btn-primary") == 1


def test_rater_continues_where_she_was(cast, client_of) -> None:
    assessment = make_individual(cast)
    rate_all(assessment, cast.workers[:1])
    Rating.objects.filter(criterion__code="K2.1").delete()
    html = page(client_of(cast.workers[0]), assessment)
    assert f'href="{address(assessment, "rating-update", "K2.1")}">Jatka kriteeristä K2.1</a>' in html
    assert "3/4 kriteeriä arvioitu" in html
    assert '<span class="tag tag-done">valmis</span>' in html
    assert "1/2 arvioitu" in html


@pytest.mark.parametrize(
    ("shown", "sentence"),
    [(RatingsShown.SPREAD, "miten arviot jakautuvat, ilman nimiä"), (RatingsShown.NAMES, "jokaisen arvio näkyy nimen kanssa")],
)
def test_rater_is_told_how_ratings_will_be_shown(cast, client_of, shown, sentence) -> None:
    assert sentence in page(client_of(cast.workers[0]), make_individual(cast, ratings_shown=shown))


def test_rater_is_told_kindly_that_the_day_has_passed(cast, client_of, clock) -> None:
    assessment = due(make_individual(cast), ratings="2026-11-25")
    clock.at(2026, 11, 27, 9)
    html = page(client_of(cast.workers[0]), assessment)
    assert "Päiväksi oli sovittu ke 25.11. Ehdit vielä" in html
    assert "myöhässä" not in html


def test_rater_who_has_rated_all_is_thanked(cast, client_of) -> None:
    assessment = due(make_individual(cast), discussion="2026-12-03")
    rate_all(assessment, cast.workers[:1])
    html = page(client_of(cast.workers[0]), assessment)
    assert "Kiitos, olet arvioinut kaikki kriteerit." in html
    assert "Keskustelupäiväksi on sovittu to 3.12." in html
    assert "Jatka kriteeristä" not in html


def test_rater_sees_nobody_elses_progress(cast, client_of) -> None:
    assessment = make_individual(cast)
    rate_all(assessment, [cast.contact])
    html = page(client_of(cast.workers[0]), assessment)
    assert "Kaisa Yhteys" not in html
    assert "4/4" not in html
    assert "Avaa yhteinen keskustelu" not in html


def test_manager_sees_names_and_counts_but_no_answers(cast, client_of) -> None:
    assessment = due(make_individual(cast), ratings="2026-11-25")
    rate_all(assessment, cast.workers[:1], values=[4])
    Rating.objects.update(note="Salainen huomio", note_may_be_shown=True)
    html = page(client_of(cast.leader), assessment)
    assert "1/3 osallistujaa on arvioinut kaikki kriteerit." in html
    assert "4/4 arvioitu" in html
    assert html.count("0/4 arvioitu") == 2
    assert "Omat arviot on sovittu tehtäviksi ke 25.11. mennessä." in html
    assert "Salainen huomio" not in html
    assert "Edistynyt" not in html
    assert f'class="btn btn-primary" href="{address(assessment, "assessment-open-discussion")}"' in html


def test_manager_who_rates_has_her_own_rating_as_the_main_thing(cast, client_of) -> None:
    assessment = make_individual(cast)
    html = page(client_of(cast.contact), assessment)
    assert html.count("btn-primary") == 1
    assert 'class="btn btn-primary" href="' + address(assessment, "rating-update", "K1.1") in html
    rate_all(assessment, [cast.contact])
    html = page(client_of(cast.contact), assessment)
    assert html.count("btn-primary") == 1
    assert 'class="btn btn-primary" href="' + address(assessment, "assessment-open-discussion") in html


# --- discussion and after ----------------------------------------------------------------------------------------------------


def test_joint_shows_how_much_is_agreed(cast, client_of) -> None:
    assessment = due(make_joint(cast), discussion="2026-12-03")
    html = page(client_of(cast.workers[0]), assessment)
    assert "0/4 kriteeriä sovittu" in html
    assert "Yhteinen keskustelu: to 3.12." in html
    assert f'class="btn btn-primary" href="{address(assessment, "discussion-detail")}"' in html
    assert address(assessment, "assessment-check") not in html


def test_joint_with_everything_agreed_leads_to_checking(cast, client_of) -> None:
    assessment = make_joint(cast)
    agree_all(assessment, cast.contact)
    html = page(client_of(cast.leader), assessment)
    assert "4/4 kriteeriä sovittu" in html
    assert f'class="btn btn-primary" href="{address(assessment, "assessment-check")}"' in html


def test_joint_without_own_ratings_does_not_speak_of_them(cast, client_of) -> None:
    assessment = start_jointly(assessment=make_draft(cast), by=cast.contact, at=AT)
    assert "Omat arviot on tehty" not in page(client_of(cast.contact), assessment)


def test_completed_leads_to_the_results(cast, client_of) -> None:
    assessment = make_completed(cast)
    worker = UserFactory()
    RoleGrantFactory(user=worker, role=Role.WORKER, workshop=cast.workshop)
    html = page(client_of(worker), assessment)
    assert "Itsearviointi valmistui 20.11.2026." in html
    assert f'class="btn btn-primary" href="{address(assessment, "assessment-results")}"' in html
    assert address(assessment, "report-download") in html
    assert "Arkistoi" not in html
    html = page(client_of(cast.leader), assessment)
    assert address(assessment, "assessment-reopen") in html
    assert address(assessment, "assessment-archive") in html


def test_archived_says_when(cast, client_of) -> None:
    html = page(client_of(cast.leader), IN_STATE["archived"](cast))
    assert "Se arkistoitiin 20.11.2026." in html
    assert "Lue tulokset" in html


def test_abandoned_says_why(cast, client_of) -> None:
    html = page(client_of(cast.workers[0]), IN_STATE["abandoned"](cast))
    assert "Keskeytetty" in html
    assert "Aloitetaan alusta keväällä." in html
    assert "Lue tulokset" not in html


def test_abandoned_draft_says_why_to_the_leader(cast, client_of) -> None:
    draft = abandon_assessment(assessment=make_draft(cast), reason="Väärä kriteeristö.", by=cast.leader, at=AT)
    assert "Väärä kriteeristö." in page(client_of(cast.leader), draft)


@pytest.mark.parametrize("state", sorted(IN_STATE))
def test_page_of_a_stranger_does_not_exist(cast, client_of, state) -> None:
    assessment = IN_STATE[state](cast)
    response = client_of(cast.stranger).get(address(assessment))
    assert response.status_code == 404
    assert cast.workshop.name not in response.content.decode()


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMIN, Role.DECIDER])
def test_page_of_national_roles_does_not_exist(cast, client_of, role) -> None:
    user = UserFactory()
    RoleGrantFactory(user=user, role=role, scope="national")
    assert client_of(user).get(address(make_completed(cast))).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_page_takes_no_other_method(cast, client_of, method) -> None:
    assert getattr(client_of(cast.leader), method)(address(make_draft(cast))).status_code == 405


# --- speed -------------------------------------------------------------------------------------------------------------------

QUERIES = {"draft": 6, "individual": 8, "joint": 8, "completed": 5}


@pytest.mark.parametrize(("areas", "criteria", "workers"), [(3, 10, 1), (6, 20, 10)])
@pytest.mark.parametrize("state", QUERIES)
def test_page_asks_the_same_number_of_queries(client_of, django_assert_num_queries, state, areas, criteria, workers) -> None:
    cast = Cast(workers=workers)
    version = make_version(areas=areas, criteria=criteria)
    make = IN_STATE["draft" if state == "draft" else "individual"]
    assessment = make(cast, version=version)
    if state in {"joint", "completed"}:
        moved = {"status": state, "discussion_opened_at": AT, "discussion_opened_by": cast.contact}
        done = {"completed_at": AT, "completed_by": cast.leader, "first_completed_at": AT} if state == "completed" else {}
        Assessment.objects.filter(pk=assessment.pk).update(**moved, **done)
    elif state == "individual":
        rate_all(assessment, cast.workers[:2])
    client = client_of(cast.contact)
    client.get(address(assessment))
    with django_assert_num_queries(QUERIES[state]):
        client.get(address(assessment))
    assert QUERIES[state] <= 12


def test_due_dates_are_days_of_helsinki(cast, client_of, clock) -> None:
    assessment = due(make_individual(cast), ratings="2026-11-25")
    clock.at(2026, 11, 25, 23, 59)
    assert "Viimeinen päivä on" in page(client_of(cast.workers[0]), assessment)
    clock.at(2026, 11, 26, 0, 1)
    assert dt.datetime.now(tz=dt.UTC).date() == dt.date(2026, 11, 25)
    assert "Ehdit vielä" in page(client_of(cast.workers[0]), assessment)
