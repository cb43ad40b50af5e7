"""A network's summary: its own figures by the same rules, its marks, and who has begun."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from assessments.selectors.summaries.access import readable_networks
from assessments.selectors.summaries.charts import trend_chart
from assessments.selectors.summaries.networks import begun_in, holders_in
from assessments.selectors.summaries.page import summary_page
from assessments.views.summaries.choosing import chosen
from assessments.views.summaries.national import levels_context, report_state, running_context


@require_safe
def network_summary(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the network's figures of a closed year, its valid marks and who has begun; 404 for others than its coordinator."""
    network = get_object_or_404(readable_networks(request.access), slug=slug)
    form, choice = chosen(request, slug)
    context: dict[str, Any] = {
        "network": network,
        "form": form,
        "holders": holders_in(network, request.access.on),
        "begun": list(begun_in(network)),
        **running_context(request),
    }
    if choice is not None:
        page = summary_page(choice, form.names)
        context |= {"page": page, **report_state(request, page, slug), "trend_chart": trend_chart(page), **levels_context(page)}
    return render(request, "assessments/network_summary.html", context)
