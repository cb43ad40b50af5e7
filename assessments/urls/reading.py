"""Addresses of reading an audit's material: a whole area at once, the printed submission, clarifying questions, what one takes home."""

from django.urls import path

from assessments.urls.auditing import AUDIT
from assessments.views.auditing import areas, prints

urlpatterns = [
    path(f"{AUDIT}osa-alueet/<str:code>/", areas.AuditAreaUpdate.as_view(), name="audit-area-update"),
    path(f"{AUDIT}tuloste/", prints.audit_print_order, name="audit-print-order"),
    path(f"{AUDIT}hakemus.pdf", prints.audit_print_download, name="audit-print-download"),
    path(f"{AUDIT}liitteet.zip", prints.audit_files_download, name="audit-files-download"),
]
