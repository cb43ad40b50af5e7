"""A coordinator writes the report of a closed year and publishes it; from then on nothing of it changes."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.choices import SummarySeries
from assessments.models import Summary, YearlyRemark, YearlyReport, YearlyReportPdf
from assessments.permissions import can_write_yearly_report
from assessments.selectors.summaries.figures import areas_with_criteria
from assessments.selectors.yearly_reports.content import summary_of, valid_marks_on
from assessments.services.guards import access_of, require
from assessments.services.renderings import order_rendering
from assessments.services.revisions import require_revision, save_if_changed
from assessments.services.summaries.publishing import publish_summary
from assessments.tasks import render_yearly
from config.toolkit.errors import RefusedInputError, WrongStateError
from config.toolkit.models import require_lengths
from criteria.models import Framework
from workshops.models import User
from workshops.services.audit_events import record_event


@transaction.atomic
def create_yearly_report(*, framework: Framework, year: int, title: str, by: User, at: dt.datetime) -> YearlyReport:
    """Begin the report of the year and return it.

    Raises `RefusedInputError` for a year whose self-assessments have not been counted, or of which a report has been begun.
    """
    require(can_write_yearly_report(access_of(by, at)))
    framework = Framework.objects.select_for_update().get(pk=framework.pk)
    if not Summary.objects.filter(framework=framework, year=year, series=SummarySeries.SELF).exists():
        raise RefusedInputError(_("Vuosi ei ole vielä päättynyt, joten siitä ei voi kirjoittaa vuosiraporttia."), field="year")
    if YearlyReport.objects.filter(framework=framework, year=year).exists():
        raise RefusedInputError(_("Tästä vuodesta on jo aloitettu vuosiraportti."), field="year")
    report = YearlyReport(framework=framework, year=year, title=title.strip(), created_at=at, created_by=by, saved_at=at, saved_by=by)
    report.full_clean()
    report.save()
    record_event(action="yearly_report_created", obj=report, by=by, at=at, details={"year": year})
    return report


@transaction.atomic
def update_yearly_report(
    *, report: YearlyReport, title: str, introduction: str, closing: str, revision: int, by: User, at: dt.datetime
) -> YearlyReport:
    """Write the title, the introduction and the closing words of a draft anew and return it.

    Raises `StaleRevisionError` if a colleague has saved in between, `WrongStateError` once it is published.
    """
    report = _lock_draft(report, by, at)
    require_revision(report, revision)
    return save_if_changed(report, title=title.strip(), introduction=introduction.strip(), closing=closing.strip(), by=by, at=at)


@transaction.atomic
def save_yearly_remark(*, report: YearlyReport, area_code: str, text: str, revision: int, by: User, at: dt.datetime) -> YearlyRemark:
    """Save what the draft says of one area and return it. `revision` is the one the writer saw, 0 when there was none.

    Raises `StaleRevisionError` if a colleague has saved in between, `RefusedInputError` for an area that the year does not have,
    `WrongStateError` once the report is published.
    """
    report = _lock_draft(report, by, at)
    if area_code not in {found.area.code for found in areas_with_criteria(summary_of(report).version)}:
        raise RefusedInputError(_("Tämä osa-alue ei kuulu vuoden kriteeristöön."))
    row = report.remarks.filter(area_code=area_code).first() or YearlyRemark(report=report, area_code=area_code, revision=0)
    require_revision(row, revision)
    return save_if_changed(row, text=text.strip(), by=by, at=at)


@transaction.atomic
def publish_yearly_report(*, report: YearlyReport, by: User, at: dt.datetime) -> YearlyReport:
    """Open the report to everybody at the year's address and order its PDF; the marks that hold today stay in it as they are.

    Its figures are published with it: a published summary is never counted anew.

    Raises `WrongStateError` once it is published, without an introduction, or when the year has a published report already.
    """
    report = _lock_draft(report, by, at)
    if not report.introduction:
        raise WrongStateError(_("Kirjoita johdanto ennen julkaisemista. Se kertoo lukijalle, mistä raportissa on kyse."))
    if YearlyReport.objects.published().filter(year=report.year).exists():
        raise WrongStateError(_("Tästä vuodesta on jo julkaistu vuosiraportti, eikä sen osoitteessa voi olla toista."))
    report.published_at, report.published_by = at, by
    report.valid_marks = valid_marks_on(access_of(by, at).on)
    report.full_clean()
    require_lengths(report)
    report.save(update_fields=["published_at", "published_by", "valid_marks"])
    publish_summary(summary=summary_of(report), by=by, at=at)
    record_event(action="yearly_report_published", obj=report, by=by, at=at, details={"year": report.year})
    _order(report, by, at)
    return report


@transaction.atomic
def order_yearly_pdf(*, report: YearlyReport, by: User, at: dt.datetime) -> YearlyReportPdf:
    """Order the PDF of a published report again after a failure; one that is ready or under way is returned as it is.

    Raises `WrongStateError` for a draft: what can still change has no file.
    """
    report = _lock(report, by, at)
    if not report.is_published:
        raise WrongStateError(_("PDF tehdään, kun vuosiraportti julkaistaan."))
    return report.pdfs.filter(file__isnull=False).first() or _order(report, by, at)


def require_yearly_draft(report: YearlyReport) -> None:
    """Raise `WrongStateError` for a published report: nothing of it changes any more."""
    if report.is_published:
        raise WrongStateError(_("Vuosiraportti on julkaistu, eikä sitä voi enää muuttaa."))


def _order(report: YearlyReport, by: User, at: dt.datetime) -> YearlyReportPdf:
    rows = YearlyReportPdf.objects.all()
    return order_rendering(rows, render_yearly.enqueue, of={"report": report}, action="yearly_report_pdf_ordered", by=by, at=at)


def _lock(report: YearlyReport, by: User, at: dt.datetime) -> YearlyReport:
    require(can_write_yearly_report(access_of(by, at)))
    return YearlyReport.objects.select_for_update(of=("self",)).select_related("framework").get(pk=report.pk)


def _lock_draft(report: YearlyReport, by: User, at: dt.datetime) -> YearlyReport:
    report = _lock(report, by, at)
    require_yearly_draft(report)
    return report
