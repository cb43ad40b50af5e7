"""The results of a completed self-assessment: the page, and the same as a PDF."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import DetailView

from assessments.file_store import open_stored
from assessments.models import Assessment, Report
from assessments.permissions import (
    allowed_transitions,
    can_manage_actions,
    can_read_actions,
    can_read_results,
    can_view_from_inside,
)
from assessments.selectors.charts import area_profile
from assessments.selectors.report import report_of
from assessments.selectors.summaries.beside import beside_context
from assessments.services.guards import require
from assessments.services.reports import retry_report
from config.toolkit.uploads.downloads import attachment_response


def _readable_or_404(request: HttpRequest, ref: str) -> Assessment:
    """Return the assessment whose results the asker may read; not there, not hers and not completed look the same."""
    related = ("workshop__organisation", "version__framework", "version__scale")
    visible = Assessment.objects.visible_to(request.access).select_related(*related)
    assessment = get_object_or_404(visible, ref=ref)
    if not can_read_results(request.access, assessment):
        raise Http404
    return assessment


SELF_PAGES = {"page": "assessments:assessment-results", "download": "assessments:report-download", "retry": "assessments:report-retry"}


def latest_report(assessment: Assessment) -> Report | None:
    """Return the PDF that was ordered last, with its file; one query."""
    return assessment.reports.select_related("file").order_by("-pk").first()


def pdf_context(request: HttpRequest, assessment: Assessment, pages: dict[str, str]) -> dict[str, Any]:
    """Return how far the PDF is; `pages` names the addresses of the results, the PDF and another try."""
    pdf = latest_report(assessment)
    return {"pdf": pdf, "pdf_has_failed": pdf is not None and pdf.has_failed(request.arrived_at), "pdf_pages": pages}


class AssessmentResults(DetailView[Assessment]):
    """Profile, agreed results, strengths, needs and evidence; what the PDF holds."""

    template_name = "assessments/assessment_results.html"
    context_object_name = "assessment"

    def get_object(self, queryset: Any = None) -> Assessment:
        return _readable_or_404(self.request, self.kwargs["ref"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report = report_of(self.object)
        return super().get_context_data(
            report=report,
            reads_actions=can_read_actions(self.request.access, self.object.workshop),
            may_agree=can_manage_actions(self.request.access, self.object.workshop),
            is_inside=can_view_from_inside(self.request.access, self.object),
            steps=report.steps,
            chart=area_profile(report),
            **beside_context(report),
            **pdf_context(self.request, self.object, SELF_PAGES),
            actions=self._action_links(),
            **kwargs,
        )

    def _action_links(self) -> list[tuple[Any, str]]:
        transitions = allowed_transitions(self.request.access, self.object, self.request.arrived_at)
        return [(each.label, reverse(f"assessments:assessment-{each.name}", args=[self.object.ref])) for each in transitions]


@require_safe
def report_state(request: HttpRequest, ref: str) -> HttpResponse:
    """Answer the part of the page that tells how far the PDF is; the page's script asks for it while the worker renders."""
    assessment = _readable_or_404(request, ref)
    return render(request, "assessments/_report_state.html", {"assessment": assessment, **pdf_context(request, assessment, SELF_PAGES)})


@require_safe
def report_download(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Give the stored PDF; until it is ready, lead back to the page that tells how far it is."""
    assessment = _readable_or_404(request, ref)
    report = latest_report(assessment)
    if report is None or report.file is None:
        messages.info(request, _("PDF-raportti ei ole vielä valmis."))
        return redirect("assessments:assessment-results", ref=ref)
    name = f"itsearviointi-{assessment.workshop.name}-{assessment.completed_at:%Y-%m-%d}.pdf"
    return attachment_response(open_stored(report.file), name, report.file.content_type)


@require_POST
def report_retry(request: HttpRequest, ref: str) -> HttpResponse:
    """Order the PDF again after a failed rendering."""
    assessment = _readable_or_404(request, ref)
    require(can_view_from_inside(request.access, assessment))
    retry_report(assessment=assessment, by=request.user, at=request.arrived_at)
    messages.success(request, _("Raportti tehdään uudelleen."))
    return redirect("assessments:assessment-results", ref=ref)
