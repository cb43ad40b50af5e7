"""Filling from self-assessments, checking, submitting, and the receipts: what each page says and to whom."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from assessments.choices import Answer
from assessments.file_store import path_of
from assessments.models import Application, StoredFile, Submission
from assessments.selectors.applications.form import criteria_of_application
from assessments.services.applications.answers import save_answer
from assessments.services.applications.ending import withdraw_application
from assessments.services.applications.submitting import submit_application
from assessments.services.evidence import add_file_evidence, add_link_evidence
from tests.factories.applications import (
    answer_all,
    make_coordinator,
    make_lapsed,
    make_open,
    make_registered,
    make_round,
    make_submitted,
    make_withdrawn,
)
from tests.factories.assessments import AT, Cast
from tests.factories.criteria import make_version
from tests.factories.workshops import WorkshopFactory
from tests.office_files import pdf_bytes, uploaded
from workshops.models import OutgoingMail

pytestmark = pytest.mark.django_db

LATE = (2026, 12, 1, 16, 15, 1)


@pytest.fixture(autouse=True)
def _working_day(clock, settings: Settings, tmp_path: Path) -> None:
    """Stand before the deadline of the factories' round."""
    settings.MEDIA_ROOT = tmp_path / "media"


def url(name: str, *arguments: object) -> str:
    return reverse(f"assessments:{name}", args=arguments)


def whole(cast: Cast, **made: object) -> Application:
    application = make_open(cast, **made)  # type: ignore[arg-type]
    answer_all(application, cast.contact)
    return application


def page_of(client: Client, name: str, *arguments: object) -> str:
    response = client.get(url(name, *arguments))
    assert response.status_code == 200
    return response.content.decode()


# Tarkista --------------------------------------------------------------------------------------------------------------------


def test_check_lists_missing_texts_first_and_offers_no_button(client_of) -> None:
    cast = Cast()
    application = whole(cast)
    application.answers.filter(criterion__code="K2.1").update(text="")
    page = page_of(client_of(cast.contact), "application-check", application.ref)
    assert "3/4" in page
    assert page.index("Näiden teksti puuttuu vielä") < page.index("<h2>K1 Osa-alue 1")
    assert f'<li><a href="{url("answer-update", application.ref, "K2.1")}">K2.1 Kriteeri K2.1</a></li>' in page
    assert "Voitte lähettää hakemuksen tällä sivulla, kun kaikki tekstit on kirjoitettu." in page
    assert url("application-submit", application.ref) not in page


def test_check_shows_every_text_shortened_with_its_level_and_what_happens_next(client_of) -> None:
    cast = Cast()
    application = whole(cast)
    level = application.round.version.scale.levels.get(value=3)  # type: ignore[union-attr]  # opened in a round
    application.answers.filter(criterion__code="K1.1").update(text="Alku. " + "pitkä " * 100, answer=Answer.LEVEL, level=level)
    application.answers.filter(criterion__code="K1.2").update(answer=Answer.NOT_APPLICABLE)
    page = page_of(client_of(cast.contact), "application-check", application.ref)
    assert "Alku. pitkä" in page
    assert "pitkä " * 60 not in page
    for words in ("Vakiintunut", "Ei koske työpajaamme", "Lue kokonaan ja muokkaa", "Näyttö puuttuu 4 kriteeristä", "Kuka näkee tämän?"):
        assert words in page
    assert "määräaikaan 1.12.2026 klo 16.15 asti" in page
    assert f'action="{url("application-submit", application.ref)}"' in page


def test_check_tells_of_links_and_of_files_that_are_gone(client_of) -> None:
    cast = Cast()
    application = whole(cast)
    given = {"holder": application, "criteria": criteria_of_application(application), "by": cast.contact, "at": AT}
    add_link_evidence(link="https://kivipaja.example/", title="Sivumme", **given)
    add_file_evidence(upload=uploaded("Ohje.pdf", pdf_bytes()), title="Ohje", **given)
    client = client_of(cast.contact)
    page = page_of(client, "application-check", application.ref)
    assert "Yksi näyttö on linkki" in page
    assert "Näyttö puuttuu" not in page
    assert "Tiedosto puuttuu" not in page
    path_of(StoredFile.objects.get()).unlink()
    assert "Näiden näyttöjen tiedostoa ei löydy palvelusta." in page_of(client, "application-check", application.ref)


@pytest.mark.parametrize(("areas", "criteria"), [(1, 1), (6, 20)])
def test_check_takes_the_same_queries_whatever_the_size(client_of, django_assert_num_queries, areas: int, criteria: int) -> None:
    cast = Cast()
    application = whole(cast, into=make_round(version=make_version(areas=areas, criteria=criteria)))
    for number, criterion in enumerate(criteria_of_application(application)[:30]):
        link = "https://kivipaja.example/"
        add_link_evidence(holder=application, criteria=[criterion], link=link, title=f"{number}", by=cast.contact, at=AT)
    submit_application(application=application, by=cast.contact, at=AT)
    client = client_of(cast.contact)
    client.get(url("application-check", application.ref))
    with django_assert_num_queries(11):
        client.get(url("application-check", application.ref))


@pytest.mark.parametrize("make", [make_registered, make_withdrawn, make_lapsed])
def test_check_and_fill_lead_back_when_nothing_is_filled(client_of, make) -> None:
    cast = Cast()
    application = make(cast, make_round())
    for name in ("application-check", "application-fill"):
        response = client_of(cast.contact).get(url(name, application.ref))
        assert response.url == url("application-detail", application.ref)
    assert client_of(cast.contact).post(url("application-fill", application.ref), {}).status_code == 409


@pytest.mark.parametrize("name", ["application-check", "application-fill", "application-submit"])
def test_pages_of_the_form_are_there_for_applicants_alone(client_of, name: str) -> None:
    cast = Cast()
    application = whole(cast)
    for user in (cast.workers[0], cast.stranger, make_coordinator()):
        client = client_of(user)
        assert (client.post if name == "application-submit" else client.get)(url(name, application.ref)).status_code == 404
    assert not Submission.objects.exists()
    assert Client().post(url(name, application.ref)).status_code in {302, 403}


# Lähetä ----------------------------------------------------------------------------------------------------------------------


def test_submit_leads_to_its_receipt_and_a_second_press_to_the_same(client_of) -> None:
    cast = Cast()
    application = whole(cast)
    client = client_of(cast.contact)
    first = client.post(url("application-submit", application.ref), follow=True)
    assert first.redirect_chain == [(url("submission-detail", application.ref, 1), 302)]
    assert "Hakemus on lähetetty." in first.content.decode()
    again = client.post(url("application-submit", application.ref), follow=True).content.decode()
    assert Submission.objects.count() == 1
    assert "Hakemus on lähetetty." in again or "Tämä sisältö on jo lähetetty." in again
    assert OutgoingMail.objects.filter(kind="application_submitted").count() == 1


def test_submit_a_minute_later_says_that_it_is_there_already(client_of, clock) -> None:
    cast = Cast()
    application = whole(cast)
    client = client_of(cast.contact)
    client.post(url("application-submit", application.ref))
    clock.shift(minutes=1)
    page = client.post(url("application-submit", application.ref), follow=True).content.decode()
    assert "Tämä sisältö on jo lähetetty. Uutta lähetystä ei tehty." in page


def test_submit_is_only_posted_and_refused_late_or_unfinished(client_of, clock) -> None:
    cast = Cast()
    application = whole(cast)
    client = client_of(cast.contact)
    assert client.get(url("application-submit", application.ref)).status_code == 405
    application.answers.filter(criterion__code="K2.1").update(text="")
    unfinished = client.post(url("application-submit", application.ref))
    assert (unfinished.status_code, "Yhden kriteerin teksti puuttuu vielä: K2.1." in unfinished.content.decode()) == (409, True)
    application.answers.update(text="Näin.")
    clock.at(*LATE)
    late = client.post(url("application-submit", application.ref))
    assert (late.status_code, "Määräaika päättyi 1.12.2026 klo 16.15" in late.content.decode()) == (409, True)
    assert not Submission.objects.exists()


def test_submit_needs_the_token(client_of) -> None:
    cast = Cast()
    application = whole(cast)
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.contact, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(url("application-submit", application.ref)).status_code == 403
    assert not Submission.objects.exists()


# The receipt of those who may read it ----------------------------------------------------------------------------------------


def twice(cast: Cast) -> tuple[Application, Submission, Submission]:
    """An application submitted on two days."""
    application = whole(cast)
    first = submit_application(application=application, by=cast.contact, at=AT)
    row = application.answers.get(criterion__code="K1.1")
    save_answer(application=application, criterion=row.criterion, text="Korjattu teksti.", revision=1, by=cast.contact, at=AT)
    return application, first, submit_application(application=application, by=cast.contact, at=AT + dt.timedelta(days=1, seconds=7))


def test_receipt_page_shows_time_number_checksum_content_and_files(client_of) -> None:
    cast = Cast()
    application = whole(cast)
    level = application.round.version.scale.levels.get(value=2)  # type: ignore[union-attr]  # opened in a round
    application.answers.filter(criterion__code="K1.2").update(answer=Answer.LEVEL, level=level)
    given = {"holder": application, "criteria": criteria_of_application(application)[:1], "by": cast.contact, "at": AT}
    add_file_evidence(upload=uploaded("Ohje 2026.pdf", pdf_bytes()), title="Työohje", **given)
    add_link_evidence(link="https://kivipaja.example/", title="Sivumme", **given)
    submission = submit_application(application=application, by=cast.contact, at=AT + dt.timedelta(seconds=7))
    page = page_of(client_of(cast.leader), "submission-detail", application.ref, 1)
    for words in (
        "20.11.2026 klo 12.00.07",
        submission.sha256,
        url("receipt-detail", submission.code),
        "Tämä on viimeisin lähetys, ja se on voimassa.",
        "Viikko suunnitellaan yhdessä maanantaisin.",
        "K1.1 Kriteeri K1.1",
        "Kehittyvä",
        "Ohje 2026.pdf",
        StoredFile.objects.get().sha256,
        "https://kivipaja.example/",
        cast.workshop.name,
    ):
        assert words in page


@pytest.mark.parametrize(("areas", "criteria"), [(1, 1), (6, 20)])
def test_receipt_page_takes_the_same_queries_whatever_the_size(client_of, django_assert_num_queries, areas: int, criteria: int) -> None:
    cast = Cast()
    application = whole(cast, into=make_round(version=make_version(areas=areas, criteria=criteria)))
    given = {"holder": application, "criteria": criteria_of_application(application)[:1], "by": cast.contact, "at": AT}
    for number in range(areas):
        add_link_evidence(link="https://kivipaja.example/", title=f"{number}", **given)
    submit_application(application=application, by=cast.contact, at=AT)
    client = client_of(cast.contact)
    client.get(url("submission-detail", application.ref, 1))
    with django_assert_num_queries(10):
        client.get(url("submission-detail", application.ref, 1))


def test_replaced_and_withdrawn_receipts_say_so(client_of) -> None:
    cast = Cast()
    application, _first, last = twice(cast)
    client = client_of(cast.contact)
    replaced = page_of(client, "submission-detail", application.ref, 1)
    assert "Tämän on korvannut myöhempi lähetys 2, joka saapui 21.11.2026 klo 12.00." in replaced
    assert "Korjattu teksti." not in replaced
    assert "Korjattu teksti." in page_of(client, "submission-detail", application.ref, 2)
    withdraw_application(application=application, reason="", by=cast.contact, at=AT)
    for number in (1, 2):
        assert "Hakija on perunut hakemuksen." in page_of(client, "submission-detail", application.ref, number)
    assert last.number == 2


def test_coordinator_reads_the_last_one_only_after_the_deadline_and_no_withdrawn_one(client_of, clock) -> None:
    cast = Cast()
    application, *_both = twice(cast)
    client = client_of(make_coordinator())
    first, last = (url("submission-detail", application.ref, number) for number in (1, 2))
    clock.at(2026, 12, 1, 16, 15)
    assert [client.get(one).status_code for one in (first, last)] == [404, 404]
    clock.at(2026, 12, 1, 16, 15, 0, 1)
    assert [client.get(one).status_code for one in (first, last)] == [404, 200]
    assert "Korjattu teksti." in client.get(last).content.decode()
    withdraw_application(application=application, reason="", by=cast.contact, at=AT)
    assert [client.get(one).status_code for one in (first, last)] == [404, 404]


def test_receipt_page_does_not_exist_for_others(client_of, clock) -> None:
    cast = Cast()
    application = make_submitted(cast)
    elsewhere = Cast(WorkshopFactory(organisation=cast.workshop.organisation))
    clock.at(*LATE)
    for user in (cast.workers[0], cast.stranger, elsewhere.leader):
        assert client_of(user).get(url("submission-detail", application.ref, 1)).status_code == 404
    client = client_of(cast.contact)
    for number in (0, 2, 99_999):
        assert client.get(url("submission-detail", application.ref, number)).status_code == 404
    assert client.get(f"/hakemukset/{application.ref}/lahetykset/{10**30}/").status_code == 404
    assert Client().get(url("submission-detail", application.ref, 1)).status_code == 302
