"""The coordinator's pages of example applications: the list, writing, the preview, publishing, and two writers at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import PracticeAnswer, PracticeCase
from tests.factories.assessments import AT, Cast
from tests.factories.auditing import make_auditor
from tests.factories.criteria import make_version
from tests.factories.practice import make_case, make_published, make_retired, practise
from workshops.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
AUTOSAVE = {"HTTP_X_AUTOSAVE": "1", "HTTP_ACCEPT": "application/json"}


@pytest.fixture
def desk(coordinator: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(coordinator)


def url(name: str, case: PracticeCase, *more: str) -> str:
    return reverse(f"assessments:practice-{name}", args=[case.ref, *more])


def html_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def posted(revision: int = 0, **changes: str) -> dict[str, str]:
    whole = {"text": "Näin toimitaan.", "answer": "3", "verdict": "met", "explanation": "Tapa on kuvattu.", "revision": str(revision)}
    return {**whole, **changes}


# Making and writing ----------------------------------------------------------------------------------------------------------


def test_example_is_made_written_and_published(desk: Client, coordinator: User) -> None:
    version = make_version()
    values = {"title": "Pieni puutyöpaja", "introduction": "Keksitty.", "version": f"{version.framework.slug}-{version.version}"}
    page = desk.post(reverse("assessments:practice-case-create"), values, follow=True)
    case = PracticeCase.objects.get()
    assert page.redirect_chain == [(url("case-detail", case), 302)]
    assert "Voit julkaista, kun ainakin yhdestä kriteeristä on esimerkki." in page.content.decode()
    assert "ei nimiä, paikkakuntia" in page.content.decode()
    answer = desk.post(url("answer-update", case, "K1.1"), posted())
    assert answer.headers["Location"] == url("answer-update", case, "K1.2")
    back = desk.post(url("answer-update", case, "K1.2"), posted(kokonaisuuteen="1", explanation=""))
    assert back.headers["Location"] == url("case-detail", case)
    html = html_of(desk, url("case-detail", case))
    assert "Puuttuu: perustelu." in html
    assert "Julkaise auditoitsijoille" not in html
    desk.post(url("answer-update", case, "K1.2"), posted(revision=1))
    assert "Julkaise auditoitsijoille" in html_of(desk, url("case-detail", case))
    told = desk.post(url("case-publish", case), follow=True)
    assert "Harjoitushakemus on julkaistu." in told.content.decode()
    case.refresh_from_db()
    assert (case.status, case.published_by) == ("published", coordinator)


@pytest.mark.parametrize("field", ["title", "introduction", "version"])
def test_example_without_a_part_is_asked_for_it(desk: Client, field: str) -> None:
    version = make_version()
    values = {"title": "Puupaja", "introduction": "Keksitty.", "version": f"{version.framework.slug}-{version.version}", field: ""}
    answer = desk.post(reverse("assessments:practice-case-create"), values)
    assert answer.status_code == 400
    assert "Virhe:" in answer.content.decode()
    assert not PracticeCase.objects.exists()


def test_example_cannot_be_made_before_criteria_are_published(desk: Client) -> None:
    assert "yhtään auditoitavaa kriteeristöä ei ole julkaistu" in html_of(desk, reverse("assessments:practice-case-create"))


def test_verdict_without_a_level_is_asked_for_one(desk: Client, coordinator: User) -> None:
    case = make_case(coordinator, codes=())
    answer = desk.post(url("answer-update", case, "K1.1"), posted(answer="not_applicable"))
    assert answer.status_code == 400
    assert "Valitse taso, kun kerrot, täyttyykö kriteeri." in answer.content.decode()
    without = desk.post(url("answer-update", case, "K1.1"), posted(answer="not_applicable", verdict=""))
    assert without.status_code == 302
    assert PracticeAnswer.objects.get().answer == "not_applicable"


def test_page_saves_by_itself(desk: Client, coordinator: User) -> None:
    case = make_case(coordinator, codes=())
    saved = desk.post(url("answer-update", case, "K1.1"), posted(answer="", verdict="", explanation=""), **AUTOSAVE)
    assert (saved.status_code, saved.json()["revision"]) == (200, 1)
    named = desk.post(url("case-update", case), {"title": "Toinen", "introduction": "Keksitty.", "revision": "1"}, **AUTOSAVE)
    assert named.json()["revision"] == 2


def test_two_writers_of_a_criterion_see_both_texts(desk: Client, coordinator: User) -> None:
    case = make_case(coordinator)
    answer = desk.post(url("answer-update", case, "K1.1"), posted(text="Toisin kirjoitettu.", answer="1"))
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Toisin kirjoitettu." in " ".join(html.replace("<mark>", "").replace("</mark>", "").split())
    assert "K1.1." in html
    assert PracticeAnswer.objects.get(case=case, criterion__code="K1.1").level.value == 3  # type: ignore[union-attr]
    both = desk.post(url("answer-update", case, "K1.1"), posted(text="Toisin kirjoitettu.", pida="molemmat")).content.decode()
    assert "Näin toimitaan: K1.1." in both
    assert "Toisin kirjoitettu." in both


def test_two_writers_of_the_introduction_see_both_texts(desk: Client, coordinator: User) -> None:
    case = make_case(coordinator)
    answer = desk.post(url("case-update", case), {"title": "Toinen", "introduction": "Aivan muuta.", "revision": "0"})
    assert answer.status_code == 409
    assert "Kaksi versiota" in answer.content.decode()
    assert PracticeCase.objects.get().title == "Pieni puutyöpaja"
    assert desk.post(url("case-update", case), {"title": "Toinen", "introduction": "Muuta.", "revision": "1"}).status_code == 302
    assert PracticeCase.objects.get().title == "Toinen"


# After publishing ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [make_published, make_retired])
def test_what_is_no_draft_is_read_and_a_late_text_is_given_back(desk: Client, coordinator: User, make) -> None:
    case = make(coordinator)
    for address in (url("case-update", case), url("answer-update", case, "K1.1")):
        assert desk.get(address).headers["Location"] == url("case-detail", case)
    late = desk.post(url("answer-update", case, "K1.1"), posted(text="Kesken jäänyt ajatus.", revision=1))
    assert late.status_code == 409
    assert "Kesken jäänyt ajatus." in late.content.decode()


def test_example_that_is_not_whole_is_not_published_by_post(desk: Client, coordinator: User) -> None:
    case = make_case(coordinator, codes=())
    answer = desk.post(url("case-publish", case))
    assert answer.status_code == 409
    assert "Kirjoita esimerkki ainakin yhdestä kriteeristä" in answer.content.decode()


def test_published_is_retired_and_copied_but_not_published_again(desk: Client, coordinator: User) -> None:
    case = make_published(coordinator)
    html = html_of(desk, url("case-detail", case))
    assert "Julkaise auditoitsijoille" not in html
    copied = desk.post(url("case-copy", case), follow=True)
    assert "Kopio on tehty." in copied.content.decode()
    desk.post(url("case-retire", case))
    assert sorted(PracticeCase.objects.values_list("status", flat=True)) == ["draft", "retired"]
    assert desk.post(url("case-publish", case)).status_code == 409


def test_preview_shows_what_auditors_read(desk: Client, coordinator: User) -> None:
    case = make_case(coordinator, codes=("K1.1",))
    html = html_of(desk, url("case-preview", case))
    for told in ("Kuvitteellinen työpaja", "Näin toimitaan: K1.1.", "Vakiintunut", "Täyttyy", "Tapa on kuvattu ja käytössä."):
        assert told in html, told


def test_coordinator_sees_how_many_have_practised_and_nothing_else(desk: Client, coordinator: User) -> None:
    case, auditor = make_published(coordinator), make_auditor().user
    pages = [reverse("assessments:practice-case-list"), *(url(name, case) for name in ("case-detail", "case-preview"))]
    assert "Kukaan ei ole vielä harjoitellut." in html_of(desk, pages[0])
    practise(case, auditor)
    shown = [html_of(desk, page) for page in pages]
    assert ["1 auditoitsija on harjoitellut." in html for html in shown] == [True, True, False]
    assert [html for html in shown if auditor.name in html or "Luin tekstin." in html] == []
    practise(case, make_auditor().user)
    assert "2 auditoitsijaa on harjoitellut." in html_of(desk, pages[1])


# Who ------------------------------------------------------------------------------------------------------------------------


def test_pages_do_not_exist_for_others(coordinator: User, client_of: Callable[[User], Client]) -> None:
    case = make_case(coordinator)
    pages = [reverse("assessments:practice-case-list"), reverse("assessments:practice-case-create")]
    pages += [url(name, case) for name in ("case-detail", "case-update", "case-preview")]
    pages += [url("answer-update", case, "K1.1")]
    for user in (make_auditor().user, Cast().leader):
        client = client_of(user)
        assert {client.get(page).status_code for page in pages} == {404}
        for name in ("case-publish", "case-retire", "case-copy"):
            assert client.post(url(name, case)).status_code == 404
    assert client_of(coordinator).get(url("case-publish", case)).status_code == 405


def test_criterion_of_another_version_is_not_found(desk: Client, coordinator: User) -> None:
    case = make_case(coordinator)
    assert desk.get(url("answer-update", case, "K99.9")).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_the_same_number_of_queries(desk: Client, coordinator: User, count: int) -> None:
    for number in range(count):
        practise(make_published(coordinator), make_auditor().user)
        PracticeCase.objects.update(created_at=AT, title=f"Harjoitus {number}")
    address = reverse("assessments:practice-case-list")
    desk.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert html_of(desk, address).count("on harjoitellut") == count
    assert len(captured) == 5


@pytest.mark.parametrize("criteria", [1, 6])
def test_pages_of_one_take_the_same_number_of_queries(desk: Client, coordinator: User, criteria: int) -> None:
    case = make_case(coordinator, version=make_version(criteria=criteria), codes=("K1.1", "K2.1"))
    counts = []
    for address in (url("case-detail", case), url("case-preview", case), url("answer-update", case, "K1.1")):
        desk.get(address)
        with CaptureQueriesContext(connection) as captured:
            desk.get(address)
        counts.append(len(captured))
    assert counts == [6, 8, 9]
