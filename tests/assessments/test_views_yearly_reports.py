"""The coordinator's pages of yearly reports and the public ones: writing, two writers at once, preview, publishing, reading."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.choices import ReportStatus
from assessments.models import YearlyRemark, YearlyReport
from tests.factories.assessments import AT, Cast
from tests.factories.criteria import make_version
from tests.factories.summaries import make_nation, make_year
from tests.factories.yearly_reports import YEAR, make_draft, make_published, make_summary
from workshops.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
AUTOSAVE = {"HTTP_X_AUTOSAVE": "1", "HTTP_ACCEPT": "application/json"}
HOSTILE = "# Otsikko\n\n<script>alert(1)</script> [x](javascript:alert(1)) {{7*777}} ![k](http://x.example/k.png)"


@pytest.fixture
def desk(coordinator: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(coordinator)


@pytest.fixture
def visitor() -> Client:
    return Client()


def url(name: str, report: YearlyReport, *more: str) -> str:
    return reverse(f"assessments:{name}", args=[report.ref, *more])


def public(report: YearlyReport) -> str:
    return f"/vuosiraportit/{report.year}/"


def html_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return " ".join(response.content.decode().split())


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


# Writing ---------------------------------------------------------------------------------------------------------------------


def test_report_is_begun_written_previewed_and_published(
    desk: Client, visitor: Client, media: Path, django_capture_on_commit_callbacks
) -> None:
    summary = make_summary()
    values = {"year": f"{summary.framework.slug}-{YEAR}", "title": "Laatutyö vuonna 2025"}
    begun = desk.post(reverse("assessments:yearly-report-create"), values)
    report = YearlyReport.objects.get()
    assert begun.headers["Location"] == url("yearly-report-update", report)
    texts = {"revision": "1", "title": report.title, "introduction": "Vuosi oli **hyvä**.", "closing": "Kiitos."}
    assert desk.post(url("yearly-report-update", report), texts).headers["Location"] == url("yearly-report-detail", report)
    first = desk.post(url("yearly-remark-update", report, "K1"), {"revision": "0", "text": "Tasot nousivat."})
    assert first.headers["Location"] == url("yearly-remark-update", report, "K2")
    last = desk.post(url("yearly-remark-update", report, "K2"), {"revision": "0", "text": "Toinen huomio."})
    assert last.headers["Location"] == url("yearly-report-detail", report)
    preview = html_of(desk, url("yearly-report-preview", report))
    for words in ("Tämä on luonnos", "Vuosi oli <strong>hyvä</strong>.", "Tasot nousivat.", "Toinen huomio.", "Kiitos."):
        assert words in preview
    assert visitor.get(public(report)).status_code == 404
    assert "ei voi muuttaa mitään" in html_of(desk, url("yearly-report-publish", report))
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(url("yearly-report-publish", report))
    shown = html_of(visitor, public(report))
    whole = preview[preview.index("<h2>Johdanto") : preview.index('<p class="actions"')]
    assert whole.strip() in shown
    assert "SHA-256" in shown
    assert "Avaa julkaistu raportti" in html_of(desk, url("yearly-report-detail", report))


@pytest.mark.parametrize("field", ["year", "title"])
def test_report_without_a_part_is_asked_for_it(desk: Client, field: str) -> None:
    values = {"year": f"{make_summary().framework.slug}-{YEAR}", "title": "Laatutyö", field: ""}
    answer = desk.post(reverse("assessments:yearly-report-create"), values)
    assert (answer.status_code, YearlyReport.objects.count()) == (400, 0)


def test_report_cannot_be_begun_before_a_year_has_closed(desk: Client) -> None:
    assert "tammikuun puolivälissä" in html_of(desk, reverse("assessments:yearly-report-create"))
    assert "Vuosiraportteja ei ole vielä." in html_of(desk, reverse("assessments:yearly-report-list"))


def test_remark_is_written_beside_the_figures(desk: Client, coordinator: User) -> None:
    page = html_of(desk, url("yearly-remark-update", make_draft(coordinator), "K1"))
    assert "Kuinka monta työpajaa on kullakin tasolla" in page
    assert "Tasot ovat nousseet." in page
    assert "Yhdistyksen koordinaattorit." in page
    assert "valmentautujien henkilötietoja" in page


def test_area_of_no_year_is_not_found(desk: Client, coordinator: User) -> None:
    assert desk.get(url("yearly-remark-update", make_draft(coordinator), "K9")).status_code == 404


def test_two_writers_see_both_texts(desk: Client, coordinator: User) -> None:
    report = make_draft(coordinator)
    texts = {"revision": "1", "title": "Toinen", "introduction": "Aivan muuta.", "closing": ""}
    answer = desk.post(url("yearly-report-update", report), texts)
    assert (answer.status_code, YearlyReport.objects.get().title) == (409, "Laatutyö vuonna 2025")
    assert "Aivan muuta." in answer.content.decode().replace("<mark>", "").replace("</mark>", "")
    both = desk.post(url("yearly-report-update", report), {**texts, "pida": "molemmat"}).content.decode()
    assert "Aivan muuta." in both
    assert "moni** työpaja" in both
    remark = desk.post(url("yearly-remark-update", report, "K1"), {"revision": "0", "text": "Toisen huomio."})
    assert (remark.status_code, YearlyRemark.objects.get().text) == (409, "Tasot ovat nousseet.")
    assert "Toisen huomio." in remark.content.decode().replace("<mark>", "").replace("</mark>", "")


def test_pages_save_by_themselves_and_keep_what_is_too_long(desk: Client, coordinator: User) -> None:
    report = make_draft(coordinator)
    saved = desk.post(url("yearly-remark-update", report, "K2"), {"revision": "0", "text": "Itsestään."}, **AUTOSAVE)
    assert (saved.status_code, saved.json()["revision"]) == (200, 1)
    refused = desk.post(url("yearly-remark-update", report, "K2"), {"revision": "1", "text": "pitkä" * 2_001})
    assert refused.status_code == 400
    assert "pitkä" * 2_001 in refused.content.decode()


def test_published_report_is_only_read(desk: Client, coordinator: User) -> None:
    report = make_published(coordinator)
    assert desk.get(url("yearly-report-update", report)).headers["Location"] == url("yearly-report-detail", report)
    posted = desk.post(url("yearly-remark-update", report, "K1"), {"revision": "1", "text": "Myöhässä kirjoitettu."})
    assert posted.status_code == 409
    assert "Myöhässä kirjoitettu." in posted.content.decode()
    assert YearlyRemark.objects.get().text == "Tasot ovat nousseet."
    assert "jo julkaistu" in html_of(desk, url("yearly-report-publish", report))
    assert desk.post(url("yearly-report-publish", report)).status_code == 409


def test_report_without_an_introduction_is_told_so(desk: Client, coordinator: User) -> None:
    report = make_draft(coordinator, introduction="")
    assert "johdanto puuttuu" in html_of(desk, url("yearly-report-detail", report))
    answer = desk.post(url("yearly-report-publish", report))
    assert answer.status_code == 409
    assert "Kirjoita johdanto" in answer.content.decode()


def test_failed_pdf_is_made_again(desk: Client, coordinator: User, media: Path, django_capture_on_commit_callbacks) -> None:
    report = make_published(coordinator)
    assert "PDF-tiedostoa valmistellaan" in html_of(desk, public(report))
    report.pdfs.update(status=ReportStatus.FAILED)
    assert "Tee PDF uudelleen" in html_of(desk, url("yearly-report-detail", report))
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(url("yearly-report-pdf-order", report))
    assert "tarkistussumma" in html_of(desk, url("yearly-report-detail", report))


# Reading ---------------------------------------------------------------------------------------------------------------------


def test_pdf_is_at_its_address_and_asked_for_once(
    visitor: Client, coordinator: User, media: Path, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        report = make_published(coordinator)
    address = f"{public(report)}vuosiraportti.pdf"
    answer = visitor.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert b"".join(answer.streaming_content).startswith(b"%PDF-1.7")
    assert answer.headers["ETag"] == f'"{report.pdfs.get().file.sha256}"'
    assert visitor.get(address, HTTP_IF_NONE_MATCH=answer.headers["ETag"]).status_code == 304


def test_pdf_that_is_not_ready_is_told_of(visitor: Client, coordinator: User) -> None:
    report = make_published(coordinator)
    report.pdfs.update(requested_at=AT)
    waiting = visitor.get(f"{public(report)}vuosiraportti.pdf")
    assert waiting.status_code == 202
    assert "PDF-tiedostoa valmistellaan." in waiting.content.decode()
    report.pdfs.update(status=ReportStatus.FAILED)
    assert "epäonnistui" in visitor.get(f"{public(report)}vuosiraportti.pdf").content.decode()


def test_hostile_text_is_shown_as_text(desk: Client, visitor: Client, coordinator: User) -> None:
    report = make_draft(coordinator, introduction=HOSTILE)
    desk.post(url("yearly-report-publish", report))
    page = html_of(visitor, public(report))
    assert page.count("<h1") == 1
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "{{7*777}}" in page
    assert "<p># Otsikko</p>" in page


@pytest.mark.parametrize("person", ["leader", "contact", "stranger", "visitor"])
def test_coordinators_pages_do_not_exist_for_others(coordinator: User, client_of: Callable[[User], Client], person: str) -> None:
    report, cast = make_draft(coordinator), Cast()
    client = Client() if person == "visitor" else client_of(getattr(cast, person))
    pages = [
        *(reverse(f"assessments:yearly-report-{name}") for name in ("list", "create")),
        *(url(f"yearly-report-{name}", report) for name in ("detail", "update", "preview", "publish")),
        url("yearly-remark-update", report, "K1"),
    ]
    for address in pages:
        answer = client.get(address)
        assert answer.status_code == (302 if person == "visitor" else 404), address
    assert client.post(url("yearly-report-publish", report)).status_code in {302, 404}
    assert not YearlyReport.objects.published().exists()


def test_draft_is_on_no_public_page(visitor: Client, coordinator: User) -> None:
    report = make_draft(coordinator)
    assert visitor.get(public(report)).status_code == 404
    assert visitor.get(f"{public(report)}vuosiraportti.pdf").status_code == 404
    assert report.title not in html_of(visitor, "/vuosiraportit/")


# Queries ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_lists_take_the_same_number_of_queries(desk: Client, visitor: Client, coordinator: User, count: int) -> None:
    version, nation = make_version(), make_nation(5)
    for number in range(count):
        make_published(coordinator, make_year(version, nation, YEAR - number))
    assert html_of(visitor, "/vuosiraportit/").count("Julkaistu 3.2.2026.") == count
    assert queries_of(desk, reverse("assessments:yearly-report-list")) == 6
    assert queries_of(visitor, "/vuosiraportit/") == 2


@pytest.mark.parametrize("criteria", [1, 4])
def test_report_takes_the_same_number_of_queries(desk: Client, visitor: Client, coordinator: User, criteria: int) -> None:
    report = make_published(coordinator, make_summary(make_version(criteria=criteria)))
    assert queries_of(visitor, public(report)) == 10
    YearlyReport.objects.update(published_at=None, published_by=None, valid_marks=None)
    pages = [url("yearly-report-preview", report), url("yearly-remark-update", report, "K1"), url("yearly-report-detail", report)]
    assert [queries_of(desk, address) for address in pages] == [13, 13, 8]
