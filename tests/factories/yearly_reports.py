"""Yearly reports and public examples for tests, in every state; all by the services."""

from __future__ import annotations

import datetime as dt

from assessments.models import PublicExample, Summary, YearlyReport
from assessments.services.public_examples import approve_example, give_example, return_example, withdraw_example
from assessments.services.yearly_reports import create_yearly_report, publish_yearly_report, save_yearly_remark, update_yearly_report
from criteria.models import Criterion, FrameworkVersion
from tests.factories.criteria import make_version
from tests.factories.summaries import make_nation, make_year
from workshops.models import User, Workshop

YEAR = 2025
WRITTEN_AT = dt.datetime(2026, 2, 3, 10, 0, tzinfo=dt.UTC)
INTRODUCTION = "Vuonna 2025 **moni** työpaja arvioi toimintansa.\n\n- Ensin yksin\n- Sitten yhdessä"


def make_summary(version: FrameworkVersion | None = None, *, workshops: int = 6, year: int = YEAR) -> Summary:
    """The closed year of a small nation, everybody's levels of every criterion."""
    return make_year(version or make_version(), make_nation(workshops), year)


def make_draft(by: User, summary: Summary | None = None, *, introduction: str = INTRODUCTION) -> YearlyReport:
    """A draft with an introduction, closing words and a remark on the first area."""
    summary = summary or make_summary()
    told = {"framework": summary.framework, "year": summary.year, "title": f"Laatutyö vuonna {summary.year}"}
    report = create_yearly_report(**told, by=by, at=WRITTEN_AT)
    texts = {"title": report.title, "introduction": introduction, "closing": "Kiitos kaikille."}
    report = update_yearly_report(report=report, **texts, revision=report.revision, by=by, at=WRITTEN_AT)
    save_yearly_remark(report=report, area_code="K1", text="Tasot ovat nousseet.", revision=0, by=by, at=WRITTEN_AT)
    return report


def make_published(by: User, summary: Summary | None = None) -> YearlyReport:
    return publish_yearly_report(report=make_draft(by, summary), by=by, at=WRITTEN_AT)


def make_example(
    workshop: Workshop, by: User, criterion: Criterion, *, title: str = "Viikkopalaveri", text: str = "Suunnittelemme viikon yhdessä."
) -> PublicExample:
    """An example that waits for being approved."""
    return give_example(workshop=workshop, criterion=criterion, title=title, text=text, consents=True, by=by, at=WRITTEN_AT)


def make_shown(workshop: Workshop, by: User, criterion: Criterion, coordinator: User, **words: str) -> PublicExample:
    return approve_example(example=make_example(workshop, by, criterion, **words), by=coordinator, at=WRITTEN_AT)


def make_returned(workshop: Workshop, by: User, criterion: Criterion, coordinator: User) -> PublicExample:
    example = make_example(workshop, by, criterion, title="Palautettu")
    return return_example(example=example, reason="Tekstistä tunnistaa ihmisen.", by=coordinator, at=WRITTEN_AT)


def make_withdrawn(workshop: Workshop, by: User, criterion: Criterion) -> PublicExample:
    return withdraw_example(example=make_example(workshop, by, criterion, title="Peruttu"), by=by, at=WRITTEN_AT)
