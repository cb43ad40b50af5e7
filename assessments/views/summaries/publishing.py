"""Publishing a national summary: what it means is told on a page of its own, then once and for good."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.services.summaries.publishing import publish_summary
from assessments.views.summaries.choosing import page_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def summary_publish(request: HttpRequest) -> HttpResponse:
    """Ask whether to publish the summary of the address, and publish it."""
    page = page_or_404(request)
    context: dict[str, Any] = {"page": page, "address": page.choice.address(narrowing=())}
    if request.method != "POST":
        return render(request, "assessments/summary_publish.html", context)
    publish_summary(summary=page.summary, by=request.user, at=request.arrived_at)
    messages.success(request, _("Vuoden %(year)s luvut on julkaistu avoimena datana.") % {"year": page.summary.year})
    return redirect(f"{reverse('assessments:national-summary')}?{context['address']}#tiedostot")
