"""Addresses of reading an audit's material: a whole area at once, the printed submission, clarifying questions, what one takes home."""

from django.urls import path

from assessments.urls.auditing import AUDIT
from assessments.views.auditing import areas, clarifications, home_notes, prints

urlpatterns = [
    path(f"{AUDIT}osa-alueet/<str:code>/", areas.AuditAreaUpdate.as_view(), name="audit-area-update"),
    path(f"{AUDIT}tuloste/", prints.audit_print_order, name="audit-print-order"),
    path(f"{AUDIT}hakemus.pdf", prints.audit_print_download, name="audit-print-download"),
    path(f"{AUDIT}liitteet.zip", prints.audit_files_download, name="audit-files-download"),
    path(f"{AUDIT}kysymykset/", clarifications.ClarificationList.as_view(), name="clarification-list"),
    path(f"{AUDIT}kysymykset/<str:code>/", clarifications.ClarificationDetail.as_view(), name="clarification-detail"),
    path(f"{AUDIT}kriteerit/<str:code>/mita-vien-kotiin/", home_notes.HomeNoteUpdate.as_view(), name="home-note-update"),
    path("mita-vien-kotiin/", home_notes.HomeNoteList.as_view(), name="home-note-list"),
    path("mita-vien-kotiin.txt", home_notes.home_note_download, name="home-note-download"),
]
