"""The workshop comments the draft of its audit's report: factual errors, until the last day or until it says that it has no more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import View

from assessments.forms.audit_reports import CommentChangeForm, CommentForm, comment_values
from assessments.models import Assessment, CommentPeriod, DraftComment
from assessments.selectors.applications.listing import unit_names
from assessments.selectors.auditing.report_access import asked_audits
from assessments.selectors.auditing.report_course import comment_pages, comment_period_of, comments_of, who_sees_comment
from assessments.selectors.results import criteria_of
from assessments.services.auditing.commenting import change_comment, finish_commenting, remove_comment, require_commenting, write_comment
from assessments.views.revisions import RevisedForm, posted_revision
from config.toolkit.forms import BaseForm
from config.toolkit.views import FormPage


class OfComments(View):
    """A page of those who comment for the workshop. Before and after that its applicants are told so; to others it does not exist."""

    @cached_property
    def audit(self) -> Assessment | None:
        return comment_pages(self.request.access).filter(ref=self.kwargs["ref"]).first()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.audit is None:
            return _refuse(request, kwargs["ref"])
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def period(self) -> CommentPeriod:
        period = comment_period_of(self.draft)
        if period is None:
            raise Http404
        return period

    @property
    def draft(self) -> Assessment:
        assert self.audit is not None  # asked in dispatch
        return self.audit

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # from the view beside this mixin
        application = self.draft.application
        assert application is not None  # an audit has one
        own = {
            "audit": self.draft,
            "application": application,
            "unit_names": unit_names(application),
            "period": self.period,
            "is_open": self.period.is_open(self.request.access.on),
            "who_sees": who_sees_comment(),
        }
        return {**own, **context}

    def list_url(self) -> str:
        return reverse("assessments:audit-comments", args=[self.draft.ref])


class DraftComments(OfComments, FormPage):
    """All comments so far, and a new one; `?kriteeri=` chooses the criterion it is about."""

    template_name = "assessments/audit_comments.html"
    form_class = CommentForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "criteria": criteria_of(self.draft)}

    def get_initial(self) -> dict[str, Any]:
        return {"criterion": self.request.GET.get("kriteeri", "")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(comments=comments_of(self.draft), **kwargs)

    def form_valid(self, form: CommentForm) -> HttpResponse:
        given = {"criterion": form.chosen, "text": form.cleaned_data["text"], "by": self.request.user, "at": self.request.arrived_at}
        return self.save_or_refuse(form, lambda: write_comment(audit=self.draft, **given), self._done_url)

    def _done_url(self) -> str:
        messages.success(self.request, _("Kommentti on tallennettu. Auditoitsijat vastaavat siihen."))
        return self.list_url()


class DraftCommentUpdate(OfComments, RevisedForm):
    """One comment, to be written anew; when a colleague has changed it meanwhile, both texts are shown."""

    template_name = "assessments/audit_comment_update.html"
    conflict_template_name = "assessments/audit_comment_conflict.html"
    form_class = CommentChangeForm
    combined_fields = ("text",)

    @cached_property
    def comment(self) -> DraftComment:
        rows = self.draft.draft_comments.select_related("criterion", "assessment")
        return get_object_or_404(rows, ref=self.kwargs["comment"])

    def get_initial(self) -> dict[str, Any]:
        return comment_values(self.comment)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        last = {"saved_by": stored.written_by, "saved_at": stored.written_at} if (stored := kwargs.get("stored")) else None
        return super().get_context_data(comment=self.comment, list_url=self.list_url(), last=last, **kwargs)

    def get_success_url(self) -> str:
        return self.list_url()

    def stored(self) -> DraftComment | None:
        return self.draft.draft_comments.select_related("written_by").filter(pk=self.comment.pk).first()

    def stored_values(self) -> dict[str, Any]:
        return comment_values(self.stored())

    def compared(self, form: forms.BaseForm) -> Iterable[tuple[str, str, str]]:
        return [(str(form.fields["text"].label), form.cleaned_data["text"], self.stored_values().get("text", ""))]

    def save(self, form: CommentChangeForm) -> DraftComment:
        return change_comment(comment=self.comment, **form.cleaned_data, by=self.request.user, at=self.request.arrived_at)


class CommentsFinish(OfComments, FormPage):
    """Tell that there is nothing more to say, before the last day."""

    template_name = "assessments/audit_comments_finish.html"
    form_class = BaseForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(count=self.draft.draft_comments.count(), list_url=self.list_url(), **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        given = {"by": self.request.user, "at": self.request.arrived_at}
        return self.save_or_refuse(form, lambda: finish_commenting(audit=self.draft, **given), self._done_url)

    def _done_url(self) -> str:
        messages.success(self.request, _("Kiitos! Auditoitsijat saavat tiedon, ettei teillä ole enempää huomautettavaa."))
        return self.list_url()


@require_POST
def comment_remove(request: HttpRequest, ref: str, comment: str) -> HttpResponse:
    """Take a comment back."""
    audit = comment_pages(request.access).filter(ref=ref).first()
    if audit is None:
        return _refuse(request, ref)
    row = audit.draft_comments.select_related("assessment").filter(ref=comment).first()
    if row is not None:  # a second click finds nothing
        remove_comment(comment=row, revision=posted_revision(request), by=request.user, at=request.arrived_at)
        messages.success(request, _("Kommentti on poistettu."))
    return redirect("assessments:audit-comments", ref=ref)


def _refuse(request: HttpRequest, ref: str) -> HttpResponse:
    """Answer an applicant whose draft is not to be commented now: the typed text back, otherwise the page of her application."""
    audit = get_object_or_404(asked_audits(request.access), ref=ref)
    if request.method == "POST":
        require_commenting(audit)
    assert audit.application is not None  # an audit has one
    messages.info(request, _("Raporttiluonnosta ei voi nyt kommentoida."))
    return redirect("assessments:application-detail", ref=audit.application.ref)
