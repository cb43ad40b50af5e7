"""The submission to take along: its PDF, made in the background, and its files as one ZIP."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.bundles import zipped
from assessments.choices import ReportStatus
from assessments.file_store import open_stored
from assessments.models import StoredFile, Submission
from assessments.selectors.auditing.prints import latest_print, pieces_of
from assessments.selectors.auditing.reading import blind_sheet, last_submission, read_audits, submitted_units
from assessments.services.auditing.prints import order_submission_print
from config.toolkit.uploads.downloads import attachment_response, streamed_attachment
from config.toolkit.uploads.names import clean_name


def _submission_or_404(request: HttpRequest, ref: str) -> Submission:
    """Return what was submitted to those whose material is open now; to others it does not exist."""
    submission = last_submission(get_object_or_404(read_audits(request.access), ref=ref).application)
    if submission is None:
        raise Http404
    return submission


@require_POST
def audit_print_order(request: HttpRequest, ref: str) -> HttpResponse:
    """Order the submission as a PDF."""
    made = order_submission_print(submission=_submission_or_404(request, ref), by=request.user, at=request.arrived_at)
    if made.status != ReportStatus.READY:
        messages.success(request, _("Hakemuksesta tehdään PDF. Se valmistuu hetken päästä."))
    return redirect("assessments:audit-submission", ref=ref)


@require_safe
def audit_print_download(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Give the stored PDF; without one lead to the page where it is ordered."""
    submission = _submission_or_404(request, ref)
    pdf = latest_print(submission)
    if pdf is None or pdf.file is None:
        messages.info(request, _("Hakemuksen PDF ei ole vielä valmis."))
        return redirect("assessments:audit-submission", ref=ref)
    name = clean_name(f"hakemus {submitted_units(submission)}.pdf", "pdf")
    return attachment_response(open_stored(pdf.file), name, pdf.file.content_type)


@require_safe
def audit_files_download(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Give the submission's files as one ZIP, numbered as in the PDF."""
    submission = _submission_or_404(request, ref)
    pieces = [piece for piece in pieces_of(blind_sheet(submission)) if piece.sha256]
    if not pieces:
        raise Http404
    files = {file.sha256: file for file in submission.files.all()}
    named: Iterator[tuple[str, StoredFile | None]] = ((piece.name, files.get(piece.sha256)) for piece in pieces)
    name = clean_name(f"liitteet {submitted_units(submission)}.zip", "zip")
    return streamed_attachment(zipped(named, at=submission.arrived_at), name, "application/zip")
