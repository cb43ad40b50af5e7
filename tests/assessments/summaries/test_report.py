"""The PDF of a national summary: ordered once, rendered by the worker, stored once, the same bytes for the same content."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from assessments.choices import ReportStatus, SummarySeries
from assessments.file_store import open_stored, path_of
from assessments.models import StoredFile, Summary, SummaryReport
from assessments.models.report import SILENCE_MAX
from assessments.reports import render_summary_report, summary_html
from assessments.selectors.summaries.page import page_of_report
from assessments.services.summaries.reports import order_summary_report
from assessments.tasks import render_report, render_summary
from config.toolkit.errors import NotAllowedError
from tests.access.crawler import pdf_text
from tests.assessments.summaries.reading import body, got, page_of
from tests.factories.assessments import AT
from tests.factories.criteria import make_version
from tests.factories.summaries import make_told
from tests.factories.workshops import RegionFactory, UserFactory
from tests.pdf_structure import assert_pdf_ua, bookmarks, heading_levels
from workshops.models import AuditEvent, User

pytestmark = pytest.mark.django_db
QUERY = "aineisto=itsearvioinnit&vuosi=2025"
NARROWED = f"{QUERY}&maakunta=01"


@pytest.fixture
def client(client_of, clock, coordinator, media) -> Client:
    return client_of(coordinator)


@pytest.fixture
def summary(db: None) -> Summary:
    RegionFactory(code="01", name_fi="Uusimaa")
    figures = {"K1.1": {1: 7, 3: 1}, "K1.2": {2: 4, 3: 4}, "K2.1": {3: 8}, "K2.2": {2: 5, 4: 3}}
    version = make_version()
    make_told(version, 2024, figures)
    return make_told(version, 2025, figures, groups=[(), (("region", "01"),)])


def order(client: Client, query: str = QUERY):
    return client.post(f"{reverse('assessments:summary-report-order')}?{query}")


def rendered(report: SummaryReport) -> bytes:
    render_summary_report(report_id=report.pk, at=AT)
    report.refresh_from_db()
    assert report.status == ReportStatus.READY
    assert report.file is not None
    return open_stored(report.file).read()


def ordered(summary: Summary, by: User, narrowing=()) -> SummaryReport:
    return order_summary_report(summary=summary, narrowing=narrowing, by=by, at=AT)


# Ordering -----------------------------------------------------------------------------------------------------------------------


def test_order_is_rendered_by_the_worker_and_can_be_opened(client, summary, run_on_commit) -> None:
    assert "Tee PDF-kooste" in page_of(client, query=NARROWED)
    assert client.get(f"{reverse('assessments:national-summary-pdf')}?{NARROWED}")["Location"].endswith("#tiedostot")
    with run_on_commit():  # the tests' worker is at once
        response = order(client, NARROWED)
    assert response["Location"] == f"/kooste/?{NARROWED}#tiedostot"
    page = page_of(client, query=NARROWED)
    assert "Avaa PDF-kooste" in page
    assert "Tee PDF-kooste" not in page
    assert "Tee PDF-kooste" in page_of(client)  # of the whole nation none has been made
    pdf = got(client, "national-summary-pdf", NARROWED)
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf["Content-Disposition"] == 'attachment; filename="kooste-itsearvioinnit-2025-01.pdf"'
    assert "Uusimaa" in pdf_text(body(pdf))


def test_ordering_twice_leaves_one_under_way(client, summary) -> None:
    for _ in range(2):
        assert order(client).status_code == 302
    report = SummaryReport.objects.get()
    assert (report.status, report.narrowing) == (ReportStatus.QUEUED, "")
    event = AuditEvent.objects.get(action="summary_report_ordered")
    assert event.details == {"year": 2025, "series": "self"}
    state = body(got(client, "summary-report-state", QUERY)).decode()
    assert "PDF-koostetta valmistellaan." in state
    assert "<html" not in state
    order(client, NARROWED)
    assert SummaryReport.objects.count() == 2


def test_silent_order_is_told_as_failed_and_made_again(client, summary, clock) -> None:
    order(client)
    clock.shift(seconds=SILENCE_MAX.total_seconds() + 1)
    page = page_of(client)
    assert "PDF-koosteen tekeminen epäonnistui." in page
    assert "Yritä uudelleen" in page
    order(client)
    assert list(SummaryReport.objects.order_by("pk").values_list("status", flat=True)) == [ReportStatus.FAILED, ReportStatus.QUEUED]
    assert "PDF-koostetta valmistellaan." in page_of(client)


def test_nobody_orders_but_who_reads(summary) -> None:
    with pytest.raises(NotAllowedError):
        ordered(summary, UserFactory())
    assert not SummaryReport.objects.exists()


def test_order_of_what_there_is_not_does_not_exist(client, summary) -> None:
    for query in ("vuosi=1999", "maakunta=99", "aineisto=auditoinnit", f"{NARROWED}&kieli=fi&koko=1-2"):
        assert order(client, query).status_code == 404
    assert client.get(reverse("assessments:summary-report-order")).status_code == 405
    assert not SummaryReport.objects.exists()


# The file -----------------------------------------------------------------------------------------------------------------------


def test_pdf_is_accessible_stored_once_and_the_same_bytes(coordinator, media: Path, summary) -> None:
    report = ordered(summary, coordinator)
    data = rendered(report)
    assert_pdf_ua(data)
    assert set(heading_levels(data)) == {1, 2, 3}
    assert "Tasot osa-alueittain" in bookmarks(data)
    text = pdf_text(data)
    assert "Valtakunnallinen kooste 2025" in text
    assert "Koko maa" in text
    assert "SALAINEN" not in text
    again = ordered(summary, coordinator)
    assert again.pk != report.pk
    rendered(again)
    assert (again.file, StoredFile.objects.count()) == (report.file, 1)
    path_of(report.file).unlink()
    SummaryReport.objects.update(content_sha256="")
    assert rendered(ordered(summary, coordinator)) == data


def test_narrowed_pdf_names_its_group_and_tells_its_figures(coordinator, media, summary) -> None:
    data = rendered(ordered(summary, coordinator, (("region", "01"),)))
    assert_pdf_ua(data)
    text = pdf_text(data)
    assert "Maakunta: Uusimaa" in text
    assert "Koko maa" not in text
    assert "13 %" in text  # 1 of 8
    assert "Maakunta: Uusimaa" in summary_html(page_of_report(SummaryReport.objects.get()))


def test_pdf_of_which_nothing_may_be_told_says_so_and_has_no_tables_of_levels(coordinator, media, summary) -> None:
    report = ordered(summary, coordinator, (("language", "sv"),))
    html = summary_html(page_of_report(report))
    assert "Rajauksessa on liian vähän työpajoja, joten sen tasoja ei näytetä." in html
    assert "Kriteeri K1.1" not in html
    assert "Eniten kehitettävää" not in html
    data = rendered(report)
    assert_pdf_ua(data)
    assert "Työpajan kieli: ruotsi" in pdf_text(data)


def test_audits_and_self_assessments_have_reports_of_their_own(coordinator, media, summary) -> None:
    audits = make_told(summary.version, 2025, {"K1.1": {4: 9}}, series=SummarySeries.AUDIT)
    [own, theirs] = (summary_html(page_of_report(ordered(row, coordinator))) for row in (summary, audits))
    assert "<dd>Itsearvioinnit</dd>" in own
    assert "<dd>Auditoinnit</dd>" in theirs
    assert own != theirs


def test_task_renders_the_ordered_one(coordinator, media, summary) -> None:
    report = ordered(summary, coordinator)
    render_summary.call(report.pk)
    report.refresh_from_db()
    assert report.status == ReportStatus.READY


def test_somebody_who_waits_does_not_wait_for_the_reports_of_a_whole_round(coordinator, media, summary, settings, run_on_commit) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    for number in range(3):
        render_report.enqueue(number)
    with run_on_commit():
        ordered(summary, coordinator)
    assert [row.task_path.rpartition(".")[2] for row in DBTaskResult.objects.ready()] == ["render_summary", *["render_report"] * 3]


def test_stored_pdf_is_in_use_and_not_swept_away(coordinator, media, summary, time_machine) -> None:
    report = ordered(summary, coordinator)
    rendered(report)
    time_machine.move_to(AT + dt.timedelta(days=400))
    call_command("clean_files")
    assert path_of(report.file).exists()
