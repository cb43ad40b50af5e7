"""Yearly reports: begun for a closed year, written by several, published once, and then frozen with their figures, marks and file."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from assessments.choices import ReportStatus
from assessments.models import QualityMark, Summary, YearlyRemark, YearlyReport, YearlyReportPdf
from assessments.selectors.yearly_reports.content import yearly_text
from assessments.selectors.yearly_reports.writing import steps_of, unreported_years
from assessments.services.yearly_reports import (
    create_yearly_report,
    order_yearly_pdf,
    publish_yearly_report,
    save_yearly_remark,
    update_yearly_report,
)
from config.toolkit.errors import NotAllowedError, RefusedInputError, StaleRevisionError, WrongStateError
from tests.factories.assessments import Cast
from tests.factories.criteria import FrameworkFactory, make_version
from tests.factories.summaries import make_nation, make_year
from tests.factories.workshops import WorkshopFactory
from tests.factories.yearly_reports import WRITTEN_AT, YEAR, make_draft, make_published, make_summary
from workshops.models import AuditEvent, User

pytestmark = pytest.mark.django_db
TEXTS = {"title": "Toinen otsikko", "introduction": "Uusi johdanto.", "closing": "Uudet loppusanat."}


def valid_mark(by: User) -> QualityMark:
    workshop, days = WorkshopFactory(), {"granted_date": WRITTEN_AT.date(), "last_date": WRITTEN_AT.date().replace(year=2029)}
    mark = QualityMark.objects.create(organisation=workshop.organisation, recorded_at=WRITTEN_AT, recorded_by=by, **days)
    mark.workshops.add(workshop)
    return mark


# Beginning and writing -------------------------------------------------------------------------------------------------------


def test_report_is_begun_for_a_closed_year_that_has_none(coordinator: User) -> None:
    summary = make_summary()
    assert list(unreported_years()) == [summary]
    report = create_yearly_report(framework=summary.framework, year=YEAR, title=" Laatutyö ", by=coordinator, at=WRITTEN_AT)
    assert (report.title, report.revision, report.is_published) == ("Laatutyö", 1, False)
    assert AuditEvent.objects.filter(action="yearly_report_created").count() == 1
    assert list(unreported_years()) == []
    with pytest.raises(RefusedInputError, match="on jo aloitettu"):
        create_yearly_report(framework=summary.framework, year=YEAR, title="Toinen", by=coordinator, at=WRITTEN_AT)


def test_year_that_has_not_been_counted_has_no_report(coordinator: User) -> None:
    with pytest.raises(RefusedInputError, match="ei ole vielä päättynyt") as refused:
        create_yearly_report(framework=FrameworkFactory(), year=YEAR, title="Laatutyö", by=coordinator, at=WRITTEN_AT)
    assert refused.value.field == "year"


@pytest.mark.parametrize("person", ["leader", "contact", "stranger"])
def test_only_coordinators_write_and_publish(coordinator: User, person: str) -> None:
    report, by = make_draft(coordinator), getattr(Cast(), person)
    calls = [
        lambda: create_yearly_report(framework=report.framework, year=YEAR, title="Oma", by=by, at=WRITTEN_AT),
        lambda: update_yearly_report(report=report, **TEXTS, revision=report.revision, by=by, at=WRITTEN_AT),
        lambda: save_yearly_remark(report=report, area_code="K2", text="Oma", revision=0, by=by, at=WRITTEN_AT),
        lambda: publish_yearly_report(report=report, by=by, at=WRITTEN_AT),
        lambda: order_yearly_pdf(report=report, by=by, at=WRITTEN_AT),
    ]
    for call in calls:
        with pytest.raises(NotAllowedError):
            call()


def test_second_saver_is_told_and_nothing_is_replaced(coordinator: User) -> None:
    report = make_draft(coordinator)
    seen = report.revision
    update_yearly_report(report=report, **TEXTS, revision=seen, by=coordinator, at=WRITTEN_AT)
    with pytest.raises(StaleRevisionError):
        update_yearly_report(report=report, **{**TEXTS, "closing": "Toisen."}, revision=seen, by=coordinator, at=WRITTEN_AT)
    with pytest.raises(StaleRevisionError):
        save_yearly_remark(report=report, area_code="K1", text="Toisen.", revision=0, by=coordinator, at=WRITTEN_AT)
    report.refresh_from_db()
    assert (report.closing, report.remarks.get().text) == ("Uudet loppusanat.", "Tasot ovat nousseet.")


def test_two_write_of_different_areas_at_once(coordinator: User) -> None:
    report = make_draft(coordinator)
    save_yearly_remark(report=report, area_code="K2", text=" Toinen. ", revision=0, by=coordinator, at=WRITTEN_AT)
    assert [(step.area.code, step.is_written) for step in steps_of(report)] == [("K1", True), ("K2", True)]
    same = save_yearly_remark(report=report, area_code="K2", text="Toinen.", revision=1, by=coordinator, at=WRITTEN_AT)
    assert same.revision == 1


def test_text_that_is_too_long_or_of_no_area_is_refused(coordinator: User) -> None:
    report = make_draft(coordinator)
    with pytest.raises(ValidationError):
        save_yearly_remark(report=report, area_code="K2", text="a" * 10_001, revision=0, by=coordinator, at=WRITTEN_AT)
    with pytest.raises(RefusedInputError, match="ei kuulu"):
        save_yearly_remark(report=report, area_code="K9", text="a", revision=0, by=coordinator, at=WRITTEN_AT)


# Publishing ------------------------------------------------------------------------------------------------------------------


def test_publishing_keeps_the_marks_of_the_day_and_orders_the_pdf(
    coordinator: User, media: Path, django_capture_on_commit_callbacks
) -> None:
    mark, report = valid_mark(coordinator), make_draft(coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        report = publish_yearly_report(report=report, by=coordinator, at=WRITTEN_AT)
    QualityMark.objects.filter(pk=mark.pk).update(last_date=WRITTEN_AT.date().replace(day=4))
    report.refresh_from_db()
    assert (report.valid_marks, report.published_by) == (1, coordinator)
    assert yearly_text(report, WRITTEN_AT.date().replace(year=2028)).valid_marks == 1
    pdf = report.pdfs.get()
    assert (pdf.status, len(pdf.file.sha256)) == (ReportStatus.READY, 64)
    assert AuditEvent.objects.filter(action="yearly_report_published").count() == 1


def test_published_report_never_changes(coordinator: User) -> None:
    report = make_published(coordinator)
    calls = [
        lambda: update_yearly_report(report=report, **TEXTS, revision=report.revision, by=coordinator, at=WRITTEN_AT),
        lambda: save_yearly_remark(report=report, area_code="K1", text="Toinen.", revision=1, by=coordinator, at=WRITTEN_AT),
        lambda: publish_yearly_report(report=report, by=coordinator, at=WRITTEN_AT),
    ]
    for call in calls:
        with pytest.raises(WrongStateError, match="julkaistu, eikä sitä voi enää muuttaa"):
            call()
    assert report.remarks.get().text == "Tasot ovat nousseet."


def test_report_without_an_introduction_is_not_published(coordinator: User) -> None:
    report = make_draft(coordinator, introduction=" ")
    with pytest.raises(WrongStateError, match="Kirjoita johdanto"):
        publish_yearly_report(report=report, by=coordinator, at=WRITTEN_AT)
    assert not YearlyReportPdf.objects.exists()


def test_address_of_a_year_holds_one_report(coordinator: User) -> None:
    make_published(coordinator)
    other = make_draft(coordinator, second_framework_year())
    with pytest.raises(WrongStateError, match="on jo julkaistu vuosiraportti"):
        publish_yearly_report(report=other, by=coordinator, at=WRITTEN_AT)


def second_framework_year() -> Summary:
    """The same year counted of another set of criteria, by workshops in the regions that are there."""
    return make_year(make_version(), [WorkshopFactory() for _number in range(5)], YEAR)


def test_draft_has_no_pdf_and_a_ready_one_is_not_made_again(coordinator: User, media: Path, django_capture_on_commit_callbacks) -> None:
    report = make_draft(coordinator)
    with pytest.raises(WrongStateError, match="kun vuosiraportti julkaistaan"):
        order_yearly_pdf(report=report, by=coordinator, at=WRITTEN_AT)
    with django_capture_on_commit_callbacks(execute=True):
        publish_yearly_report(report=report, by=coordinator, at=WRITTEN_AT)
    ready = report.pdfs.get()
    assert order_yearly_pdf(report=report, by=coordinator, at=WRITTEN_AT) == ready


def test_failed_pdf_is_ordered_again(coordinator: User) -> None:
    report = make_published(coordinator)
    report.pdfs.update(status=ReportStatus.FAILED)
    again = order_yearly_pdf(report=report, by=coordinator, at=WRITTEN_AT)
    assert (report.pdfs.count(), again.status) == (2, ReportStatus.QUEUED)
    assert order_yearly_pdf(report=report, by=coordinator, at=WRITTEN_AT) == again


@pytest.mark.parametrize("change", [{"valid_marks": None}, {"published_by": None}, {"published_at": None}])
def test_database_holds_published_at_by_and_marks_together(coordinator: User, change: dict[str, None]) -> None:
    report = make_published(coordinator)
    with pytest.raises(IntegrityError), transaction.atomic():
        YearlyReport.objects.filter(pk=report.pk).update(**change)


def test_database_holds_one_report_of_a_year_and_one_remark_of_an_area(coordinator: User) -> None:
    report = make_draft(coordinator)
    saved = {"saved_at": WRITTEN_AT, "saved_by": coordinator}
    with pytest.raises(IntegrityError), transaction.atomic():
        YearlyReport.objects.create(
            framework=report.framework, year=YEAR, title="Toinen", created_at=WRITTEN_AT, created_by=coordinator, **saved
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        YearlyRemark.objects.create(report=report, area_code="K1", **saved)


# What it tells ---------------------------------------------------------------------------------------------------------------


def test_report_tells_the_figures_of_the_stored_summary(coordinator: User) -> None:
    version, nation = make_version(criteria=4), make_nation(20)
    make_year(version, nation[:10], YEAR - 1)
    summary = make_year(version, nation, YEAR)
    text = yearly_text(make_draft(coordinator, summary), WRITTEN_AT.date())
    assert (text.nation.participants, text.nation.everyone, text.reached_regions) == (20, 20, 2)
    assert [group.participants for group in text.regions] == [10, 10]
    assert [(part.area.code, part.remark) for part in text.areas] == [("K1", "Tasot ovat nousseet."), ("K2", "")]
    line = text.areas[0].lines[0]
    assert sum(line.counts) + line.figures.not_applicable == 20
    changes = [part.change for part in text.areas if part.change]
    assert changes
    assert all(5 <= change.workshops <= 10 and min(change.lower, change.same, change.higher) >= 5 for change in changes)
    assert len(text.strongest) == len(text.to_develop) == 3
    assert not {line.criterion for line in text.strongest} & {line.criterion for line in text.to_develop}


def test_too_few_are_told_as_such(coordinator: User) -> None:
    text = yearly_text(make_draft(coordinator, make_summary(workshops=4)), WRITTEN_AT.date())
    assert not any(part.is_told or part.figures for part in text.areas)
    assert text.strongest == text.to_develop == []
    assert text.nation.participants == 4
