"""Addresses of writing an audit's report."""

from django.urls import path

from assessments.views.auditing import conclusions, drafting, findings

REPORT = "auditoinnit/<str:ref>/raportti/"
urlpatterns = [
    path(f"{REPORT}aloita/", drafting.audit_draft_start, name="audit-draft-start"),
    path(f"{REPORT}luonnos/", drafting.AuditDraft.as_view(), name="audit-draft"),
    path(f"{REPORT}luonnos/hyvaksy/", drafting.audit_results_accept, name="audit-results-accept"),
    path(f"{REPORT}tarkista/", drafting.AuditDraftCheck.as_view(), name="audit-draft-check"),
    path(f"{REPORT}kommentoitavaksi/", drafting.audit_comments_ask, name="audit-comments-ask"),
    path(f"{REPORT}kriteerit/<str:code>/", findings.AuditResultUpdate.as_view(), name="audit-result-update"),
    path(f"{REPORT}kriteerit/<str:code>/oma-arvio/", findings.AuditRatingChange.as_view(), name="audit-rating-change"),
    path(f"{REPORT}vahvuudet/<str:area_code>/", conclusions.AuditStrengthsUpdate.as_view(), name="audit-strengths-update"),
    path(f"{REPORT}yhteenveto/", conclusions.AuditConclusionUpdate.as_view(), name="audit-conclusion-update"),
]
