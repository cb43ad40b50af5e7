"""Addresses of an audit's report: read, commented, answered, checked, approved."""

from django.urls import path

from assessments.views.auditing import answers, checking, commenting, report

AUDIT = "auditoinnit/<str:ref>/"
urlpatterns = [
    path(f"{AUDIT}raportti/", report.AuditReportPage.as_view(), name="audit-report"),
    path(f"{AUDIT}raportti.pdf", report.audit_report_download, name="audit-report-download"),
    path(f"{AUDIT}raportti/tila/", report.audit_report_state, name="audit-report-state"),
    path(f"{AUDIT}raportti/uudelleen/", report.audit_report_retry, name="audit-report-retry"),
    path(f"{AUDIT}kommentit/", commenting.DraftComments.as_view(), name="audit-comments"),
    path(f"{AUDIT}kommentit/valmis/", commenting.CommentsFinish.as_view(), name="audit-comments-finish"),
    path(f"{AUDIT}kommentit/<str:comment>/", commenting.DraftCommentUpdate.as_view(), name="audit-comment-update"),
    path(f"{AUDIT}kommentit/<str:comment>/poista/", commenting.comment_remove, name="audit-comment-remove"),
    path(f"{AUDIT}vastaukset/", answers.AuditAnswers.as_view(), name="audit-answers"),
    path(f"{AUDIT}vastaukset/<str:comment>/", answers.CommentAnswer.as_view(), name="audit-comment-answer"),
    path(f"{AUDIT}tarkistettavaksi/", answers.AuditSend.as_view(), name="audit-send"),
    path(f"{AUDIT}tarkistus/", checking.AuditCheck.as_view(), name="audit-check"),
    path(f"{AUDIT}palautus/", checking.AuditReturn.as_view(), name="audit-return"),
    path(f"{AUDIT}hyvaksynta/", checking.audit_approve, name="audit-approve"),
    path(f"{AUDIT}sulkeminen/", checking.audit_close, name="audit-close"),
]
