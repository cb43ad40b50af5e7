"""Addresses of reading an audit's material: a whole area at once, the printed submission, clarifying questions, what one takes home."""

from django.urls import path

from assessments.urls.auditing import AUDIT
from assessments.views.auditing import areas

urlpatterns = [
    path(f"{AUDIT}osa-alueet/<str:code>/", areas.AuditAreaUpdate.as_view(), name="audit-area-update"),
]
