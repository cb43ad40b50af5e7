"""Examples of good practice: a workshop gives and withdraws its own, a coordinator approves or returns them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import View

from assessments.forms.public_examples import ExampleForm, ExampleReturnForm
from assessments.lifecycle import ExampleStatus
from assessments.models import PublicExample
from assessments.permissions import can_give_example
from assessments.selectors.examples import (
    can_be_withdrawn,
    checked_examples,
    criteria_for_examples,
    examples_of,
    named_examples,
    state_of_example,
    who_sees_example,
)
from assessments.selectors.public_work import latest_sheet
from assessments.services.public_examples import approve_example, give_example, return_example, withdraw_example
from assessments.services.public_sheets import order_public_sheet
from assessments.views.yearly_reports.reports import OfReports
from config.toolkit.views import FormPage, PagedList
from workshops.models import Workshop
from workshops.roles import Permission
from workshops.views.gates import require_nationally

if TYPE_CHECKING:
    from assessments.models.public_example import PublicExampleQuerySet


class OfWorkshop(View):
    """A page of those who give the workshop's examples; for everybody else there is nothing here."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not can_give_example(request.access, self.workshop):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def workshop(self) -> Workshop:
        return get_object_or_404(Workshop.objects.select_related("municipality"), ref=self.kwargs["ref"])


class ExampleList(OfWorkshop, PagedList):
    """The workshop's examples and what has become of each."""

    template_name = "assessments/example_list.html"

    def get_queryset(self) -> PublicExampleQuerySet:
        return examples_of(self.workshop)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        lines = [(example, *state_of_example(example), can_be_withdrawn(example)) for example in context["page_obj"]]
        return {**context, "workshop": self.workshop, "lines": lines, "who_sees": who_sees_example()}


class ExampleCreate(OfWorkshop, FormPage):
    """Give an example with the consent to show it; one that was returned can be begun from its own words (`pohja`)."""

    template_name = "assessments/example_create.html"
    form_class = ExampleForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "areas": criteria_for_examples()}

    def get_initial(self) -> dict[str, Any]:
        base = examples_of(self.workshop).filter(ref=self.request.GET.get("pohja", "")).first()
        if base is None:
            return {}
        key = f"{base.criterion.area.version.framework.slug}-{base.criterion.code}"
        return {"criterion": key, "title": base.title, "text": base.text}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(workshop=self.workshop, who_sees=who_sees_example(), **kwargs)

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        def save() -> None:
            give_example(workshop=self.workshop, **form.cleaned_data, by=self.request.user, at=self.request.arrived_at)
            messages.success(self.request, _("Esimerkki on lähetetty. Se näkyy julkisesti, kun koordinaattori on hyväksynyt sen."))

        return self.save_or_refuse(form, save, lambda: reverse("assessments:example-list", args=[self.workshop.ref]))


@require_POST
def example_withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """Take the workshop's consent back; the example disappears at once."""
    example = get_object_or_404(named_examples().given_by(request.access), ref=ref)
    withdraw_example(example=example, by=request.user, at=request.arrived_at)
    messages.success(request, _("Esimerkki on poistettu näkyvistä."))
    return redirect("assessments:example-list", ref=example.workshop.ref)


class ExampleCheckList(OfReports, PagedList):
    """What the workshops offer now, those that wait first; and the PDF in which the approved ones stand."""

    template_name = "assessments/example_check_list.html"

    def get_queryset(self) -> PublicExampleQuerySet:
        return checked_examples(self.request.access)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        sheet = latest_sheet()
        failed = sheet is not None and sheet.has_failed(self.request.arrived_at)
        lines = [(example, *state_of_example(example)) for example in context["page_obj"]]
        return {**context, "lines": lines, "sheet": sheet, "sheet_has_failed": failed}


class ExampleCheck(OfReports, FormPage):
    """One example: approve it, or return it with a reason, which also takes a shown one away."""

    template_name = "assessments/example_check.html"
    form_class = ExampleReturnForm

    @cached_property
    def example(self) -> PublicExample:
        return get_object_or_404(checked_examples(self.request.access), ref=self.kwargs["ref"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        label, tone = state_of_example(self.example)
        told = {"example": self.example, "status_label": label, "status_tone": tone, "who_sees": who_sees_example()}
        return super().get_context_data(may_approve=self.example.status == ExampleStatus.WAITING, **told, **kwargs)

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        def save() -> None:
            return_example(example=self.example, reason=form.cleaned_data["reason"], by=self.request.user, at=self.request.arrived_at)
            messages.success(self.request, _("Esimerkki on palautettu työpajalle. Se ei näy julkisesti."))

        return self.save_or_refuse(form, save, lambda: reverse("assessments:example-check-list"))


@require_POST
def example_approve(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the example to everybody."""
    require_nationally(request, Permission.READ_SUMMARIES)
    example = get_object_or_404(checked_examples(request.access), ref=ref)
    approve_example(example=example, by=request.user, at=request.arrived_at)
    messages.success(request, _("Esimerkki näkyy nyt sivulla Laatutyö Suomessa."))
    return redirect("assessments:example-check-list")


@require_POST
def public_sheet_order(request: HttpRequest) -> HttpResponse:
    """Order the one-page PDF as the page is now."""
    require_nationally(request, Permission.READ_SUMMARIES)
    order_public_sheet(by=request.user, at=request.arrived_at)
    messages.success(request, _("PDF tehdään. Se valmistuu hetken päästä."))
    return redirect("assessments:example-check-list")
