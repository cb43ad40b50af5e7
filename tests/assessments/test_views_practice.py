"""An auditor's own pages of practising: the list, a criterion alone, the reference after confirming, and the summary."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import PracticeAnswer, PracticeCase, PracticeRating
from assessments.services.practice.cases import retire_practice_case
from tests.access.crawler import fetch
from tests.factories.assessments import AT, Cast
from tests.factories.auditing import make_auditor
from tests.factories.criteria import make_version
from tests.factories.practice import make_case, make_published, practise, rated
from workshops.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
CONFIRM = {"vahvista": "1"}
AUTOSAVE = {"HTTP_X_AUTOSAVE": "1", "HTTP_ACCEPT": "application/json"}
WHY = "Tapa on kuvattu ja käytössä."  # of the reference, as the factory writes it


@pytest.fixture
def case(coordinator: User) -> PracticeCase:
    return make_published(coordinator)


@pytest.fixture
def auditor() -> User:
    return make_auditor(made=0).user


@pytest.fixture
def client(auditor: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(auditor)


def detail(case: PracticeCase) -> str:
    return reverse("assessments:practice-detail", args=[case.ref])


def criterion(case: PracticeCase, code: str = "K1.1") -> str:
    return reverse("assessments:practice-rating-update", args=[case.ref, code])


def html_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def posted(answer: str = "2", verdict: str = "partly_met", revision: int = 0, **more: str) -> dict[str, str]:
    return {"revision": str(revision), "answer": answer, "verdict": verdict, "reason": "", "note": "Luin tekstin.", **more}


# Rating alone ----------------------------------------------------------------------------------------------------------------


def test_page_shows_the_text_and_the_levels_but_no_reference(case: PracticeCase, client: Client) -> None:
    html = html_of(client, criterion(case))
    for told in ("Näin toimitaan: K1.1.", "K1.1: kuvaus tasosta 4.", "Vahvista ja näytä malliarvio", "Kuka näkee tämän?", "Vain sinä."):
        assert told in html, told
    assert WHY not in html
    assert "Rinnakkain" not in html


def test_saving_leads_to_the_next_and_confirms_nothing(case: PracticeCase, client: Client) -> None:
    answer = client.post(criterion(case), posted(avoin="1"))
    assert answer.headers["Location"] == criterion(case, "K1.2")
    assert PracticeRating.objects.get().confirmed_at is None
    assert WHY not in html_of(client, criterion(case))
    again = client.post(criterion(case), posted("3", "met", 1), **AUTOSAVE)
    assert again.json()["revision"] == 2
    assert PracticeRating.objects.get().confirmed_at is None


def test_confirming_shows_the_reference_and_why(case: PracticeCase, client: Client) -> None:
    answer = client.post(criterion(case), posted(**CONFIRM), follow=True)
    html = " ".join(answer.content.decode().split())
    assert answer.redirect_chain == [(criterion(case), 302)]
    for told in (
        "Arviosi on vahvistettu.",
        "Rinnakkain",
        "Arviosi on tason matalampi. Vastaus kysymykseen ”Täyttyykö kriteeri?” on eri.",
        WHY,
        "Luin tekstin.",
        "Vakiintunut",
    ):
        assert told in html, told
    assert "<textarea" not in html
    assert WHY not in html_of(client, criterion(case, "K1.2"))


def test_second_click_and_late_save_change_nothing(case: PracticeCase, client: Client) -> None:
    client.post(criterion(case), posted(**CONFIRM))
    assert client.post(criterion(case), posted("4", "met", **CONFIRM)).status_code == 302
    late = client.post(criterion(case), posted("4", "met", 1, note="Muutin mieleni."))
    assert late.status_code == 409
    assert "Muutin mieleni." in late.content.decode()
    assert PracticeRating.objects.get().level.value == 2  # type: ignore[union-attr]


@pytest.mark.parametrize(("values", "sentence"), [(posted("", ""), "Valitse vaihtoehto"), (posted("2", ""), "Kerro, täyttyykö kriteeri")])
def test_half_a_rating_is_asked_for_the_rest(case: PracticeCase, client: Client, values: dict[str, str], sentence: str) -> None:
    answer = client.post(criterion(case), {**values, **CONFIRM})
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert "Luin tekstin." in answer.content.decode()
    assert not PracticeRating.objects.exists()


def test_second_tab_is_shown_both_texts(case: PracticeCase, client: Client) -> None:
    client.post(criterion(case), posted())
    answer = client.post(criterion(case), posted("4", "met", note="Toisin."))
    assert answer.status_code == 409
    assert "Toisin." in answer.content.decode()
    assert case.title in answer.content.decode()
    assert PracticeRating.objects.get().level.value == 2  # type: ignore[union-attr]


# The whole -------------------------------------------------------------------------------------------------------------------


def test_list_tells_how_far_she_is(case: PracticeCase, client: Client, auditor: User, coordinator: User) -> None:
    make_case(coordinator)
    address = reverse("assessments:practice-list")
    html = html_of(client, address)
    assert html.count("/harjoittelu/") >= 1
    assert html.count("Pieni puutyöpaja") == 1  # the draft does not exist for her
    assert "aloittamatta" in html
    practise(case, auditor)
    assert "1/3" in html_of(client, address)
    for code in ("K1.2", "K2.1"):
        practise(case, auditor, code)
    assert "harjoiteltu" in html_of(client, address)


def test_page_of_the_example_leads_on_and_sums_up(case: PracticeCase, client: Client, auditor: User) -> None:
    assert "Aloita kriteeristä K1.1" in html_of(client, detail(case))
    practise(case, auditor)
    practise(case, auditor, "K1.2", rated(case.version, 3, "met"))
    html = html_of(client, detail(case))
    for told in (
        "Jatka kriteeristä K2.1",
        "1/2 kriteeristä",
        "2/2 kriteeristä",
        "Arviosi on tason matalampi.",
        "<title>Arviosi ja malliarvio",
    ):
        assert told in html, told
    assert html.count("<tr>") == 3
    practise(case, auditor, "K2.1")
    assert "Jatka kriteeristä" not in html_of(client, detail(case))


def test_beginning_anew_empties_the_page(case: PracticeCase, client: Client, auditor: User) -> None:
    assert "aloita alusta" not in html_of(client, detail(case))
    practise(case, auditor)
    assert "Poista vastaukseni ja aloita alusta" in html_of(client, detail(case))
    answer = client.post(reverse("assessments:practice-restart", args=[case.ref]), follow=True)
    assert "Voit aloittaa alusta." in answer.content.decode()
    assert not PracticeRating.objects.exists()
    assert WHY not in html_of(client, criterion(case))


def test_front_page_and_own_page_lead_to_practising(case: PracticeCase, client: Client) -> None:
    assert detail(case) in html_of(client, "/")
    assert reverse("assessments:practice-list") in html_of(client, reverse("assessments:own-auditor"))


def test_register_of_auditors_leads_to_the_examples(coordinator: User, client_of: Callable[[User], Client]) -> None:
    assert reverse("assessments:practice-case-list") in html_of(client_of(coordinator), reverse("assessments:auditor-list"))


# Out of use ------------------------------------------------------------------------------------------------------------------


def test_example_out_of_use_is_read_and_a_late_text_is_given_back(
    case: PracticeCase, client: Client, auditor: User, coordinator: User
) -> None:
    practise(case, auditor)
    retire_practice_case(case=case, by=coordinator, at=AT)
    assert WHY in html_of(client, criterion(case))
    assert "Poista vastaukseni" not in html_of(client, detail(case))
    assert client.get(criterion(case, "K1.2")).headers["Location"] == detail(case)
    late = client.post(criterion(case, "K1.2"), posted(note="Kesken jäänyt ajatus."))
    assert late.status_code == 409
    assert "Kesken jäänyt ajatus." in late.content.decode()
    assert client.post(reverse("assessments:practice-restart", args=[case.ref])).status_code == 409
    assert PracticeRating.objects.count() == 1


# Privacy ---------------------------------------------------------------------------------------------------------------------


def everything(case: PracticeCase, client: Client) -> dict[str, str]:
    """Return all that the person gets of practising, headers included."""
    urls = ["/", reverse("assessments:practice-list"), detail(case), *(criterion(case, code) for code in ("K1.1", "K1.2", "K2.1"))]
    urls += [reverse("assessments:own-auditor"), reverse("assessments:practice-case-list")]
    urls += [reverse(f"assessments:practice-case-{name}", args=[case.ref]) for name in ("detail", "preview")]
    pages = {url: fetch(client, url) for url in urls}
    return {url: f"{page.status} {sorted(page.headers.items())} {page.text}" for url, page in pages.items()}


def test_what_one_auditor_practises_is_nowhere_for_another(
    case: PracticeCase, client: Client, auditor: User, client_of: Callable[[User], Client], coordinator: User
) -> None:
    """To the byte for another auditor; for a coordinator only that somebody has practised."""
    practise(case, auditor, "K1.2")
    other, desk = make_auditor().user, client_of(coordinator)
    before, seen = everything(case, client), everything(case, desk)
    practise(case, other, given=rated(case.version, 4, "met", "Salaisuus."))
    practise(case, other, "K2.1", rated(case.version, 1, "not_met", "Salaisuus."), confirms=False)
    assert everything(case, client) == before
    after = everything(case, desk)
    assert [url for url in after if "Salaisuus" in after[url] or other.name in after[url]] == []
    counted = {url: page.replace("2 auditoitsijaa on harjoitellut.", "1 auditoitsija on harjoitellut.") for url, page in after.items()}
    assert counted == seen


def test_reference_shows_nowhere_before_she_has_confirmed(case: PracticeCase, client: Client, auditor: User) -> None:
    """The reference may be whatever it is: until she confirms, she gets the same to the byte."""
    practise(case, auditor, "K1.2", confirms=False)
    before = everything(case, client)
    lowest, verdict = case.version.scale.levels.get(value=1), case.version.verdicts.get(value="not_met")
    PracticeAnswer.objects.filter(case=case).update(level=lowest, verdict=verdict, explanation="Aivan muusta syystä.")
    assert everything(case, client) == before


# Who ------------------------------------------------------------------------------------------------------------------------


def test_pages_do_not_exist_for_others_nor_before_publishing(
    case: PracticeCase, client: Client, coordinator: User, client_of: Callable[[User], Client]
) -> None:
    restart = reverse("assessments:practice-restart", args=[case.ref])
    for user in (coordinator, Cast().leader):
        other = client_of(user)
        assert {other.get(page).status_code for page in (reverse("assessments:practice-list"), detail(case), criterion(case))} == {404}
        assert {other.post(page, posted()).status_code for page in (criterion(case), restart)} == {404}
    draft = make_case(coordinator)
    assert {client.get(page).status_code for page in (detail(draft), criterion(draft))} == {404}
    assert client.get(criterion(case, "K2.2")).status_code == 404  # the example says nothing of it
    assert client.get(restart).status_code == 405


# Queries ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("criteria", [1, 6])
def test_pages_take_the_same_number_of_queries(
    client: Client, auditor: User, coordinator: User, client_of: Callable[[User], Client], criteria: int
) -> None:
    codes = [f"K{area}.{number}" for area in (1, 2) for number in range(1, criteria + 1)]
    case = make_published(coordinator, codes, make_version(criteria=criteria))
    for code in codes[1:]:
        practise(case, auditor, code)
    counts = []
    for address in (reverse("assessments:practice-list"), detail(case), criterion(case, "K1.1"), criterion(case, codes[-1])):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        counts.append(len(captured))
    assert counts == [5, 8, 11, 11]
