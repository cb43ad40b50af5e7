"""Writing the strengths of an area in the joint discussion."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from assessments.forms.area_summaries import AreaSummaryForm, summary_initial
from assessments.models import AreaSummary
from assessments.selectors.audience import who_sees_discussion
from assessments.selectors.meeting import AreaSheet, area_sheet, current_summary
from assessments.services.results import save_area_summary
from assessments.views.discussion import InDiscussion
from assessments.views.revisions import RevisedForm
from config.toolkit.differences import both_texts
from criteria.models import Area

USE_EARLIER = "kayta_pohjana"  # the button that puts last time's strengths into the field


class AreaSummaryUpdate(InDiscussion, RevisedForm):
    """The strengths of one area, beside what has been agreed of its criteria; for those who may not write, to read."""

    form_class = AreaSummaryForm
    template_name = "assessments/area_summary_update.html"
    conflict_template_name = "assessments/area_summary_conflict.html"
    combined_fields = ("strengths",)

    @cached_property
    def sheet(self) -> AreaSheet:
        try:
            return area_sheet(self.assessment, self.kwargs["area_code"])
        except Area.DoesNotExist as error:
            raise Http404 from error

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if USE_EARLIER in request.POST and self.sheet.earlier:
            values = self.posted()
            values["strengths"] = both_texts(values["strengths"], self.sheet.earlier.strengths)
            return self.show_unsaved(values, _("Viime kerran vahvuudet ovat nyt tekstissä. Muokkaa niitä ja tallenna."))
        return super().post(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return summary_initial(self.sheet.summary)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        steps = [(level.value, level.name) for level in self.assessment.version.scale.levels.all()]
        return super().get_context_data(sheet=self.sheet, steps=steps, who_sees=who_sees_discussion(self.assessment), **kwargs)

    def get_success_url(self) -> str:
        return reverse("assessments:discussion-detail", args=[self.assessment.ref]) + "#osa-alueet"

    def stored(self) -> AreaSummary | None:
        return current_summary(self.assessment, self.sheet.area)

    def stored_values(self) -> dict[str, Any]:
        return summary_initial(self.stored())

    def compared(self, form: forms.BaseForm) -> Iterable[tuple[str, str, str]]:
        return [(str(form.fields["strengths"].label), form.cleaned_data["strengths"], self.stored_values().get("strengths", ""))]

    def save(self, form: AreaSummaryForm) -> AreaSummary:
        return save_area_summary(
            assessment=self.assessment,
            area=self.sheet.area,
            strengths=form.cleaned_data["strengths"],
            revision=form.cleaned_data["revision"],
            by=self.request.user,
            at=self.request.arrived_at,
        )
