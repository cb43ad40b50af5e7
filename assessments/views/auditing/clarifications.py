"""Clarifying questions: an auditor asks, the applicant answers, coordinators read. One criterion a page, and all of an audit on one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from assessments.forms.clarifications import ClarificationForm
from assessments.lifecycle import RATING_AUDIT_STATUSES
from assessments.models import Assessment
from assessments.permissions import can_answer_clarification, can_read_as_auditor
from assessments.selectors.applications.listing import unit_names
from assessments.selectors.auditing.clarifications import Thread, read_clarified_audits, thread_of, threads_of, who_sees_clarifications
from assessments.services.auditing.clarifying import answer_clarification, ask_clarification
from assessments.services.guards import require
from config.toolkit.views import FormPage
from criteria.models import Criterion


class OfClarifiedAudit(View):
    """A page about the questions of an audit, for those who read them; to others it does not exist."""

    @cached_property
    def audit(self) -> Assessment:
        return get_object_or_404(read_clarified_audits(self.request.access), ref=self.kwargs["ref"])

    @property
    def is_open(self) -> bool:
        return self.audit.status in RATING_AUDIT_STATUSES

    @cached_property
    def is_auditor(self) -> bool:
        assert self.audit.application is not None  # an audit has one
        return can_read_as_auditor(self.request.access, self.audit.application)

    @property
    def asks(self) -> bool:
        """Tell whether the reader asks the applicant now: who rates, asks."""
        return self.is_auditor and self.is_open

    @cached_property
    def answers(self) -> bool:
        """Tell whether the reader may answer for the applicant now."""
        return can_answer_clarification(self.request.access, self.audit)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assert self.audit.application is not None  # an audit has one
        own = {
            "audit": self.audit,
            "application": self.audit.application,
            "unit_names": unit_names(self.audit.application),
            "is_open": self.is_open,
            "is_auditor": self.is_auditor,
            "asks": self.asks,
            "answers": self.answers,
            "who_sees": who_sees_clarifications(),
        }
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # from the view beside this mixin
        return {**own, **context}


class ClarificationList(OfClarifiedAudit, TemplateView):
    """Everything that has been asked and answered in the audit, criterion by criterion."""

    http_method_names = ["get", "head", "options"]
    template_name = "assessments/clarification_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(threads=threads_of(self.audit), **kwargs)


class ClarificationDetail(OfClarifiedAudit, FormPage):
    """The thread of one criterion, with the next question or answer for those who write it now."""

    template_name = "assessments/clarification_detail.html"
    form_class = ClarificationForm

    @cached_property
    def thread(self) -> Thread:
        criterion = get_object_or_404(Criterion.objects.filter(area__assessments=self.audit), code=self.kwargs["code"])
        thread = thread_of(self.audit, criterion)
        if not (thread.messages or self.asks):
            raise Http404  # nobody has asked, and the reader does not
        return thread

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require(bool(self.thread) and (self.asks or self.answers or not self.is_open))  # what is closed the service refuses, with its state
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "answers": not self.is_auditor}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(thread=self.thread, **kwargs)

    def form_valid(self, form: ClarificationForm) -> HttpResponse:
        write = ask_clarification if self.is_auditor else answer_clarification
        words = {"audit": self.audit, "criterion": self.thread.criterion, "text": form.cleaned_data["text"]}
        return self.save_or_refuse(form, lambda: write(**words, by=self.request.user, at=self.request.arrived_at), self._done_url)

    def _done_url(self) -> str:
        if not self.is_auditor:
            messages.success(self.request, _("Vastauksesi on lähetetty auditoitsijoille."))
            return reverse("assessments:clarification-list", args=[self.audit.ref])
        messages.success(self.request, _("Kysymyksesi on lähetetty hakijalle."))
        return reverse("assessments:audit-rating-update", args=[self.audit.ref, self.thread.criterion.code])
