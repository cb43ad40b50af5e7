"""What follows an audit: suggestions become actions, the workshop tells how it went, coordinators see how far pairs agreed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from assessments.forms.feedback import AuditFeedbackForm
from assessments.models import Assessment
from assessments.selectors.applications.listing import unit_names
from assessments.selectors.auditing.agreement import agreement_chart, agreement_note, auditor_agreement
from assessments.selectors.auditing.feedback import feedback_chart, feedback_sum, who_sees_feedback
from assessments.selectors.auditing.report_access import answerable_audits
from assessments.selectors.drafts import startable_versions
from assessments.services.auditing.feedback import give_feedback
from config.toolkit.views import FormPage
from criteria.models import FrameworkVersion
from workshops.roles import Permission
from workshops.views.gates import NationalPage


class AuditFeedbackCreate(FormPage):
    """Five short questions to the audited workshop; once given, the page thanks."""

    template_name = "assessments/audit_feedback.html"
    form_class = AuditFeedbackForm
    http_method_names = ["get", "post", "head", "options"]

    @cached_property
    def audit(self) -> Assessment:
        audits = answerable_audits(self.request.access).select_related("application__organisation", "feedback")
        return get_object_or_404(audits.prefetch_related("application__units__workshop"), ref=self.kwargs["ref"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        application = self.audit.application
        assert application is not None  # an audit has one
        return super().get_context_data(
            audit=self.audit,
            application=application,
            unit_names=unit_names(application),
            is_given=hasattr(self.audit, "feedback"),
            who_sees=who_sees_feedback(),
            **kwargs,
        )

    def form_valid(self, form: AuditFeedbackForm) -> HttpResponse:
        def save() -> None:
            by, at = self.request.user, self.request.arrived_at
            give_feedback(audit=self.audit, grades=form.grades, text=form.cleaned_data["text"], by=by, at=at)
            messages.success(self.request, _("Kiitos palautteesta! Se auttaa kehittämään auditointeja."))

        return self.save_or_refuse(form, save, lambda: reverse("assessments:audit-feedback", args=[self.audit.ref]))


class AuditFeedbackSum(NationalPage, TemplateView):
    """What audited workshops have said, in sums."""

    permission = Permission.MANAGE_ROUNDS
    template_name = "assessments/audit_feedback_sum.html"
    http_method_names = ["get", "head", "options"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = feedback_sum()
        return super().get_context_data(told=told, chart=feedback_chart(told), **kwargs)


class AuditorAgreementDetail(NationalPage, TemplateView):
    """In which criteria the confirmed ratings of pairs differ; never an auditor."""

    permission = Permission.MANAGE_ROUNDS
    template_name = "assessments/auditor_agreement.html"
    http_method_names = ["get", "head", "options"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = auditor_agreement(self._version())
        return super().get_context_data(told=told, chart=agreement_chart(told), note=agreement_note(), **kwargs)

    def _version(self) -> FrameworkVersion:
        """Return the version whose words are in use now: the one new assessments start in."""
        versions = startable_versions()
        if not versions:
            raise Http404
        return versions[0]
