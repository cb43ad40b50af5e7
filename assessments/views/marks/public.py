"""What anyone sees of quality marks: the register, the page behind a code, and what a mark tells."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from assessments.forms.marks import CodeForm, RegisterFilterForm
from assessments.mark_codes import read_code, spaced
from assessments.models import QualityMark
from assessments.selectors.marks import named_marks, regions_to_choose, register, standing, standings
from config.toolkit.views import PagedList


@method_decorator(login_not_required, name="dispatch")
class MarkRegister(PagedList):
    """The valid marks whose holders agreed to be listed, by holder; searched by name, narrowed by region."""

    template_name = "assessments/mark_register.html"
    http_method_names = ["get", "head", "options"]

    def get_queryset(self) -> QuerySet[QualityMark]:
        self.filter_form = RegisterFilterForm(self.request.GET, regions=regions_to_choose())
        return register(self.request.access.on, **self.filter_form.choice)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        lines = standings(context["page_obj"].object_list, self.request.access.on)
        choice = self.filter_form.choice
        return {**context, "lines": lines, "filter_form": self.filter_form, "code_form": CodeForm(), "is_narrowed": any(choice.values())}


@login_not_required
@require_safe
def mark_find(request: HttpRequest) -> HttpResponse:
    """Lead from a typed code to its page; a slip in typing is told here."""
    form = CodeForm(request.GET) if request.GET.get("koodi") else CodeForm()  # an empty one is asked for, not refused
    if form.is_bound and form.is_valid():
        return redirect("assessments:mark-check", code=form.cleaned_data["koodi"])
    return render(request, "assessments/mark_find.html", {"form": form}, status=400 if form.is_bound else 200)


@login_not_required
@require_safe
@never_cache
def mark_check(request: HttpRequest, code: str) -> HttpResponse:
    """Tell of the mark behind the code whether it holds now: holder, units, days and state, nothing else."""
    whole = read_code(code)
    mark = named_marks().filter(code=whole).first() if whole else None
    if mark is None:
        form = CodeForm({"koodi": code})
        return render(request, "assessments/mark_find.html", {"form": form, "is_unknown": bool(whole)}, status=404)
    if whole != code:
        return redirect("assessments:mark-check", code=whole)
    found = {"standing": standing(mark, request.access.on), "mark": mark, "code": spaced(mark.code), "on": request.access.on}
    return render(request, "assessments/mark_check.html", found)


@method_decorator(login_not_required, name="dispatch")
class MarkMeaning(TemplateView):
    """ "Mitä laatumerkki kertoo": in plain words."""

    template_name = "assessments/mark_meaning.html"
    http_method_names = ["get", "head", "options"]
