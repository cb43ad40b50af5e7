"""An auditor's audit: its landing page, and the submission she reads without the applicant's levels."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView, View

from assessments.file_store import open_stored
from assessments.lifecycle import AUDIT_STATUS_LABELS, RATING_AUDIT_STATUSES, AuditStatus
from assessments.models import Assessment, Submission
from assessments.selectors.applications.listing import unit_names
from assessments.selectors.auditing.prints import latest_print, pieces_of
from assessments.selectors.auditing.rating import audit_progress
from assessments.selectors.auditing.reading import blind_sheet, last_submission, read_audits, team_of, who_sees_audited
from assessments.selectors.auditing.report_block import auditors_block
from assessments.selectors.auditing.visits import shown_visit
from assessments.selectors.evidence import submitted_file
from config.toolkit.uploads.downloads import attachment_response


class OfAudit(View):
    """A page about the audit of the address, for those whose material is open now; to everybody else it does not exist."""

    http_method_names = ["get", "head", "options"]

    @cached_property
    def audit(self) -> Assessment:
        return get_object_or_404(read_audits(self.request.access), ref=self.kwargs["ref"])

    @cached_property
    def submission(self) -> Submission:
        submission = last_submission(self.audit.application)
        if submission is None:
            raise Http404
        return submission

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # from the view beside this mixin
        application = self.audit.application
        assert application is not None  # an audit has one
        own = {
            "audit": self.audit,
            "application": application,
            "unit_names": unit_names(application),
            "submission": self.submission,
            "who_sees": who_sees_audited(),
        }
        return {**own, **context}


class AuditDetail(OfAudit, TemplateView):
    """What is audited, with whom, when, and whom to contact."""

    template_name = "assessments/audit_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        seats = team_of(self.audit)
        progress = audit_progress(self.audit, self.request.user) if self.audit.status in RATING_AUDIT_STATUSES else None
        own = next(seat for seat in seats if seat.auditor.user_id == self.request.user.pk)  # reading, so it is among them
        return super().get_context_data(
            plan=self.audit.plan,
            seat=own,
            pair=[seat for seat in seats if seat.pk != own.pk],
            progress=progress,
            report_block=auditors_block(self.audit, self.request.access.on),
            next_code=progress.next_code if progress else "",
            status_label=AUDIT_STATUS_LABELS[AuditStatus(self.audit.status)],
            shown=shown_visit(self.audit),
            **kwargs,
        )


class AuditSubmission(OfAudit, TemplateView):
    """The last submission's texts and evidence, criterion by criterion, without levels."""

    template_name = "assessments/audit_submission.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sheet = blind_sheet(self.submission)
        pdf = latest_print(self.submission)
        has_failed = pdf is not None and pdf.has_failed(self.request.arrived_at)
        return super().get_context_data(sheet=sheet, pieces=pieces_of(sheet), pdf=pdf, pdf_has_failed=has_failed, **kwargs)


@require_safe
def audit_file(request: HttpRequest, ref: str, sha256: str) -> HttpResponseBase:
    """Give the file that the last submission names by its hash to those who read it; to others it does not exist."""
    audit = get_object_or_404(read_audits(request.access), ref=ref)
    submission = last_submission(audit.application)
    found = submitted_file(submission, sha256) if submission else None
    if found is None:
        raise Http404
    return attachment_response(open_stored(found.file), found.file_name, found.file.content_type)
