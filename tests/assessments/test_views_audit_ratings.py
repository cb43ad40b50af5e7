"""The page of one criterion in an audit: rated alone, saved by itself, confirmed by a button, and blind until then."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Assessment, ConfirmedRating, Rating, Submission
from assessments.services.auditing.seats import replace_auditor
from criteria.models import InterviewQuestion
from tests.access.crawler import fetch
from tests.assessments.test_audit_ratings import auditors_of, confirm, given, save
from tests.factories.applications import make_round
from tests.factories.assessments import Cast
from tests.factories.auditing import LEVEL_NAME, NAMED_AT, make_levelled, make_reading
from tests.factories.criteria import make_version
from workshops.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
CONFIRM = {"vahvista": "1"}
AUTOSAVE = {"HTTP_X_AUTOSAVE": "1", "HTTP_ACCEPT": "application/json"}


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NAMED_AT, tick=False):
        yield


@pytest.fixture
def audit(coordinator: User) -> Assessment:
    return make_reading(make_levelled(Cast()), coordinator)


@pytest.fixture
def first(audit: Assessment, client_of: Callable[[User], Client]) -> Client:
    return client_of(auditors_of(audit)[0])


def url_of(audit: Assessment, code: str = "K1.1") -> str:
    return reverse("assessments:audit-rating-update", args=[audit.ref, code])


def posted(answer: str = "2", verdict: str = "partly_met", revision: int = 0, **more: str) -> dict[str, str]:
    return {"revision": str(revision), "answer": answer, "verdict": verdict, "reason": "", "note": "Luin suunnitelman.", **more}


# Reading and saving ----------------------------------------------------------------------------------------------------------


def test_page_shows_the_criterion_the_words_and_the_evidence(audit: Assessment, first: Client) -> None:
    html = first.get(url_of(audit)).content.decode()
    assert "Viikko suunnitellaan yhdessä maanantaisin." in html
    assert "Viikkosuunnitelma" in html
    assert "Täyttyykö kriteeri?" in html
    assert "Vahvista ennakkoarvio ja näytä muut" in html
    assert "Rinnakkain" not in html


def test_page_tells_what_may_be_asked_on_the_visit_before_and_after_confirming(audit: Assessment, first: Client) -> None:
    question = "Miten K1.1 näkyy arjessa, haastattelukysymys 2?"
    before = first.get(url_of(audit)).content.decode()
    first.post(url_of(audit), posted(**CONFIRM))
    for html in (before, first.get(url_of(audit)).content.decode()):
        assert "Haastattelussa voit kysyä" in html
        assert html.count(question) == 1
        assert "Mitä kriteeri K1.1 tarkoittaa teillä, kysymys 2?" in html
        assert "K1.2 näkyy" not in html


def test_page_without_interview_questions_says_nothing_of_them(audit: Assessment, first: Client) -> None:
    InterviewQuestion.objects.all().delete()
    assert "Haastattelussa" not in first.get(url_of(audit)).content.decode()


@pytest.mark.parametrize(("areas", "criteria"), [(1, 2), (3, 4)])
def test_page_takes_ten_queries_before_and_after_confirming(
    coordinator: User, client_of: Callable[[User], Client], django_assert_num_queries, areas: int, criteria: int
) -> None:
    audit = make_reading(make_levelled(Cast(), make_round(version=make_version(areas, criteria))), coordinator)
    me, other = auditors_of(audit)
    client = client_of(me)
    save(audit, me)
    confirm(audit, other)
    client.get(url_of(audit))
    with django_assert_num_queries(10):
        assert "Ennakkoarviosi" in client.get(url_of(audit)).content.decode()
    confirm(audit, me, revision=1)
    with django_assert_num_queries(10):
        assert "Rinnakkain" in client.get(url_of(audit)).content.decode()


def test_saving_takes_eight_queries_in_its_transaction(audit: Assessment, first: Client) -> None:
    first.post(url_of(audit), posted(), **AUTOSAVE)
    with CaptureQueriesContext(connection) as captured:
        assert first.post(url_of(audit), posted(revision=1, note="Toisin."), **AUTOSAVE).status_code == 200
    asked = [query["sql"] for query in captured]
    begin, end = (next(place for place, sql in enumerate(asked) if sql.startswith(word)) for word in ("SAVEPOINT", "RELEASE"))
    assert end - begin - 1 == 8


def test_saving_leads_to_the_next_criterion(audit: Assessment, first: Client) -> None:
    answer = first.post(url_of(audit), posted(avoin="1"), follow=True)
    assert answer.redirect_chain[-1][0] != url_of(audit)
    assert "Arvio kriteeristä K1.1 on tallennettu." in answer.content.decode()
    rating = Rating.objects.get()
    assert (rating.level.value, str(rating.verdict), rating.note) == (2, "Täyttyy osittain", "Luin suunnitelman.")  # type: ignore[union-attr]
    assert not ConfirmedRating.objects.exists()


def test_page_saves_by_itself_and_never_confirms(audit: Assessment, first: Client) -> None:
    answer = first.post(url_of(audit), posted(), **AUTOSAVE)
    assert (answer.status_code, answer.json()["revision"]) == (200, 1)
    first.post(url_of(audit), posted(revision=1, **CONFIRM), **AUTOSAVE)  # whatever the post holds
    assert not ConfirmedRating.objects.exists()


def test_second_tab_is_shown_both_texts(audit: Assessment, first: Client) -> None:
    first.post(url_of(audit), posted())
    answer = first.post(url_of(audit), posted("4", "met", note="Toisin."))
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "osittain" in html
    assert "Toisin." in html
    assert Rating.objects.get().level.value == 2  # type: ignore[union-attr]
    both = first.post(url_of(audit), posted("4", "met", note="Toisin.", pida="molemmat"))
    assert "Luin suunnitelman." in both.content.decode()
    assert "Toisin." in both.content.decode()


def test_verdict_without_a_level_is_asked_for_one(audit: Assessment, first: Client) -> None:
    html = first.post(url_of(audit), posted("dont_know", "met")).content.decode()
    assert "Valitse taso, kun kerrot, täyttyykö kriteeri." in html
    assert not Rating.objects.exists()


# Confirming ------------------------------------------------------------------------------------------------------------------


def test_confirming_saves_and_shows_the_others(audit: Assessment, first: Client) -> None:
    _first, second = auditors_of(audit)
    confirm(audit, second, given(audit, 4, "met", "Näin käytännön."))
    answer = first.post(url_of(audit), posted(**CONFIRM), follow=True)
    html = answer.content.decode()
    assert answer.redirect_chain == [(url_of(audit), 302)]
    assert "Ennakkoarviosi on vahvistettu." in html
    assert "Rinnakkain" in html
    assert "Näin käytännön." in html
    assert LEVEL_NAME in html
    assert "Arvionne eroavat 2 tason verran." in html
    assert 'name="note"' not in html


def test_confirming_twice_is_the_same_as_once(audit: Assessment, first: Client) -> None:
    first.post(url_of(audit), posted(**CONFIRM))
    again = first.post(url_of(audit), posted("4", "met", **CONFIRM))
    assert again.status_code == 302
    assert ConfirmedRating.objects.get().level.value == 2  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (posted("", ""), "Valitse vaihtoehto, ennen kuin vahvistat arviosi."),
        (posted("2", ""), "Kerro, täyttyykö kriteeri, ennen kuin vahvistat arviosi."),
    ],
)
def test_half_a_rating_is_asked_for_the_rest_beside_the_field(
    audit: Assessment, first: Client, values: dict[str, str], sentence: str
) -> None:
    html = first.post(url_of(audit), {**values, **CONFIRM}).content.decode()
    assert sentence in html
    assert "Luin suunnitelman." in html
    assert not ConfirmedRating.objects.exists()


def test_confirmed_rating_is_not_saved_over_and_the_text_is_given_back(audit: Assessment, first: Client) -> None:
    first.post(url_of(audit), posted(**CONFIRM))
    answer = first.post(url_of(audit), posted("4", "met", 1, note="Muutin mieleni."))
    assert answer.status_code == 409
    assert "Muutin mieleni." in answer.content.decode()
    assert Rating.objects.get().level.value == 2  # type: ignore[union-attr]


def test_landing_page_tells_how_far_she_is(audit: Assessment, first: Client) -> None:
    [me, _other] = auditors_of(audit)
    save(audit, me)
    confirm(audit, me, code="K1.2")
    html = first.get(reverse("assessments:audit-detail", args=[audit.ref])).content.decode()
    assert "Jatka kriteeristä K1.1" in html
    assert url_of(audit) in html


# Blindness -------------------------------------------------------------------------------------------------------------------


def everything(audit: Assessment, client: Client, codes: list[str]) -> dict[str, str]:
    """Return all that an auditor gets about her audit, headers included."""
    names = ["audit-detail", "audit-submission", "audit-print-download", "audit-files-download", "clarification-list"]
    about = [
        reverse(f"assessments:{name}", args=[audit.ref, code]) for name in ("clarification-detail", "home-note-update") for code in codes
    ]
    areas = [reverse("assessments:audit-area-update", args=[audit.ref, code]) for code in ("K1", "K2")]
    named = [reverse(f"assessments:{name}", args=[audit.ref]) for name in names]
    urls = ["/", "/mita-vien-kotiin/", *named, *areas, *about, *(url_of(audit, code) for code in codes)]
    pages = {url: fetch(client, url) for url in urls}
    return {url: f"{page.status} {sorted(page.headers.items())} {page.text}" for url, page in pages.items()}


def exchange_levels_of_the_applicant() -> None:
    """Past every guard: what was submitted cannot be changed by any service."""
    submission = Submission.objects.get(number=Submission.objects.latest("number").number)
    data = json.loads(submission.content)
    for row in data["answers"]:
        row["answer"], row["level"] = ("level", 1) if row["answer"] != "level" else ("not_applicable", None)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE assessments_submission SET content = %s WHERE id = %s", [json.dumps(data), submission.pk])


def test_nothing_tells_what_the_others_think_until_she_has_confirmed(audit: Assessment, first: Client) -> None:
    """Whatever the pair rates and confirms and whatever level the applicant told, she gets the same to the byte."""
    me, second = auditors_of(audit)
    save(audit, me, code="K1.2")
    confirm(audit, me, code="K2.1")
    codes = ["K1.1", "K1.2"]
    before = everything(audit, first, codes)
    save(audit, second, given(audit, 4, "met", "Salaisuus."))
    confirm(audit, second, given(audit, 1, "not_met", "Salaisuus."), code="K1.2")
    exchange_levels_of_the_applicant()
    assert everything(audit, first, codes) == before


def test_confirming_one_opens_that_one_alone(audit: Assessment, first: Client) -> None:
    me, second = auditors_of(audit)
    for code in ("K1.1", "K1.2"):
        confirm(audit, second, given(audit, 4, "met", f"Salaisuus {code}."), code=code)
    save(audit, me, code="K1.2")
    first.post(url_of(audit), posted(**CONFIRM))
    html = first.get(url_of(audit)).content.decode()
    assert "Salaisuus K1.1." in html
    assert "Salaisuus K1.2." not in html
    assert "Salaisuus" not in first.get(url_of(audit, "K1.2")).content.decode()


def test_replaced_auditor_finds_nothing(audit: Assessment, first: Client, coordinator: User) -> None:
    replace_auditor(seat=audit.seats.get(auditor__user=auditors_of(audit)[0]), by=coordinator, at=NAMED_AT)
    assert first.get(url_of(audit)).status_code == 404
    assert first.post(url_of(audit), posted()).status_code == 404


def test_the_other_gets_her_text_back_while_a_new_auditor_is_named(audit: Assessment, first: Client, coordinator: User) -> None:
    replace_auditor(seat=audit.seats.get(auditor__user=auditors_of(audit)[1]), by=coordinator, at=NAMED_AT)
    answer = first.post(url_of(audit), posted(note="Kesken jäänyt ajatus."))
    assert answer.status_code == 409
    assert "Kesken jäänyt ajatus." in answer.content.decode()
    assert not Rating.objects.exists()
    page = first.get(url_of(audit), follow=True)
    assert page.redirect_chain == [(reverse("assessments:audit-detail", args=[audit.ref]), 302)]
    assert "Voit jatkaa arvioimista, kun uusi auditoitsija on mukana." in page.content.decode()


def test_criterion_of_another_version_is_not_found(audit: Assessment, first: Client) -> None:
    assert first.get(url_of(audit, "K99.9")).status_code == 404
