"""Addresses of naming auditors, their invitations and their audits."""

from django.urls import path

from assessments.views.auditing import assignment, audits, letters, naming, ratings, seats

ASSIGNMENT = "hakemukset/<str:ref>/auditoitsijat/"
SEAT = "auditointikutsut/<str:ref>/"
AUDIT = "auditoinnit/<str:ref>/"
urlpatterns = [
    path(ASSIGNMENT, assignment.Assignment.as_view(), name="assignment"),
    path(f"{ASSIGNMENT}toimeksianto/", assignment.AuditPlanUpdate.as_view(), name="audit-plan"),
    path(f"{ASSIGNMENT}kutsu/", assignment.seats_invite, name="seats-invite"),
    path(f"{ASSIGNMENT}<str:auditor>/nimea/", naming.AuditorName.as_view(), name="auditor-name"),
    path(f"{SEAT}poista/", naming.seat_remove, name="seat-remove"),
    path(f"{SEAT}vaihda/", naming.SeatReplace.as_view(), name="seat-replace"),
    path(SEAT, seats.SeatDetail.as_view(), name="seat-detail"),
    path(f"{SEAT}ota-vastaan/", seats.SeatAccept.as_view(), name="seat-accept"),
    path(f"{SEAT}en-paase/", seats.seat_decline, name="seat-decline"),
    path(f"{SEAT}este/", seats.seat_conflict, name="seat-conflict"),
    path(f"{SEAT}kirje/", letters.SeatPaper.as_view(paper=letters.LETTER), name="seat-letter"),
    path(f"{SEAT}kirje/pdf/", letters.seat_paper_order, {"paper": letters.LETTER}, name="seat-letter-order"),
    path(f"{SEAT}kirje.pdf", letters.seat_paper_download, {"paper": letters.LETTER}, name="seat-letter-download"),
    path(f"{SEAT}todistus/", letters.SeatPaper.as_view(paper=letters.CERTIFICATE), name="seat-certificate"),
    path(f"{SEAT}todistus/pdf/", letters.seat_paper_order, {"paper": letters.CERTIFICATE}, name="seat-certificate-order"),
    path(f"{SEAT}todistus.pdf", letters.seat_paper_download, {"paper": letters.CERTIFICATE}, name="seat-certificate-download"),
    path(AUDIT, audits.AuditDetail.as_view(), name="audit-detail"),
    path(f"{AUDIT}kriteerit/<str:code>/", ratings.AuditRatingUpdate.as_view(), name="audit-rating-update"),
    path(f"{AUDIT}hakemus/", audits.AuditSubmission.as_view(), name="audit-submission"),
    path(f"{AUDIT}hakemus/<str:sha256>/", audits.audit_file, name="audit-file"),
]
