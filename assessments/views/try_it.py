"""Kokeile: one area of the published criteria without an account. The answers travel in the form; nothing is stored."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from assessments.forms.try_it import TryForm
from assessments.selectors.try_it import triable_area, triable_versions, tried_criteria, tried_profile
from config.toolkit.forms import BaseForm
from config.toolkit.views import FormPage
from criteria.models import Area

CHANGE = "muuta"  # the button that leads from the profile back to the answers


@method_decorator(login_not_required, name="dispatch")
class TryIt(TemplateView):
    """Choose what to try."""

    template_name = "assessments/try_it.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(versions=triable_versions(), **kwargs)


@method_decorator(login_not_required, name="dispatch")
class TryArea(FormPage):
    """The criteria of one area on a page; the answer to the post is the profile."""

    template_name = "assessments/try_area.html"
    form_class = TryForm
    area: Area

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        area = triable_area(**kwargs)
        if area is None:
            raise Http404
        self.area, self.criteria = area, tried_criteria(area)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "criteria": self.criteria, "scale": self.area.version.scale}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(area=self.area, version=self.area.version, change=CHANGE, **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        if CHANGE in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        profile = tried_profile(self.criteria, self.area.version.scale, form.cleaned_data)
        return self.response_class(
            request=self.request,
            template=["assessments/try_result.html"],
            context=self.get_context_data(form=form, profile=profile),
        )
