"""A network's summary: its own figures by the same rules, its marks, and who has begun."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from assessments.choices import Dimension
from assessments.forms.summaries import SummaryForm
from assessments.selectors.summaries.access import readable_networks
from assessments.selectors.summaries.charts import trend_chart
from assessments.selectors.summaries.choice import AREA, Choice, closed_summaries, names_of_values
from assessments.selectors.summaries.networks import begun_in, holders_in
from assessments.selectors.summaries.page import summary_page
from assessments.views.summaries.national import addresses, levels_context, running_context


@require_safe
def network_summary(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the network's figures of a closed year, its valid marks and who has begun; 404 for others than its coordinator."""
    network = get_object_or_404(readable_networks(request.access), slug=slug)
    within = ((Dimension.NETWORK.value, network.slug),)
    form = SummaryForm(request.GET, summaries=closed_summaries(), names=names_of_values(), within=within)
    context: dict[str, Any] = {
        "network": network,
        "form": form,
        "holders": holders_in(network, request.access.on),
        "begun": list(begun_in(network)),
        **running_context(request),
    }
    if form.is_valid() and form.summary is not None:
        page = summary_page(Choice(form.summary, form.narrowing, form.cleaned_data[AREA]), form.names)
        context |= {"page": page, **addresses(page), "trend_chart": trend_chart(page), **levels_context(page)}
    return render(request, "assessments/network_summary.html", context)
