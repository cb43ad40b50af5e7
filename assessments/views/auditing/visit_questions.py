""" "Kysy käynnillä": an auditor collects questions for the visit while she rates."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.forms.visits import QuestionForm
from assessments.lifecycle import RATING_AUDIT_STATUSES
from assessments.selectors.auditing.reading import read_audits
from assessments.selectors.auditing.visits import own_question, questions_by_criterion, who_sees_question
from assessments.selectors.results import criteria_of
from assessments.services.auditing.visit_notes import add_visit_question, remove_visit_question
from assessments.views.auditing.audits import OfAudit
from config.toolkit.forms import BaseForm
from config.toolkit.views import FormPage
from criteria.models import Criterion


class VisitQuestionCreate(OfAudit, FormPage):
    """The questions of one criterion, and a new one; the small form on the page of rating posts here."""

    http_method_names = ["get", "post", "head", "options"]
    form_class = QuestionForm
    template_name = "assessments/visit_question_create.html"

    @cached_property
    def criterion(self) -> Criterion:
        found = next((criterion for criterion in criteria_of(self.audit) if criterion.code == self.kwargs["code"]), None)
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.audit.status not in RATING_AUDIT_STATUSES:
            messages.info(request, _("Käynnille ei voi enää lisätä kysymyksiä."))
            return redirect("assessments:audit-visit", ref=self.audit.ref)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        code = self.criterion.code
        questions = questions_by_criterion(self.audit, self.request.user).get(code, [])
        own = {"criterion": self.criterion, "questions": questions, "rating_url": self._rating_url()}
        return super().get_context_data(**own, who_sees=who_sees_question(), **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        values = {"text": form.cleaned_data["text"], "by": self.request.user, "at": self.request.arrived_at}
        return self.save_or_refuse(form, lambda: add_visit_question(audit=self.audit, criterion=self.criterion, **values), self._done_url)

    def _done_url(self) -> str:
        messages.success(self.request, _("Kysymys on tallessa käyntiä varten."))
        return f"{self._rating_url()}#kysy-kaynnilla"

    def _rating_url(self) -> str:
        return reverse("assessments:audit-rating-update", args=[self.audit.ref, self.criterion.code])


@require_POST
def visit_question_remove(request: HttpRequest, ref: str, question_ref: str) -> HttpResponse:
    """Take away one's own question; a pair's does not exist for this."""
    audit = get_object_or_404(read_audits(request.access), ref=ref)
    question = own_question(audit, request.user, question_ref)
    if question is None:
        raise Http404
    remove_visit_question(question=question, by=request.user, at=request.arrived_at)
    messages.success(request, _("Kysymys on poistettu."))
    if "kaynti" in request.POST:
        return redirect(f"{reverse('assessments:audit-visit', args=[ref])}#kysymykset")
    return redirect(f"{reverse('assessments:audit-rating-update', args=[ref, question.criterion.code])}#kysy-kaynnilla")
