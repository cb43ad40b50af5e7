"""Writing an audit's report: the overview of the draft, what is missing, and giving it to the workshop."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView, View

from assessments.lifecycle import AuditStatus
from assessments.models import Assessment
from assessments.selectors.auditing.drafting import Draft, comments_until, draft_of, who_sees_finding, written_audits
from assessments.selectors.auditing.gaps import Gap, gaps_of
from assessments.selectors.auditing.pair import agreed_ratings
from assessments.selectors.auditing.reading import read_audits
from assessments.services.auditing.drafting import ask_comments, start_report
from assessments.services.auditing.findings import accept_pair_results
from assessments.services.auditing.writing import require_writing
from config.toolkit.templatetags.ui import full_day


class InReport(View):
    """A page of the report that is being written, for its auditors. In other states reading leads to the audit, writing is refused.

    While the workshop comments, it is read as it is.
    """

    http_method_names = ["get", "head", "post", "options"]
    audit: Assessment

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        audit = written_audits(request.access).filter(ref=kwargs["ref"]).first()
        if audit is None:
            return _refuse(request, kwargs["ref"])
        self.audit = audit
        self.commented_until = comments_until(audit, request.access.on)
        if request.method == "POST" and self.commented_until:
            require_writing(audit, request.arrived_at)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # from the view beside this mixin
        own = {
            "audit": self.audit,
            "assessment": self.audit,  # as the pages that self-assessments share call it
            "application": self.audit.application,
            "commented_until": self.commented_until,
            "who_sees": who_sees_finding(),
        }
        return {**own, **context}


class AuditDraft(InReport, TemplateView):
    """How far the report is: its areas, what the pair agrees on already, and what is missing."""

    template_name = "assessments/audit_draft.html"

    @cached_property
    def draft(self) -> Draft:
        return draft_of(self.audit)

    @cached_property
    def gaps(self) -> list[Gap]:
        return gaps_of(self.audit, self.draft)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        blocking = sum(gap.is_blocking for gap in self.gaps)
        agreed = [] if self.commented_until else agreed_ratings(self.audit)
        return super().get_context_data(
            draft=self.draft,
            total=len(self.draft.criteria),
            unit_names=", ".join(self.draft.unit_names),
            acceptable=[rating for rating in agreed if not self.draft.is_agreed(rating.criterion)],
            blocking_count=blocking,
            warning_count=len(self.gaps) - blocking,
            is_draft=self.audit.status == AuditStatus.DRAFTING,
            **kwargs,
        )


class AuditDraftCheck(AuditDraft):
    """Every gap with a way to it; without those that keep the report back, the way to the workshop's comments."""

    template_name = "assessments/audit_draft_check.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        blocking = [gap for gap in self.gaps if gap.is_blocking]
        return super().get_context_data(blocking=blocking, warnings=[gap for gap in self.gaps if not gap.is_blocking], **kwargs)


@require_POST
def audit_draft_start(request: HttpRequest, ref: str) -> HttpResponse:
    """Begin the report; when the pair has just done so, it is begun already."""
    start_report(audit=get_object_or_404(read_audits(request.access), ref=ref), by=request.user, at=request.arrived_at)
    return redirect("assessments:audit-draft", ref=ref)


@require_POST
def audit_results_accept(request: HttpRequest, ref: str) -> HttpResponse:
    """Make the ratings the result in the ticked criteria in which the pair agrees."""
    audit = get_object_or_404(read_audits(request.access), ref=ref)
    chosen = set(request.POST.getlist("criteria"))
    accepted = accept_pair_results(audit=audit, criterion_codes=chosen, by=request.user, at=request.arrived_at)
    if accepted:
        count = {"count": len(accepted)}
        sentence = ngettext(
            "Yhteinen arvio on nyt tuloksena yhdessä kriteerissä.", "Yhteinen arvio on nyt tuloksena %(count)s kriteerissä.", len(accepted)
        )
        messages.success(request, sentence % count)
    else:
        messages.info(request, _("Yhtään kriteeriä ei hyväksytty."))
    return redirect("assessments:audit-draft", ref=ref)


@require_POST
def audit_comments_ask(request: HttpRequest, ref: str) -> HttpResponse:
    """Give the draft to the workshop; a second press finds that it has been given."""
    audit = get_object_or_404(read_audits(request.access), ref=ref)
    period = ask_comments(audit=audit, by=request.user, at=request.arrived_at)
    sentence = _("Luonnos on työpajan kommentoitavana. Se voi kommentoida %(day)s asti.")
    messages.success(request, sentence % {"day": full_day(period.last_date)})
    return redirect("assessments:audit-draft", ref=ref)


def _refuse(request: HttpRequest, ref: str) -> HttpResponse:
    """Answer who may not write now: 404 for what is hidden, the typed text back when it is not the time, otherwise the audit's page."""
    audit = get_object_or_404(read_audits(request.access), ref=ref)
    if request.method == "POST":
        require_writing(audit, request.arrived_at)
    messages.info(request, _("Raporttia ei kirjoiteta nyt."))
    return redirect("assessments:audit-detail", ref=ref)
