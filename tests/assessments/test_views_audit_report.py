"""The pages of an audit's report, read as documents: who opens which in which state, the draft mark, the PDF, comments, checking."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from lxml import html

from assessments.models import Application, Assessment, DraftComment, Report, ReportReturn
from assessments.reports import render_assessment_report
from assessments.selectors.results import criteria_of
from assessments.services.reports import request_report
from config.toolkit import autosave
from tests.assessments.test_commenting import LAST_MOMENT
from tests.factories.applications import make_coordinator, make_round
from tests.factories.assessments import Cast
from tests.factories.auditing import DRAFTED_AT, FINAL_AT, make_audit, make_auditable, make_decider, make_final
from tests.factories.criteria import make_version
from tests.factories.workshops import UserFactory
from tests.web_forms import fields_of
from workshops.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
TEXT = "Työryhmiä on kolme, ei kaksi."


@pytest.fixture
def machine() -> Iterator[Any]:
    """The clock: stands when the draft was sent, and can be moved."""
    with time_machine.travel(DRAFTED_AT, tick=False) as machine:
        yield machine


class Scene:
    """An audit in a state, and one person of each kind signed in."""

    def __init__(self, state: str, client_of, **made: int) -> None:
        self.cast, self.coordinator = Cast(workers=1), make_coordinator()
        version = make_version(**made) if made else None
        into = make_round(version=version, by=self.coordinator) if version else None
        self.audit = make_audit(state, make_auditable(cast=self.cast, into=into), self.coordinator)
        self.auditor: User = self.audit.seats.order_by("pk")[0].auditor.user
        people = {"contact": self.cast.contact, "worker": self.cast.workers[0], "auditor": self.auditor, "coordinator": self.coordinator}
        people |= {"decider": make_decider(), "stranger": Cast().leader}
        self.client: dict[str, Client] = {name: client_of(user) for name, user in people.items()}

    def url(self, name: str, *more: str) -> str:
        return reverse(f"assessments:{name}", args=[self.audit.ref, *more])

    def page(self, person: str, name: str, *more: str) -> str:
        response = self.client[person].get(self.url(name, *more))
        assert response.status_code == 200
        return response.content.decode()

    def statuses(self, name: str) -> dict[str, int]:
        return {person: client.get(self.url(name)).status_code for person, client in self.client.items()}

    def status(self) -> str:
        return Assessment.objects.get(pk=self.audit.pk).status

    def comment(self, number: int | None = 0, text: str = TEXT, **fields: object) -> DraftComment:
        criterion = None if number is None else criteria_of(self.audit)[number]
        written = {"written_at": DRAFTED_AT, "written_by": self.cast.contact}
        return DraftComment.objects.create(assessment=self.audit, criterion=criterion, text=text, **written, **fields)

    def end_comments(self) -> None:
        self.audit.comment_periods.update(finished_at=DRAFTED_AT, finished_by=self.cast.contact)


def said(page: str) -> str:
    return " ".join(html.document_fromstring(page).text_content().split())


# Who opens the report -----------------------------------------------------------------------------------------------------------

OPEN = {
    "visited": set(),
    "drafting": {"auditor"},
    "commenting": {"auditor", "contact", "coordinator"},
    "checking": {"auditor", "coordinator"},
    "final": {"auditor", "contact", "worker", "coordinator", "decider"},
    "closed": {"contact", "worker", "coordinator", "decider"},
}


@pytest.mark.parametrize("state", OPEN)
def test_report_opens_to_whom_it_is_for_in_its_state(client_of, machine, state: str) -> None:
    scene = Scene(state, client_of)
    statuses = scene.statuses("audit-report")
    assert {person for person, status in statuses.items() if status == 200} == OPEN[state]
    assert {status for person, status in statuses.items() if person not in OPEN[state]} <= {404}
    final = OPEN[state] if state in {"final", "closed"} else set()
    assert {person for person, status in scene.statuses("audit-report-download").items() if status == 302} == final
    assert {person for person, status in scene.statuses("audit-report-state").items() if status == 200} == final
    tried = {person: client.post(scene.url("audit-report-retry")).status_code for person, client in scene.client.items()}
    assert {person for person, status in tried.items() if status != 404} == final


@pytest.mark.parametrize("state", ["drafting", "commenting", "checking"])
def test_draft_says_that_it_is_one_and_the_final_report_does_not(client_of, machine, state: str) -> None:
    page = said(Scene(state, client_of).page("auditor", "audit-report"))
    assert "Luonnos Auditointiraportti" in page
    assert "Luonnos voi vielä muuttua." in page
    final = said(Scene("final", client_of).page("contact", "audit-report"))
    assert "Luonnos" not in final
    assert "Suositus: puolletaan." in final


def test_page_shows_levels_as_a_picture_and_as_a_table(client_of, machine) -> None:
    document = html.document_fromstring(Scene("final", client_of).page("decider", "audit-report"))
    assert document.xpath("//figure//*[local-name()='svg']/*[local-name()='title']")
    heads = document.xpath("//table[contains(@class, 'figures')]/thead//th/text()")
    assert heads == ["Osa-alue", "Työpajan oma", "Auditointi", "Kriteereitä"]
    assert len(document.xpath("//section[contains(@class, 'crit')]")) == 4


@pytest.mark.parametrize("size", [(1, 1), (3, 3)])
def test_page_takes_the_same_queries_at_any_size(client_of, machine, django_assert_num_queries, size: tuple[int, int]) -> None:
    scene = Scene("final", client_of, areas=size[0], criteria=size[1])
    scene.comment()
    scene.page("contact", "audit-report")
    with django_assert_num_queries(18):
        scene.page("contact", "audit-report")


def test_pdf_is_served_from_storage_with_its_checksum_on_the_page(client_of, machine) -> None:
    scene = Scene("final", client_of)
    report = request_report(assessment=scene.audit, at=FINAL_AT)
    assert "PDF-raporttia valmistellaan" in said(scene.page("contact", "audit-report"))
    render_assessment_report(report_id=report.pk, at=FINAL_AT)
    file = Report.objects.get().file
    assert file is not None
    for person in ("contact", "worker", "auditor", "coordinator", "decider"):
        page = said(scene.page(person, "audit-report"))
        assert f"tiedosto on alkuperäinen: {file.sha256}" in page
        answer = scene.client[person].get(scene.url("audit-report-download"))
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]  # a file
    assert scene.client["stranger"].get(scene.url("audit-report-download")).status_code == 404


def test_failed_pdf_is_told_and_can_be_ordered_again(client_of, machine, settings) -> None:
    scene = Scene("final", client_of)
    settings.PDF_WALL_SECONDS = 0
    render_assessment_report(report_id=request_report(assessment=scene.audit, at=DRAFTED_AT).pk, at=DRAFTED_AT)
    assert "PDF-raportin tekeminen epäonnistui" in said(scene.page("contact", "audit-report"))
    scene.client["contact"].post(scene.url("audit-report-retry"))
    assert list(Report.objects.order_by("pk").values_list("status", flat=True)) == ["failed", "queued"]


# Comments -----------------------------------------------------------------------------------------------------------------------


def test_contact_comments_a_criterion_from_the_draft(client_of, machine) -> None:
    scene = Scene("commenting", client_of)
    contact = scene.client["contact"]
    document = html.document_fromstring(scene.page("contact", "audit-report"))
    [link] = document.xpath("//section[.//h3[@id='k12']][contains(@class, 'crit')]//a/@href")
    fields = fields_of(contact.get(link.split("#")[0]).content, "text")
    assert fields["criterion"] == "K1.2"
    answer = contact.post(scene.url("audit-comments"), {**fields, "text": TEXT}, follow=True)
    assert "Kommentti on tallennettu." in answer.content.decode()
    comment = scene.audit.draft_comments.get()
    assert (comment.text, comment.criterion.code) == (TEXT, "K1.2")  # type: ignore[union-attr]
    page = said(scene.page("contact", "audit-comments"))
    for sentence in ("Uutta näyttöä ei voi enää antaa", "Älä kirjoita valmentautujien henkilötietoja.", "Kuka näkee tämän?"):
        assert sentence in page
    assert TEXT in said(scene.page("auditor", "audit-answers"))


def test_pages_of_comments_are_the_contacts_alone(client_of, machine) -> None:
    scene = Scene("commenting", client_of)
    for name in ("audit-comments", "audit-comments-finish"):
        assert {person for person, status in scene.statuses(name).items() if status == 200} == {"contact"}
        assert {status for person, status in scene.statuses(name).items() if person != "contact"} == {404}
    assert "Ilmoita asiavirheestä" not in scene.page("auditor", "audit-report")
    assert "Ilmoita asiavirheestä" in scene.page("contact", "audit-report")


def test_text_typed_before_the_end_and_sent_after_it_is_given_back(client_of, machine) -> None:
    scene = Scene("commenting", client_of)
    machine.move_to(LAST_MOMENT + dt.timedelta(microseconds=1), tick=False)
    scene.client |= {"contact": client_of(scene.cast.contact), "stranger": client_of(Cast().leader)}  # signed in anew
    answer = scene.client["contact"].post(scene.url("audit-comments"), {"criterion": "K1.1", "text": TEXT})
    assert answer.status_code == 409
    assert fields_of(answer.content, "text")["text"].strip() == TEXT
    assert "Kommentointiaika päättyi 7.2.2027." in said(answer.content.decode())
    Assessment.objects.filter(pk=scene.audit.pk).update(status="checking")
    answer = scene.client["contact"].post(scene.url("audit-comments"), {"criterion": "K1.1", "text": TEXT})
    assert answer.status_code == 409
    assert TEXT in said(answer.content.decode())
    led = scene.client["contact"].get(scene.url("audit-comments"))
    assert led["Location"] == reverse("assessments:application-detail", args=[scene.audit.application.ref])  # type: ignore[union-attr]
    assert scene.client["stranger"].post(scene.url("audit-comments"), {"text": TEXT}).status_code == 404
    assert not scene.audit.draft_comments.exists()


def test_two_who_change_one_comment_see_both_texts(client_of, machine) -> None:
    scene = Scene("commenting", client_of)
    comment = scene.comment()
    url = scene.url("audit-comment-update", comment.ref)
    fields = fields_of(scene.client["contact"].get(url).content, "text")
    leader = client_of(scene.cast.leader)
    assert leader.post(url, {**fields, "text": "Ryhmiä on neljä."}).status_code == 302
    answer = scene.client["contact"].post(url, {**fields, "text": "Ryhmiä on viisi."})
    assert answer.status_code == 409
    page = said(answer.content.decode())
    assert "Ryhmiä on neljä." in page
    assert "Ryhmiä on viisi." in page
    assert scene.cast.leader.name in page
    mine = fields_of(answer.content, "revision")
    assert scene.client["contact"].post(url, {**mine, "pida": "oma"}).status_code == 302
    assert scene.audit.draft_comments.get().text == "Ryhmiä on viisi."


def test_comment_sent_as_a_page_sends_by_itself_is_answered_so(client_of, machine) -> None:
    scene = Scene("commenting", client_of)
    url = scene.url("audit-comment-update", scene.comment().ref)
    fields = {**fields_of(scene.client["contact"].get(url).content, "text"), "text": "Ryhmiä on neljä."}
    answer = scene.client["contact"].post(url, fields, headers={autosave.HEADER: "1"})
    assert (answer.status_code, answer.json()["revision"]) == (200, 2)
    assert scene.audit.draft_comments.get().text == "Ryhmiä on neljä."


def test_contact_removes_a_comment_once_and_finishes(client_of, machine) -> None:
    scene = Scene("commenting", client_of)
    comment, contact = scene.comment(), scene.client["contact"]
    for _ in range(2):
        assert contact.post(scene.url("audit-comment-remove", comment.ref), {"revision": "1"}).status_code == 302
    assert not scene.audit.draft_comments.exists()
    assert "Onko kaikki sanottu?" in said(scene.page("contact", "audit-comments-finish"))
    assert "Kiitos!" in said(contact.post(scene.url("audit-comments-finish"), follow=True).content.decode())
    assert "Uusi kommentti" not in said(scene.page("contact", "audit-comments"))
    assert contact.post(scene.url("audit-comments"), {"text": TEXT}).status_code == 409


def test_new_auditor_who_rates_alone_reads_nothing_of_the_earlier_report(client_of, machine) -> None:
    """The audit was commented, an auditor was replaced, and the new one is at the beginning: old comments and gaps tell of old results."""
    scene = Scene("commenting", client_of)
    scene.comment(answer="Alensimme tason kahteen.", answered_at=DRAFTED_AT, answered_by=scene.auditor)
    scene.audit.results.update(suggestion="", verdict=scene.audit.version.verdicts.get(value="not_met"))
    Assessment.objects.filter(pk=scene.audit.pk).update(status="reading")
    pages = [scene.client["auditor"].get(scene.url(name), follow=True) for name in ("audit-answers", "audit-send")]
    pages += [scene.client["auditor"].post(scene.url(name)) for name in ("audit-send",)]
    for page in pages:
        text = said(page.content.decode())
        for told in (TEXT, "Alensimme", "Kanta on toinen", "Kehittämisehdotus puuttuu"):
            assert told not in text, told
    assert [page.status_code for page in pages] == [200, 200, 409]


def test_comment_is_looked_for_in_its_own_audit(client_of, machine) -> None:
    scene, other = Scene("commenting", client_of), Scene("commenting", client_of)
    theirs = other.comment()
    assert scene.client["contact"].get(scene.url("audit-comment-update", theirs.ref)).status_code == 404
    assert scene.client["auditor"].get(scene.url("audit-comment-answer", theirs.ref)).status_code == 404
    scene.client["contact"].post(scene.url("audit-comment-remove", theirs.ref), {"revision": "1"})
    assert other.audit.draft_comments.count() == 1


# Answers and sending ------------------------------------------------------------------------------------------------------------


def test_auditor_answers_and_sends_the_report(client_of, machine) -> None:
    scene = Scene("commenting", client_of)
    comment, auditor = scene.comment(), scene.client["auditor"]
    scene.end_comments()
    assert "Yksi kommentti odottaa vastaustanne." in said(scene.page("auditor", "audit-answers"))
    blocked = scene.page("auditor", "audit-send")
    assert "K1.1: Työpajan kommenttiin ei ole vielä vastattu." in said(blocked)
    assert not html.document_fromstring(blocked).xpath("//main//button")
    assert auditor.post(scene.url("audit-send")).status_code == 409
    url = scene.url("audit-comment-answer", comment.ref)
    fields = fields_of(auditor.get(url).content, "answer")
    assert auditor.post(url, {**fields, "answer": "Korjasimme luvun."}).status_code == 302
    assert "Lähetä tarkistettavaksi" in said(scene.page("auditor", "audit-answers"))
    for _ in range(2):  # Conc-06: a second post changes nothing
        assert auditor.post(scene.url("audit-send")).status_code == 302
    assert scene.status() == "checking"
    late = auditor.post(url, {**fields, "answer": "Uusi vastaus."})
    assert late.status_code == 409
    assert "Uusi vastaus." in said(late.content.decode())


def test_two_who_answer_one_comment_see_both_texts(client_of, machine) -> None:
    scene = Scene("commenting", client_of)
    url = scene.url("audit-comment-answer", scene.comment().ref)
    pair = client_of(scene.audit.seats.order_by("pk")[1].auditor.user)
    fields = fields_of(scene.client["auditor"].get(url).content, "answer")
    pair.post(url, {**fields, "answer": "Luku on oikein."})
    answer = scene.client["auditor"].post(url, {**fields, "answer": "Korjasimme luvun."})
    assert answer.status_code == 409
    assert "Luku on oikein." in said(answer.content.decode())
    assert "Korjasimme luvun." in said(answer.content.decode())


def test_sending_is_the_auditors_alone_and_leads_away_when_it_is_early(client_of, machine) -> None:
    scene = Scene("commenting", client_of)
    assert scene.client["auditor"].get(scene.url("audit-send"))["Location"] == scene.url("audit-detail")
    for name in ("audit-send", "audit-answers"):
        assert {status for person, status in scene.statuses(name).items() if person != "auditor"} == {404}
    early = Scene("drafting", client_of)
    assert early.client["auditor"].get(early.url("audit-answers"))["Location"] == early.url("audit-detail")


# Checking -----------------------------------------------------------------------------------------------------------------------


def test_coordinator_reads_returns_and_approves(client_of, machine) -> None:
    scene = Scene("checking", client_of)
    coordinator = scene.client["coordinator"]
    page = said(scene.page("coordinator", "audit-check"))
    for sentence in ("Tarkista raportti", "Raportista ei löytynyt puutteita.", "Hyväksy raportti", "Suositus: puolletaan."):
        assert sentence in page
    refused = coordinator.post(scene.url("audit-return"), {"reason": ""})
    assert refused.status_code == 400
    for _ in range(2):
        answer = coordinator.post(scene.url("audit-return"), {"reason": "Suositus puuttuu."}, follow=True)
        assert "Raportti on palautettu auditoitsijoille." in said(answer.content.decode())
    assert ReportReturn.objects.count() == 1
    assert "Suositus puuttuu." in said(scene.page("auditor", "audit-detail"))
    assert "Suositus puuttuu." in said(scene.page("auditor", "audit-send"))
    assert scene.client["auditor"].post(scene.url("audit-send")).status_code == 302
    assert "Suositus puuttuu." in said(scene.page("coordinator", "audit-check"))
    for _ in range(2):
        assert coordinator.post(scene.url("audit-approve"))["Location"] == scene.url("audit-report")
    assert scene.status() == "final"
    assert Report.objects.count() == 1
    page = said(coordinator.get(scene.url("audit-check"), follow=True).content.decode())
    assert "Raporttia ei ole nyt lähetetty tarkistettavaksi." in page
    assert "Suositus puuttuu." not in said(scene.page("contact", "audit-report"))


def test_checking_does_not_exist_for_others(client_of, machine) -> None:
    scene = Scene("checking", client_of)
    others = [client for person, client in scene.client.items() if person != "coordinator"]
    for name in ("audit-check", "audit-return"):
        assert {client.get(scene.url(name)).status_code for client in others} == {404}
    for name in ("audit-return", "audit-approve", "audit-close"):
        assert {client.post(scene.url(name), {"reason": "Ei."}).status_code for client in others} == {404}
    assert scene.status() == "checking"


def test_return_of_what_is_not_checked_gives_the_typed_reason_back(client_of, machine) -> None:
    scene = Scene("final", client_of)
    answer = scene.client["coordinator"].post(scene.url("audit-return"), {"reason": "Suositus puuttuu."})
    assert answer.status_code == 409
    assert fields_of(answer.content, "reason")["reason"].strip() == "Suositus puuttuu."
    assert scene.client["coordinator"].post(scene.url("audit-close")).status_code == 409


def test_coordinator_closes_the_audit_after_the_decision(client_of, machine) -> None:
    scene = Scene("final", client_of)
    Application.objects.update(status="granted")
    application = reverse("assessments:application-detail", args=[scene.audit.application.ref])  # type: ignore[union-attr]
    assert "Sulje auditointi" in said(scene.client["coordinator"].get(application).content.decode())
    assert "Sulje auditointi" not in said(scene.client["contact"].get(application).content.decode())
    assert scene.client["coordinator"].post(scene.url("audit-close"), follow=True).status_code == 200
    assert scene.status() == "closed"
    assert scene.client["auditor"].get(scene.url("audit-report")).status_code == 404


@pytest.mark.parametrize("state", ["commenting", "checking", "final"])
def test_pages_of_the_audit_and_the_application_lead_to_the_report(client_of, machine, state: str) -> None:
    scene = Scene(state, client_of)
    application = reverse("assessments:application-detail", args=[scene.audit.application.ref])  # type: ignore[union-attr]
    assert scene.url("audit-report") in scene.page("auditor", "audit-detail")
    assert scene.url("audit-report") in scene.client["coordinator"].get(application).content.decode()
    shown = scene.url("audit-report") in scene.client["contact"].get(application).content.decode()
    assert shown is (state != "checking")


def test_hostile_comments_and_reasons_are_shown_as_text(client_of, machine) -> None:
    scene = Scene("checking", client_of)
    hostile = "<script>alert(1)</script>{{7*7777}}"
    scene.comment(0, hostile, answer=hostile, answered_at=DRAFTED_AT, answered_by=scene.auditor)
    scene.comment(None, hostile, answer=hostile, answered_at=DRAFTED_AT, answered_by=scene.auditor)
    ReportReturn.objects.create(assessment=scene.audit, reason=hostile, returned_at=DRAFTED_AT, returned_by=scene.coordinator)
    for person, name in (("coordinator", "audit-check"), ("auditor", "audit-answers"), ("auditor", "audit-report")):
        page = scene.page(person, name)
        assert "<script>alert" not in page
        assert "54439" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_final_report_belongs_to_its_own_application(client_of, machine) -> None:
    first, second = Scene("final", client_of), make_final(make_auditable(cast=Cast()))
    assert first.client["contact"].get(reverse("assessments:audit-report", args=[second.ref])).status_code == 404
    assert client_of(UserFactory()).get(first.url("audit-report")).status_code == 404
