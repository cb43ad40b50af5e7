"""The national summary of a closed year, and who took part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.choices import Compared, Dimension
from assessments.selectors.summaries.charts import areas_chart, changes_of, criteria_chart, region_rows, regions_chart, trend_chart
from assessments.selectors.summaries.choice import narrowing_address, narrowing_words
from assessments.selectors.summaries.marks import mark_figures
from assessments.selectors.summaries.page import SummaryPage, summary_page
from assessments.selectors.summaries.participants import finished_so_far, participants_of
from assessments.views.summaries.choosing import addresses, choice_or_404, chosen
from assessments.years import closes_at, last_closed_year
from config.toolkit.views import PagedList
from workshops.roles import Permission
from workshops.views.gates import NationalPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from assessments.models import SummaryParticipant, SummaryReport
    from assessments.selectors.summaries.choice import Choice, Names


@require_safe
def national_summary(request: HttpRequest) -> HttpResponse:
    """Show the levels by area and by criterion: of the newest closed year of self-assessments, unless the address asks otherwise."""
    return _shown(request, "national_summary", levels_context)


@require_safe
def summary_regions(request: HttpRequest) -> HttpResponse:
    """Show the regions as a map, and who took part."""
    return _shown(request, "summary_regions", _regions)


@require_safe
def summary_course(request: HttpRequest) -> HttpResponse:
    """Show how the levels have moved, and what has been done."""
    return _shown(request, "summary_course", lambda page: _course(page) | {"marks": mark_figures(request.access.on)})


def _shown(request: HttpRequest, template: str, content: Callable[[SummaryPage], dict[str, Any]]) -> HttpResponse:
    form, choice = chosen(request)
    page = summary_page(choice, form.names) if choice else None
    context: dict[str, Any] = {"form": form, "page": page, **running_context(request)}
    if page is not None:
        context |= {"network_url": _network_url(page)} | report_state(request, page) | content(page)
    return render(request, f"assessments/{template}.html", context)


def running_context(request: HttpRequest) -> dict[str, Any]:
    """Return the year that has not closed, when it will, and how many have taken part so far, counted where a page tells it."""
    running = last_closed_year(request.arrived_at) + 1
    return {"running": running, "closes_at": closes_at(running), "finished_so_far": lambda: finished_so_far(running, request.arrived_at)}


def _network_url(page: SummaryPage) -> str:
    """Return where the chosen network's own summary is; "" when none is chosen."""
    slug = dict(page.choice.narrowing).get(Dimension.NETWORK)
    return reverse("assessments:network-summary", args=[slug]) if slug else ""


def report_state(request: HttpRequest, page: SummaryPage, slug: str = "") -> dict[str, Any]:
    """Return how far the PDF of the page is, and where the page's files are."""
    pdf = latest_report(page)
    return {**addresses(page.choice, slug), "pdf": pdf, "pdf_has_failed": pdf is not None and pdf.has_failed(request.arrived_at)}


def latest_report(page: SummaryPage) -> SummaryReport | None:
    """Return the PDF of the page that was ordered last; one query."""
    return page.summary.reports.filter(narrowing=narrowing_address(page.choice.narrowing)).select_related("file").first()


def levels_context(page: SummaryPage) -> dict[str, Any]:
    """Return the pictures and links of the levels."""
    areas = [(area.area, page.choice.address(area=area.area.code), area == page.drawn_area) for area in page.areas]
    return {"areas_chart": areas_chart(page), "criteria_chart": criteria_chart(page.drawn_area, page), "area_links": areas}


def _regions(page: SummaryPage) -> dict[str, Any]:
    choice = page.choice
    links = [(area.area, choice.address(map_area=area.area.code), area.area.code == choice.map_area) for area in page.areas]
    others = [(str(dimension.label), page.participation(dimension)) for dimension in Dimension if dimension != Dimension.REGION]
    has_map = page.region_key("") is not None
    return {
        "regions_chart": regions_chart(page) if has_map else None,
        "regions": region_rows(page) if has_map else [],
        "map_links": [(_("Osallistuminen"), choice.address(), not choice.map_area), *links],
        "dimensions": others,
    }


def _course(page: SummaryPage) -> dict[str, Any]:
    changes = [changes_of(page, compared) for compared in Compared]
    return {"trend_chart": trend_chart(page), "changes": [told for told in changes if told]}


class SummaryParticipants(NationalPage, PagedList):
    """The workshops that took part, as far as the summary is narrowed. Their names and facts, none of their answers."""

    permission = Permission.READ_SUMMARIES
    template_name = "assessments/summary_participants.html"

    @cached_property
    def chosen(self) -> tuple[Choice, Names]:
        return choice_or_404(self.request)

    def get_queryset(self) -> QuerySet[SummaryParticipant]:
        choice, _names = self.chosen
        return participants_of(choice.summary, choice.narrowing)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        choice, names = self.chosen
        group = narrowing_words(choice.narrowing, names)
        return super().get_context_data(summary=choice.summary, group=group, address=choice.address(), **kwargs)
