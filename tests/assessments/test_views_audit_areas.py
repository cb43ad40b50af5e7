"""A whole area on one page: saved by its button, all of it or nothing; confirmed elsewhere; blind as the criterion's own page."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from assessments.models import Assessment, ConfirmedRating, Rating
from tests.access.crawler import fetch
from tests.assessments.test_audit_queries import counted, make_audit_of, queries
from tests.assessments.test_audit_ratings import auditors_of, confirm, given, save
from tests.assessments.test_views_audit_ratings import exchange_levels_of_the_applicant
from tests.factories.assessments import Cast
from tests.factories.auditing import LEVEL_NAME, NAMED_AT, make_levelled, make_reading
from workshops.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


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


def url_of(audit: Assessment, code: str = "K1") -> str:
    return reverse("assessments:audit-area-update", args=[audit.ref, code])


def filled(code: str, answer: str = "2", verdict: str = "partly_met", revision: int = 0, **more: str) -> dict[str, str]:
    values = {"revision": str(revision), "answer": answer, "verdict": verdict, "reason": "", "note": "Luin suunnitelman.", **more}
    return {f"{code}-{name}": value for name, value in values.items()}


def empty(code: str, revision: int = 0) -> dict[str, str]:
    return filled(code, "", "", revision, note="")


def stored() -> dict[str, tuple[int | None, str]]:
    rows = Rating.objects.select_related("criterion", "level")
    return {row.criterion.code: (row.level.value if row.level else None, row.note) for row in rows}


# Reading and saving ----------------------------------------------------------------------------------------------------------


def test_page_shows_the_words_the_evidence_and_the_levels_of_each_criterion(audit: Assessment, first: Client) -> None:
    html = first.get(url_of(audit)).content.decode()
    assert html.count("Viikko suunnitellaan yhdessä maanantaisin.") == 2
    assert "Viikkosuunnitelma" in html
    for name in ("K1.1-answer", "K1.2-answer", "K1.1-verdict", "K1.2-note"):
        assert f'name="{name}"' in html
    assert "Kuka näkee tämän?" in html
    assert "Vain sinä." in html
    assert "data-autosave" not in html


def test_area_is_saved_at_once_and_leads_to_the_next(audit: Assessment, first: Client) -> None:
    answer = first.post(url_of(audit), {**filled("K1.1"), **filled("K1.2", "4", "met", note="Näin tämän.")}, follow=True)
    assert answer.redirect_chain == [(url_of(audit, "K2"), 302)]
    assert "2 arviota on tallennettu." in answer.content.decode()
    assert stored() == {"K1.1": (2, "Luin suunnitelman."), "K1.2": (4, "Näin tämän.")}
    assert not ConfirmedRating.objects.exists()


def test_last_area_leads_back_and_what_is_empty_stays_unsaved(audit: Assessment, first: Client) -> None:
    answer = first.post(url_of(audit, "K2"), {**filled("K2.1"), **empty("K2.2")})
    assert answer["Location"] == reverse("assessments:audit-detail", args=[audit.ref])
    assert list(stored()) == ["K2.1"]


def test_saving_the_same_again_makes_no_new_version(audit: Assessment, first: Client) -> None:
    values = {**filled("K1.1"), **empty("K1.2")}
    first.post(url_of(audit), values)
    first.post(url_of(audit), values)  # the back button, and once more
    assert Rating.objects.get().revision == 1


def test_confirming_button_is_no_part_of_the_area(audit: Assessment, first: Client) -> None:
    first.post(url_of(audit), {**filled("K1.1"), "vahvista": "1"})
    assert not ConfirmedRating.objects.exists()


# All or nothing --------------------------------------------------------------------------------------------------------------


def test_one_wrong_criterion_saves_nothing_and_is_told_beside_it(audit: Assessment, first: Client) -> None:
    answer = first.post(url_of(audit), {**filled("K1.1", note="Oikein hyvä."), **filled("K1.2", "not_applicable", "")})
    html = answer.content.decode()
    assert answer.status_code == 400
    assert "Kerro lyhyesti, miksi kriteeri ei koske hakijaa." in html
    assert 'href="#id_K1.2-reason"' in html
    assert "Oikein hyvä." in html
    assert not Rating.objects.exists()


def test_second_tab_is_shown_both_texts_and_loses_none(audit: Assessment, first: Client) -> None:
    first.post(url_of(audit), {**filled("K1.1", note="Ensimmäinen ikkuna."), **empty("K1.2")})
    answer = first.post(url_of(audit), {**filled("K1.1", "4", "met", note="Toinen ikkuna."), **filled("K1.2", note="Uusi.")})
    html = answer.content.decode()
    assert answer.status_code == 409
    for text in ("Ensimmäinen ikkuna.", "Toinen ikkuna.", "Uusi.", "Tallennettu toisessa ikkunassa", "Mitään ei ole korvattu."):
        assert text in html, text
    assert stored() == {"K1.1": (2, "Ensimmäinen ikkuna.")}
    assert 'name="K1.1-revision" value="1"' in html
    first.post(url_of(audit), {**filled("K1.1", "4", "met", 1, note="Toinen ikkuna."), **filled("K1.2", note="Uusi.")})
    assert stored() == {"K1.1": (4, "Toinen ikkuna."), "K1.2": (2, "Uusi.")}


def test_what_another_tab_has_saved_alike_is_no_conflict(audit: Assessment, first: Client) -> None:
    first.post(url_of(audit), {**filled("K1.1"), **empty("K1.2")})
    assert first.post(url_of(audit), {**filled("K1.1"), **filled("K1.2")}).status_code == 302
    assert list(stored()) == ["K1.1", "K1.2"]


def test_what_is_confirmed_is_read_with_a_way_to_the_comparison(audit: Assessment, first: Client) -> None:
    [me, _second] = auditors_of(audit)
    confirm(audit, me)
    html = first.get(url_of(audit)).content.decode()
    assert 'name="K1.1-answer"' not in html
    assert 'name="K1.2-answer"' in html
    assert "Katso kriteerin K1.1 arviot rinnakkain" in html


def test_what_was_confirmed_in_another_tab_saves_nothing_and_gives_the_text_back(audit: Assessment, first: Client) -> None:
    [me, _second] = auditors_of(audit)
    confirm(audit, me)
    answer = first.post(url_of(audit), {**filled("K1.1", "4", "met", 1, note="Muutin mieleni."), **filled("K1.2")})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "eivätkä ne enää muutu: K1.1." in html
    assert "Muutin mieleni." in html
    assert list(stored()) == ["K1.1"]


# Who, and what she does not see ----------------------------------------------------------------------------------------------


def test_area_does_not_exist_for_anybody_but_those_who_rate(audit: Assessment, client_of, coordinator: User) -> None:
    application = audit.application
    assert application is not None
    for person in (coordinator, application.contact):
        assert client_of(person).get(url_of(audit)).status_code == 404
        assert client_of(person).post(url_of(audit), filled("K1.1")).status_code == 404
    assert not Rating.objects.exists()


def test_area_of_another_version_is_not_found(audit: Assessment, first: Client) -> None:
    assert first.get(url_of(audit, "K99")).status_code == 404


def test_area_is_the_same_to_the_byte_whatever_the_others_think(audit: Assessment, first: Client) -> None:
    """Also of what she has confirmed: the sides stand on the criterion's own page alone."""
    me, second = auditors_of(audit)
    save(audit, me, code="K1.1")
    confirm(audit, me, code="K1.2")

    def seen() -> str:
        page = fetch(first, url_of(audit))
        return f"{page.status} {sorted(page.headers.items())} {page.text}"

    before = seen()
    confirm(audit, second, given(audit, 4, "met", "Salaisuus."))
    confirm(audit, second, given(audit, 1, "not_met", "Salaisuus."), code="K1.2")
    exchange_levels_of_the_applicant()
    assert seen() == before
    assert before.count(LEVEL_NAME) == 1  # a choice of the one form


def test_area_takes_the_same_queries_however_large(client_of) -> None:
    costs = []
    for size in [(2, 2, 1), (3, 8, 2)]:
        audit = make_audit_of(*size)
        client = client_of(auditors_of(audit)[0])
        client.get(url_of(audit))
        costs.append(counted(queries(lambda client=client, audit=audit: client.get(url_of(audit)))))  # type: ignore[misc]  # bound now
    assert costs[0] == costs[1] <= 10
