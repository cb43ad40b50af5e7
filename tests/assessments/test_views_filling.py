"""The page that fills an application from self-assessments: what it offers, what it says will come, and texts without a place."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from assessments.models import Application, ApplicationAnswer, Assessment
from assessments.services.applications.answers import save_answer
from assessments.services.applications.ending import lapse_unsubmitted, renew_application
from assessments.services.phases import complete_assessment
from tests.factories.applications import DEADLINE, answer_all, make_open, make_round
from tests.factories.assessments import AT, Cast, agree_all, make_completed, make_joint
from tests.factories.criteria import make_version
from tests.factories.workshops import WorkshopFactory, grant
from tests.web_forms import fields_of
from workshops.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def address(application: Application) -> str:
    return reverse("assessments:application-fill", args=[application.ref])


def detail(application: Application) -> str:
    return reverse("assessments:application-detail", args=[application.ref])


def completed(cast: Cast, title: str, practice: str = "Suunnitellaan.", days_ago: int = 0, **made: object) -> Assessment:
    assessment = make_joint(cast, **made)
    agree_all(assessment, cast.contact)
    assessment.results.update(current_practice=practice, development="")
    assessment = complete_assessment(assessment=assessment, by=cast.leader, at=AT)
    Assessment.objects.filter(pk=assessment.pk).update(title=title, completed_at=AT - dt.timedelta(days=days_ago))
    return assessment


def two_units() -> tuple[Cast, Cast]:
    cast = Cast(WorkshopFactory(name="Kivipaja"))
    other = Cast(WorkshopFactory(name="Puupaja", organisation=cast.workshop.organisation))
    grant(cast.contact, Role.CONTACT, organisation=cast.workshop.organisation)
    return cast, other


def test_newest_of_each_unit_is_chosen_beforehand_and_the_page_says_what_will_come(client_of) -> None:
    cast, other = two_units()
    version = make_version()
    old = completed(cast, "Vanha arvio", days_ago=400, version=version)
    new, theirs = completed(cast, "Uusi arvio", version=version), completed(other, "Puupajan arvio", version=version)
    make_joint(other, version=version)  # not completed: not offered
    completed(Cast(WorkshopFactory(organisation=cast.workshop.organisation)), "Ei mukana")
    application = make_open(cast, make_round(version=version), [cast.workshop, other.workshop])
    save_answer(
        application=application,
        criterion=version.areas.first().criteria.first(),
        text="Oma.",
        revision=0,
        by=cast.contact,
        at=AT,  # type: ignore[union-attr]
    )
    page = client_of(cast.contact).get(address(application)).content.decode()
    for assessment, is_chosen in ((old, False), (new, True), (theirs, True)):
        [field] = [part for part in page.split("<input")[1:] if f'value="{assessment.ref}"' in part]
        assert ("checked" in field.split(">")[0]) is is_chosen
    assert "Kivipaja: Uusi arvio, valmistunut 20.11.2026" in page
    assert "Ei mukana" not in page
    assert "Uusimmista itsearvioinneista täyttyy 3/4 kriteeriä." in page
    assert "Yhdessä kriteerissä on jo teksti. Se jää ennalleen." in page


def test_filling_leads_to_the_application_and_says_what_came(client_of) -> None:
    cast = Cast()
    source = completed(cast, "Arvio")
    application = make_open(cast)
    client = client_of(cast.contact)
    response = client.post(address(application), {"assessments": [source.ref]})
    assert response.url == detail(application)
    assert set(ApplicationAnswer.objects.values_list("text", flat=True)) == {"Suunnitellaan."}
    again = client.post(address(application), {"assessments": [source.ref]}, follow=True).content.decode()
    assert "Yhtään kriteeriä ei täytetty" in again
    assert "4 kriteeriä täytettiin." in again  # the message of the first time, shown now
    assert ApplicationAnswer.history.count() == 4


@pytest.mark.parametrize("chosen", [[], ["eiolemassa"], ["\x00"], ["1", "2"]])
def test_bad_choices_are_refused_beside_the_field(client_of, chosen: list[str]) -> None:
    cast = Cast()
    completed(cast, "Arvio")
    application = make_open(cast)
    response = client_of(cast.contact).post(address(application), {"assessments": chosen})
    assert response.status_code == 400
    assert 'id="virheet"' in response.content.decode()
    assert not ApplicationAnswer.objects.exists()


def test_assessment_of_a_unit_that_is_not_covered_is_no_choice(client_of) -> None:
    cast, other = two_units()
    theirs, foreign = completed(other, "Puupajan arvio"), make_completed(Cast())
    application = make_open(cast)
    for assessment in (theirs, foreign):
        assert client_of(cast.contact).post(address(application), {"assessments": [assessment.ref]}).status_code == 400
    assert not ApplicationAnswer.objects.exists()


def test_contact_of_one_unit_is_offered_only_what_she_sees(client_of) -> None:
    cast, other = two_units()
    version = make_version()
    completed(cast, "Kivipajan arvio", version=version)
    completed(other, "Puupajan arvio", version=version)
    application = make_open(cast, make_round(version=version), [cast.workshop, other.workshop])
    page = client_of(other.contact).get(address(application)).content.decode()
    assert "Puupajan arvio" in page
    assert "Kivipajan arvio" not in page


def test_texts_without_a_place_are_shown_for_copying_after_filling(client_of) -> None:
    cast = Cast()
    source = completed(cast, "Arvio", "Vanhan kriteerin teksti.", version=make_version(areas=3))
    application = make_open(cast, make_round(version=make_version(areas=2)))
    client = client_of(cast.contact)
    assert client.post(address(application), {"assessments": [source.ref]}).url == f"{address(application)}#kopioitavat"
    page = client.get(address(application)).content.decode()
    assert 'id="kopioitavat"' in page
    assert page.count("Vanhan kriteerin teksti.") == 2
    assert "K3.2 Kriteeri K3.2" in page
    assert "K1.1 Kriteeri K1.1" not in page


def test_own_texts_of_an_earlier_round_are_shown_for_copying(client_of, clock) -> None:
    cast = Cast()
    application = make_open(cast, make_round(version=make_version(areas=3)))
    answer_all(application, cast.contact, "Edellisen kierroksen teksti.")
    later = clock.at(2027, 1, 10, 9, 0)
    lapse_unsubmitted(at=later)
    spring = make_round(version=make_version(areas=2), deadline_at=DEADLINE.replace(year=2027, month=3), at=later)
    renew_application(application=application, into=spring, by=cast.contact, at=later)
    page = client_of(cast.contact).get(address(application)).content.decode()
    assert page.count("Edellisen kierroksen teksti.") == 2
    assert "Hakemuksen työpajoilla ei ole vielä valmista itsearviointia" in page


@pytest.mark.parametrize("count", [1, 3])
def test_page_takes_the_same_queries_whatever_the_number_of_assessments(client_of, django_assert_num_queries, count: int) -> None:
    cast = Cast()
    for number in range(count):
        completed(cast, f"Arvio {number}", days_ago=number)
    application = make_open(cast)
    client = client_of(cast.contact)
    page = client.get(address(application)).content.decode()
    assert "csrfmiddlewaretoken" in fields_of(page, "assessments")
    with django_assert_num_queries(12):
        client.get(address(application))
