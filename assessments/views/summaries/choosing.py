"""Which summary a page or a file is of: the nation's, or that of a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from assessments.choices import Dimension
from assessments.forms.summaries import SummaryForm
from assessments.selectors.summaries.access import readable_networks
from assessments.selectors.summaries.choice import closed_summaries, names_of_values
from assessments.selectors.summaries.page import SummaryPage, summary_page
from workshops.roles import Permission
from workshops.views.gates import require_nationally

if TYPE_CHECKING:
    from assessments.selectors.summaries.choice import Choice, Names

# What belongs to a summary → its address by name.
NATIONAL = {
    "page": "national-summary",
    "xlsx": "national-summary-xlsx",
    "csv": "national-summary-csv",
    "json": "national-summary-json",
    "pdf": "national-summary-pdf",
    "order": "summary-report-order",
    "state": "summary-report-state",
}
OF_NETWORK = {
    "page": "network-summary",
    "xlsx": "network-summary-xlsx",
    "csv": "network-summary-csv",
    "json": "network-summary-json",
    "pdf": "network-summary-pdf",
    "order": "network-report-order",
    "state": "network-report-state",
}


def chosen(request: HttpRequest, slug: str = "") -> tuple[SummaryForm, Choice | None]:
    """Return the form of the address and what it chooses, within the network of the slug if there is one.

    No choice when it is refused or there is nothing of it; 404 for who may not read it.
    """
    if slug:
        get_object_or_404(readable_networks(request.access), slug=slug)
    else:
        require_nationally(request, Permission.READ_SUMMARIES)
    within = ((Dimension.NETWORK.value, slug),) if slug else ()
    form = SummaryForm(request.GET, summaries=closed_summaries(), names=names_of_values(), within=within)
    return form, form.choice


def choice_or_404(request: HttpRequest, slug: str = "") -> tuple[Choice, Names]:
    """Return the choice of the address and the names of its values; 404 where there is nothing of it."""
    form, choice = chosen(request, slug)
    if choice is None:
        raise Http404
    return choice, form.names


def page_or_404(request: HttpRequest, slug: str = "") -> SummaryPage:
    """Return what the address asks for, as its files show it; 404 for a choice of which there is no page."""
    return summary_page(*choice_or_404(request, slug))


def addresses(choice: Choice, slug: str = "") -> dict[str, object]:
    """Return what links take after the question mark, the choice and the same without its narrowing, and where its files are."""
    return {"address": choice.address(), "cleared": choice.address(narrowing=()), "files": urls_of(choice, slug)}


def urls_of(choice: Choice, slug: str = "") -> dict[str, str]:
    """Return where the page and the files of the choice are, within the network of the slug if there is one."""
    names, arguments = (OF_NETWORK, [slug]) if slug else (NATIONAL, [])
    return {what: f"{reverse(f'assessments:{name}', args=arguments)}?{choice.address()}" for what, name in names.items()}
