"""Addresses of the evidence of applications; a file has one address wherever it was given."""

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
]
