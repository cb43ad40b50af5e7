"""Lists of actions and one action, to read."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import DetailView

from assessments.choices import ActionStatus
from assessments.forms.actions import ActionFilterForm
from assessments.models import Action
from assessments.models.action import ActionQuerySet
from assessments.permissions import can_manage_actions
from assessments.selectors.actions import (
    actions_of_organisation,
    actions_of_workshop,
    chosen,
    history_of,
    latest_plan,
    line_of,
    lines_of,
    organisations_with_actions,
    origin_url,
    people_of,
    readable_actions,
    workshops_with_actions,
)
from assessments.services.actions import update_action_status
from assessments.views.revisions import posted_revision
from config.toolkit.views import PagedList


def action_or_404(request: HttpRequest, ref: str) -> Action:
    """Return the action if the asker reads it."""
    return get_object_or_404(readable_actions(request.access), ref=ref)


def chosen_or_400(request: HttpRequest, actions: ActionQuerySet) -> tuple[ActionFilterForm, ActionQuerySet]:
    """Return the filter's form and the actions it asks for. Raises `BadRequest` for a value that is not offered."""
    form = ActionFilterForm(request.GET, people=people_of(actions))
    if not form.is_valid():
        raise BadRequest
    return form, chosen(actions, form.choice)


class _ActionList(PagedList):
    """Actions in pages, as many as are asked for."""

    template_name = "assessments/action_list.html"
    everything: ActionQuerySet

    def get_queryset(self) -> ActionQuerySet:
        self.filter_form, actions = chosen_or_400(self.request, self.everything)
        return actions

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(filter_form=self.filter_form, query=self.request.GET.urlencode(), **kwargs)
        return {**context, "lines": lines_of(context["page_obj"], self.request.access)}


class ActionList(_ActionList):
    """The workshop's actions."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.workshop = get_object_or_404(workshops_with_actions(request.access), ref=kwargs["ref"])
        self.everything = actions_of_workshop(request.access, self.workshop)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = latest_plan(self.workshop)
        return super().get_context_data(
            workshop=self.workshop,
            organisation=self.workshop.organisation,
            may_manage=can_manage_actions(self.request.access, self.workshop),
            pdf=plan,
            pdf_has_failed=plan is not None and plan.has_failed(self.request.arrived_at),
            calendar_url=reverse("assessments:action-list-calendar", args=[self.workshop.ref]),
            sheet_url=reverse("assessments:action-sheet", args=[self.workshop.ref]),
            **kwargs,
        )


class OrganisationActionList(_ActionList):
    """The actions of the organisation's workshops, those the asker reads."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.organisation = get_object_or_404(organisations_with_actions(request.access), ref=kwargs["ref"])
        self.everything = actions_of_organisation(request.access, self.organisation)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sheet_url = reverse("assessments:organisation-action-sheet", args=[self.organisation.ref])
        return super().get_context_data(organisation=self.organisation, sheet_url=sheet_url, **kwargs)


class ActionDetail(DetailView[Action]):
    """One action, what can be done about it, and its earlier versions for those who agree on actions."""

    template_name = "assessments/action_detail.html"
    context_object_name = "action"

    def get_object(self, queryset: Any = None) -> Action:
        return action_or_404(self.request, self.kwargs["ref"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        line = line_of(self.object, self.request.access)
        return super().get_context_data(
            line=line,
            origin_url=origin_url(self.object, self.request.access),
            history=history_of(self.object) if line.may_manage else None,
            **kwargs,
        )


@require_POST
def action_finish(request: HttpRequest, ref: str) -> HttpResponse:
    """Mark the action done."""
    action = update_action_status(
        action=action_or_404(request, ref),
        status=ActionStatus.DONE,
        revision=posted_revision(request),
        by=request.user,
        at=request.arrived_at,
    )
    messages.success(request, _("Hienoa! Toimenpide on merkitty tehdyksi."))
    return redirect("assessments:action-detail", ref=action.ref)
