"""The auditors answer the workshop's comments and send the report to be checked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from assessments.forms.audit_reports import AnswerForm, answer_values
from assessments.lifecycle import WRITING_AUDIT_STATUSES, AuditStatus
from assessments.models import DraftComment
from assessments.selectors.auditing.gaps import report_gaps
from assessments.selectors.auditing.report_access import WRITTEN
from assessments.selectors.auditing.report_course import comment_period_of, comments_of, hindrance, return_in_force, who_sees_comment
from assessments.services.auditing.checking import send_to_check
from assessments.services.auditing.commenting import answer_comment, require_answering
from assessments.views.auditing.audits import OfAudit
from assessments.views.revisions import RevisedForm
from config.toolkit.errors import WrongStateError
from config.toolkit.forms import BaseForm
from config.toolkit.views import FormPage


class AuditAnswers(OfAudit, TemplateView):
    """What the workshop has commented, and what was answered.

    Until the workshop is asked there is nothing to see; nor for a new auditor who still rates alone: a comment may tell of the old results.
    """

    template_name = "assessments/audit_answers.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.period = comment_period_of(self.audit)
        if request.method != "POST" and (self.period is None or self.audit.status not in WRITTEN):
            messages.info(request, _("Työpajalla ei ole nyt kommentoitavaa luonnosta."))
            return redirect("assessments:audit-detail", ref=self.audit.ref)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assert self.period is not None  # asked in dispatch
        is_commenting = self.audit.status == AuditStatus.COMMENTING
        is_open = is_commenting and self.period.is_open(self.request.access.on)
        comments = comments_of(self.audit)
        return super().get_context_data(
            period=self.period,
            is_open=is_open,
            is_commenting=is_commenting,
            may_answer=self.audit.status in WRITING_AUDIT_STATUSES,
            comments=comments,
            unanswered=sum(not comment.answer for comment in comments),
            **{**kwargs, "who_sees": who_sees_comment()},
        )


class CommentAnswer(OfAudit, RevisedForm):
    """The answer to one comment; when the comment or its answer has changed meanwhile, both texts are shown."""

    http_method_names = ["get", "post", "head", "options"]
    template_name = "assessments/audit_comment_answer.html"
    conflict_template_name = "assessments/audit_comment_conflict.html"
    form_class = AnswerForm
    combined_fields = ("answer",)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST":
            require_answering(self.audit)
        elif self.audit.status not in WRITING_AUDIT_STATUSES:
            return redirect("assessments:audit-answers", ref=self.audit.ref)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def comment(self) -> DraftComment:
        return get_object_or_404(self.audit.draft_comments.select_related("criterion", "assessment"), ref=self.kwargs["comment"])

    def get_initial(self) -> dict[str, Any]:
        return answer_values(self.comment)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        last = {"saved_by": stored.answered_by, "saved_at": stored.answered_at} if (stored := kwargs.get("stored")) else None
        return super().get_context_data(**{**kwargs, "comment": self.comment, "last": last, "who_sees": who_sees_comment()})

    def get_success_url(self) -> str:
        return reverse("assessments:audit-answers", args=[self.audit.ref])

    def stored(self) -> DraftComment | None:
        return self.audit.draft_comments.select_related("answered_by").filter(pk=self.comment.pk).first()

    def stored_values(self) -> dict[str, Any]:
        return answer_values(self.stored())

    def compared(self, form: forms.BaseForm) -> Iterable[tuple[str, str, str]]:
        return [(str(form.fields["answer"].label), form.cleaned_data["answer"], self.stored_values().get("answer", ""))]

    def save(self, form: AnswerForm) -> DraftComment:
        return answer_comment(comment=self.comment, **form.cleaned_data, by=self.request.user, at=self.request.arrived_at)


class AuditSend(OfAudit, FormPage):
    """What the report still lacks, and the button that sends it to the coordinators."""

    http_method_names = ["get", "post", "head", "options"]
    template_name = "assessments/audit_send.html"
    form_class = BaseForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        reason = hindrance(self.audit, request.access.on)
        if reason and request.method != "POST":
            messages.info(request, reason)
            return redirect("assessments:audit-detail", ref=self.audit.ref)
        if self.audit.status not in WRITTEN:  # its gaps would tell of results that are not hers to see yet
            raise WrongStateError(reason)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        gaps = report_gaps(self.audit)
        return super().get_context_data(
            gaps=gaps, is_blocked=any(gap.is_blocking for gap in gaps), returned=return_in_force(self.audit), **kwargs
        )

    def form_valid(self, form: BaseForm) -> HttpResponse:
        given = {"by": self.request.user, "at": self.request.arrived_at}
        return self.save_or_refuse(form, lambda: send_to_check(audit=self.audit, **given), self._done_url)

    def _done_url(self) -> str:
        messages.success(self.request, _("Raportti on lähetetty koordinaattorin tarkistettavaksi."))
        return reverse("assessments:audit-detail", args=[self.audit.ref])
