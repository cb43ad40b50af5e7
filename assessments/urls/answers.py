"""Addresses of filling and submitting an application, and of its receipts."""

from django.urls import path

from assessments.views.applications import answers, submissions

urlpatterns = [
    path("hakemukset/<str:ref>/kriteeri/<str:code>/", answers.AnswerUpdate.as_view(), name="answer-update"),
    path("hakemukset/<str:ref>/tayta/", answers.ApplicationFill.as_view(), name="application-fill"),
    path("hakemukset/<str:ref>/tarkista/", submissions.ApplicationCheck.as_view(), name="application-check"),
    path("hakemukset/<str:ref>/laheta/", submissions.application_submit, name="application-submit"),
    path("hakemukset/<str:ref>/lahetykset/<str:number>/", submissions.SubmissionDetail.as_view(), name="submission-detail"),
    path("kuitit/<str:code>/", submissions.ReceiptDetail.as_view(), name="receipt-detail"),
]
