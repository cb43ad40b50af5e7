"""Addresses of decisions: the list, one application's decision, and the pack of a round."""

from django.urls import path

from assessments.views.decisions import correcting, deciding, listing, packs

ALL = "paatokset/"
MATTER = f"{ALL}hakemukset/<str:ref>/"
PACK = f"{ALL}kierrokset/<str:ref>/aineisto/"
ONE = f"{ALL}<str:ref>/"
urlpatterns = [
    path(ALL, listing.DecisionList.as_view(), name="decision-list"),
    path(MATTER, deciding.DecisionDetail.as_view(), name="decision-detail"),
    path(f"{MATTER}esteellinen/", deciding.decision_recuse, name="decision-recuse"),
    path(PACK, packs.decision_pack_order, name="decision-pack-order"),
    path(f"{PACK}tila/", packs.decision_pack_state, name="decision-pack-state"),
    path(f"{ALL}kierrokset/<str:ref>/paatosaineisto.pdf", packs.decision_pack_download, name="decision-pack-download"),
    path(f"{ONE}oikaise/", correcting.DecisionCorrect.as_view(), name="decision-correct"),
    path(f"{ONE}ehdot/", correcting.DecisionConditions.as_view(), name="decision-conditions"),
]
