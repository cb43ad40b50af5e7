"""Addresses of the evidence of applications; and of the files of what was submitted."""

from django.urls import path

from assessments.views import evidence
from assessments.views.evidence_places import ApplicationPlace

ALL = "hakemukset/<str:ref>/naytot/"
urlpatterns = [
    path(ALL, evidence.EvidenceList.as_view(place_class=ApplicationPlace), name="application-evidence-list"),
    path(f"{ALL}<str:code>/uusi/", evidence.EvidenceCreate.as_view(place_class=ApplicationPlace), name="application-evidence-create"),
    path(
        f"{ALL}<str:evidence_ref>/<str:code>/poista/",
        evidence.EvidenceRemove.as_view(place_class=ApplicationPlace),
        name="application-evidence-remove",
    ),
    path("hakemukset/<str:ref>/lahetykset/<str:number>/tiedostot/<str:sha256>/", evidence.submission_file, name="submission-file"),
]
