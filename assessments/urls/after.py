"""Addresses of what follows an audit."""

from django.urls import path

from assessments.views.auditing import after, suggestions

AUDIT = "auditoinnit/<str:ref>/"
urlpatterns = [
    path("auditointien-palaute/", after.AuditFeedbackSum.as_view(), name="audit-feedback-sum"),
    path("arvioiden-yhtenaisyys/", after.AuditorAgreementDetail.as_view(), name="auditor-agreement"),
    path(f"{AUDIT}palaute/", after.AuditFeedbackCreate.as_view(), name="audit-feedback"),
    path(f"{AUDIT}kehittaminen/<str:code>/uusi/", suggestions.SuggestionActionCreate.as_view(), name="suggestion-action-create"),
]
