"""Addresses of applications for the quality mark, from registering to withdrawing."""

from django.urls import path

from assessments.views.applications import changing, ending, history, landing, listing, registering

ONE = "hakemukset/<str:ref>/"
urlpatterns = [
    path("hakemukset/", listing.ApplicationList.as_view(), name="application-list"),
    path("hakemukset/uusi/", registering.ApplicationCreate.as_view(), name="application-create"),
    path(ONE, landing.ApplicationDetail.as_view(), name="application-detail"),
    path(f"{ONE}muokkaa/", changing.ApplicationUpdate.as_view(), name="application-update"),
    path(f"{ONE}yhteyshenkilo/", changing.ApplicationContact.as_view(), name="application-contact"),
    path(f"{ONE}kierros/", changing.ApplicationRound.as_view(), name="application-round"),
    path(f"{ONE}aloita/", changing.application_open, name="application-open"),
    path(f"{ONE}peru/", ending.ApplicationWithdraw.as_view(), name="application-withdraw"),
    path(f"{ONE}siirra/", ending.ApplicationRenew.as_view(), name="application-renew"),
    path(f"{ONE}vaiheet/", history.ApplicationHistory.as_view(), name="application-history"),
]
