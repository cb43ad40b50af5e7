"""The coordinator checks the report: approves it, or sends it back with a reason; after the decision she closes the audit."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import View

from assessments.forms.audit_reports import ReturnForm
from assessments.lifecycle import AuditStatus
from assessments.models import Assessment
from assessments.selectors.auditing.gaps import report_gaps
from assessments.selectors.auditing.report_access import FOR_COORDINATOR
from assessments.selectors.auditing.report_course import check_pages, returns_of, who_sees_return
from assessments.services.auditing.checking import approve_report, close_audit, return_report
from assessments.views.auditing.report import AuditReportPage, OfReport
from config.toolkit.forms import BaseForm
from config.toolkit.views import FormPage


class OfCheck(View):
    """A coordinator's page about a report that is hers to check; to everybody else it does not exist."""

    @cached_property
    def audit(self) -> Assessment:
        return get_object_or_404(check_pages(self.request.access), ref=self.kwargs["ref"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead away from a report that is not being checked; a posted form is the service's to answer."""
        if request.method == "POST" or self.audit.status == AuditStatus.CHECKING:
            return super().dispatch(request, *args, **kwargs)
        messages.info(request, _("Raporttia ei ole nyt lähetetty tarkistettavaksi."))
        return redirect(_after(self.audit))


class AuditCheck(OfCheck, AuditReportPage):
    """The report as it would become final, with what it lacks and the two buttons."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        gaps = report_gaps(self.audit)
        is_blocked = any(gap.is_blocking for gap in gaps)
        return super().get_context_data(checks=True, gaps=gaps, is_blocked=is_blocked, returns=returns_of(self.audit), **kwargs)


class AuditReturn(OfCheck, OfReport, FormPage):
    """Send the report back to its auditors with a reason."""

    template_name = "assessments/audit_return.html"
    form_class = ReturnForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(who_sees=who_sees_return(), **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        given = {"reason": form.cleaned_data["reason"], "by": self.request.user, "at": self.request.arrived_at}
        return self.save_or_refuse(form, lambda: return_report(audit=self.audit, **given), self._done_url)

    def _done_url(self) -> str:
        messages.success(self.request, _("Raportti on palautettu auditoitsijoille. He saavat siitä viestin."))
        return _application_url(self.audit)


@require_POST
def audit_approve(request: HttpRequest, ref: str) -> HttpResponse:
    """Make the report final."""
    audit = get_object_or_404(check_pages(request.access), ref=ref)
    approve_report(audit=audit, by=request.user, at=request.arrived_at)
    messages.success(request, _("Raportti on hyväksytty. PDF valmistuu hetken päästä."))
    return redirect("assessments:audit-report", ref=ref)


@require_POST
def audit_close(request: HttpRequest, ref: str) -> HttpResponse:
    """Close the audit after the decision."""
    audit = get_object_or_404(check_pages(request.access), ref=ref)
    close_audit(audit=audit, by=request.user, at=request.arrived_at)
    messages.success(request, _("Auditointi on suljettu. Auditoitsijat eivät enää näe sen aineistoa."))
    return redirect("assessments:audit-report", ref=ref)


def _after(audit: Assessment) -> str:
    """Return where a coordinator is led when there is nothing to check: to the report, as long as she reads it."""
    if audit.status in FOR_COORDINATOR:
        return reverse("assessments:audit-report", args=[audit.ref])
    return _application_url(audit)


def _application_url(audit: Assessment) -> str:
    assert audit.application is not None  # an audit has one
    return reverse("assessments:application-detail", args=[audit.application.ref])
