"""Addresses of assessments."""

from django.urls import path

from assessments.views import (
    area_summaries,
    check,
    codes,
    dashboard,
    discussion,
    drafts,
    evidence,
    landing,
    lists,
    participants,
    ratings,
    report,
    results,
    transitions,
)

app_name = "assessments"
ONE = "arvioinnit/<str:ref>/"
urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("arvioinnit/", lists.AssessmentList.as_view(), name="assessment-list"),
    path("arvioinnit/uusi/", drafts.AssessmentCreate.as_view(), name="assessment-create"),
    path(ONE, landing.AssessmentDetail.as_view(), name="assessment-detail"),
    path(f"{ONE}muokkaa/", drafts.AssessmentUpdate.as_view(), name="assessment-update"),
    path(f"{ONE}osallistujat/", participants.ParticipantList.as_view(), name="participant-list"),
    path(f"{ONE}osallistujat/<str:participant_ref>/poista/", participants.ParticipantRemove.as_view(), name="participant-remove"),
    path(f"{ONE}aloita/", transitions.assessment_start, name="assessment-start"),
    path(f"{ONE}aloita-yhdessa/", transitions.assessment_start_jointly, name="assessment-start-jointly"),
    path(f"{ONE}avaa-keskustelu/", transitions.AssessmentOpenDiscussion.as_view(), name="assessment-open-discussion"),
    path(f"{ONE}vahvista/", transitions.assessment_complete, name="assessment-complete"),
    path(f"{ONE}avaa-uudelleen/", transitions.AssessmentReopen.as_view(), name="assessment-reopen"),
    path(f"{ONE}arkistoi/", transitions.AssessmentArchive.as_view(), name="assessment-archive"),
    path(f"{ONE}keskeyta/", transitions.AssessmentAbandon.as_view(), name="assessment-abandon"),
    path(f"{ONE}arvio/<str:code>/", ratings.RatingUpdate.as_view(), name="rating-update"),
    path(f"{ONE}keskustelu/", discussion.DiscussionDetail.as_view(), name="discussion-detail"),
    path(f"{ONE}keskustelu/hyvaksy-yksimieliset/", discussion.result_accept_agreed, name="result-accept-agreed"),
    path(f"{ONE}keskustelu/<str:code>/", results.ResultUpdate.as_view(), name="result-update"),
    path(f"{ONE}vahvuudet/<str:area_code>/", area_summaries.AreaSummaryUpdate.as_view(), name="area-summary-update"),
    path(f"{ONE}tulokset/", report.AssessmentResults.as_view(), name="assessment-results"),
    path(f"{ONE}raportti/tila/", report.report_state, name="report-state"),
    path(f"{ONE}raportti/uudelleen/", report.report_retry, name="report-retry"),
    path(f"{ONE}raportti.pdf", report.report_download, name="report-download"),
    path(f"{ONE}tarkista/", check.AssessmentCheck.as_view(), name="assessment-check"),
    path(f"{ONE}naytot/", evidence.EvidenceList.as_view(), name="evidence-list"),
    path(f"{ONE}naytot/<str:code>/uusi/", evidence.EvidenceCreate.as_view(), name="evidence-create"),
    path(f"{ONE}naytot/<str:evidence_ref>/<str:code>/poista/", evidence.EvidenceRemove.as_view(), name="evidence-remove"),
    path("koodi/", codes.CodeEntry.as_view(), name="code-entry"),
    path("koodi/oma/", codes.CodeDetail.as_view(), name="code-detail"),
    path("koodi/oma/arvio/<str:code>/", codes.CodeRatingUpdate.as_view(), name="code-rating-update"),
    path("koodi/lopeta/", codes.code_end, name="code-end"),
    path("naytto/<str:evidence_ref>/", evidence.evidence_download, name="evidence-download"),
]
