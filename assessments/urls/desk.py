"""Addresses of the coordinator's desk: notes and lists brought from spreadsheets."""

from django.urls import path

from assessments.views import case_notes, imports

ALL = "koordinointi/tuonti/"
ONE = f"{ALL}<str:ref>/"
urlpatterns = [
    path("hakemukset/<str:ref>/muistiinpanot/", case_notes.CaseNoteCreate.as_view(), name="case-note-create"),
    path(ALL, imports.ImportList.as_view(), name="import-list"),
    path(f"{ALL}uusi/", imports.ImportCreate.as_view(), name="import-create"),
    path(f"{ALL}pohja/<str:kind>.xlsx", imports.import_template, name="import-template"),
    path(ONE, imports.ImportDetail.as_view(), name="import-detail"),
    path(f"{ONE}vahvista/", imports.import_confirm, name="import-confirm"),
]
