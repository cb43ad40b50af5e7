"""The coordinator's side of "Ota käyttöön"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from config.toolkit.views import FormPage, PagedList
from workshops import selectors
from workshops.audience import who_sees_decline
from workshops.forms.doors import DeclineForm
from workshops.models import AccessRequest
from workshops.models.invitation import AccessRequestState
from workshops.roles import Permission
from workshops.services.access_requests import approve_access_request, decline_access_request
from workshops.views.gates import NationalPage, require_nationally

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

STATES = {"odottavat": AccessRequestState.WAITING, "hyvaksytyt": AccessRequestState.APPROVED, "hylatyt": AccessRequestState.DECLINED}


class AccessRequestList(NationalPage, PagedList):
    permission = Permission.MANAGE_ORGANISATIONS
    template_name = "workshops/access_request_list.html"
    context_object_name = "access_requests"

    def get_queryset(self) -> QuerySet[AccessRequest]:
        self.state = STATES.get(self.request.GET.get("tila", ""), AccessRequestState.WAITING)
        return selectors.access_requests_for_list(self.state)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tabs = [(slug, state.label, state == self.state) for slug, state in STATES.items()]
        return super().get_context_data(state=self.state, tabs=tabs, **kwargs)


@require_POST
def approve(request: HttpRequest, ref: str) -> HttpResponse:
    """Approve with one click: what is missing is created and the first leader invited."""
    access_request = _find(request, ref)
    approve_access_request(access_request=access_request, by=request.user, at=request.arrived_at)
    messages.success(request, _("Pyyntö on hyväksytty. Kutsu on lähetetty osoitteeseen %(email)s.") % {"email": access_request.email})
    return HttpResponseRedirect(reverse("workshops:access-request-list"))


class AccessRequestDecline(NationalPage, FormPage):
    permission = Permission.MANAGE_ORGANISATIONS
    template_name = "workshops/access_request_decline.html"
    form_class = DeclineForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.access_request = _find(request, kwargs["ref"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(access_request=self.access_request, who_sees_lines=who_sees_decline(), **kwargs)

    def form_valid(self, form: DeclineForm) -> HttpResponse:
        def save() -> None:
            reason = form.cleaned_data["reason"]
            decline_access_request(access_request=self.access_request, reason=reason, by=self.request.user, at=self.request.arrived_at)
            messages.success(self.request, _("Pyyntö on hylätty, ja perustelut on lähetetty pyytäjälle."))

        return self.save_or_refuse(form, save, lambda: reverse("workshops:access-request-list"))


def _find(request: HttpRequest, ref: str) -> AccessRequest:
    require_nationally(request, Permission.MANAGE_ORGANISATIONS)
    return get_object_or_404(AccessRequest, ref=ref)
