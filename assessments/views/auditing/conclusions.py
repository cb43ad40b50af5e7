"""What an audit's report says of whole areas and of the whole: strengths, summary, recommendation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property

from assessments.forms.area_summaries import summary_initial
from assessments.forms.audit_results import AuditStrengthsForm, ConclusionForm, compared_conclusions, conclusion_initial
from assessments.models import AreaSummary, Conclusion
from assessments.selectors.auditing.drafting import current_conclusion, visit_notes
from assessments.selectors.meeting import AreaSheet, area_sheet, current_summary
from assessments.services.auditing.findings import save_audit_strengths, save_conclusion
from assessments.views.auditing.drafting import InReport
from assessments.views.revisions import RevisedForm
from criteria.models import Area


class AuditStrengthsUpdate(InReport, RevisedForm):
    """The strengths of one area, beside what has been agreed of its criteria."""

    form_class = AuditStrengthsForm
    template_name = "assessments/audit_strengths.html"
    conflict_template_name = "assessments/area_summary_conflict.html"
    combined_fields = ("strengths",)

    @cached_property
    def sheet(self) -> AreaSheet:
        try:
            return area_sheet(self.audit, self.kwargs["area_code"])
        except Area.DoesNotExist as missing:
            raise Http404 from missing

    def get_initial(self) -> dict[str, Any]:
        return summary_initial(self.sheet.summary)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        steps = [(level.value, level.name) for level in self.audit.version.scale.levels.all()]
        return super().get_context_data(sheet=self.sheet, steps=steps, **kwargs)

    def get_success_url(self) -> str:
        return reverse("assessments:audit-draft", args=[self.audit.ref]) + "#osa-alueet"

    def stored(self) -> AreaSummary | None:
        return current_summary(self.audit, self.sheet.area)

    def stored_values(self) -> dict[str, Any]:
        return summary_initial(self.stored())

    def compared(self, form: forms.BaseForm) -> Iterable[tuple[str, str, str]]:
        return [(str(form.fields["strengths"].label), form.cleaned_data["strengths"], self.stored_values().get("strengths", ""))]

    def save(self, form: AuditStrengthsForm) -> AreaSummary:
        strengths, revision = form.cleaned_data["strengths"], form.cleaned_data["revision"]
        moment = {"by": self.request.user, "at": self.request.arrived_at}
        return save_audit_strengths(audit=self.audit, area=self.sheet.area, strengths=strengths, revision=revision, **moment)


class AuditConclusionUpdate(InReport, RevisedForm):
    """The summary, the recommendation, and what is needed."""

    form_class = ConclusionForm
    template_name = "assessments/audit_conclusion.html"
    conflict_template_name = "assessments/audit_conclusion_conflict.html"
    combined_fields = ("summary", "needed")

    @cached_property
    def conclusion(self) -> Conclusion | None:
        return current_conclusion(self.audit)

    def get_initial(self) -> dict[str, Any]:
        return {} if self.request.method == "POST" else conclusion_initial(self.conclusion)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(conclusion=self.conclusion, notes=visit_notes(self.audit, None), **kwargs)

    def get_success_url(self) -> str:
        return reverse("assessments:audit-draft", args=[self.audit.ref])

    def stored(self) -> Conclusion | None:
        return current_conclusion(self.audit)

    def stored_values(self) -> dict[str, Any]:
        return conclusion_initial(self.stored())

    def compared(self, form: forms.BaseForm) -> Iterable[tuple[str, str, str]]:
        return compared_conclusions(form, self.stored_values())

    def save(self, form: ConclusionForm) -> Conclusion:
        moment = {"by": self.request.user, "at": self.request.arrived_at}
        return save_conclusion(audit=self.audit, **form.cleaned_data, **moment)
