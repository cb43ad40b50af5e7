"""The pages on which auditors write their report: side by side, agreed, checked, sent; hidden whenever it is not written."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.lifecycle import AuditStatus
from assessments.models import AreaSummary, Assessment, CommentPeriod, Conclusion, ConfirmedRating, DraftComment, Rating, Result, VisitNote
from assessments.services.auditing.invitations import accept_seat
from assessments.services.auditing.seats import invite_auditors, name_auditor, replace_auditor
from tests.access.crawler import Page
from tests.assessments.test_audit_findings import CHANGED, change, conclude, result, write
from tests.assessments.test_audit_ratings import auditors_of, criterion_of
from tests.assessments.test_autosave import cost_of_save
from tests.assessments.test_views_audit_ratings import AUTOSAVE
from tests.factories.applications import make_round
from tests.factories.assessments import Cast
from tests.factories.auditing import DRAFTED_AT, audited, make_audit, make_auditable, make_auditor, make_drafting, make_levelled
from tests.factories.criteria import make_version
from tests.test_crawl import faults_of
from workshops.models import OutgoingMail, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
PAGES = ("audit-draft", "audit-draft-check", "audit-conclusion-update")
OF_CRITERION = ("audit-result-update", "audit-rating-change")
SAID = {"seen_in_documents": "Suunnitelma on ajan tasalla.", "suggestion": "Kootkaa palaute."}


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(DRAFTED_AT, tick=False):
        yield


@pytest.fixture
def audit(coordinator: User) -> Assessment:
    return make_drafting(make_levelled(Cast()), coordinator)


@pytest.fixture
def first(audit: Assessment, client_of: Callable[[User], Client]) -> Client:
    return client_of(auditors_of(audit)[0])


@pytest.fixture
def second(audit: Assessment, client_of: Callable[[User], Client]) -> Client:
    return client_of(auditors_of(audit)[1])


def url_of(audit: Assessment, name: str = "audit-result-update", *more: str) -> str:
    arguments = more or (("K1.1",) if name in OF_CRITERION else ("K1",) if "strengths" in name else ())
    return reverse(f"assessments:{name}", args=[audit.ref, *arguments])


def urls_of(audit: Assessment) -> list[str]:
    return [url_of(audit, name) for name in (*PAGES, *OF_CRITERION, "audit-strengths-update")]


def posted(answer: str = "3", verdict: str = "met", revision: int = 0, **more: str) -> dict[str, str]:
    empty = dict.fromkeys(("reason", "verdict_reason", "heard_in_interviews", "seen_on_visit"), "")
    return {"revision": str(revision), "answer": answer, "verdict": verdict, **empty, **SAID, **more}


def changed(answer: str = "2", verdict: str = "partly_met", revision: int = 1, **more: str) -> dict[str, str]:
    texts = {"reason": "", "note": "Luin suunnitelman.", "change_reason": CHANGED}
    return {"revision": str(revision), "answer": answer, "verdict": verdict, **texts, **more}


def shown(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    page = Page(url, 200, dict(answer.headers), answer.content)
    assert [fault for fault in faults_of(page) if "a number in" not in fault] == []
    return " ".join(answer.content.decode().split())


# Reading ---------------------------------------------------------------------------------------------------------------------


def test_pages_are_whole_and_tell_who_sees(audit: Assessment, first: Client) -> None:
    for url in urls_of(audit):
        html = shown(first, url)
        assert "Kuka näkee tämän?" in html, url
        assert "Kummankin oma arvio" in html or "eikä sen perustelua" in html, url


def test_criterion_shows_everything_side_by_side(audit: Assessment, second: Client) -> None:
    author, _second = auditors_of(audit)
    change(audit, author)
    place = audit.participants.get(user=author)
    note = {"key": "6a8c1b1e-2c38-4a8c-9b7a-5a4b7d5d1f10", "written_at": DRAFTED_AT, "saved_at": DRAFTED_AT}
    VisitNote.objects.create(participant=place, criterion=criterion_of(audit), text="Viikkotaulu on tyhjä.", **note)
    html = shown(second, url_of(audit))
    for said in (
        "Viikko suunnitellaan yhdessä maanantaisin.",  # the workshop's text
        "Salainen huipputaso",  # and level
        CHANGED,
        "Vahvistettu ennakkoarvio:",
        "Arvionne eroavat yhden tason verran.",
        "Viikkotaulu on tyhjä.",
        "Muuta omaa arviotasi",
        "Yhteinen tulos",
        "Tasosta 3 alkaen kanta on yleensä ”Täyttyy”.",
    ):
        assert said in html, said


def test_criterion_hides_the_others_from_one_who_has_not_said_what_she_thinks(audit: Assessment, first: Client) -> None:
    [author, _second] = auditors_of(audit)
    ConfirmedRating.objects.filter(participant__user=author, criterion__code="K1.1")._raw_delete(using="default")
    html = shown(first, url_of(audit))
    assert "Kerro ensin oma arviosi" in html
    assert "Salainen huipputaso" not in html.split("Yhteinen tulos", maxsplit=1)[0].split("Kerro oma arviosi", maxsplit=1)[0]


def test_overview_tells_how_far_the_report_is(audit: Assessment, first: Client) -> None:
    author, _second = auditors_of(audit)
    write(audit, author, result(audit, 2, "partly_met", **SAID))
    html = shown(first, url_of(audit, "audit-draft"))
    assert "Jatka kriteeristä K1.2" in html
    assert "5 kohtaa on täydennettävä ennen lähettämistä." in html  # three criteria, the summary, the recommendation
    assert "Näistä olette samaa mieltä" in html


def test_check_page_leads_to_each_gap(audit: Assessment, first: Client) -> None:
    author, _second = auditors_of(audit)
    write(audit, author, result(audit, **SAID, seen_on_visit="Maija Virtanen kertoi."))
    html = shown(first, url_of(audit, "audit-draft-check"))
    assert f'href="{url_of(audit, "audit-result-update", "K1.2")}"' in html
    assert f'href="{url_of(audit, "audit-conclusion-update")}"' in html
    assert "Tekstissä on ehkä henkilön nimi: Maija Virtanen." in html
    assert "Lähetä työpajan kommentoitavaksi" not in html


# Writing ---------------------------------------------------------------------------------------------------------------------


def test_result_is_saved_and_leads_to_the_next_criterion(audit: Assessment, first: Client) -> None:
    answer = first.post(url_of(audit), posted(), follow=True)
    assert answer.redirect_chain == [(url_of(audit, "audit-result-update", "K1.2"), 302)]
    stored = Result.objects.get()
    assert (stored.level.value, stored.verdict.value, stored.suggestion) == (3, "met", "Kootkaa palaute.")  # type: ignore[union-attr]
    to_overview = first.post(url_of(audit), posted("2", "partly_met", 1, yhteenvetoon="1"))
    assert to_overview.headers["Location"] == url_of(audit, "audit-draft")
    last = first.post(url_of(audit, "audit-result-update", "K2.2"), posted())
    assert last.headers["Location"] == url_of(audit, "audit-draft")


def test_result_saves_by_itself(audit: Assessment, first: Client) -> None:
    answer = first.post(url_of(audit), posted(), **AUTOSAVE)
    assert (answer.status_code, answer.json()["revision"]) == (200, 1)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (posted(""), "Valitse taso, kun kerrot, täyttyykö kriteeri."),
        (posted("not_applicable", ""), "Kerro lyhyesti, miksi kriteeri ei koske hakijaa."),
    ],
)
def test_half_a_result_is_asked_for_the_rest_and_keeps_its_texts(
    audit: Assessment, first: Client, fields: dict[str, str], sentence: str
) -> None:
    answer = first.post(url_of(audit), fields)
    html = answer.content.decode()
    assert answer.status_code == 400
    assert sentence in html
    assert "Kootkaa palaute." in html


def test_second_of_the_pair_is_shown_both_texts(audit: Assessment, first: Client, second: Client) -> None:
    """Conc-01, Conc-05: nobody's text is lost."""
    first.post(url_of(audit), posted())
    answer = second.post(url_of(audit), posted("1", "not_met", suggestion="Aloittakaa alusta."))
    html = answer.content.decode()
    assert answer.status_code == 409
    for said in ("Vakiintunut", "Alkava", "Kootkaa", "Aloittakaa", auditors_of(audit)[0].name):
        assert said in html
    assert Result.objects.get().level.value == 3  # type: ignore[union-attr]
    both = second.post(url_of(audit), posted("1", "not_met", suggestion="Aloittakaa alusta.", pida="molemmat")).content.decode()
    assert "Kootkaa palaute.\n\nAloittakaa alusta." in both
    assert second.post(url_of(audit), posted("1", "not_met"), **AUTOSAVE).json()["state"] == "conflict"


def test_fields_that_no_form_has_change_nothing(audit: Assessment, first: Client) -> None:
    """Access-06."""
    other = auditors_of(audit)[1]
    extra = {
        "saved_by": str(other.pk),
        "status": "final",
        "assessment": "1",
        "current_practice": "X",
        "development": "X",
        "is_unchecked": "on",
    }
    first.post(url_of(audit), {**posted(), **extra})
    stored = Result.objects.get()
    assert (stored.saved_by, stored.current_practice, stored.development, stored.is_unchecked) == (auditors_of(audit)[0], "", "", False)
    first.post(
        url_of(audit, "audit-rating-change"),
        {**changed(), "participant": str(audit.participants.get(user=other).pk), "user": str(other.pk)},
    )
    assert [row.participant.user for row in Rating.objects.exclude(change_reason="")] == [auditors_of(audit)[0]]
    audit.refresh_from_db()
    assert audit.status == AuditStatus.DRAFTING


def test_own_rating_changes_on_the_same_page(audit: Assessment, first: Client) -> None:
    answer = first.post(url_of(audit, "audit-rating-change"), changed(), follow=True)
    html = answer.content.decode()
    assert answer.redirect_chain == [(url_of(audit), 302)]
    assert "Vahvistamasi ennakkoarvio säilyi ennallaan." in html
    assert CHANGED in html


def test_own_rating_without_a_reason_is_shown_again_with_its_texts(audit: Assessment, first: Client) -> None:
    answer = first.post(url_of(audit, "audit-rating-change"), changed(change_reason="", note="Toisin kuin luulin."))
    html = answer.content.decode()
    assert answer.status_code == 400
    assert "Kerro, miksi arviosi muuttui." in html
    assert "Toisin kuin luulin." in html


def test_own_rating_in_a_second_tab_is_shown_both_texts(audit: Assessment, first: Client) -> None:
    url = url_of(audit, "audit-rating-change")
    first.post(url, changed())
    answer = first.post(url, changed("4", "met", change_reason="Toinen syy."))
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Toinen syy." in html
    assert "käytetä" in html


def test_pairs_ratings_become_the_result_where_ticked(audit: Assessment, first: Client) -> None:
    url = url_of(audit, "audit-results-accept")
    answer = first.post(url, {"criteria": ["K1.1", "K2.2"]}, follow=True)
    assert "Yhteinen arvio on nyt tuloksena 2 kriteerissä." in answer.content.decode()
    assert [row.criterion.code for row in Result.objects.all()] == ["K1.1", "K2.2"]
    again = first.post(url, {"criteria": ["K1.1", "K9.9"]}, follow=True)
    assert "Yhtään kriteeriä ei hyväksytty." in again.content.decode()


def test_strengths_and_conclusion_are_written_by_either(audit: Assessment, first: Client, second: Client) -> None:
    first.post(url_of(audit, "audit-strengths-update"), {"revision": "0", "strengths": "Arki on selkeä."})
    stale = second.post(url_of(audit, "audit-strengths-update"), {"revision": "0", "strengths": "Toinen."})
    assert stale.status_code == 409
    assert AreaSummary.objects.get().strengths == "Arki on selkeä."
    said = {"revision": "0", "summary": "Työpaja tuntee tehtävänsä.", "recommendation": "conditional", "needed": "Palaute."}
    assert second.post(url_of(audit, "audit-conclusion-update"), said).headers["Location"] == url_of(audit, "audit-draft")
    answer = first.post(url_of(audit, "audit-conclusion-update"), {**said, "summary": "Aivan toista.", "recommendation": "not_yet"})
    html = answer.content.decode()
    assert answer.status_code == 409
    for text in ("Aivan toista.", "Puolletaan ehdoin", "Ei puolleta vielä"):
        assert text in html
    assert Conclusion.objects.get().recommendation == "conditional"


# The course ------------------------------------------------------------------------------------------------------------------


def test_report_is_begun_on_the_audits_page(coordinator: User, client_of: Callable[[User], Client]) -> None:
    audit = make_audit(AuditStatus.VISITED, by=coordinator)
    client = client_of(auditors_of(audit)[0])
    assert "Aloita raportti" in shown(client, reverse("assessments:audit-detail", args=[audit.ref]))
    assert "aloita raportti" in shown(client, "/")
    start = url_of(audit, "audit-draft-start")
    assert client.post(start, follow=True).redirect_chain == [(url_of(audit, "audit-draft"), 302)]
    assert client.post(start).headers["Location"] == url_of(audit, "audit-draft")  # a second click
    assert "jatka raporttia" in shown(client, "/")
    assert "Jatka raporttia" in shown(client, reverse("assessments:audit-detail", args=[audit.ref]))


def test_whole_draft_goes_to_the_workshop_once(coordinator: User, client_of: Callable[[User], Client]) -> None:
    """Conc-06: the button again tells that it has gone."""
    audit = make_audit(AuditStatus.DRAFTING, by=coordinator)
    client = client_of(auditors_of(audit)[0])
    assert "Lähetä työpajan kommentoitavaksi" in shown(client, url_of(audit, "audit-draft-check"))
    ask = url_of(audit, "audit-comments-ask")
    for _ in range(2):
        assert "Luonnos on työpajan kommentoitavana." in client.post(ask, follow=True).content.decode()
    assert CommentPeriod.objects.count() == OutgoingMail.objects.filter(kind="draft_ready").count() == 1


def test_report_is_read_only_while_the_workshop_comments(coordinator: User, client_of: Callable[[User], Client]) -> None:
    audit = make_audit(AuditStatus.COMMENTING, make_levelled(Cast()), coordinator)
    client = client_of(auditors_of(audit)[0])
    for url in urls_of(audit):
        html = shown(client, url)
        assert "Työpaja kommentoi luonnosta" in html, url
        assert "<textarea" not in html, url
    answer = client.post(url_of(audit), posted(revision=1, suggestion="Kesken jäänyt ajatus."))
    assert answer.status_code == 409
    assert "Kesken jäänyt ajatus." in answer.content.decode()
    assert client.post(url_of(audit), posted(revision=1), **AUTOSAVE).status_code == 409
    assert not Result.objects.filter(revision=2).exists()


# When it is not the time -----------------------------------------------------------------------------------------------------


def test_results_are_hidden_while_the_audit_is_read_again(audit: Assessment, first: Client, second: Client, coordinator: User) -> None:
    gone, stayed = auditors_of(audit)
    write(audit, gone, result(audit, seen_on_visit="Salaisuus taulussa.", suggestion="Salaisuus ehdotuksessa."))
    conclude(audit, gone, summary="Salaisuus yhteenvedossa.")
    replace_auditor(seat=audit.seats.get(auditor__user=gone), by=coordinator, at=DRAFTED_AT)
    newcomer = make_auditor()
    name_auditor(application=audited(audit), auditor=newcomer, by=coordinator, at=DRAFTED_AT)
    [seat] = invite_auditors(application=audited(audit), by=coordinator, at=DRAFTED_AT)
    accept_seat(seat=seat, declared=True, by=newcomer.user, at=DRAFTED_AT)
    for client in (second, first):
        for url in [
            *urls_of(audit),
            reverse("assessments:audit-detail", args=[audit.ref]),
            reverse("assessments:audit-submission", args=[audit.ref]),
        ]:
            answer = client.get(url, follow=True)
            assert "Salaisuus" not in answer.content.decode(), url
            assert answer.status_code == (200 if client is second else 404)
    answer = second.post(url_of(audit), posted(suggestion="Kesken jäänyt ajatus."))
    assert answer.status_code == 409
    assert "Kesken jäänyt ajatus." in answer.content.decode()
    assert stayed != gone


def test_nothing_exists_for_others(audit: Assessment, coordinator: User, client_of: Callable[[User], Client]) -> None:
    for person in (coordinator, audited(audit).contact, make_auditor().user):
        client = client_of(person)
        for url in urls_of(audit):
            assert (client.get(url).status_code, client.post(url, posted()).status_code) == (404, 404)
        for name in ("audit-draft-start", "audit-results-accept", "audit-comments-ask"):
            assert client.post(url_of(audit, name)).status_code == 404


def test_criterion_of_another_version_is_not_found(audit: Assessment, first: Client) -> None:
    for url in (*(url_of(audit, name, "K99.9") for name in OF_CRITERION), url_of(audit, "audit-strengths-update", "K99")):
        assert first.get(url).status_code == 404
        assert first.post(url, posted()).status_code == 404


# Speed -----------------------------------------------------------------------------------------------------------------------


def queries(client: Client, url: str) -> int:
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)


@pytest.mark.parametrize(("areas", "criteria"), [(2, 2), (3, 5)])
def test_pages_and_saves_take_the_same_queries_at_any_size(
    coordinator: User, client_of: Callable[[User], Client], areas: int, criteria: int
) -> None:
    """P1, P2 and P3: constant in criteria, comments and notes."""
    into = make_round(version=make_version(areas=areas, criteria=criteria))
    audit = make_audit(AuditStatus.DRAFTING, make_auditable(into=into), coordinator)
    author = auditors_of(audit)[0]
    for number in range(areas):
        DraftComment.objects.create(assessment=audit, criterion=None, text=f"{number}", written_at=DRAFTED_AT, written_by=coordinator)
    client = client_of(author)
    assert queries(client, url_of(audit, "audit-draft")) == 11
    assert queries(client, url_of(audit, "audit-draft-check")) == 11
    assert queries(client, url_of(audit)) == 10
    saved, sent = cost_of_save(client, url_of(audit), posted(revision=1, suggestion="Kootkaa palaute."))
    assert (saved, sent) == (7, 14)
    saved, sent = cost_of_save(client, url_of(audit, "audit-rating-change"), changed())
    assert (saved, sent) == (9, 16)
