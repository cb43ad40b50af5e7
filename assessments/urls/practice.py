"""Addresses of practising: the coordinators' example applications, and the auditors' own practice on them."""

from django.urls import path

from assessments.views.practice import cases, practising, rating, writing

ALL = "harjoittelu/hallinta/"
ONE = f"{ALL}<str:ref>/"
OWN = "harjoittelu/<str:ref>/"
urlpatterns = [
    path(ALL, cases.PracticeCaseList.as_view(), name="practice-case-list"),
    path(f"{ALL}uusi/", writing.PracticeCaseCreate.as_view(), name="practice-case-create"),
    path(ONE, cases.PracticeCaseDetail.as_view(), name="practice-case-detail"),
    path(f"{ONE}muokkaa/", writing.PracticeCaseUpdate.as_view(), name="practice-case-update"),
    path(f"{ONE}kriteerit/<str:code>/", writing.PracticeAnswerUpdate.as_view(), name="practice-answer-update"),
    path(f"{ONE}esikatselu/", cases.PracticeCasePreview.as_view(), name="practice-case-preview"),
    path(f"{ONE}julkaise/", cases.practice_case_publish, name="practice-case-publish"),
    path(f"{ONE}poista-kaytosta/", cases.practice_case_retire, name="practice-case-retire"),
    path(f"{ONE}kopioi/", cases.practice_case_copy, name="practice-case-copy"),
    path("harjoittelu/", practising.PracticeList.as_view(), name="practice-list"),
    path(OWN, practising.PracticeDetail.as_view(), name="practice-detail"),
    path(f"{OWN}kriteerit/<str:code>/", rating.PracticeRatingUpdate.as_view(), name="practice-rating-update"),
    path(f"{OWN}alusta/", practising.practice_restart, name="practice-restart"),
]
