"""A coordinator writes a yearly report: the texts of the whole, and area by area beside the figures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from assessments.forms.yearly_reports import (
    NewYearlyReportForm,
    YearlyRemarkForm,
    YearlyReportForm,
    yearly_remark_initial,
    yearly_report_initial,
)
from assessments.models import YearlyRemark, YearlyReport
from assessments.selectors.yearly_reports.content import AreaPart, area_parts, summary_of
from assessments.selectors.yearly_reports.writing import remark_of, unreported_years, who_sees_yearly_report
from assessments.services.yearly_reports import create_yearly_report, require_yearly_draft, save_yearly_remark, update_yearly_report
from assessments.views.revisions import RevisedForm
from assessments.views.yearly_reports.reports import OfReport, OfReports
from config.toolkit.views import FormPage
from workshops.views.gates import require_nationally

TO_WHOLE = "kokonaisuuteen"  # the button that saves and leads back to the whole report


class YearlyReportCreate(OfReports, FormPage):
    """Begin the report of a closed year that has none."""

    template_name = "assessments/yearly_report_create.html"
    form_class = NewYearlyReportForm
    created: YearlyReport

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "years": unreported_years()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(who_sees=who_sees_yearly_report(), **kwargs)

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        summary, title = form.cleaned_data["year"], form.cleaned_data["title"]
        told = {"framework": summary.framework, "year": summary.year, "title": title}

        def save() -> None:
            self.created = create_yearly_report(**told, by=self.request.user, at=self.request.arrived_at)

        return self.save_or_refuse(form, save, lambda: reverse("assessments:yearly-report-update", args=[self.created.ref]))


class DraftPage(OfReport, RevisedForm):
    """A form of a draft; a published report is read, and a post gets its text back."""

    conflict_template_name = "assessments/yearly_report_conflict.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require_nationally(request, self.permission)
        if self.report.is_published:
            if request.method == "POST":
                require_yearly_draft(self.report)
            messages.info(request, _("Vuosiraportti on julkaistu, eikä sitä voi enää muuttaa."))
            return redirect(self.whole_url())
        return super().dispatch(request, *args, **kwargs)

    def whole_url(self) -> str:
        return reverse("assessments:yearly-report-detail", args=[self.report.ref])

    def get_success_url(self) -> str:
        return self.whole_url()


class YearlyReportUpdate(DraftPage):
    """The title, the introduction and the closing words."""

    template_name = "assessments/yearly_report_update.html"
    combined_fields = ("introduction", "closing")
    form_class = YearlyReportForm

    def get_initial(self) -> dict[str, Any]:
        return yearly_report_initial(self.report)

    def stored(self) -> YearlyReport:
        return YearlyReport.objects.select_related("saved_by").get(pk=self.report.pk)

    def stored_values(self) -> dict[str, Any]:
        return yearly_report_initial(self.stored())

    def compared(self, form: forms.BaseForm) -> Iterable[tuple[str, str, str]]:
        stored, names = self.stored_values(), ("title", "introduction", "closing")
        return [(str(form.fields[name].label), form.cleaned_data[name], stored[name]) for name in names]

    def save(self, form: YearlyReportForm) -> YearlyReport:
        return update_yearly_report(report=self.report, **form.cleaned_data, by=self.request.user, at=self.request.arrived_at)


class YearlyRemarkUpdate(DraftPage):
    """What the report says of one area, beside that area's figures, and the way through the others."""

    template_name = "assessments/yearly_remark_update.html"
    combined_fields = ("text",)
    form_class = YearlyRemarkForm

    @cached_property
    def parts(self) -> list[AreaPart]:
        return area_parts(self.report, summary_of(self.report))

    @cached_property
    def place(self) -> int:
        for number, part in enumerate(self.parts):
            if part.area.code == self.kwargs["area_code"]:
                return number
        raise Http404

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        previous_url = self._url_of(self.place - 1) if self.place else ""
        next_url = self._url_of(self.place + 1) if self.place + 1 < len(self.parts) else ""
        part, remark = self.parts[self.place], self.stored()
        urls = {"previous_url": previous_url, "next_url": next_url}
        return super().get_context_data(part=part, steps=part.steps, remark=remark, **urls, **kwargs)

    def get_success_url(self) -> str:
        is_last = self.place + 1 == len(self.parts)
        return self.whole_url() if TO_WHOLE in self.request.POST or is_last else self._url_of(self.place + 1)

    def get_initial(self) -> dict[str, Any]:
        return yearly_remark_initial(self.stored())

    def stored(self) -> YearlyRemark | None:
        return remark_of(self.report, self.parts[self.place].area.code)

    def stored_values(self) -> dict[str, Any]:
        return yearly_remark_initial(self.stored())

    def compared(self, form: forms.BaseForm) -> Iterable[tuple[str, str, str]]:
        return [(str(form.fields["text"].label), form.cleaned_data["text"], self.stored_values()["text"])]

    def save(self, form: YearlyRemarkForm) -> YearlyRemark:
        code = self.parts[self.place].area.code
        return save_yearly_remark(report=self.report, area_code=code, **form.cleaned_data, by=self.request.user, at=self.request.arrived_at)

    def _url_of(self, number: int) -> str:
        return reverse("assessments:yearly-remark-update", args=[self.report.ref, self.parts[number].area.code])
