"""Pages for everyone: the door "Ota käyttöön", an invitation opened, feedback, statements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from config.toolkit.views import FormPage
from workshops.audience import who_sees_access_request, who_sees_feedback
from workshops.forms.doors import AccessRequestForm, FeedbackForm
from workshops.services.access_requests import request_access
from workshops.services.feedback import send_feedback

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase


@method_decorator(login_not_required, name="dispatch")
class AccessRequestCreate(FormPage):
    """Ota käyttöön. The thank-you page is the same for a first and a doubled request."""

    template_name = "workshops/access_request_form.html"
    form_class = AccessRequestForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        limited: HttpResponse | None = ratelimit.consume_or_429(request, action="access_request")
        return limited or super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(who_sees_lines=who_sees_access_request(), **kwargs)

    def form_valid(self, form: AccessRequestForm) -> HttpResponse:
        return self.save_or_refuse(
            form,
            lambda: request_access(at=self.request.arrived_at, **form.cleaned_data),
            lambda: reverse("workshops:access-request-done"),
        )


@method_decorator(login_not_required, name="dispatch")
class AccessRequestDone(TemplateView):
    template_name = "workshops/access_request_done.html"


@method_decorator(login_not_required, name="dispatch")
class Feedback(FormPage):
    """Anna palautetta; no account needed."""

    template_name = "workshops/feedback_form.html"
    form_class = FeedbackForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        limited: HttpResponse | None = ratelimit.consume_or_429(request, action="feedback")
        return limited or super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(who_sees_lines=who_sees_feedback(), **kwargs)

    def form_valid(self, form: FeedbackForm) -> HttpResponse:
        return self.save_or_refuse(
            form,
            lambda: send_feedback(at=self.request.arrived_at, **form.cleaned_data),
            lambda: reverse("workshops:feedback-done"),
        )


@method_decorator(login_not_required, name="dispatch")
class FeedbackDone(TemplateView):
    template_name = "workshops/feedback_done.html"


@require_safe
@login_not_required
def accessibility_statement(request: HttpRequest) -> HttpResponse:
    """Saavutettavuusseloste (law 306/2019, 8 §)."""
    return render(request, "workshops/accessibility_statement.html")


@require_safe
@login_not_required
def privacy_notice(request: HttpRequest) -> HttpResponse:
    """Tietosuojaseloste (GDPR, articles 13 and 14)."""
    return render(request, "workshops/privacy_notice.html")
