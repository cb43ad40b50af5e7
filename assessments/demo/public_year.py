"""What the association has told of the newest closed year: its figures, a yearly report, and examples by consent."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import yaml

from assessments.choices import SummarySeries
from assessments.demo.content import FOLDER
from assessments.demo.stage import Stage
from assessments.models import Summary, YearlyReport
from assessments.reports import render_public_sheet, render_summary_report, render_yearly_report
from assessments.services.public_examples import approve_example, give_example
from assessments.services.public_sheets import order_public_sheet
from assessments.services.summaries.publishing import publish_summary
from assessments.services.summaries.reports import order_summary_report
from assessments.services.yearly_reports import create_yearly_report, publish_yearly_report, save_yearly_remark, update_yearly_report
from criteria.models import Criterion, FrameworkVersion

TOLD = 30  # working days ago


@cache
def told() -> dict[str, Any]:
    """Return the data file."""
    data: dict[str, Any] = yaml.safe_load((FOLDER / "public_year.yaml").read_text(encoding="utf-8"))
    return data


def newest_summary() -> Summary:
    """Return the summary of the newest closed year of self-assessments."""
    return Summary.objects.filter(series=SummarySeries.SELF).select_related("framework").latest("year")


def tell_of_year(stage: Stage, version: FrameworkVersion) -> None:
    """Publish the figures of the closed years, write and publish the yearly report of the newest, and show examples."""
    stage.tell("Vuosiraportti ja julkaistut luvut")
    coordinator, at = stage.logins["coordinator"], _moment(stage)
    for summary in Summary.objects.filter(series=SummarySeries.SELF):
        publish_summary(summary=summary, by=coordinator, at=at)
    _write_report(stage, at)
    _give_examples(stage, version, at)


def _moment(stage: Stage) -> dt.datetime:
    """Return when the year was told of: some weeks ago, but never before it was counted."""
    return max(stage.calendar.ago(TOLD, 10), newest_summary().closed_at)


def _write_report(stage: Stage, at: dt.datetime) -> None:
    words, by = told()["report"], stage.logins["coordinator"]
    summary = newest_summary()
    report = create_yearly_report(framework=summary.framework, year=summary.year, title=f"{words['title']} {summary.year}", by=by, at=at)
    texts = {"title": report.title, "introduction": words["introduction"], "closing": words["closing"]}
    report = update_yearly_report(report=report, **texts, revision=report.revision, by=by, at=at)
    for code, text in words["remarks"].items():
        save_yearly_remark(report=report, area_code=code, text=text, revision=0, by=by, at=at)
    publish_yearly_report(report=report, by=by, at=at)


def _give_examples(stage: Stage, version: FrameworkVersion, at: dt.datetime) -> None:
    for row in told()["examples"]:
        example = give_example(
            workshop=stage.workshops[row["workshop"]],
            criterion=Criterion.objects.get(area__version=version, code=row["criterion"]),
            title=row["title"],
            text=row["text"],
            consents=True,
            by=stage.contacts[row["workshop"]],
            at=at,
        )
        if row["approved"]:
            approve_example(example=example, by=stage.logins["coordinator"], at=at)


def render_public_files(stage: Stage, at: dt.datetime) -> None:
    """Render the summary's, the yearly report's and the public page's PDF here, so that they are ready without a worker."""
    coordinator = stage.logins["coordinator"]
    summary = order_summary_report(summary=newest_summary(), narrowing=(), by=coordinator, at=at)
    render_summary_report(report_id=summary.pk, at=at)
    for pdf in YearlyReport.objects.latest("year").pdfs.all():
        render_yearly_report(pdf_id=pdf.pk, at=at)
    render_public_sheet(sheet_id=order_public_sheet(by=coordinator, at=at).pk, at=at)
