"""Naming the auditors of one application: the team, what the invitation tells, and who could be named."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView, View

from assessments.choices import AssessmentKind
from assessments.forms.auditing import PlanForm
from assessments.lifecycle import APPLICATION_STATUS_LABELS, ApplicationStatus
from assessments.models import Application, Assessment, AuditPlan, AuditSeat
from assessments.selectors.applications.listing import WISHES, unit_names
from assessments.selectors.auditing.candidates import candidates_for
from assessments.selectors.auditing.plans import assigned_applications, audit_of, is_auditable, plan_of
from assessments.selectors.auditing.seats import seat_lines
from assessments.selectors.auditing.teams import seats_of, team_problems
from assessments.services.auditing.audits import plan_audit, require_auditable
from assessments.services.auditing.seats import invite_auditors
from assessments.teams import MOST, TEAM_PROBLEMS, TeamProblem
from config.toolkit.forms import BaseForm
from config.toolkit.views import PAGE_PARAMETER, FormPage, page_of


class OfAssignment(View):
    """A coordinator's page about the auditors of the application of the address; to everybody else it does not exist."""

    @cached_property
    def application(self) -> Application:
        return get_object_or_404(assigned_applications(self.request.access), ref=self.kwargs["ref"])

    @cached_property
    def audit(self) -> Assessment | None:
        return audit_of(self.application)

    @cached_property
    def team(self) -> list[AuditSeat]:
        return list(seats_of(self.audit)) if self.audit else []

    @property
    def is_peer(self) -> bool:
        return self.application.wish == AssessmentKind.PEER

    @property
    def assignment_url(self) -> str:
        return reverse("assessments:assignment", args=[self.application.ref])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # from the view beside this mixin
        own = {
            "application": self.application,
            "unit_names": unit_names(self.application),
            "status_label": APPLICATION_STATUS_LABELS[ApplicationStatus(self.application.status)],
            "wish": WISHES[self.application.wish],
            "is_peer": self.is_peer,
            "assignment_url": self.assignment_url,
        }
        return {**own, **context}


class Assignment(OfAssignment, TemplateView):
    """The team so far, the plan, and the possible auditors in their order with every conflict named."""

    http_method_names = ["get", "head", "options"]
    template_name = "assessments/assignment.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not is_auditable(self.application, self.request.arrived_at):
            return super().get_context_data(is_open=False, **kwargs)
        team, ended = seat_lines(self.audit)
        problems = team_problems(self.audit) if self.audit else [TeamProblem.EMPTY]
        proposed = [line for line in team if line.is_removable]
        return super().get_context_data(
            is_open=True,
            team=team,
            ended=ended,
            problems=[TEAM_PROBLEMS[problem] for problem in problems],
            may_invite=bool(proposed) and not problems,
            plan=plan_of(self.application, self.audit),
            **self._candidates(is_full=len(team) >= MOST),
            asks_lead=not self.is_peer and not any(line.seat.is_lead for line in team),
            **kwargs,
        )

    def _candidates(self, *, is_full: bool) -> dict[str, Any]:
        if is_full:
            return {"is_full": True}
        page = page_of(candidates_for(self.application, self.request.arrived_at), self.request.GET.get(PAGE_PARAMETER))
        return {"is_full": False, "page_obj": page}


class AuditPlanUpdate(OfAssignment, FormPage):
    """Change what the invitation tells."""

    form_class = PlanForm
    template_name = "assessments/audit_plan.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require_auditable(self.application, request.arrived_at)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def plan(self) -> AuditPlan:
        return plan_of(self.application, self.audit)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "is_peer": self.is_peer}

    def get_initial(self) -> dict[str, Any]:
        return {field: getattr(self.plan, field) for field in ("hours", "starts_date", "ends_date", "place", "single_reason")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(has_told=any(seat.invited_at for seat in self.team), **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        values = {**form.cleaned_data, "by": self.request.user, "at": self.request.arrived_at}
        return self.save_or_refuse(form, lambda: plan_audit(application=self.application, **values), self._done_url)

    def _done_url(self) -> str:
        messages.success(self.request, _("Toimeksianto on tallennettu."))
        return self.assignment_url


@require_POST
def seats_invite(request: HttpRequest, ref: str) -> HttpResponse:
    """Send the invitations to those of the team who have not got them."""
    application = get_object_or_404(assigned_applications(request.access), ref=ref)
    invited = invite_auditors(application=application, by=request.user, at=request.arrived_at)
    told = ngettext("Kutsu on lähetetty.", "%(count)s kutsua on lähetetty.", len(invited)) % {"count": len(invited)}
    messages.success(request, told)
    return redirect("assessments:assignment", ref=ref)
