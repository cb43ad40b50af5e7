"""One application's decision: what it stands on, the form of a decider, and what has been decided."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.conflicts import DECISION_CONFLICTS
from assessments.forms.decisions import DecisionForm
from assessments.lifecycle import APPLICATION_STATUS_LABELS, ApplicationStatus
from assessments.models import Application
from assessments.permissions import can_decide, can_follow_conditions, can_manage_rounds
from assessments.selectors.decisions.access import decision_conflicts_of, decision_matters
from assessments.selectors.decisions.matters import matter_of
from assessments.selectors.decisions.told import recusals_of, told_decisions, who_sees_decision
from assessments.services.decisions import record_decision, recuse
from assessments.services.guards import require
from assessments.views.decisions.listing import OfDecisions
from config.toolkit.forms import BaseForm
from config.toolkit.views import FormPage


def application_or_404(request: HttpRequest, ref: str) -> Application:
    """Return the application as it is now if it stands on the asker's pages of decisions."""
    return get_object_or_404(decision_matters(request.access), ref=ref)


class DecisionDetail(OfDecisions, FormPage):
    """The report, the recommendation and the readiness; a decider without a conflict records the decision here."""

    template_name = "assessments/decision_detail.html"
    form_class = DecisionForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        application = application_or_404(self.request, self.kwargs["ref"])  # as it is after a refusal too
        decides, coordinates = can_decide(self.request.access), can_manage_rounds(self.request.access)
        conflicts = decision_conflicts_of(self.request.user, application) if decides else []
        matter = matter_of(application, self.request.access)
        return super().get_context_data(
            application=application,
            matter=matter,
            status_label=APPLICATION_STATUS_LABELS[ApplicationStatus(application.status)],
            decisions=told_decisions(application),
            conflicts=[DECISION_CONFLICTS[kind] for kind in conflicts],
            may_decide=decides and not conflicts,
            may_follow=can_follow_conditions(self.request.access, application) if matter.decision else False,
            recusals=recusals_of(application) if coordinates else [],
            who_sees=who_sees_decision(),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        application_or_404(request, self.kwargs["ref"])
        require(can_decide(request.access))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        application = application_or_404(self.request, self.kwargs["ref"])
        values = {**form.cleaned_data, "by": self.request.user, "at": self.request.arrived_at}
        return self.save_or_refuse(form, lambda: record_decision(application=application, **values), self._done_url)

    def _done_url(self) -> str:
        messages.success(self.request, _("Päätös on kirjattu. Hakija ja koordinaattorit saavat siitä sähköpostin."))
        return reverse("assessments:decision-detail", args=[self.kwargs["ref"]])


@require_POST
def decision_recuse(request: HttpRequest, ref: str) -> HttpResponse:
    """Tell that one cannot decide on the application; the reason is not asked."""
    application = application_or_404(request, ref)
    recuse(application=application, by=request.user, at=request.arrived_at)
    messages.success(request, _("Kiitos, että kerroit. Joku toinen päättää tästä hakemuksesta."))
    return redirect("assessments:decision-detail", ref=ref)
