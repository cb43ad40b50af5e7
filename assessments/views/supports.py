"""Support by invitation: asking for it, taking it on, ending it, and what the supporter reads."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from assessments.forms.supports import SupportForm
from assessments.models import Assessment
from assessments.permissions import can_ask_support, can_read_agreed
from assessments.selectors.audience import who_sees_support
from assessments.selectors.overview import readable_assessments
from assessments.selectors.supports import agreed_areas, open_supports, supporters_to_choose, supports_of
from assessments.services.guards import require
from assessments.services.supports import accept_support, ask_by_email, ask_coordinator, end_support
from assessments.views.landing import OfAssessment
from config.toolkit.views import FormPage


class SupportList(OfAssessment, FormPage):
    """Who reads the assessment until when, and the form that asks somebody."""

    template_name = "assessments/support_list.html"
    form_class = SupportForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require(can_ask_support(request.access, self.assessment), _("Tukea voi pyytää, kun arviointi on aloitettu."))
        limited: HttpResponse | None = ratelimit.consume_or_429(request, action="invite")
        return limited or super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "people": supporters_to_choose(self.assessment.workshop, self.request.access.on)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        supports = open_supports(self.assessment, self.request.access.on)
        return super().get_context_data(supports=supports, who_sees=who_sees_support(), **kwargs)

    def form_valid(self, form: SupportForm) -> HttpResponse:
        data = form.cleaned_data
        asked = {"assessment": self.assessment, "message": data["message"], "last_date": data["last_date"]}
        asked |= {"by": self.request.user, "at": self.request.arrived_at}

        def save() -> None:
            if data["user"]:
                ask_coordinator(user=form.people[data["user"]], **asked)
                messages.success(self.request, _("Pyyntö on lähetetty. Hän voi nyt lukea arvioinnin."))
            else:
                ask_by_email(email=data["email"], **asked)
                messages.success(self.request, _("Jos osoitteella on tunnus, pyyntö lähtee sinne sähköpostilla."))

        return self.save_or_refuse(form, save, lambda: self.request.path)


@require_POST
def support_end(request: HttpRequest, ref: str, support_ref: str) -> HttpResponse:
    """End a support at once, as the workshop."""
    assessment = get_object_or_404(Assessment.objects.seen_from_inside(request.access), ref=ref)
    support = get_object_or_404(assessment.supports.all(), ref=support_ref)
    end_support(support=support, by=request.user, at=request.arrived_at)
    messages.success(request, _("Lukuoikeus on lopetettu."))
    return redirect("assessments:support-list", ref=ref)


class SupportDetail(TemplateView):
    """The request as the one who was asked sees it: take it on, or give it up."""

    template_name = "assessments/support_detail.html"
    http_method_names = ["get", "head", "post", "options"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(support=self.support, **kwargs)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.support = get_object_or_404(supports_of(request.access), ref=kwargs["support_ref"])
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "luovu" in request.POST:
            end_support(support=self.support, by=request.user, at=request.arrived_at)
            messages.success(request, _("Et enää tue tätä arviointia."))
            return redirect("assessments:dashboard")
        accept_support(support=self.support, by=request.user, at=request.arrived_at)
        messages.success(request, _("Voit nyt lukea arvioinnin."))
        return redirect("assessments:assessment-detail", ref=self.support.assessment.ref)


class AgreedDetail(TemplateView):
    """What has been agreed so far, to read: texts and levels, nothing of single ratings."""

    template_name = "assessments/agreed_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assessment = get_object_or_404(readable_assessments(self.request.access), ref=self.kwargs["ref"])
        require(can_read_agreed(self.request.access, assessment), _("Yhteinen keskustelu ei ole nyt auki."))
        steps = [(level.value, level.name) for level in assessment.version.scale.levels.all()]
        return super().get_context_data(assessment=assessment, areas=agreed_areas(assessment), steps=steps, **kwargs)
