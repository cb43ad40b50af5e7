"""The decision pack of a round: what it holds, the same bytes for the same content, tagged and bookmarked, and who gets it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from assessments.models import Application, Assessment, Conclusion, DecisionPack, Result, Round
from assessments.models.report import SILENCE_MAX
from assessments.reports import pack_html, render_decision_pack
from assessments.selectors.decisions.pack import pack_of
from assessments.services.applications.ending import withdraw_application
from assessments.services.decision_packs import order_decision_pack
from assessments.services.files import delete_unreferenced_files
from config.toolkit.errors import NotAllowedError
from config.toolkit.pdf.rendering import render_pdf
from tests.access.crawler import pdf_text
from tests.factories.applications import make_coordinator
from tests.factories.assessments import Cast
from tests.factories.auditing import audited, make_audit, make_auditable, make_decider, make_final
from tests.factories.decisions import DECIDED_AT, add_comment, make_decided
from tests.pdf_structure import assert_pdf_ua, bookmarks
from workshops.models import User
from workshops.permissions import Access

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
ON = DECIDED_AT.date()


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(DECIDED_AT, tick=False):
        yield


@pytest.fixture
def decider(db: None) -> User:
    return make_decider()


@pytest.fixture
def audits(db: None) -> list[Assessment]:
    """Two audited applications of a round, the second with a comment and an unmet criterion."""
    first, second = make_final(make_auditable(cast=Cast(workers=0))), make_final()
    add_comment(second, make_decider(), answer="Korjasimme luvun.")
    result = Result.objects.filter(assessment=second).order_by("criterion__order")[0]
    Result.objects.filter(pk=result.pk).update(verdict=second.version.verdicts.order_by("-order")[0])
    Conclusion.objects.filter(assessment=second).update(recommendation="not_yet", needed="Ohjaussuunnitelma.")
    return [first, second]


@pytest.fixture
def round_(audits: list[Assessment]) -> Round:
    return Round.objects.get()


def html_of(round_: Round, user: User) -> str:
    return pack_html(pack_of(round_, Access.of(user, ON)))


def address(round_: Round, end: str) -> str:
    return f"/paatokset/kierrokset/{round_.ref}/{end}"


ORDER, STATE, PDF = "aineisto/", "aineisto/tila/", "paatosaineisto.pdf"


def rendered(round_: Round, by: User) -> DecisionPack:
    pack = order_decision_pack(round_=round_, by=by, at=DECIDED_AT)
    render_decision_pack(pack_id=pack.pk, at=DECIDED_AT)
    pack.refresh_from_db()
    return pack


def test_pack_holds_each_report_with_its_recommendation_readiness_and_comments(
    round_: Round, audits: list[Assessment], decider: User
) -> None:
    make_decided(audited(audits[0]), decider)
    html = html_of(round_, decider)
    for told in ("Puolletaan", "Ei puolleta vielä", "Ohjaussuunnitelma.", "Kanta on ”ei täyty” kriteerissä", "Työpaja tuntee tehtävänsä."):
        assert told in html, told
    for told in ("Työpajassa on neljä valmentajaa, ei kolmea.", "Korjasimme luvun.", "2/2027 § 7", "Odottaa päätöstä"):
        assert told in html, told
    assert "Luin suunnitelman." not in html  # of a single rating


def test_pack_holds_final_reports_of_its_round_alone(round_: Round, audits: list[Assessment], decider: User) -> None:
    draft = audited(make_audit("checking"))
    cast = Cast(workers=0)
    gone = audited(make_final(make_auditable(cast=cast)))
    withdraw_application(application=gone, reason="", by=cast.leader, at=DECIDED_AT)
    html = html_of(round_, decider)
    assert draft.organisation.name not in html
    assert gone.organisation.name not in html
    assert pack_of(round_, Access.of(audits[0].seats.all()[0].auditor.user, ON)) is None


def test_pack_says_the_same_for_every_language_of_its_reader(round_: Round, decider: User) -> None:
    finnish = html_of(round_, decider)
    with translation.override("sv"):
        assert html_of(round_, decider) == finnish
    assert html_of(round_, make_coordinator()) == finnish


def test_pack_takes_as_many_queries_for_two_as_for_three(
    round_: Round, decider: User, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for _ in range(2):
        with django_assert_max_num_queries(15):  # type: ignore[attr-defined]
            html_of(Round.objects.select_related("version__framework").get(), decider)
        make_final()


def test_pdf_of_the_pack_is_tagged_bookmarked_and_the_same_each_time(round_: Round, audits: list[Assessment], decider: User) -> None:
    pack = rendered(round_, decider)
    assert pack.file is not None
    html = html_of(round_, decider)
    data = render_pdf(html)
    assert data == render_pdf(html_of(round_, decider))
    assert_pdf_ua(data)
    marks = bookmarks(data)
    for application in (audited(audit) for audit in audits):
        names = f"{application.organisation.name}: {application.units.get().workshop.name}"
        assert names in marks
    assert "Päätösaineisto" in pdf_text(data)
    assert pack.file.size == len(data)


def test_pack_is_ordered_followed_and_opened_by_its_orderer_alone(
    client_of: Callable[[User], Client], round_: Round, decider: User
) -> None:
    client = client_of(decider)
    assert client.get(address(round_, PDF)).status_code == 302
    for _ in range(2):
        assert client.post(address(round_, ORDER)).url == "/paatokset/"
    pack = DecisionPack.objects.get()
    assert "Päätösaineistoa valmistellaan." in client.get(address(round_, STATE)).content.decode()
    render_decision_pack(pack_id=pack.pk, at=DECIDED_AT)
    assert "Avaa päätösaineisto" in client.get(address(round_, STATE)).content.decode()
    response = client.get(address(round_, PDF))
    assert response["Content-Type"] == "application/pdf"
    assert_pdf_ua(response.getvalue())
    coordinator = client_of(make_coordinator())
    assert coordinator.get(address(round_, PDF)).status_code == 302  # has not ordered one
    assert "Avaa päätösaineisto" not in coordinator.get(address(round_, STATE)).content.decode()
    assert delete_unreferenced_files(at=DECIDED_AT + dt.timedelta(days=2)) == 0


def test_pack_is_given_while_it_says_what_is_true(client_of: Callable[[User], Client], round_: Round, audits: list, decider: User) -> None:
    rendered(round_, decider)
    client = client_of(decider)
    assert client.get(address(round_, PDF)).status_code == 200
    make_decided(audited(audits[0]), decider)
    assert client.get(address(round_, PDF)).status_code == 302
    assert "Kierroksen tiedot ovat muuttuneet" in client.get("/paatokset/").content.decode()


def test_pack_is_neither_ordered_nor_found_by_others(client_of: Callable[[User], Client], round_: Round, audits: list[Assessment]) -> None:
    contact = Application.objects.get(pk=audits[0].application_id).contact
    for user in (contact, audits[0].seats.all()[0].auditor.user):
        client = client_of(user)
        for end in (STATE, PDF):
            assert client.get(address(round_, end)).status_code == 404
        assert client.post(address(round_, ORDER)).status_code == 404
        with pytest.raises(NotAllowedError):
            order_decision_pack(round_=round_, by=user, at=DECIDED_AT)
    assert client_of(make_decider()).get(address(round_, ORDER)).status_code == 405


def test_pack_of_one_whose_role_has_ended_is_not_rendered(round_: Round, decider: User) -> None:
    pack = order_decision_pack(round_=round_, by=decider, at=DECIDED_AT)
    decider.grants.update(ended_at=DECIDED_AT, ended_by=decider)
    render_decision_pack(pack_id=pack.pk, at=DECIDED_AT)
    pack.refresh_from_db()
    assert (pack.status, pack.file) == ("failed", None)


def test_pack_that_was_never_rendered_is_told_and_ordered_anew(
    client_of: Callable[[User], Client], round_: Round, decider: User, media: Path
) -> None:
    given_up = order_decision_pack(round_=round_, by=decider, at=DECIDED_AT)
    later = DECIDED_AT + SILENCE_MAX + dt.timedelta(seconds=1)
    with time_machine.travel(later, tick=False):
        text = client_of(decider).get(address(round_, STATE)).content.decode()
    assert "Päätösaineiston tekeminen epäonnistui." in text
    assert "Yritä uudelleen" in text
    again = order_decision_pack(round_=round_, by=decider, at=later)
    given_up.refresh_from_db()
    assert (again.pk != given_up.pk, given_up.status) == (True, "failed")
