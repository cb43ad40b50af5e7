"""What is taken home of actions: calendar files, spreadsheets, the plan as a PDF."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.choices import ReportStatus
from assessments.file_store import open_stored
from assessments.reports import plan_html
from assessments.selectors.action_plan import action_sheet, calendar_entries, plan_of
from assessments.selectors.actions import (
    actions_of_organisation,
    actions_of_workshop,
    latest_plan,
    organisations_with_actions,
    workshops_with_actions,
)
from assessments.services.action_plans import order_action_plan
from assessments.views.actions import action_or_404, chosen_or_400
from config.toolkit.calendars import calendar_response
from config.toolkit.pdf.rendering import content_sha256
from config.toolkit.sheets import xlsx_response
from config.toolkit.uploads.downloads import attachment_response
from workshops.models import Workshop

SHEET_MAX_ROWS = 4_000


def _workshop_or_404(request: HttpRequest, ref: str) -> Workshop:
    return get_object_or_404(workshops_with_actions(request.access), ref=ref)


@require_safe
def action_calendar(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Give the agreed day of one action; without one, lead back."""
    action = action_or_404(request, ref)
    entries = calendar_entries([action])
    if not entries:
        messages.info(request, _("Toimenpiteellä ei ole vielä päivää, jonka voisi viedä kalenteriin."))
        return redirect("assessments:action-detail", ref=ref)
    return calendar_response(f"toimenpide-{action.due_date:%Y-%m-%d}", entries)


@require_safe
def action_list_calendar(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Give the agreed days of the workshop's open actions."""
    workshop = _workshop_or_404(request, ref)
    actions = actions_of_workshop(request.access, workshop).open().order_by(F("due_date").asc(nulls_last=True), "pk")
    return calendar_response(f"kehittäminen-{workshop.name}", calendar_entries(actions[:SHEET_MAX_ROWS]))


@require_safe
def action_sheet_download(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Give the workshop's list as it is filtered."""
    workshop = _workshop_or_404(request, ref)
    _form, actions = chosen_or_400(request, actions_of_workshop(request.access, workshop))
    sheet = action_sheet(_("Kehittäminen"), actions[:SHEET_MAX_ROWS])
    return xlsx_response(f"kehittäminen-{workshop.name}", [sheet], at=request.arrived_at)


@require_safe
def organisation_action_sheet(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Give the organisation's list as it is filtered."""
    organisation = get_object_or_404(organisations_with_actions(request.access), ref=ref)
    _form, actions = chosen_or_400(request, actions_of_organisation(request.access, organisation))
    sheet = action_sheet(_("Kehittäminen"), actions[:SHEET_MAX_ROWS])
    return xlsx_response(f"kehittäminen-{organisation.name}", [sheet], at=request.arrived_at)


@require_POST
def action_plan_order(request: HttpRequest, ref: str) -> HttpResponse:
    """Order the plan as it is now."""
    order_action_plan(workshop=_workshop_or_404(request, ref), by=request.user, at=request.arrived_at)
    messages.success(request, _("Kehittämissuunnitelman PDF tehdään. Se valmistuu hetken päästä."))
    return redirect("assessments:action-list", ref=ref)


@require_safe
def action_plan_state(request: HttpRequest, ref: str) -> HttpResponse:
    """Answer the part of the page that tells how far the PDF is; the page's script asks for it while the worker renders."""
    workshop = _workshop_or_404(request, ref)
    plan = latest_plan(workshop)
    failed = plan is not None and plan.has_failed(request.arrived_at)
    return render(request, "assessments/_plan_state.html", {"workshop": workshop, "pdf": plan, "pdf_has_failed": failed})


@require_safe
def action_plan_download(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Give the stored PDF while it says what the list says; else lead back to order a new one."""
    workshop = _workshop_or_404(request, ref)
    plan = latest_plan(workshop)
    if plan is None or plan.status != ReportStatus.READY or plan.file is None:
        messages.info(request, _("Kehittämissuunnitelman PDF ei ole vielä valmis."))
    elif plan.content_sha256 != content_sha256(plan_html(plan_of(workshop))):
        messages.info(request, _("Toimenpiteet ovat muuttuneet PDF:n teon jälkeen. Tee PDF uudelleen."))
    else:
        return attachment_response(open_stored(plan.file), f"kehittämissuunnitelma-{workshop.name}.pdf", plan.file.content_type)
    return redirect("assessments:action-list", ref=ref)
