"""Addresses of an audit's visit. Those of the visit's page without a network lie below one path: its worker may touch nothing else."""

from django.urls import path

from assessments.views.auditing import visit_mode, visit_questions, visits

AUDIT = "auditoinnit/<str:ref>/"
VISIT = f"{AUDIT}kaynti/"
urlpatterns = [
    path(VISIT, visits.VisitDetail.as_view(), name="audit-visit"),
    path(f"{VISIT}sovi/", visits.VisitAgree.as_view(), name="audit-visit-agree"),
    path(f"{VISIT}peru/", visits.VisitCancel.as_view(), name="audit-visit-cancel"),
    path(f"{VISIT}tehty/", visits.VisitRecord.as_view(), name="audit-visit-record"),
    path(f"{VISIT}vaiheet/<str:step>/", visits.visit_step, name="audit-visit-step"),
    path(f"{VISIT}kaynti.ics", visits.visit_calendar, name="audit-visit-calendar"),
    path(f"{VISIT}muistiinpanot/", visit_mode.VisitMode.as_view(), name="audit-visit-mode"),
    path(f"{VISIT}muistiinpanot/verkotta.js", visit_mode.visit_worker, name="audit-visit-worker"),
    path(f"{AUDIT}kriteerit/<str:code>/kysy/", visit_questions.VisitQuestionCreate.as_view(), name="audit-question-create"),
    path(f"{AUDIT}kysymykset/<str:question_ref>/poista/", visit_questions.visit_question_remove, name="audit-question-remove"),
    path("hakemukset/<str:ref>/kaynti.ics", visits.application_visit_calendar, name="application-visit-calendar"),
]
