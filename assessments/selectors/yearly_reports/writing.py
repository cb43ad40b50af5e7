"""What the coordinators see of yearly reports: which are written, which year waits for one, and how far a draft is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from assessments.choices import SummarySeries
from assessments.models import Summary, YearlyRemark, YearlyReport, YearlyReportPdf
from assessments.selectors.audience import people_with
from assessments.selectors.summaries.figures import areas_with_criteria
from assessments.selectors.yearly_reports.content import summary_of
from workshops.roles import Permission

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from assessments.models.yearly_report import YearlyReportQuerySet
    from criteria.models import Area


@dataclass(frozen=True)
class Step:
    """One area of a draft, and whether anything is written of it."""

    area: Area
    is_written: bool


def written_reports() -> YearlyReportQuerySet:
    """Return all yearly reports, the newest year first."""
    return YearlyReport.objects.select_related("framework", "saved_by", "published_by").order_by("-year", "framework__slug", "pk")


def published_reports() -> YearlyReportQuerySet:
    """Return the reports that anyone reads, the newest year first."""
    return written_reports().published()


def unreported_years() -> QuerySet[Summary]:
    """Return the closed years of self-assessments of which no report has been begun, the newest first."""
    begun = YearlyReport.objects.filter(framework=OuterRef("framework"), year=OuterRef("year"))
    years = Summary.objects.filter(~Exists(begun), series=SummarySeries.SELF).select_related("framework")
    return years.order_by("-year", "framework__slug")


def steps_of(report: YearlyReport) -> list[Step]:
    """Return the areas of the report's year and whether each has a remark; three queries."""
    written = set(report.remarks.exclude(text="").values_list("area_code", flat=True))
    return [Step(found.area, found.area.code in written) for found in areas_with_criteria(summary_of(report).version)]


def remark_of(report: YearlyReport, area_code: str) -> YearlyRemark | None:
    """Return what is stored of the area, with its writer."""
    return report.remarks.select_related("saved_by").filter(area_code=area_code).first()


def latest_pdf(report: YearlyReport) -> YearlyReportPdf | None:
    """Return the report's PDF that was ordered last; one query."""
    return report.pdfs.select_related("file").order_by("-pk").first()


def who_sees_yearly_report() -> list[tuple[str, str]]:
    """Return who sees a draft and who a published report: `can_write_yearly_report`, then everybody."""
    writers = {"writers": people_with(Permission.READ_SUMMARIES)}
    return [
        (_("Nyt"), _("Yhdistyksen %(writers)s.") % writers),
        (_("Julkaisun jälkeen"), _("Kuka tahansa. Kirjoittajien nimiä ei näytetä.")),
    ]
