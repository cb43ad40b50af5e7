"""The front page: "Seuraavaksi sinulle", or the door for those who are not signed in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.selectors.action_tasks import add_action_tasks
from assessments.selectors.applications.tasks import add_application_tasks
from assessments.selectors.auditing.feedback import add_feedback_tasks
from assessments.selectors.auditing.report_tasks import add_report_tasks
from assessments.selectors.auditing.tasks import add_audit_tasks
from assessments.selectors.decisions.tasks import add_decision_tasks
from assessments.selectors.desk_tasks import add_desk_tasks
from assessments.selectors.overview import completed_assessments
from assessments.selectors.round_tasks import add_round_tasks
from assessments.selectors.situation import situation_of
from assessments.selectors.task_list import TASK_LIMIT
from assessments.selectors.tasks import tasks_of
from assessments.selectors.units import organisations_to_compare


@login_not_required
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show what waits for the signed-in person; others get the service in a nutshell."""
    if not request.user.is_authenticated:
        return render(request, "assessments/dashboard_public.html")
    completed = completed_assessments(request.access, limit=TASK_LIMIT)
    tasks = tasks_of(request.access, request.arrived_at, completed)
    add_action_tasks(tasks, request.access)
    add_application_tasks(tasks, request.access, request.arrived_at)
    add_feedback_tasks(tasks, request.access)
    add_audit_tasks(tasks, request.access, request.arrived_at)
    add_report_tasks(tasks, request.access, request.arrived_at)
    add_decision_tasks(tasks, request.access)
    add_round_tasks(tasks, request.access, request.arrived_at)
    add_desk_tasks(tasks, request.access, request.arrived_at)
    context = {
        "tasks": tasks,
        "situation": situation_of(completed),
        "organisations": organisations_to_compare(request.access),
        "today": request.access.on,
    }
    return render(request, "assessments/dashboard.html", context)
