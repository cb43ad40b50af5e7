"""Addresses of the register of auditors, and of an auditor's own card."""

from django.urls import path

from assessments.views.auditing import own_card, register

ALL = "koordinointi/auditoitsijat/"
ONE = f"{ALL}<str:ref>/"
urlpatterns = [
    path(ALL, register.AuditorList.as_view(), name="auditor-list"),
    path(f"{ALL}uusi/", register.AuditorCreate.as_view(), name="auditor-create"),
    path(f"{ALL}taulukko.xlsx", register.auditor_sheet, name="auditor-sheet"),
    path(f"{ALL}taydenna/<str:ref>/", register.AuditorComplete.as_view(), name="auditor-complete"),
    path(ONE, register.AuditorDetail.as_view(), name="auditor-detail"),
    path(f"{ONE}muokkaa/", register.AuditorUpdate.as_view(), name="auditor-update"),
    path("auditoitsijana/", own_card.OwnAuditor.as_view(), name="own-auditor"),
]
