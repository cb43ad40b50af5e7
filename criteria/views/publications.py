"""The stored PDF of criteria and concepts."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.decorators import method_decorator
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST

from criteria.models import FrameworkVersion, Publication
from criteria.permissions import can_manage_criteria
from criteria.selectors import readable_versions
from criteria.services.publications import retry_publication


@method_decorator(login_not_required, name="dispatch")
class PublicationFile(View):
    """The PDF as stored, never rendered here; before the first one is ready, a page that says so (202, to be asked again)."""

    def get(self, request: HttpRequest, slug: str, version: str) -> HttpResponseBase:
        row = get_object_or_404(readable_versions(request.access, slug, version))
        publication: Publication | None = getattr(row, "publication", None)
        if publication is None or not publication.has_file or not default_storage.exists(publication.file_name):
            return self._pending(request, row)
        etag = quote_etag(publication.sha256)
        unchanged = get_conditional_response(request, etag=etag)
        response: HttpResponseBase = unchanged or FileResponse(
            default_storage.open(publication.file_name), content_type="application/pdf", filename=f"kriteerit-ja-kasitteet-{version}.pdf"
        )
        response.headers["ETag"] = etag
        response.headers["Cache-Control"] = "no-cache"
        return response

    def _pending(self, request: HttpRequest, version: FrameworkVersion) -> HttpResponse:
        context = {"version": version, "may_manage": can_manage_criteria(request.access, None)}
        response = render(request, "criteria/publication_pending.html", context, status=202)
        response.headers["Cache-Control"] = "no-store"
        return response


@require_POST
def publication_retry(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """Order the PDF again after a failure."""
    row = get_object_or_404(readable_versions(request.access, slug, version))
    retry_publication(version=row, by=request.user, at=request.arrived_at)
    messages.success(request, _("PDF-julkaisu tehdään uudelleen. Se valmistuu hetken päästä."))
    return redirect("criteria:version-detail", slug, version)
