"""From an auditors' suggestion to an action of the workshop, in one click."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from assessments.models import Assessment, Result
from assessments.models.action import WHAT_MAX_LENGTH
from assessments.permissions import can_manage_actions
from assessments.selectors.auditing.report_access import developing_audits, readable_reports
from assessments.services.guards import require
from assessments.views.action_forms import ActionCreate
from workshops.models import Workshop
from workshops.views.gates import refuse_unless


class SuggestionActionCreate(ActionCreate):
    """A new action that begins with what the auditors suggested; of several audited units, the one in the address (`paja`)."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.audit = self._audit_or_404(request)
        self.result = self._result_or_404(request)
        self.workshop = self._workshop_or_404(request)
        require(can_manage_actions(request.access, self.workshop))
        return super(ActionCreate, self).dispatch(request, *args, **kwargs)

    def _audit_or_404(self, request: HttpRequest) -> Assessment:
        audits = developing_audits(request.access).select_related("version").prefetch_related("application__units__workshop__organisation")
        audit = audits.filter(ref=self.kwargs["ref"]).first()
        if audit is None:
            refuse_unless(not readable_reports(request.access).filter(ref=self.kwargs["ref"]).exists())
            raise Http404
        return audit

    def _result_or_404(self, request: HttpRequest) -> Result:
        result = get_object_or_404(self.audit.results.select_related("criterion"), criterion__code=self.kwargs["code"])
        result.assessment = self.audit
        return result

    def _workshop_or_404(self, request: HttpRequest) -> Workshop:
        """Return the unit the action is for: the one asked for, else the first in which the asker agrees on actions."""
        application = self.audit.application
        assert application is not None  # an audit has one
        units = [unit.workshop for unit in application.units.all()]
        hers = [workshop for workshop in units if can_manage_actions(request.access, workshop)]
        asked = request.GET.get("paja")
        found = next((workshop for workshop in hers if asked in {None, workshop.ref}), None)
        if found is None:
            raise Http404
        self.others = [workshop for workshop in hers if workshop != found]
        return found

    def get_initial(self) -> dict[str, Any]:
        assert self.result is not None  # found in dispatch
        return {"what": self.result.suggestion[:WHAT_MAX_LENGTH]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(is_suggested=True, other_workshops=self.others, **kwargs)

    def get_success_url(self) -> str:
        """Lead to the workshop's plan: there the new action stands."""
        return reverse("assessments:action-list", args=[self.workshop.ref])
