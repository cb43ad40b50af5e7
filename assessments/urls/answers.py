"""Addresses of filling and submitting an application, and of its receipts."""

from django.urls import path

from assessments.views.applications import answers, submissions

urlpatterns = [
    path("hakemukset/<slug:ref>/kriteeri/<str:code>/", answers.AnswerUpdate.as_view(), name="answer-update"),
    path("hakemukset/<slug:ref>/tayta/", answers.ApplicationFill.as_view(), name="application-fill"),
    path("hakemukset/<slug:ref>/tarkista/", submissions.ApplicationCheck.as_view(), name="application-check"),
    path("hakemukset/<slug:ref>/laheta/", submissions.application_submit, name="application-submit"),
    path("hakemukset/<slug:ref>/lahetykset/<int:number>/", submissions.SubmissionDetail.as_view(), name="submission-detail"),
    path("kuitit/<slug:code>/", submissions.ReceiptDetail.as_view(), name="receipt-detail"),
]
